#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/config_tree.hpp"
#include "core/config/schema.hpp"
#include "core/num/types.hpp"

namespace basis {

/// Checks one value against its row and puts it into canonical text: decimals
/// without trailing zeros, a comma-separated command-line value for a list as
/// its items. The error's one line says what is wrong and what is allowed, and
/// leaves out place and key.
std::optional<std::string> check_value(const SchemaRow& row, ConfigValue& value);

/// `a | b | c` taken apart.
std::vector<std::string> split_choices(std::string_view allowed);

/// Whether decimal text at 1e-18 lies in a range written "[0, 1)"; an open end is empty.
bool in_range(i128 raw_at_18, std::string_view range);

}  // namespace basis
