#pragma once

#include <set>
#include <string>
#include <vector>

#include "actors/journal/journal_reader.hpp"

namespace basis {

/// Adds to a query what `--kind` names: a kind of entries ("order_made"), or a type of `events.jsonl` ("fill"). Usage
/// error that lists what is allowed.
Result<void> choose_kinds(const std::vector<std::string>& named, JournalQuery& query);

/// The kinds that are lines of `events.jsonl`.
std::set<std::string, std::less<>> shown_kinds();

}  // namespace basis
