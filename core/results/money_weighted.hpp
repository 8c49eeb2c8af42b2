#pragma once

#include <optional>
#include <span>

#include "core/num/types.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// Capital paid in at an instant, or paid out where it is negative.
struct DatedPayment {
  UtcTime time;
  Amount amount;
};

/// The internal rate of return of what an owner paid in and got back, a year of
/// 365 days: the rate at which all payments, grown to `to`, come to
/// `final_equity`. Of several rates the one nearest zero. Absent where there is
/// none (everything was lost, nothing was paid in), where it is not finite, and
/// where no time passes. Payments stand in order of time, none after `to`.
std::optional<double> money_weighted_return(std::span<const DatedPayment> payments, Amount final_equity, UtcTime to);

}  // namespace basis
