#pragma once

#include "venues/chain/bytes.hpp"

namespace basis::chain {

/// Keccak-256 as Ethereum uses it: the padding of the competition's submission, not that of SHA3-256 (FIPS 202).
Hash32 keccak256(ByteView bytes);
inline Hash32 keccak256(std::string_view text) { return keccak256(as_bytes(text)); }

}  // namespace basis::chain
