#pragma once

#include <string_view>

#include "core/feed/decimal.hpp"
#include "venues/wire/decoder_state.hpp"

namespace basis::wire {

/// Bytes up to the closing quote of the string that starts at `text`. An escaped
/// quote ends it early, which leaves a word that nothing matches.
inline std::size_t string_length(const char* text) {
  const char* end = text;
  while (*end != '"') ++end;
  return static_cast<std::size_t>(end - text);
}

/// Whether `c` may follow a bare JSON number.
inline bool ends_value(char c) {
  return c == ',' || c == '}' || c == ']' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// These record why a frame is refused, and return false. `begin` is the frame's
/// first byte. They are functions of their own so that the message functions
/// stay small.
bool fail_at(DecoderState& state, const char* begin, DecodeFault fault, const char* key, const char* at);
bool fail_text(DecoderState& state, const char* begin, DecodeFault fault, const char* key, std::string_view found);
/// A number in quotes at `text`; no fault of its own means that it is negative or goes on.
bool fail_number(DecoderState& state, const char* begin, NumberFault fault, const char* key, const char* text);
/// A bare number at `text`; no fault of its own means that no integer ends there.
bool fail_integer(DecoderState& state, const char* begin, NumberFault fault, const char* key, const char* text);

}  // namespace basis::wire
