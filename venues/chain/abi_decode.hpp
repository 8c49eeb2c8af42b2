#pragma once

#include "venues/chain/abi_type.hpp"
#include "venues/chain/abi_value.hpp"

namespace basis::chain {

/// Reads a tuple of `types` from any bytes. Offsets and lengths stay within the bytes; numbers within their types;
/// `bool` is 0 or 1; `address` and `bytesN` are padded with zeros. As Solidity's own decoder it takes parts in any
/// order, does not look at the padding behind `bytes` and `string`, and allows more bytes behind the last value: a
/// contract may return more than it did. Parts that lie upon each other are an error, so that no more values are read
/// than the bytes hold: memory is a small multiple of them. `string` may hold any bytes. Errors (data) name the value
/// by its place, from 1 on.
Result<AbiValue::List> decode_abi(std::span<const AbiType> types, ByteView data);

/// The value of a type that stands in one word; the opposite of `abi_word`.
Result<AbiValue> abi_value_of_word(const AbiType& type, std::span<const std::uint8_t, 32> word);

}  // namespace basis::chain
