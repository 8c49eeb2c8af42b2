#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/wei.hpp"

/// What a client of an EVM chain signs and reads.
namespace basis::chain {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
/// 32 bytes: a hash, a storage key, or one word of an ABI encoding.
using Hash32 = std::array<std::uint8_t, 32>;

inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The text behind "0x", or the whole text.
std::string_view without_prefix(std::string_view text);
/// Reads two hexadecimal digits for each byte of `out`. Returns the place of the first character that is none, or the
/// size of `digits`. A text of another size is a broken invariant. Nothing is allocated: for keys.
std::size_t read_hex(std::string_view digits, std::span<std::uint8_t> out);
/// Reads pairs of hexadecimal digits of either case, with or without "0x" before them. Errors (data) name the place and
/// never the digits, which may be a secret.
Result<Bytes> from_hex(std::string_view text);
/// The same for exactly 32 bytes.
Result<Hash32> hash_from_hex(std::string_view text);
/// "0x" and two lower-case digits a byte.
std::string to_hex(ByteView bytes);

/// Reads a quantity of JSON-RPC: "0x" and hexadecimal digits without leading zeros, "0x0" for zero
/// (ethereum.org, JSON-RPC API, "Hex encoding"). Errors (data): anything else, or more than 256 bits.
Result<u256> parse_quantity(std::string_view text);
/// The same, of at most 64 bits.
Result<std::uint64_t> parse_quantity64(std::string_view text);
std::string quantity_text(const u256& value);
std::string quantity_text(std::uint64_t value);

/// `value` as 32 bytes, the most significant first.
Hash32 word_of(const u256& value);
/// The number of at most 32 bytes, the most significant first.
u256 number_of(ByteView bytes);

}  // namespace basis::chain
