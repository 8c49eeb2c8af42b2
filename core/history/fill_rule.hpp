#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/history/dataset.hpp"
#include "core/history/fault_list.hpp"

namespace basis {

/// Whether text is a valid series name: two words of letters, digits and underscores
/// with a slash between them. So no name can refer to a file outside the folder.
bool is_series_name(std::string_view name);

/// Parses `a` or `mean(a, b, ...)` with at least two names; absent when it is neither.
std::optional<FillRule> parse_fill_rule(std::string_view text, std::size_t line);

/// Adds targets without a file to the series of the dataset, with the kind of their
/// sources. Reports rules that have unknown sources or sources of another kind, form a
/// cycle, or fill a table that is no time series.
void settle_fill_rules(Dataset& dataset, const std::string& file, FaultList& faults);

}  // namespace basis
