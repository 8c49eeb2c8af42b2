#pragma once

#include <algorithm>
#include <cstdint>
#include <random>

#include "core/base/utc_time.hpp"

namespace basis::net {

/// How long to wait before each attempt: doubled from `first` up to `most`, and of that a part drawn between its half
/// and the whole, so that clients that fell together do not come back together.
class Backoff {
 public:
  Backoff(Nanos first, Nanos most, std::uint64_t seed) : first_(first), most_(most), whole_(first), random_(seed) {}

  /// The wait before the next attempt.
  Nanos next() {
    const std::int64_t half = whole_.count / 2;
    const auto span = static_cast<std::uint64_t>(whole_.count - half) + 1;
    const Nanos wait{half + static_cast<std::int64_t>(random_() % span)};
    whole_ = whole_.count > most_.count / 2 ? most_ : whole_ * 2;
    return wait;
  }
  void reset() { whole_ = std::min(first_, most_); }

 private:
  Nanos first_;
  Nanos most_;  ///< at least `first`
  Nanos whole_;
  std::mt19937_64 random_;
};

}  // namespace basis::net
