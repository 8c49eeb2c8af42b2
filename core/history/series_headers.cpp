#include "core/history/series_headers.hpp"

#include "core/history/event_tables.hpp"
#include "core/history/series_schema.hpp"

namespace basis {

std::vector<std::vector<std::string_view>> series_headers(SeriesKind kind) {
  if (kind == SeriesKind::reward_events) return {kRewardColumns};
  if (kind == SeriesKind::cost_table) return {kCostColumns};
  std::vector<std::vector<std::string_view>> headers;
  for (const ColumnSet columns : {kind_spec(kind).columns, kind_spec(kind).other_columns}) {
    if (columns.empty()) continue;
    auto& header = headers.emplace_back(1, "timestamp");
    for (const ColumnSpec& column : columns) header.push_back(column.name);
  }
  return headers;
}

std::vector<std::string_view> optional_columns(SeriesKind kind) {
  std::vector<std::string_view> names;
  for (const ColumnSet columns : {kind_spec(kind).columns, kind_spec(kind).other_columns})
    for (const ColumnSpec& column : columns)
      if (column.presence == Presence::optional) names.push_back(column.name);
  return names;
}

}  // namespace basis
