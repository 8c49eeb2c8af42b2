#include "venues/wire/scan_as_sent.hpp"

#include <algorithm>

namespace basis::wire {

const char* other_quoted_decimal8(const char* text, const char* end, std::int64_t& units) {
  if (text >= end) return nullptr;
  const char* const close = std::find(text, end, '"');
  if (close == end) return nullptr;
  const std::string_view number(text, static_cast<std::size_t>(close - text));
  return read_decimal8(number, units) == NumberFault::none && units >= 0 ? close : nullptr;
}

const char* other_digits(const char* text, const char* end, std::int64_t& value) {
  if (text >= end) return nullptr;
  const auto ends = [](char c) { return c != '-' && (c < '0' || c > '9'); };
  if (std::find_if(text, end, ends) == end) return nullptr;
  const NumberEnd read = read_digits_slow(text, value);
  return read.fault == NumberFault::none ? read.end : nullptr;
}

}  // namespace basis::wire
