#pragma once

#include <boost/multiprecision/cpp_int.hpp>

#include "core/num/types.hpp"

namespace basis {

using u256 = boost::multiprecision::checked_uint256_t;

/// The smallest unit of an on-chain token, unsigned 256-bit as the EVM holds it.
/// Its scale is the token's own (18 for ETH, 6 for USDT); arithmetic is checked
/// and throws `std::overflow_error`/`std::range_error`.
class Wei {
 public:
  Wei() = default;
  explicit Wei(u256 value) : value_(std::move(value)) {}

  /// Decimal digits or 0x-prefixed hexadecimal, at most 2^256 - 1.
  static Result<Wei> parse(std::string_view text);
  /// Ledger units to token units of `decimals`; a negative amount is an error,
  /// and so is one the token cannot hold exactly unless `rounding` is given.
  static Result<Wei> from_amount(Amount amount, int decimals, const Rounding* rounding = nullptr);

  /// Token units to ledger units; an error when it does not fit 1e-18 in 128 bits.
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
