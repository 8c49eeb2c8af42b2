#pragma once

#include <simdjson.h>

#include <cstddef>

namespace basis::wire {

/// Limit of nesting; no message of a venue comes near it.
inline constexpr std::size_t kMostNesting = 32;

/// Whether a document that was indexed is one JSON value (RFC 8259), nested no deeper than `kMostNesting`, and rewinds
/// it. On-Demand parsing checks only what it passes over, and goes back for fields over bytes that it takes for
/// checked: a message that is read in any order is walked through first. Of numbers the form counts and not the size,
/// which their reader judges by name.
bool is_sound(simdjson::ondemand::document& document);

}  // namespace basis::wire
