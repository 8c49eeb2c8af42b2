#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace basis {

/// The number of single-character edits (insert, delete, replace) between two texts (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `text` by `edit_distance`. Absent when its distance is more
/// than two edits and more than a third of its length.
std::optional<std::string> nearest(std::string_view text, const std::vector<std::string>& candidates);

/// `; did you mean 'x'?` with the nearest candidate, or the empty text.
std::string suggestion(std::string_view text, const std::vector<std::string>& candidates);

}  // namespace basis
