#pragma once

#include <map>
#include <random>
#include <vector>

#include "tests/core/marketdata/book_support.hpp"

namespace basis::test {

/// A message of the synthetic venue: what a decoder would have made of a frame.
struct Message {
  bool snapshot = false;
  BookChain chain;
  std::int64_t exchange_time_ns = 0;
  std::vector<BookLevel> bids;
  std::vector<BookLevel> asks;

  [[nodiscard]] BookUpdate view() const {
    BookUpdate update;
    update.snapshot = snapshot;
    update.chain = chain;
    update.exchange_time_ns = exchange_time_ns;
    update.bids = bids;
    update.asks = asks;
    return update;
  }
};

/// A venue with one market and one of the four chains. Its own book is a pair of
/// plain maps; every state it has ever been in is on record by its exchange time.
class SyntheticVenue {
 public:
  static constexpr std::int64_t kTick = 10'000'000;  // 0.1

  SyntheticVenue(const SyncPolicy& policy, std::uint64_t seed) : policy_(policy), random_(seed) {
    while (bids_.size() < 40) bids_[middle_ - 1 - below(400)] = 1 + below(1'000);
    while (asks_.size() < 40) asks_[middle_ + 1 + below(400)] = 1 + below(1'000);
    record();
  }

  /// The market moves; what the stream says of it.
  Message next() {
    Message message;
    if (policy_.ids_may_fall && below(20) == 0) {  // a heartbeat
      message.chain = {id_, id_, id_, 0};
      message.exchange_time_ns = ++time_;
      record();
      return message;
    }
    advance_ids(message.chain);
    std::map<std::int64_t, std::int64_t> changed_bids, changed_asks;
    middle_ += below(7) - 3;
    if (below(200) == 0) middle_ += below(60'001) - 30'000;
    middle_ = std::max<std::int64_t>(middle_, 50'000);
    clear_path(changed_bids, changed_asks);
    for (std::int64_t i = 2 + below(20); i > 0; --i) {
      set(bids_, changed_bids, middle_ - 1 - below(below(9) == 0 ? 40'000 : 30));
      set(asks_, changed_asks, middle_ + 1 + below(below(9) == 0 ? 40'000 : 30));
    }
    message.exchange_time_ns = ++time_;
    message.bids = levels(changed_bids);
    message.asks = levels(changed_asks);
    record();
    return message;
  }

  /// The whole book as it is now.
  Message snapshot() {
    Message message;
    message.snapshot = true;
    message.chain = {id_, id_, policy_.snapshot_previous_id.value_or(0), sequence_};
    // Requested snapshots carry no time of the stream's clock.
    message.exchange_time_ns = policy_.snapshot == SyncPolicy::Snapshot::in_stream ? time_ : 0;
    for (const auto& [tick, size] : bids_) message.bids.push_back(level(tick, size));
    for (const auto& [tick, size] : asks_) message.asks.push_back(level(tick, size));
    return message;
  }

  /// The ids start anew, as the venue does it: silently, with a snapshot that is
  /// told apart, or with a link to the last id. Gives what the stream says of it.
  std::optional<Message> restart() {
    if (policy_.restart_id) {
      id_ = *policy_.restart_id;
      Message message = snapshot();
      message.snapshot = false;
      message.exchange_time_ns = ++time_;
      message.chain.sequence = ++sequence_;
      record();
      return message;
    }
    falling_ = true;
    return std::nullopt;
  }

  /// The top at an exchange time on record; the venue is never crossed and never one-sided.
  [[nodiscard]] const TopOfBook& top_at(std::int64_t exchange_time_ns) const { return tops_.at(exchange_time_ns); }
  [[nodiscard]] const TopOfBook& top_now() const { return tops_.at(time_); }
  [[nodiscard]] std::int64_t time() const { return time_; }
  [[nodiscard]] std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
  }
  [[nodiscard]] static BookLevel level(std::int64_t tick, std::int64_t size) {
    return {Price::from_raw(tick * kTick), Quantity::from_raw(size)};
  }
  [[nodiscard]] std::int64_t best_ask_tick() const { return asks_.begin()->first; }

 private:
  using Levels = std::map<std::int64_t, std::int64_t>;

  void advance_ids(BookChain& chain) {
    const std::int64_t previous = id_;
    if (falling_) {
      falling_ = false;
      // Far below, and where no id was before: two numberings that overlap could not be told apart.
      id_ = floor_ -= 1'000'000;
      chain = {id_, id_, previous, 0};
      if (policy_.snapshot == SyncPolicy::Snapshot::requested) chain = {id_, id_ + 3, id_ - 1, 0}, id_ += 3;
      return;
    }
    sequence_ += 1 + below(5);
    if (policy_.snapshot == SyncPolicy::Snapshot::in_stream) {
      id_ += policy_.link == SyncPolicy::Link::counts ? 1 : 1 + below(9);
      chain = {id_, id_, policy_.link == SyncPolicy::Link::counts ? 0 : previous, sequence_};
      return;
    }
    // Where an update names its previous, ids in between belong to other symbols.
    const std::int64_t first = previous + 1 + (policy_.link == SyncPolicy::Link::counts ? 0 : below(4));
    id_ = first + below(6);
    chain = {first, id_, policy_.link == SyncPolicy::Link::counts ? 0 : previous, 0};
  }

  /// What the middle has moved over is gone.
  void clear_path(Levels& changed_bids, Levels& changed_asks) {
    while (!bids_.empty() && bids_.rbegin()->first >= middle_) {
      changed_bids[bids_.rbegin()->first] = 0;
      bids_.erase(std::prev(bids_.end()));
    }
    while (!asks_.empty() && asks_.begin()->first <= middle_) {
      changed_asks[asks_.begin()->first] = 0;
      asks_.erase(asks_.begin());
    }
    if (bids_.empty()) changed_bids[middle_ - 1] = bids_[middle_ - 1] = 5;
    if (asks_.empty()) changed_asks[middle_ + 1] = asks_[middle_ + 1] = 5;
  }

  void set(Levels& side, Levels& changed, std::int64_t tick) {
    const bool last = side.size() == 1 && side.contains(tick);
    const std::int64_t size = below(3) == 0 && !last ? 0 : 1 + below(1'000);
    changed[tick] = size;
    if (size == 0) {
      side.erase(tick);
    } else {
      side[tick] = size;
    }
  }

  void record() {
    tops_[time_] = {level(bids_.rbegin()->first, bids_.rbegin()->second),
                    level(asks_.begin()->first, asks_.begin()->second)};
  }
  static std::vector<BookLevel> levels(const Levels& changed) {
    std::vector<BookLevel> all;
    for (const auto& [tick, size] : changed) all.push_back(level(tick, size));
    return all;
  }

  const SyncPolicy& policy_;
  std::mt19937_64 random_;
  std::int64_t middle_ = 600'000;
  std::int64_t floor_ = 1'000'000'000;
  std::int64_t id_ = floor_;
  std::int64_t sequence_ = 77;
  std::int64_t time_ = 1;
  bool falling_ = false;
  Levels bids_, asks_;
  std::map<std::int64_t, TopOfBook> tops_;
};

}  // namespace basis::test
