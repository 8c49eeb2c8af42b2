#include "core/config/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/config/text_distance.hpp"
#include "core/config/value_check.hpp"

namespace basis {
namespace {

std::vector<std::string_view> segments(std::string_view path) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find('.', at), path.size());
    parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool matches(std::string_view pattern, std::string_view key) {
  const auto wanted = segments(pattern);
  const auto given = segments(key);
  return wanted.size() == given.size() &&
         std::equal(wanted.begin(), wanted.end(), given.begin(),
                    [](std::string_view want, std::string_view have) { return want == "*" || want == have; });
}

/// The pattern with its wildcards replaced by the segments of `key` at the same positions, as far as `key` has them.
std::string fitted(std::string_view pattern, std::string_view key) {
  const auto given = segments(key);
  std::vector<std::string_view> parts = segments(pattern);
  for (std::size_t i = 0; i < parts.size() && i < given.size(); ++i)
    if (parts[i] == "*") parts[i] = given[i];
  return fmt::format("{}", fmt::join(parts, "."));
}

std::string unknown_key(const Schema& schema, const std::string& key) {
  std::vector<std::string> candidates;
  for (const SchemaRow& row : schema) {
    candidates.push_back(fitted(row.pattern, key));
    if (candidates.back().starts_with(key + "."))
      return fmt::format("'{}' is a group of keys; did you mean '{}'?", key, candidates.back());
  }
  return fmt::format("unknown key '{}'{}", key, suggestion(key, candidates));
}

std::string allowed_note(const SchemaRow& row) {
  return row.allowed.empty() ? "" : fmt::format(" (allowed: {})", row.allowed);
}

/// Checks the values in the tree and removes the faulty ones; returns the removed keys.
std::set<std::string> check_present(const Schema& schema, ConfigTree& tree, Faults& faults) {
  std::set<std::string> removed;
  for (auto at = tree.values.begin(); at != tree.values.end();) {
    const std::string place = at->second.origin.text();
    const SchemaRow* row = find_row(schema, at->first);
    const std::optional<std::string> problem = row == nullptr ? std::nullopt : check_value(*row, at->second);
    if (row != nullptr && !problem) {
      ++at;
      continue;
    }
    faults.push_back(row == nullptr ? fmt::format("{}: {}", place, unknown_key(schema, at->first))
                                    : fmt::format("{}: {}: {}{}", place, at->first, *problem, allowed_note(*row)));
    removed.insert(at->first);
    at = tree.values.erase(at);
  }
  return removed;
}

/// The concrete keys of a row in a tree with the given keys: the pattern itself, or
/// one key for each name that matches the last wildcard. A pattern that ends with a
/// wildcard requires no keys.
std::set<std::string> instances(const SchemaRow& row, const std::set<std::string>& keys) {
  const auto parts = segments(row.pattern);
  const auto last = std::find(parts.rbegin(), parts.rend(), "*");
  if (last == parts.rend()) return {std::string(row.pattern)};
  const std::size_t depth = static_cast<std::size_t>(parts.rend() - last);
  if (depth == parts.size()) return {};
  const std::string head = fmt::format("{}", fmt::join(parts.begin(), parts.begin() + static_cast<long>(depth), "."));
  std::set<std::string> found;
  for (const std::string& key : keys) {
    const auto given = segments(key);
    if (given.size() < depth) continue;
    const std::string start =
        fmt::format("{}", fmt::join(given.begin(), given.begin() + static_cast<long>(depth), "."));
    if (matches(head, start)) found.insert(fitted(row.pattern, key));
  }
  return found;
}

}  // namespace

const SchemaRow* find_row(const Schema& schema, std::string_view key) {
  const SchemaRow* wild = nullptr;
  for (const SchemaRow& row : schema) {
    if (row.pattern == key) return &row;
    if (wild == nullptr && matches(row.pattern, key)) wild = &row;
  }
  return wild;
}

void apply_schema(const Schema& schema, ConfigTree& tree, Faults& faults) {
  const std::set<std::string> removed = check_present(schema, tree, faults);
  std::set<std::string> keys = removed;
  for (const auto& [key, value] : tree.values) keys.insert(key);
  for (const SchemaRow& row : schema) {
    if (row.need == Need::optional) continue;
    for (const std::string& key : instances(row, keys)) {
      if (keys.contains(key)) continue;
      if (row.need == Need::required) {
        faults.push_back(fmt::format("{}: {}: missing, a value is required{}", tree.file, key, allowed_note(row)));
      } else {
        ConfigValue value;
        value.text = row.fallback;
        value.origin.place = kFromDefault;
        require(!check_value(row, value), "a schema default breaks its own row");
        tree.values.emplace(key, std::move(value));
      }
    }
  }
}

}  // namespace basis
