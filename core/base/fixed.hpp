#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/base/int128.hpp"
#include "core/base/result.hpp"

namespace basis {

/// Parses decimal text ("-12.5", "7.5e-05") into an integer in units of
/// 10^-decimals. The result is exact: digits beyond the scale are an error unless
/// they are zeros. Errors (arithmetic): malformed text, too many decimals, overflow.
Result<i128> parse_decimal(std::string_view text, int decimals);

/// As `parse_decimal`, but digits beyond the scale are rounded in the given direction.
Result<i128> parse_decimal_rounded(std::string_view text, int decimals, Rounding rounding);

/// The exact decimal text of `raw` in units of 10^-decimals, without trailing zeros
/// after the point.
std::string format_decimal(i128 raw, int decimals);

/// As `format_decimal`, appended to `out`.
void append_decimal(std::string& out, i128 raw, int decimals);

/// A decimal fixed-point number. `Tag` names its meaning and gives the integer type
/// `Rep` and the scale `kDecimals`. Numbers with different tags cannot be combined.
/// Sums are checked and throw `InvariantError` on overflow. Products and quotients
/// are free functions that take a rounding direction.
template <class Tag>
class Fixed {
 public:
  using Rep = typename Tag::Rep;
  static constexpr int kDecimals = Tag::kDecimals;
  static constexpr i128 kOne = pow10_i128(Tag::kDecimals);

  constexpr Fixed() = default;
  static constexpr Fixed from_raw(Rep raw) { return Fixed(raw); }
  /// Throws `InvariantError` when `raw` does not fit `Rep`.
  static Fixed from_raw_checked(i128 raw) {
    if constexpr (sizeof(Rep) == sizeof(i128)) {
      return Fixed(raw);
    } else {
      return Fixed(static_cast<Rep>(narrow_i64(raw)));
    }
  }
  /// A whole number. Throws `InvariantError` on overflow.
  static Fixed from_int(std::int64_t whole) { return from_raw_checked(mul_div(whole, kOne, 1, Rounding::toward_zero)); }
  /// Parses decimal text exactly. Errors (arithmetic): it does not fit the scale or `Rep`.
  static Result<Fixed> parse(std::string_view text) { return narrow(parse_decimal(text, kDecimals), text); }
  /// Parses decimal text and rounds it to the scale in the given direction.
  static Result<Fixed> parse_rounded(std::string_view text, Rounding rounding) {
    return narrow(parse_decimal_rounded(text, kDecimals, rounding), text);
  }

  [[nodiscard]] constexpr Rep raw() const { return raw_; }
  [[nodiscard]] constexpr bool is_zero() const { return raw_ == 0; }
  [[nodiscard]] constexpr int sign() const { return raw_ > 0 ? 1 : raw_ < 0 ? -1 : 0; }
  [[nodiscard]] Fixed abs() const { return raw_ < 0 ? -*this : *this; }
  [[nodiscard]] std::string to_string() const { return format_decimal(raw_, kDecimals); }
  /// A double within two units in the last place; for ratios, statistics and display only.
  [[nodiscard]] double to_double() const { return static_cast<double>(raw_) / static_cast<double>(kOne); }

  friend constexpr auto operator<=>(Fixed, Fixed) = default;
  friend Fixed operator+(Fixed a, Fixed b) { return from_raw_checked(add_checked(a.raw_, b.raw_)); }
  friend Fixed operator-(Fixed a, Fixed b) { return from_raw_checked(sub_checked(a.raw_, b.raw_)); }
  Fixed operator-() const { return from_raw_checked(sub_checked(0, raw_)); }
  Fixed& operator+=(Fixed other) { return *this = *this + other; }
  Fixed& operator-=(Fixed other) { return *this = *this - other; }

 private:
  explicit constexpr Fixed(Rep raw) : raw_(raw) {}
  static Result<Fixed> narrow(const Result<i128>& raw, std::string_view text) {
    if (!raw) return raw.error();
    if constexpr (sizeof(Rep) < sizeof(i128)) {
      if (raw.value() > std::numeric_limits<Rep>::max() || raw.value() < std::numeric_limits<Rep>::min())
        return Error(ErrorKind::arithmetic, "'" + std::string(text) + "' is out of range");
    }
    return Fixed(static_cast<Rep>(raw.value()));
  }

  Rep raw_ = 0;
};

}  // namespace basis
