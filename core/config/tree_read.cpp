#include "core/config/tree_read.hpp"

namespace basis {

const ConfigValue& get_value(const ConfigTree& tree, std::string_view key) {
  const ConfigValue* value = tree.find(key);
  if (value == nullptr) broken_invariant("configuration key '" + std::string(key) + "' is read but not in the schema");
  return *value;
}

std::int64_t get_integer(const ConfigTree& tree, std::string_view key) {
  const auto parsed = parse_decimal(get_text(tree, key), 0);
  if (!parsed) broken_invariant(parsed.error().text());
  return narrow_i64(parsed.value());
}

std::optional<std::int64_t> find_integer(const ConfigTree& tree, std::string_view key) {
  if (tree.find(key) == nullptr) return std::nullopt;
  return get_integer(tree, key);
}

std::string find_text(const ConfigTree& tree, std::string_view key) {
  const ConfigValue* value = tree.find(key);
  return value == nullptr ? std::string() : value->text;
}

std::vector<std::string> find_list(const ConfigTree& tree, std::string_view key) {
  const ConfigValue* value = tree.find(key);
  return value == nullptr ? std::vector<std::string>() : value->items;
}

std::set<std::string> find_set(const ConfigTree& tree, std::string_view key) {
  const std::vector<std::string> items = find_list(tree, key);
  return {items.begin(), items.end()};
}

}  // namespace basis
