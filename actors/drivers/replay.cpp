#include "actors/drivers/replay.hpp"

#include <algorithm>

#include "actors/feed/take_recorded.hpp"
#include "actors/lanes/pooled_message.hpp"

namespace basis {
namespace {

constexpr std::size_t kPlacesKept = 10;

/// Orders of a replay are not sent; they are signed with a key that no venue knows.
VenueAccess nowhere(FeedVenue) { return {"replay.invalid", {Secret("replay"), Secret("replay"), Secret("replay")}}; }

}  // namespace

struct Replay::ActorSystem {
  struct Config : caf::actor_system_config {
    Config() {
      // Hosted actors need no scheduler: its only worker stays idle.
      set("scheduler.max-threads", 1U);
      set("logger.console", caf::atom("none"));
    }
  };
  Config config;
  caf::actor_system system{config};
};

Replay::Replay(ReplayParts parts) : parts_(std::move(parts)), system_(std::make_unique<ActorSystem>()) {}
Replay::~Replay() = default;

Result<std::unique_ptr<Replay>> Replay::create(ReplayParts parts) {
  std::unique_ptr<Replay> replay(new Replay(std::move(parts)));
  BASIS_TRY(replay->build());
  return replay;
}

Result<void> Replay::build() {
  if (parts_.trades) {
    BASIS_TRY(parts_.input->check_products());
  }
  BASIS_TRY(universe_, Universe::build(*parts_.mode));
  BASIS_TRY(const auto followed, follow_markets(parts_.input->symbols(), *parts_.mode, universe_));
  for (const MarketId id : followed) markets_.push_back(&universe_[id]);
  if (parts_.trades)
    venues_ = std::make_unique<ReplayVenues>(universe_, *parts_.mode, ReplayVenues::Options{}, parts_.sink);
  HotPathParts hot;
  hot.universe = &universe_;
  hot.markets = markets_;
  hot.settings = parts_.settings;
  hot.mode = parts_.mode;
  hot.trades = parts_.trades;
  hot.access = nowhere;
  hot.node_id = "replay";
  hot.sink = venues_.get();
  BASIS_TRY(hot_path_, HotPath::create(system_->system, std::move(hot)));
  BASIS_TRY(add_feeds());
  if (venues_ != nullptr) open_venues();
  return ok();
}

Result<void> Replay::add_feeds() {
  for (const FeedVenueInfo& info : feed_venues()) {
    if (!Feed::can_follow(info.venue, markets_)) continue;
    Feed::Options options;
    if (parts_.observer != nullptr) options.observers.push_back(parts_.observer);
    if (venues_ != nullptr) options.observers.push_back(venues_.get());
    options.clips = hot_path_->clips();
    BASIS_TRY(feeds_[static_cast<std::size_t>(info.venue)],
              Feed::create(info.venue, markets_, hot_path_->consumers(), options));
  }
  return ok();
}

/// Pays the capital in: half is cash for spot, half is margin.
void Replay::fund() {
  const ModeSettings& mode = parts_.mode->mode;
  const Amount half = div(parts_.capital, Ratio::from_int(2), Rounding::floor);
  const auto pay = [&](const std::string& venue, bool spot, Amount amount) {
    const bool matched = std::any_of(venues_->markets().begin(), venues_->markets().end(),
                                     [&](MarketId id) { return universe_[id].venue == venue; });
    if (!matched || amount.is_zero()) return;
    const auto account = universe_.find_account(parts_.mode->venues.at(venue).account(spot));
    if (account) venues_->pay_in(*account, universe_.quote_asset(), amount);
  };
  const auto route = mode.routing.find("spot_trade");
  if (route != mode.routing.end()) pay(route->second, true, half);
  for (const auto& [venue, share] : mode.hedge_allocation) pay(venue, false, mul(half, share, Rounding::floor));
}

/// Matches every configured market on its book, and opens trading with what the venues hold.
void Replay::open_venues() {
  for (const auto& feed : feeds_) {
    if (feed == nullptr) continue;
    for (const auto& followed : feed->followed()) venues_->match(followed->market, followed->book);
  }
  fund();
  for (const AccountReport& report : venues_->download(UtcTime())) hot_path_->adopt(report, MonoTime());
  for (const MarketId market : venues_->markets()) hot_path_->set_ready(market, {true, true}, Quantity{});
}

/// What the venues do and say before a frame that is received at `received`.
void Replay::hear_venues(UtcTime received) {
  venues_->before_frame(received);
  venues_->deliver(received, [this](const VenueMessage& message, UtcTime at) {
    const MonoTime mono = MonoTime::from_nanos(at.nanos());
    if (const auto* order = std::get_if<OrderReport>(&message))
      hot_path_->report(*order, at, mono);
    else
      hot_path_->report(std::get<AccountReport>(message), mono);
  });
  if (!parts_.lanes) hot_path_->drain();
}

void Replay::take(const ReplayFrame& next) {
  const Frame& frame = next.frame;
  ++counters_.frames;
  counters_.bytes += frame.bytes.size();
  if (!counters_.first) counters_.first = frame.received;
  counters_.last = std::max(counters_.last.value_or(frame.received), frame.received);
  if (frame.direction == FrameDirection::out) {
    ++counters_.sent;
    return;
  }
  Feed* feed = next.venue ? feeds_[static_cast<std::size_t>(*next.venue)].get() : nullptr;
  if (feed == nullptr) {
    if (++counters_.foreign <= kPlacesKept) counters_.foreign_places.push_back(parts_.input->place(next));
    return;
  }
  const bool read = take_recorded(*feed, frame);
  parts_.input->note(next, read);
  if (!read && feed->counters().failures.size() < FeedCounters::kFailuresKept)
    feed->note_failure(parts_.input->place(next));
}

Result<bool> Replay::run() {
  if (parts_.trades) {
    send_pooled(hot_path_->sender_handle(), SetKillSwitch{KillState::active, "a replay", MonoTime()});
    hot_path_->drain();
  }
  if (parts_.lanes) {
    BASIS_TRY(hot_path_->start());
  }
  bool whole = true;
  ReplayFrame frame;
  for (;;) {
    BASIS_TRY(const bool more, parts_.input->next(frame));
    if (!more) break;
    if (parts_.before_frame && !parts_.before_frame(frame.frame.received)) {
      whole = false;
      break;
    }
    if (venues_ != nullptr) hear_venues(frame.frame.received);
    take(frame);
    if (!parts_.lanes) hot_path_->drain();
  }
  for (const auto& feed : feeds_) {
    if (feed == nullptr) continue;
    if (counters_.last) feed->finish(*counters_.last);
    feed->flush();
  }
  if (venues_ != nullptr && counters_.last) hear_venues(venues_->settled(*counters_.last));
  hot_path_->stop();
  return whole;
}

std::vector<const Feed*> Replay::feeds() const {
  std::vector<const Feed*> all;
  for (const auto& feed : feeds_)
    if (feed != nullptr) all.push_back(feed.get());
  return all;
}

}  // namespace basis
