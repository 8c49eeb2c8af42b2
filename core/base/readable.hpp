#pragma once

#include <string>
#include <string_view>

#include "core/base/types.hpp"

namespace basis {

/// The number of decimals that amounts of this share class are shown with: 2 for dollars, 6 for coins.
int readable_decimals(std::string_view share_class);

/// An amount rounded half to even and grouped by thousands: "100,521.33".
std::string readable_amount(Amount amount, int decimals);

/// A fraction as a percentage, grouped by thousands: 0.0521 is "5.21 %"; "n/a" when it is not finite.
std::string readable_percent(double fraction, int decimals = 2);

/// A number with a fixed number of decimals, grouped by thousands; "n/a" when it is not finite.
std::string readable_number(double value, int decimals);

/// A count grouped by thousands: "9,217".
std::string readable_count(std::size_t count);

}  // namespace basis
