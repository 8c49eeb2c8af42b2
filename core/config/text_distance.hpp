#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace basis {

/// The number of single-character edits (insert, delete, replace) between two texts (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `text`; none when even that one differs in more
/// than a third of its characters (but two edits are always near).
std::optional<std::string> nearest(std::string_view text, const std::vector<std::string>& candidates);

/// `; did you mean 'x'?`, or nothing.
std::string suggestion(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace basis
