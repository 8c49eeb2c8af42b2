#include "tools/report/report_columns.hpp"

#include <array>
#include <cmath>

#include <fmt/compile.h>
#include <fmt/format.h>

namespace basis {
namespace {

constexpr std::array<std::pair<std::string_view, Keep>, 7> kSingleColumns = {{{"equity", Keep::last},
                                                                              {"equity_at_market", Keep::last},
                                                                              {"drawdown", Keep::maximum},
                                                                              {"drawdown_at_market", Keep::maximum},
                                                                              {"delta", Keep::extreme},
                                                                              {"health_factor", Keep::minimum},
                                                                              {"ltv", Keep::maximum}}};

/// Writes ten digits: more than a screen can show, with half the bytes of all seventeen.
void write_drawn(JsonWriter& json, double value) {
  if (!std::isfinite(value)) {
    json.null();
    return;
  }
  std::array<char, 32> text;
  const auto end = fmt::format_to_n(text.data(), text.size(), FMT_COMPILE("{:.10g}"), value);
  json.raw({text.data(), end.size});
}

void write_column(JsonWriter& json, std::string_view name, const ThinSeries& series, std::size_t column) {
  json.key(name);
  write_drawn_column(json, series, column);
}

template <class Names>
std::size_t write_group(JsonWriter& json, std::string_view key, const ThinSeries& series, const Names& names,
                        std::size_t column) {
  json.key(key).begin_object();
  for (const auto& name : names) write_column(json, name, series, column++);
  json.end_object();
  return column;
}

}  // namespace

void write_drawn_column(JsonWriter& json, const ThinSeries& series, std::size_t column) {
  json.begin_array();
  for (std::size_t point = 0; point < series.times().size(); ++point) write_drawn(json, series.at(point, column));
  json.end_array();
}

std::vector<Keep> report_columns(std::size_t margin_venues, std::size_t funding_venues) {
  std::vector<Keep> columns;
  for (const auto& [name, keep] : kSingleColumns) columns.push_back(keep);
  columns.insert(columns.end(), kAttributionCount, Keep::last);
  columns.insert(columns.end(), margin_venues, Keep::minimum);
  columns.insert(columns.end(), funding_venues, Keep::last);
  return columns;
}

void write_report_series(JsonWriter& json, const ThinSeries& series, std::size_t steps,
                         std::span<const std::string> margin_venues, std::span<const std::string> funding_venues) {
  json.begin_object();
  json.key("steps").integer(static_cast<std::int64_t>(steps));
  json.key("steps_per_point").integer(static_cast<std::int64_t>(series.steps_per_point()));
  json.key("time").begin_array();
  for (const UtcTime time : series.times()) json.integer(time.nanos() / kSecond.count);
  json.end_array();
  std::size_t column = 0;
  for (const auto& [name, keep] : kSingleColumns) write_column(json, name, series, column++);
  column = write_group(json, "attribution", series, kAttributionNames, column);
  column = write_group(json, "margin_ratio", series, margin_venues, column);
  write_group(json, "funding", series, funding_venues, column);
  json.end_object();
}

void write_limits(JsonWriter& json, const ReportLimits& limits) {
  const std::array<std::pair<std::string_view, std::optional<double>>, 5> named = {
      {{"margin_ratio_warning", limits.margin_ratio_warning},
       {"margin_ratio_critical", limits.margin_ratio_critical},
       {"health_factor_warning", limits.health_factor_warning},
       {"health_factor_critical", limits.health_factor_critical},
       {"delta_tolerance", limits.delta_tolerance}}};
  json.begin_object();
  for (const auto& [name, limit] : named) {
    json.key(name);
    limit ? json.number(*limit) : json.null();
  }
  json.end_object();
}

void write_trade(JsonWriter& json, const TradeRecord& trade) {
  json.begin_array();
  json.string(trade.time.to_string()).string(trade.instrument).string(trade.buy ? "buy" : "sell");
  json.string(trade.size.to_string()).string(trade.arrival.to_string()).string(trade.fill.to_string());
  json.string(trade.notional.to_string()).string(trade.cost.to_string()).string(trade.reason);
  json.end_array();
}

}  // namespace basis
