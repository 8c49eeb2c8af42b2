#pragma once

#include <boost/multiprecision/cpp_int.hpp>

#include "core/base/types.hpp"

namespace basis {

using u256 = boost::multiprecision::checked_uint256_t;

/// An amount of an on-chain token in its smallest unit, unsigned 256-bit as in the
/// EVM. The token defines the scale (18 decimals for ETH, 6 for USDT). Arithmetic is
/// checked and throws `std::overflow_error` or `std::range_error`.
class Wei {
 public:
  Wei() = default;
  explicit Wei(u256 value) : value_(std::move(value)) {}

  /// Parses decimal digits or 0x-prefixed hexadecimal, at most 2^256 - 1.
  static Result<Wei> parse(std::string_view text);
  /// Converts ledger units to units of a token with `decimals`. Errors (arithmetic): a
  /// negative amount, or one with more decimals than the token when `rounding` is null.
  static Result<Wei> from_amount(Amount amount, int decimals, const Rounding* rounding = nullptr);

  /// Converts token units to ledger units. Errors (arithmetic): the value has more than
  /// 18 decimals or does not fit 128 bits.
  [[nodiscard]] Result<Amount> to_amount(int decimals) const;
  [[nodiscard]] const u256& value() const { return value_; }
  [[nodiscard]] std::string to_string() const { return value_.str(); }

  friend bool operator==(const Wei&, const Wei&) = default;
  friend bool operator<(const Wei& a, const Wei& b) { return a.value_ < b.value_; }
  friend Wei operator+(const Wei& a, const Wei& b) { return Wei(u256(a.value_ + b.value_)); }
  friend Wei operator-(const Wei& a, const Wei& b) { return Wei(u256(a.value_ - b.value_)); }

 private:
  u256 value_ = 0;
};

}  // namespace basis
