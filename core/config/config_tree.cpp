#include "core/config/config_tree.hpp"

#include <fmt/format.h>

#include <set>

namespace basis {

std::string Origin::text() const { return line > 0 ? fmt::format("{}:{}", place, line) : place; }

std::string ConfigValue::shown() const {
  if (!is_list) return text;
  return fmt::format("[{}]", fmt::join(items, ", "));
}

const ConfigValue* ConfigTree::find(std::string_view key) const {
  const auto at = values.find(std::string(key));
  return at == values.end() ? nullptr : &at->second;
}

std::string ConfigTree::place_of(std::string_view key) const {
  const ConfigValue* value = find(key);
  return value == nullptr ? file : value->origin.text();
}

std::vector<std::string> ConfigTree::children(std::string_view group) const {
  const std::string prefix = std::string(group) + ".";
  std::set<std::string> names;
  for (auto at = values.lower_bound(prefix); at != values.end() && at->first.starts_with(prefix); ++at) {
    const std::size_t end = at->first.find('.', prefix.size());
    names.insert(at->first.substr(prefix.size(), end == std::string::npos ? end : end - prefix.size()));
  }
  return {names.begin(), names.end()};
}

}  // namespace basis
