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
  HotPathParts hot;
  hot.universe = &universe_;
  hot.markets = markets_;
  hot.settings = parts_.settings;
  hot.mode = parts_.mode;
  hot.trades = parts_.trades;
  hot.capital = parts_.capital;
  hot.access = nowhere;
  hot.run_tag = "replay";
  hot.sink = parts_.sink;
  hot.assume_filled = true;
  BASIS_TRY(hot_path_, HotPath::create(system_->system, std::move(hot)));
  for (const FeedVenueInfo& info : feed_venues()) {
    if (!Feed::can_follow(info.venue, markets_)) continue;
    Feed::Options options;
    if (parts_.observer != nullptr) options.observers.push_back(parts_.observer);
    options.clips = hot_path_->clips();
    BASIS_TRY(feeds_[static_cast<std::size_t>(info.venue)],
              Feed::create(info.venue, markets_, hot_path_->consumers(), options));
  }
  return ok();
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
    take(frame);
    if (!parts_.lanes) hot_path_->drain();
  }
  for (const auto& feed : feeds_) {
    if (feed == nullptr) continue;
    if (counters_.last) feed->finish(*counters_.last);
    feed->flush();
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
