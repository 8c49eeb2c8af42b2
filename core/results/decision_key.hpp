#pragma once

#include <optional>
#include <string>

#include "core/results/journal.hpp"

namespace basis {

/// What a node decided in an entry, as bytes that are equal for the same decision: kind, reason and blocks of a
/// decision, an order or a command, a refusal, a state of the kill switch, less ids and times. Absent: the entry is no
/// decision of the node, but something that it heard, posted or measured.
std::optional<std::string> decision_key(const JournalEntry& entry);

}  // namespace basis
