#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// A length of time in nanoseconds.
struct Nanos {
  std::int64_t count = 0;
  friend constexpr auto operator<=>(Nanos, Nanos) = default;
  friend constexpr Nanos operator+(Nanos a, Nanos b) { return {a.count + b.count}; }
  friend constexpr Nanos operator-(Nanos a, Nanos b) { return {a.count - b.count}; }
  friend constexpr Nanos operator*(Nanos a, std::int64_t n) { return {a.count * n}; }
};

inline constexpr Nanos kSecond{1'000'000'000};
inline constexpr Nanos kMinute = kSecond * 60;
inline constexpr Nanos kHour = kMinute * 60;
inline constexpr Nanos kDay = kHour * 24;

/// An instant of UTC, in nanoseconds since 1970-01-01T00:00:00Z.
class UtcTime {
 public:
  constexpr UtcTime() = default;
  static constexpr UtcTime from_nanos(std::int64_t nanos) { return UtcTime(nanos); }

  /// Parses `2024-05-12` or `2024-05-12T01:00:00Z`, the latter with up to nine decimals of a second. Years 1678
  /// to 2261. Errors (arithmetic): malformed text or a year out of range.
  static Result<UtcTime> parse(std::string_view text);

  [[nodiscard]] constexpr std::int64_t nanos() const { return nanos_; }
  /// `2024-05-12T01:00:00Z`; with decimals of a second only where they are not zero.
  [[nodiscard]] std::string to_string() const;
  /// `2024-05-12`.
  [[nodiscard]] std::string date() const;
  /// The nearest multiple of `unit` since the epoch.
  [[nodiscard]] UtcTime snap(Nanos unit) const;
  /// Whether the instant is a multiple of `unit` since the epoch.
  [[nodiscard]] constexpr bool is_multiple_of(Nanos unit) const { return nanos_ % unit.count == 0; }

  friend constexpr auto operator<=>(UtcTime, UtcTime) = default;
  friend constexpr UtcTime operator+(UtcTime t, Nanos d) { return UtcTime(t.nanos_ + d.count); }
  friend constexpr UtcTime operator-(UtcTime t, Nanos d) { return UtcTime(t.nanos_ - d.count); }
  friend constexpr Nanos operator-(UtcTime a, UtcTime b) { return {a.nanos_ - b.nanos_}; }

 private:
  explicit constexpr UtcTime(std::int64_t nanos) : nanos_(nanos) {}
  std::int64_t nanos_ = 0;
};

/// A reading of a monotonic clock in nanoseconds; only differences are meaningful.
class MonoTime {
 public:
  constexpr MonoTime() = default;
  static constexpr MonoTime from_nanos(std::int64_t nanos) { return MonoTime(nanos); }
  [[nodiscard]] constexpr std::int64_t nanos() const { return nanos_; }
  friend constexpr auto operator<=>(MonoTime, MonoTime) = default;
  friend constexpr Nanos operator-(MonoTime a, MonoTime b) { return {a.nanos_ - b.nanos_}; }
  friend constexpr MonoTime operator+(MonoTime t, Nanos d) { return MonoTime(t.nanos_ + d.count); }

 private:
  explicit constexpr MonoTime(std::int64_t nanos) : nanos_(nanos) {}
  std::int64_t nanos_ = 0;
};

}  // namespace basis
