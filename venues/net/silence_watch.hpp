#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/utc_time.hpp"

namespace basis::net {

/// Which streams have been silent for too long, each with a limit of its own: a socket may live while one stream on it
/// is dead.
class SilenceWatch {
 public:
  /// Watches a stream from `now` on; one that is watched begins anew.
  void follow(std::string stream, Nanos limit, MonoTime now) { streams_[std::move(stream)] = {limit, now}; }
  void unfollow(std::string_view stream) {
    if (const auto found = streams_.find(stream); found != streams_.end()) streams_.erase(found);
  }
  /// A message of a stream. One that is not watched is passed over.
  void heard(std::string_view stream, MonoTime at) {
    if (const auto found = streams_.find(stream); found != streams_.end()) found->second.since = at;
  }
  /// The streams that have been silent for their limit, by name. Each is told again only after another limit.
  std::vector<std::string> due(MonoTime now) {
    std::vector<std::string> silent;
    for (auto& [stream, state] : streams_) {
      if (now - state.since < state.limit) continue;
      state.since = now;
      silent.push_back(stream);
    }
    return silent;
  }
  /// When the first is due; absent when none is watched.
  [[nodiscard]] std::optional<MonoTime> next_due() const {
    std::optional<MonoTime> first;
    for (const auto& [stream, state] : streams_)
      if (const MonoTime due = state.since + state.limit; !first || due < *first) first = due;
    return first;
  }

 private:
  struct State {
    Nanos limit;
    MonoTime since;
  };
  std::map<std::string, State, std::less<>> streams_;
};

}  // namespace basis::net
