#include "actors/drivers/replay.hpp"

#include <algorithm>

#include "actors/drivers/replay_legs.hpp"
#include "actors/feed/take_recorded.hpp"
#include "actors/matched_exchange.hpp"
#include "core/execution/routing.hpp"
#include "venues/alchemy/simulator.hpp"

namespace basis {
namespace {

constexpr std::size_t kPlacesKept = 10;
constexpr const char* kNodeId = "replay";
/// The reason with which a replay sets the kill switch to `active`.
constexpr const char* kReleased = "a replay";

/// Orders of a replay are not sent; they are signed with a key that no venue knows.
VenueAccess nowhere(FeedVenue) { return {"replay.invalid", {Secret("replay"), Secret("replay"), Secret("replay")}}; }

}  // namespace

Replay::Replay(ReplayParts parts) : parts_(std::move(parts)), system_(std::make_unique<HostedSystem>()) {}
Replay::~Replay() = default;

Result<std::unique_ptr<Replay>> Replay::create(ReplayParts parts) {
  std::unique_ptr<Replay> replay(new Replay(std::move(parts)));
  BASIS_TRY(replay->build());
  return replay;
}

Result<ReplayMarkets> replay_markets(const ReplayInput& input, const Settings& settings) {
  ReplayMarkets made;
  BASIS_TRY(made.universe, Universe::build(settings));
  BASIS_TRY(made.followed, follow_markets(input.symbols(), settings, made.universe));
  return made;
}

Result<void> Replay::build() {
  const Universe& universe = parts_.markets->universe;
  for (const MarketId id : parts_.markets->followed) markets_.push_back(&universe[id]);
  if (parts_.run) {
    BASIS_TRY(parts_.input->check_products());
    BASIS_TRY(check_legs(*parts_.mode, universe, markets_));
    venues_ = std::make_unique<ReplayVenues>(universe, *parts_.mode, parts_.run->venues);
  }
  HotPathParts hot;
  hot.universe = &universe;
  hot.markets = markets_;
  hot.settings = parts_.settings;
  hot.mode = parts_.mode;
  hot.tradable = tradable();
  hot.access = nowhere;
  hot.node_id = kNodeId;
  hot.sink = venues_.get();
  BASIS_TRY(hot_path_, HotPath::create(system_->system, std::move(hot)));
  if (parts_.run) {
    BASIS_TRY(make_node());
  }
  BASIS_TRY(add_feeds());
  if (venues_ != nullptr) open_venues();
  return ok();
}

/// The markets that the mode trades: spot where its trades are routed to, perps where it has a share of the hedge.
std::vector<MarketId> Replay::tradable() const {
  std::vector<MarketId> all;
  if (!parts_.run) return all;
  const ModeSettings& mode = parts_.mode->mode;
  for (const Market* market : markets_) {
    if (!market->configured() || universe().name(*market->base) != mode.asset) continue;
    if (trades_at(mode, market->venue, market->is_spot())) all.push_back(market->id);
  }
  return all;
}

Result<void> Replay::make_node() {
  const ReplayRun& run = *parts_.run;
  TradingNode::Parts parts;
  parts.universe = &universe();
  parts.settings = parts_.mode;
  parts.costs = run.costs;
  parts.flows = run.flows;
  parts.history = run.history;
  parts.pair_terms = run.pair_terms;
  parts.chain = std::make_shared<SimulatedChain>(universe(), *parts_.mode, *run.costs, run.capital);
  parts.exchange = [this](caf::actor_system& actors, const RunContext& context, AccountId account) {
    return actors.spawn(matched_exchange, std::cref(context), account, venues_.get());
  };
  parts.from = run.from;
  parts.max_price_age = parts_.settings.max_age;
  parts.observer = run.observer;
  parts.trading = run.trading;
  parts.hot = hot_path_.get();
  parts.venues = venues_.get();
  parts.queue_capacity = parts_.settings.queue_capacity;
  parts.receive_window = parts_.settings.receive_window;
  parts.journal = run.journal;
  parts.node_id = kNodeId;
  parts.configuration = run.configuration;
  parts.released = kReleased;
  parts.day_loss = parts_.settings.daily_loss;
  BASIS_TRY(node_, TradingNode::create(parts));
  return ok();
}

Result<void> Replay::add_feeds() {
  std::vector<FeedQueue*> consumers = hot_path_->consumers();
  if (node_ != nullptr) consumers.push_back(node_->events());
  for (const FeedVenueInfo& info : feed_venues()) {
    if (!Feed::can_follow(info.venue, markets_)) continue;
    Feed::Options options;
    if (parts_.observer != nullptr) options.observers.push_back(parts_.observer);
    if (venues_ != nullptr) options.observers.push_back(venues_.get());
    options.clips = hot_path_->clips();
    BASIS_TRY(feeds_[static_cast<std::size_t>(info.venue)], Feed::create(info.venue, markets_, consumers, options));
  }
  return ok();
}

/// Matches every configured market on its book, and opens trading.
void Replay::open_venues() {
  for (const auto& feed : feeds_) {
    if (feed == nullptr) continue;
    for (const auto& followed : feed->followed()) venues_->match(followed->market, followed->book);
  }
  for (const MarketId market : tradable()) hot_path_->set_ready(market, {true, true}, Quantity{});
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

/// What is due before a frame comes before it; at the very time of a frame, before that frame.
Result<void> Replay::restart_due(UtcTime received) {
  const std::vector<UtcTime>& at = parts_.run->restarts;
  for (; restarted_ < at.size() && at[restarted_] <= received; ++restarted_) {
    BASIS_TRY(node_->before_frame(at[restarted_]));
    BASIS_TRY(node_->restart(at[restarted_]));
  }
  return ok();
}

Result<bool> Replay::run_frames() {
  ReplayFrame frame;
  for (;;) {
    BASIS_TRY(const bool more, parts_.input->next(frame));
    if (!more) return true;
    const UtcTime received = frame.frame.received;
    if (parts_.run && received > parts_.to) return true;
    if (parts_.before_frame && !parts_.before_frame(received)) return false;
    if (node_ != nullptr) {
      BASIS_TRY(restart_due(received));
      BASIS_TRY(node_->before_frame(received));
    }
    take(frame);
    if (node_ != nullptr) {
      BASIS_TRY(node_->after_frame(received));
    } else if (!parts_.lanes) {
      hot_path_->drain();
    }
  }
}

Result<bool> Replay::run() {
  if (node_ != nullptr) {
    hot_path_->set_kill_switch({KillState::active, kReleased, MonoTime(), false});
    hot_path_->drain();
  }
  if (parts_.lanes) {
    BASIS_TRY(hot_path_->start());
  }
  auto whole = run_frames();
  for (const auto& feed : feeds_) {
    if (feed == nullptr) continue;
    if (counters_.last) feed->finish(*counters_.last);
    feed->flush();
  }
  if (node_ != nullptr && counters_.last && whole && whole.value()) {
    BASIS_TRY(node_->finish(*counters_.last, venues_->round_trip()));
  }
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
