#include "core/base/readable.hpp"

#include <cmath>

#include <fmt/format.h>

namespace basis {
namespace {

/// Puts a comma before every third digit left of the point.
std::string grouped(std::string text) {
  const std::size_t first = text.front() == '-' ? 1 : 0;
  const std::size_t point = std::min(text.find('.'), text.size());
  for (std::size_t at = point; at > first + 3;) text.insert(at -= 3, 1, ',');
  return text;
}

}  // namespace

int readable_decimals(std::string_view share_class) { return share_class.starts_with("USD") ? 2 : 6; }

std::string readable_amount(Amount amount, int decimals) {
  const i128 raw = div_round(amount.raw(), pow10_i128(Amount::kDecimals - decimals), Rounding::half_even);
  std::string text = format_decimal(raw, decimals);
  if (decimals > 0) {
    std::size_t point = text.find('.');
    if (point == text.npos) {
      point = text.size();
      text.push_back('.');
    }
    text.append(static_cast<std::size_t>(decimals) - (text.size() - point - 1), '0');
  }
  return grouped(std::move(text));
}

std::string readable_number(double value, int decimals) {
  return std::isfinite(value) ? grouped(fmt::format("{:.{}f}", value, decimals)) : "n/a";
}

std::string readable_percent(double fraction, int decimals) {
  return std::isfinite(fraction) ? readable_number(fraction * 100, decimals) + " %" : "n/a";
}

std::string readable_count(std::size_t count) { return grouped(std::to_string(count)); }

}  // namespace basis
