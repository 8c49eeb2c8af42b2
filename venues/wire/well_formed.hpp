#pragma once

#include <cstddef>
#include <string_view>

namespace basis::wire {

/// Limit of nesting; no message of a venue comes near it.
inline constexpr int kMostNesting = 32;

/// Whether `text` is one JSON value (RFC 8259) and nothing else, nested no deeper than `kMostNesting`. For
/// messages that are read out of their usual order: the parser then goes back over bytes that it assumes to be
/// checked. UTF-8 is checked by the parser.
bool is_well_formed(std::string_view text);

/// Length in bytes of the JSON value at the start of `text`, including space before it; zero where there is
/// none.
std::size_t value_length(std::string_view text);

}  // namespace basis::wire
