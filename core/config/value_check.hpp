#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/types.hpp"
#include "core/config/config_tree.hpp"
#include "core/config/schema.hpp"

namespace basis {

/// Checks one value against its row and rewrites it in canonical form: decimals
/// without trailing zeros; a comma-separated override of a list becomes its items.
/// Returns one line that says what is wrong, without place, key and allowed values;
/// absent when the value is valid.
std::optional<std::string> check_value(const SchemaRow& row, ConfigValue& value);

/// Splits `a | b | c`.
std::vector<std::string> split_choices(std::string_view allowed);

/// Whether a number in units of 1e-18 lies in a range written "[0, 1)"; in "(0, )" there is no upper end.
bool in_range(i128 raw_at_18, std::string_view range);

}  // namespace basis
