#pragma once

#include <optional>
#include <string_view>

#include "core/num/types.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// What a decimal field may be.
enum class SignRule { any, not_negative, positive };

/// Decimal text as an integer of 10^-decimals units, rounded half-even; empty
/// when it is no finite decimal number or does not fit. The same values as
/// `parse_decimal_rounded`, without an allocation for everyday numbers.
std::optional<i128> parse_units(std::string_view text, int decimals);

/// The sign of decimal text: -1, 0 or +1; empty when it is no finite decimal
/// number. Its size does not matter.
std::optional<int> decimal_sign(std::string_view text);

/// Reads time stamps of consecutive rows; remembers the day it saw last, since
/// rows of one day share it.
class StampReader {
 public:
  /// What `UtcTime::parse` takes; empty when it is none.
  std::optional<UtcTime> read(std::string_view text);

 private:
  char day_text_[10] = {};
  UtcTime day_;
};

}  // namespace basis
