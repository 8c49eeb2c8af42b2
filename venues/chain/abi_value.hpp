#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <concepts>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "venues/chain/address.hpp"

namespace basis::chain {

/// A signed number of a contract. Checked, and wider than the 256 bits of two's complement.
using i256 = boost::multiprecision::checked_int256_t;

/// A value of a type of the contract ABI. It does not know its type: `uint8` and `uint256` are both numbers, `bytes`
/// and `bytes32` both bytes, arrays and tuples both lists.
class AbiValue {
 public:
  using List = std::vector<AbiValue>;

  AbiValue() = default;
  explicit AbiValue(u256 number) : value_(std::move(number)) {}
  explicit AbiValue(i256 number) : value_(std::move(number)) {}
  template <std::unsigned_integral T>
  requires(!std::same_as<T, bool>) explicit AbiValue(T number) : value_(u256(number)) {}
  template <std::signed_integral T>
  explicit AbiValue(T number) : value_(i256(number)) {}
  explicit AbiValue(std::same_as<bool> auto truth) : value_(truth) {}
  explicit AbiValue(const Wei& amount) : value_(amount.value()) {}
  explicit AbiValue(const Address& address) : value_(address) {}
  explicit AbiValue(Bytes bytes) : value_(std::move(bytes)) {}
  explicit AbiValue(const Hash32& bytes) : value_(Bytes(bytes.begin(), bytes.end())) {}
  explicit AbiValue(std::string text) : value_(std::move(text)) {}
  explicit AbiValue(std::string_view text) : value_(std::string(text)) {}
  explicit AbiValue(const char* text) : value_(std::string(text)) {}
  explicit AbiValue(List values) : value_(std::move(values)) {}

  /// The value, of the kind that its declared type says. Another kind is a broken invariant: a decoder has checked it.
  [[nodiscard]] const u256& uint() const { return as<u256>("an unsigned number"); }
  [[nodiscard]] const i256& sint() const { return as<i256>("a signed number"); }
  [[nodiscard]] bool boolean() const { return as<bool>("a bool"); }
  [[nodiscard]] const Address& address() const { return as<Address>("an address"); }
  [[nodiscard]] const Bytes& bytes() const { return as<Bytes>("bytes"); }
  [[nodiscard]] const std::string& string() const { return as<std::string>("a string"); }
  [[nodiscard]] const List& list() const { return as<List>("a list"); }
  /// Element or member `index`.
  [[nodiscard]] const AbiValue& operator[](std::size_t index) const { return list().at(index); }
  /// An unsigned number of at most 64 bits, which `uint64` and smaller types are; wider is a broken invariant.
  [[nodiscard]] std::uint64_t uint64() const;

  /// The value when it is of this kind, else null.
  template <class T>
  [[nodiscard]] const T* get() const {
    return std::get_if<T>(&value_);
  }

  /// Numbers in decimal, bytes as 0x..., strings in quotes with what is not printable escaped, lists in brackets.
  [[nodiscard]] std::string to_string() const;

  friend bool operator==(const AbiValue&, const AbiValue&) = default;

 private:
  template <class T>
  [[nodiscard]] const T& as(const char* what) const {
    const T* value = get<T>();
    if (value == nullptr) broken_invariant(std::string("the value of a contract is ") + what);
    return *value;
  }

  std::variant<u256, i256, bool, Address, Bytes, std::string, List> value_;
};

/// Values of the arguments, in their order: `abi_values(asset, amount, true)`.
template <class... T>
AbiValue::List abi_values(T&&... arguments) {
  AbiValue::List values;
  values.reserve(sizeof...(arguments));
  (values.emplace_back(std::forward<T>(arguments)), ...);
  return values;
}

}  // namespace basis::chain
