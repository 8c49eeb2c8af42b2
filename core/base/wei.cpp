#include "core/base/wei.hpp"

namespace basis {
namespace {

bool all_of(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

u256 pow10(int exponent) { return boost::multiprecision::pow(u256(10), static_cast<unsigned>(exponent)); }

Error bad_wei(std::string_view text, const char* why) {
  return Error(ErrorKind::arithmetic, "'" + std::string(text) + "' " + why);
}

}  // namespace

Result<Wei> Wei::parse(std::string_view text) {
  const bool hex = text.size() > 2 && text.substr(0, 2) == "0x";
  if (hex ? !all_of(text.substr(2), "0123456789abcdefABCDEF") : !all_of(text, "0123456789"))
    return bad_wei(text, "is not a 256-bit integer");
  // Boost.Multiprecision reads a leading zero as the prefix of an octal number.
  const std::size_t first = hex ? text.find_first_not_of('0', 2) : text.find_first_not_of('0');
  if (first == std::string_view::npos) return Wei();
  const std::string digits((hex ? "0x" : "") + std::string(text.substr(first)));
  if (digits.size() > (hex ? 66U : 78U)) return bad_wei(text, "is out of range");
  const boost::multiprecision::cpp_int wide(digits);
  if (wide > boost::multiprecision::cpp_int(std::numeric_limits<u256>::max())) return bad_wei(text, "is out of range");
  return Wei(u256(wide));
}

Result<Wei> Wei::from_amount(Amount amount, int decimals, const Rounding* rounding) {
  if (amount.sign() < 0) return bad_wei(amount.to_string(), "is negative");
  if (decimals >= Amount::kDecimals) return Wei(u256(amount.raw()) * pow10(decimals - Amount::kDecimals));
  const i128 unit = pow10_i128(Amount::kDecimals - decimals);
  if (rounding == nullptr && amount.raw() % unit != 0)
    return bad_wei(amount.to_string(), "has more decimals than the token");
  return Wei(u256(div_round(amount.raw(), unit, rounding == nullptr ? Rounding::toward_zero : *rounding)));
}

Result<Amount> Wei::to_amount(int decimals) const {
  boost::multiprecision::cpp_int units(value_);
  if (decimals > Amount::kDecimals) {
    const boost::multiprecision::cpp_int divisor(pow10(decimals - Amount::kDecimals));
    if (units % divisor != 0) return bad_wei(to_string(), "is finer than the ledger");
    units /= divisor;
  } else {
    units *= boost::multiprecision::cpp_int(pow10(Amount::kDecimals - decimals));
  }
  if (units > boost::multiprecision::cpp_int(kMaxI128)) return bad_wei(to_string(), "is out of range");
  return Amount::from_raw(static_cast<i128>(units));
}

}  // namespace basis
