#pragma once

#include <string>
#include <string_view>

#include "core/num/types.hpp"

namespace basis {

/// Decimals a person reads amounts of this share class with: 2 for dollars, 6 for coins.
int readable_decimals(std::string_view share_class);

/// An amount rounded half to even and grouped by thousands: "100,521.33".
std::string readable_amount(Amount amount, int decimals);

/// A fraction as percent with a sign where it is negative: 0.0521 is "5.21 %"; "n/a" when not finite.
std::string readable_percent(double fraction, int decimals = 2);

/// A plain number of fixed decimals; "n/a" when not finite.
std::string readable_number(double value, int decimals);

/// A count grouped by thousands: "9,217".
std::string readable_count(std::size_t count);

}  // namespace basis
