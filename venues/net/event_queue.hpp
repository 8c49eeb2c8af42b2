#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/base/utc_time.hpp"

namespace basis::net {

/// What will happen on a virtual clock, in order of time and then of creation.
class EventQueue {
 public:
  using Key = std::pair<UtcTime, std::uint64_t>;
  struct Event {
    std::string host;  ///< of a delivery to or from it; empty for a timer
    std::function<void()> run;
  };

  Key add(UtcTime due, Event event) {
    const Key key{due, ++created_};
    if (!closed_) events_.emplace(key, std::move(event));
    return key;
  }
  /// Forgets everything, and what is added later.
  void close() {
    closed_ = true;
    events_.clear();
  }
  /// Does nothing when it has happened.
  void cancel(const Key& key) { events_.erase(key); }
  [[nodiscard]] std::optional<UtcTime> next() const {
    if (events_.empty()) return std::nullopt;
    return events_.begin()->first.first;
  }
  [[nodiscard]] const std::string& next_host() const { return events_.begin()->second.host; }
  /// Puts the next event off until `later`; among those of that time it keeps its place by creation.
  void postpone_next(UtcTime later) {
    auto node = events_.extract(events_.begin());
    node.key().first = later;
    events_.insert(std::move(node));
  }
  /// Removes the next event and returns what it does.
  std::function<void()> take_next() { return std::move(events_.extract(events_.begin()).mapped().run); }

 private:
  std::map<Key, Event> events_;
  std::uint64_t created_ = 0;
  bool closed_ = false;
};

}  // namespace basis::net
