#pragma once

#include <string_view>

#include "venues/chain/signer.hpp"

namespace basis::chain {

/// Bounds of what a key file may ask for, so that a changed one can take neither the memory nor the day. The files of
/// geth and of others ask for 256 MiB of scrypt, or 262,144 rounds of PBKDF2.
inline constexpr std::uint64_t kMaximumScryptMemory = std::uint64_t{512} << 20;  // bytes: 128 * n * r
inline constexpr std::uint64_t kMaximumScryptWork = std::uint64_t{1} << 24;      // n * r * p
inline constexpr std::uint64_t kMaximumPbkdf2Rounds = 10'000'000;

/// The key of a file of version 3 (ethereum.org, "Web3 Secret Storage Definition"): scrypt or PBKDF2 with HMAC-SHA-256,
/// AES-128-CTR, a MAC of Keccak-256. `json` is the file's text. Errors (usage) are one line that holds no secret: what
/// of the file is missing, malformed or out of range; a wrong password; an address that is not that of the key.
Result<PrivateKey> read_keystore(std::string_view json, const Secret& password);

}  // namespace basis::chain
