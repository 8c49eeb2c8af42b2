#include "core/config/text_distance.hpp"

#include <algorithm>
#include <numeric>

namespace basis {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

std::optional<std::string> nearest(std::string_view text, const std::vector<std::string>& candidates) {
  const std::string* best = nullptr;
  std::size_t least = 0;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(text, candidate);
    if (best == nullptr || distance < least) {
      best = &candidate;
      least = distance;
    }
  }
  if (best == nullptr || least > std::max<std::size_t>(2, best->size() / 3)) return std::nullopt;
  return *best;
}

std::string suggestion(std::string_view text, const std::vector<std::string>& candidates) {
  const std::optional<std::string> near = nearest(text, candidates);
  return near ? "; did you mean '" + *near + "'?" : "";
}

}  // namespace basis
