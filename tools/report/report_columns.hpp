#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/json_writer.hpp"
#include "core/results/limits.hpp"
#include "core/results/run_record.hpp"
#include "core/results/summary.hpp"
#include "tools/report/thin_series.hpp"

namespace basis {

/// How each column of a step is merged, in this order: equity and drawdown, each held and at market,
/// net delta, health factor, loan-to-value, the attribution, then the margin ratio and the cumulative funding of each
/// venue account. Risk figures keep their worst value.
std::vector<Keep> report_columns(std::size_t margin_venues, std::size_t funding_venues);

/// Writes one column as an array with ten digits per value; null when absent.
void write_drawn_column(JsonWriter& json, const ThinSeries& series, std::size_t column);

/// Writes the series as an object of columns; times in seconds since 1970; null when absent.
void write_report_series(JsonWriter& json, const ThinSeries& series, std::size_t steps,
                         std::span<const std::string> margin_venues, std::span<const std::string> funding_venues);

/// Writes the limits by name; null when absent.
void write_limits(JsonWriter& json, const ReportLimits& limits);

/// Writes a trade as an array: time, instrument, side, size, arrival, fill, notional, cost, reason.
void write_trade(JsonWriter& json, const TradeRecord& trade);

}  // namespace basis
