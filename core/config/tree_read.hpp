#pragma once

#include <optional>
#include <set>
#include <string_view>

#include "core/base/types.hpp"
#include "core/config/config_tree.hpp"

namespace basis {

/// The number at `key`; absent where there is no value. The tree must have passed
/// `apply_schema`; text that does not parse is a broken invariant.
template <class T>
std::optional<T> find_number(const ConfigTree& tree, std::string_view key) {
  const ConfigValue* value = tree.find(key);
  if (value == nullptr) return std::nullopt;
  return from_text<T>(value->text);
}

/// The value at `key`. The schema requires it; a missing value is a broken invariant. The same holds for the functions
/// `get_*` below.
const ConfigValue& get_value(const ConfigTree& tree, std::string_view key);

template <class T>
T get_number(const ConfigTree& tree, std::string_view key) {
  return from_text<T>(get_value(tree, key).text);
}

inline const std::string& get_text(const ConfigTree& tree, std::string_view key) { return get_value(tree, key).text; }
inline bool get_flag(const ConfigTree& tree, std::string_view key) { return get_value(tree, key).text == "true"; }
std::int64_t get_integer(const ConfigTree& tree, std::string_view key);

/// The whole number at `key`; absent where there is no value.
std::optional<std::int64_t> find_integer(const ConfigTree& tree, std::string_view key);
/// The scalar at `key`, or the empty text.
std::string find_text(const ConfigTree& tree, std::string_view key);
/// The list at `key`, or an empty one.
std::vector<std::string> find_list(const ConfigTree& tree, std::string_view key);
std::set<std::string> find_set(const ConfigTree& tree, std::string_view key);

}  // namespace basis
