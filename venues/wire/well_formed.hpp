#pragma once

#include <cstddef>
#include <string_view>

namespace basis::wire {

/// Levels of nesting no message of a venue comes near.
inline constexpr int kMostNesting = 32;

/// Whether `text` is one JSON value (RFC 8259) and nothing else, nested no deeper
/// than `kMostNesting`. For what is read out of its usual order: there the parser
/// goes back over bytes that it takes for checked. UTF-8 is the parser's to check.
bool is_well_formed(std::string_view text);

/// Bytes of the JSON value that `text` begins with, without space before it; zero
/// where there is none.
std::size_t value_length(std::string_view text);

}  // namespace basis::wire
