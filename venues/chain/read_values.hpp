#pragma once

#include "core/base/utc_time.hpp"
#include "venues/chain/abi_value.hpp"

namespace basis::chain {

/// Checks of what contracts say before it is calculated with. Errors (data) name `what` and the range.

/// An amount, a balance or an index: at most 128 bits, so that the product of two is exact.
Result<u256> number128(const AbiValue& value, std::string_view what);
Result<Wei> amount128(const AbiValue& value, std::string_view what);
/// Seconds since 1970, until the year 2262.
Result<UtcTime> time_of(const AbiValue& value, std::string_view what);

}  // namespace basis::chain
