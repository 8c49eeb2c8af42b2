#include "core/base/utc_time.hpp"

#include <chrono>

#include <fmt/format.h>

namespace basis {
namespace {

/// Reads exactly `count` digits at `at`; -1 when they are missing.
int read_digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

Error not_an_instant(std::string_view text) {
  return Error(ErrorKind::arithmetic,
               "'" + std::string(text) + "' is not a UTC time (2024-05-12 or 2024-05-12T01:00:00Z)");
}

/// The decimals of a second in nanoseconds. `fraction` holds one to nine digits.
std::int64_t fraction_nanos(std::string_view fraction) {
  std::int64_t value = 0;
  for (std::size_t i = 0; i < 9; ++i) value = value * 10 + (i < fraction.size() ? fraction[i] - '0' : 0);
  return value;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

Result<UtcTime> UtcTime::parse(std::string_view text) {
  using namespace std::chrono;
  const int y = read_digits(text, 0, 4);
  const int m = read_digits(text, 5, 2);
  const int d = read_digits(text, 8, 2);
  if (y < 0 || m < 0 || d < 0 || text[4] != '-' || text[7] != '-') return not_an_instant(text);
  const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  // These years fit a 64-bit count of nanoseconds as a whole.
  if (!date.ok() || y < 1678 || y > 2261) return not_an_instant(text);
  std::int64_t nanos = sys_days{date}.time_since_epoch().count() * kDay.count;
  if (text.size() == 10) return UtcTime(nanos);

  const int hour = read_digits(text, 11, 2);
  const int minute = read_digits(text, 14, 2);
  const int second = read_digits(text, 17, 2);
  if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text.back() != 'Z')
    return not_an_instant(text);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return not_an_instant(text);
  nanos += hour * kHour.count + minute * kMinute.count + second * kSecond.count;
  if (text.size() > 20) {
    const std::string_view fraction = text.substr(20, text.size() - 21);
    if (text[19] != '.' || fraction.empty() || fraction.size() > 9 ||
        fraction.find_first_not_of("0123456789") != fraction.npos)
      return not_an_instant(text);
    nanos += fraction_nanos(fraction);
  }
  return UtcTime(nanos);
}

std::string UtcTime::date() const {
  using namespace std::chrono;
  const year_month_day ymd{sys_days{days{floor_div(nanos_, kDay.count)}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                     static_cast<unsigned>(ymd.day()));
}

std::string UtcTime::to_string() const {
  const std::int64_t in_day = (nanos_ % kDay.count + kDay.count) % kDay.count;
  const std::int64_t seconds = in_day / kSecond.count;
  std::string out = fmt::format("{}T{:02}:{:02}:{:02}", date(), seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (const std::int64_t fraction = in_day % kSecond.count; fraction != 0) {
    out += fmt::format(".{:09}", fraction);
    out.erase(out.find_last_not_of('0') + 1);
  }
  return out + "Z";
}

UtcTime UtcTime::snap(Nanos unit) const { return UtcTime(floor_div(nanos_ + unit.count / 2, unit.count) * unit.count); }

}  // namespace basis
