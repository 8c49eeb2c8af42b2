#pragma once

#include <optional>
#include <string_view>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// The signs that a decimal field may have.
enum class SignRule { any, not_negative, positive };

/// Parses decimal text into an integer in units of 10^-decimals, rounded half to even.
/// Absent when it is no decimal number, is longer than 100 characters or does not fit.
/// Gives the values of `parse_decimal_rounded`, but allocates nothing for usual numbers.
std::optional<i128> parse_units(std::string_view text, int decimals);

/// The sign of decimal text: -1, 0 or +1; absent when it is no decimal number. Unlike
/// with `parse_units`, the value need not fit an integer.
std::optional<int> decimal_sign(std::string_view text);

/// Parses the timestamps of consecutive rows. It caches the last day, because many rows
/// have the same day.
class StampReader {
 public:
  /// As `UtcTime::parse`; absent when the text is malformed.
  std::optional<UtcTime> read(std::string_view text);

 private:
  char day_text_[10] = {};
  UtcTime day_;
};

}  // namespace basis
