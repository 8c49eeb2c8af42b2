#pragma once

#include <variant>

#include "core/execution/account_report.hpp"
#include "core/execution/order_report.hpp"

namespace basis {

/// A message of a venue: about an order, or about an account.
using VenueMessage = std::variant<OrderReport, AccountReport>;

}  // namespace basis
