#pragma once

#include "venues/chain/abi_type.hpp"
#include "venues/chain/abi_value.hpp"

namespace basis::chain {

/// Appends the encoding of `values` as a tuple of `types` (docs.soliditylang.org, "Contract ABI Specification", "Formal
/// Specification of the Encoding"). Errors (data) name the value by its place, from 1 on: a count that differs, a value
/// of another kind, a number out of its type's range, bytes of another length. `out` is as it was after an error.
Result<void> append_abi(Bytes& out, std::span<const AbiType> types, std::span<const AbiValue> values);
Result<Bytes> encode_abi(std::span<const AbiType> types, std::span<const AbiValue> values);

/// The word of a value of a type that takes one in place (numbers, `address`, `bool`, `bytes1` to `bytes32`), as an
/// event's topics and a hash of typed data hold it. Other types are a broken invariant. Errors (data) as above.
Result<Hash32> abi_word(const AbiType& type, const AbiValue& value);

}  // namespace basis::chain
