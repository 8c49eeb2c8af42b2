#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/base/json_writer.hpp"
#include "core/results/limits.hpp"
#include "core/results/run_record.hpp"
#include "core/results/summary.hpp"
#include "core/results/thin_series.hpp"

namespace basis {

/// How the report thins each column of a step, in this order: equity, drawdown,
/// net delta, health factor, loan to value, the attribution, then the margin
/// ratio and the cumulative funding of each venue account. Risk keeps its worst value.
std::vector<Keep> report_columns(std::size_t margin_venues, std::size_t funding_venues);

/// One column as an array of as many digits as a screen can show, null where absent.
void write_drawn_column(JsonWriter& json, const ThinSeries& series, std::size_t column);

/// The drawn series as an object of columns; times in seconds since 1970, null where absent.
void write_report_series(JsonWriter& json, const ThinSeries& series, std::size_t steps,
                         std::span<const std::string> margin_venues, std::span<const std::string> funding_venues);

/// The limits by name, null where there is none.
void write_limits(JsonWriter& json, const ReportLimits& limits);

/// A trade as an array: time, instrument, side, size, arrival, fill, notional, cost, reason.
void write_trade(JsonWriter& json, const TradeRecord& trade);

}  // namespace basis
