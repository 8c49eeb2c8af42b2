#pragma once

#include <boost/json/value.hpp>

#include "venues/chain/abi_type.hpp"
#include "venues/chain/abi_value.hpp"

namespace basis::chain {

/// The value that a JSON document writes for `type`. Numbers are integers of JSON or texts in decimal or hexadecimal
/// ("0x1f"); addresses, `bytes` and `bytesN` are hexadecimal texts; arrays and tuples are arrays. Errors (data):
/// anything else, and a number that JSON has rounded. A range is checked where the value is encoded.
Result<AbiValue> abi_value_of_json(const AbiType& type, const boost::json::value& json);

}  // namespace basis::chain
