#include "venues/chain/address.hpp"

#include <fmt/format.h>

#include "venues/chain/keccak.hpp"

namespace basis::chain {
namespace {

Error no_address(std::string_view text, std::string_view why) {
  return {ErrorKind::data, fmt::format("'{}' is no address: {}", text.substr(0, 80), why)};
}

}  // namespace

Result<Address> Address::parse(std::string_view text) {
  constexpr std::size_t kTextSize = 2 + 2 * kSize;
  if (text.size() != kTextSize || !text.starts_with("0x"))
    return no_address(text, "it takes 0x and 40 hexadecimal digits");
  const auto bytes = from_hex(text);
  if (!bytes) return no_address(text, bytes.error().text());
  Address address;
  std::copy(bytes.value().begin(), bytes.value().end(), address.bytes_.begin());
  const std::string_view digits = text.substr(2);
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'F'; };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'f'; };
  const bool mixed =
      std::any_of(digits.begin(), digits.end(), is_upper) && std::any_of(digits.begin(), digits.end(), is_lower);
  if (mixed) {
    const std::string right = address.to_string();
    if (text != right) return no_address(text, fmt::format("its checksum is wrong, it would be {}", right));
  }
  return address;
}

Result<Address> Address::from_bytes(ByteView bytes) {
  if (bytes.size() != kSize)
    return Error(ErrorKind::data, fmt::format("{} bytes are no address: it takes 20", bytes.size()));
  Address address;
  std::copy(bytes.begin(), bytes.end(), address.bytes_.begin());
  return address;
}

std::string Address::to_string() const {
  std::string text = to_hex(bytes_);
  const Hash32 hash = keccak256(std::string_view(text).substr(2));
  for (std::size_t i = 0; i < 2 * kSize; ++i) {
    const unsigned nibble = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
    char& digit = text[2 + i];
    if (nibble >= 8 && digit >= 'a') digit = static_cast<char>(digit - 'a' + 'A');
  }
  return text;
}

Address address_of(std::string_view text) {
  const auto address = Address::parse(text);
  if (!address) broken_invariant(address.error().text());
  return address.value();
}

}  // namespace basis::chain
