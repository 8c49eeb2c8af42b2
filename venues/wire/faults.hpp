#pragma once

#include <string_view>

#include "core/marketdata/decimal.hpp"
#include "venues/wire/decoder_state.hpp"

namespace basis::wire {

/// Number of bytes up to the closing quote of the string that starts at `text`. An escaped quote ends it early;
/// the shortened word matches no name.
inline std::size_t string_length(const char* text) {
  const char* end = text;
  while (*end != '"') ++end;
  return static_cast<std::size_t>(end - text);
}

/// Whether `c` may follow a bare JSON number.
inline bool ends_value(char c) {
  return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Each of these records why a frame is refused, and returns false. `begin` is the frame's first byte. They are
/// not inlined, so that the message functions stay small.
bool fail_at(DecoderState& state, const char* begin, DecodeFault fault, const char* key, const char* at);
bool fail_text(DecoderState& state, const char* begin, DecodeFault fault, const char* key, std::string_view found);
/// A number in quotes at `text`; `NumberFault::none` means that it is negative or that other text follows it.
bool fail_number(DecoderState& state, const char* begin, NumberFault fault, const char* key, const char* text);
/// A bare number at `text`; any fault but `out_of_range` means that it is not an integer.
bool fail_integer(DecoderState& state, const char* begin, NumberFault fault, const char* key, const char* text);

}  // namespace basis::wire
