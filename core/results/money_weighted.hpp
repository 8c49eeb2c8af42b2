#pragma once

#include <optional>
#include <span>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// Capital that is paid in at an instant; negative when it is paid out.
struct DatedPayment {
  UtcTime time;
  Amount amount;
};

/// The internal rate of return per year of 365 days: the rate at which all payments,
/// grown until `to`, sum to `final_equity`. Of several rates it is the one whose growth
/// is nearest to zero. Absent when there is no rate (everything was lost, or nothing was
/// paid in), when the rate is not finite, and when no time passes. `payments` must be in
/// order of time, none after `to`.
std::optional<double> money_weighted_return(std::span<const DatedPayment> payments, Amount final_equity, UtcTime to);

}  // namespace basis
