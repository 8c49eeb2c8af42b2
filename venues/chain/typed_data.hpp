#pragma once

#include <string_view>

#include "venues/chain/bytes.hpp"

namespace basis::chain {

/// The hashes of a typed document (EIP-712).
struct TypedDataHash {
  Hash32 domain{};   ///< the domain separator
  Hash32 message{};  ///< hashStruct of the message
  Hash32 digest{};   ///< of both, behind 0x1901: what is signed
};

/// Hashes a JSON document of `types`, `primaryType`, `domain` and `message`, as `eth_signTypedData` takes it. Where
/// `types` leaves out `EIP712Domain`, it consists of the fields that `domain` has, in the order of EIP-712. Numbers are
/// written as `abi_value_of_json` reads them.
///
/// It is strict, because what is shown has to be what is signed: every member of a type is there and nothing else is.
/// Errors (data) name the place: no such document; a type that is not known; a value out of its type.
Result<TypedDataHash> hash_typed_data(std::string_view json);

}  // namespace basis::chain
