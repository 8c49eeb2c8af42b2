#pragma once

#include <optional>
#include <type_traits>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// Whether a UTC day has begun after `last` and up to `now`, however far they are apart; without a `last`, whether one
/// begins at that very instant.
inline bool day_begins(std::optional<UtcTime> last, UtcTime now) {
  if (!last) return now.is_multiple_of(kDay);
  return now.nanos() / kDay.count != last->nanos() / kDay.count;
}

/// What a UTC day has brought so far, for its loss limit. Plain, so that a journal can keep it over a restart.
struct DayFigures {
  std::int64_t day = -1;  ///< number of the day since 1970; -1: none began
  Amount start_equity;    ///< at the first valuation of the day
  Amount capital;         ///< paid in less paid out since then, in the currency of equity

  /// The day of `now` begins with this equity, unless it has begun. Returns whether it does.
  bool begin(UtcTime now, Amount equity) {
    const std::int64_t number = now.nanos() / kDay.count;
    if (number <= day) return false;
    *this = {number, equity, Amount{}};
    return true;
  }
  /// Profit of the day; negative: a loss. Capital is neither.
  [[nodiscard]] Amount pnl(Amount equity) const { return equity - start_equity - capital; }
};
static_assert(sizeof(DayFigures) == 48 && std::is_trivially_copyable_v<DayFigures>);

}  // namespace basis
