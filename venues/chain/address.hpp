#pragma once

#include <algorithm>
#include <compare>
#include <functional>

#include "venues/chain/bytes.hpp"

namespace basis::chain {

/// The 20 bytes that name an account or a contract.
class Address {
 public:
  static constexpr std::size_t kSize = 20;

  /// The zero address, which is nobody's.
  Address() = default;
  explicit Address(const std::array<std::uint8_t, kSize>& bytes) : bytes_(bytes) {}

  /// Reads "0x" and 40 hexadecimal digits. Digits of one case are taken as they are; where cases are mixed they are a
  /// checksum (EIP-55) that has to be right. Errors (data) name the text and, of a wrong checksum, the right one.
  static Result<Address> parse(std::string_view text);
  /// The address of 20 bytes; another count is an error (data).
  static Result<Address> from_bytes(ByteView bytes);

  /// "0x" and 40 digits with the checksum of EIP-55.
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] ByteView bytes() const { return bytes_; }
  [[nodiscard]] bool is_zero() const { return *this == Address(); }

  friend bool operator==(const Address&, const Address&) = default;
  friend auto operator<=>(const Address&, const Address&) = default;

 private:
  std::array<std::uint8_t, kSize> bytes_{};
};

/// Parses an address of the code's own tables. Throws `InvariantError` when it is none.
Address address_of(std::string_view text);

}  // namespace basis::chain

template <>
struct std::hash<basis::chain::Address> {
  std::size_t operator()(const basis::chain::Address& address) const {
    const auto bytes = address.bytes();
    return std::hash<std::string_view>()({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
};
