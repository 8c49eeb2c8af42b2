#include "venues/sim/latency.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string>

#include "core/base/int128.hpp"

namespace basis {
namespace {

constexpr std::int64_t kMicrosecond = 1'000;
constexpr std::int64_t kMostMicroseconds = 60'000'000;

std::optional<Nanos> whole_microseconds(std::string_view text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || value < 0 || value > kMostMicroseconds) return std::nullopt;
  return Nanos{value * kMicrosecond};
}

}  // namespace

Result<LatencySpec> parse_latency(std::string_view text, std::uint64_t seed) {
  const std::size_t dots = text.find("..");
  const auto minimum = whole_microseconds(text.substr(0, dots));
  const auto maximum = dots == text.npos ? minimum : whole_microseconds(text.substr(dots + 2));
  if (!minimum || !maximum || *maximum < *minimum)
    return Error(ErrorKind::usage, "latency '" + std::string(text) +
                                       "' is not N or MIN..MAX in whole microseconds, 0 to 60000000, MIN at most MAX");
  return LatencySpec{*minimum, *maximum, seed};
}

Latency::Latency(const LatencySpec& spec)
    : spec_(spec),
      orders_{std::mt19937_64(spec.seed), UtcTime::from_nanos(std::numeric_limits<std::int64_t>::min())},
      reports_{std::mt19937_64(~spec.seed), orders_.last} {
  require(spec.minimum.count >= 0 && spec.minimum <= spec.maximum, "a latency's ends are in order");
}

/// The distribution is written out, because that of the standard library differs between implementations.
UtcTime Latency::arrival(Direction& direction, UtcTime sent) const {
  Nanos way = spec_.minimum;
  const auto width = static_cast<std::uint64_t>((spec_.maximum - spec_.minimum).count);
  if (width > 0) {
    const u128 drawn = static_cast<u128>(direction.random()) * (u128{width} + 1);
    way = way + Nanos{static_cast<std::int64_t>(drawn >> 64U)};
  }
  direction.last = std::max(direction.last, sent + way);
  return direction.last;
}

}  // namespace basis
