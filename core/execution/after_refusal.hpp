#pragma once

#include <string>

#include "core/execution/order.hpp"
#include "core/execution/portfolio_view.hpp"

namespace basis {

/// Why an order is not sent after `refused`, an earlier one of the same instruction or pair, was refused by its venue;
/// empty when it is sent all the same. A trade is sent when it brings the net delta nearer to zero, so that the legs of
/// a pair that were carried out are not left alone and the others do not go without them. Any other order is left out
/// when it is made at the venue that refused, or would pass on cash that a refused transfer was to bring to its
/// account.
std::string pointless_after(const Order& refused, const Order& next, const PortfolioView& portfolio);

}  // namespace basis
