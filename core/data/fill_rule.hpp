#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/data/dataset.hpp"
#include "core/data/fault_list.hpp"

namespace basis {

/// Whether text can name a series: two words of letters, digits and
/// underscores with a slash between, so that no name leads out of the folder.
bool is_series_name(std::string_view name);

/// `a` or `mean(a, b, ...)`, at least two; empty when it is neither.
std::optional<FillRule> parse_fill_rule(std::string_view text, std::size_t line);

/// Gives targets without a file the kind of what fills them, and tells rules
/// whose sources are unknown, go round in a circle, or are of another kind.
void settle_fill_rules(Dataset& dataset, const std::string& file, FaultList& faults);

}  // namespace basis
