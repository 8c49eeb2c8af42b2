#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/history/field.hpp"
#include "core/history/history.hpp"

namespace basis {

/// How far a timestamp may be from the regular instant that it belongs to. Venues stamp
/// funding some milliseconds late, chains stamp a block some seconds late.
inline constexpr Nanos kStampTolerance = kMinute * 5;

/// The rule for the timestamp of a row.
enum class StampRule {
  on_the_hour,   ///< exactly a full hour, such as the open time of a bar
  snap_to_hour,  ///< within `kStampTolerance` of a full hour, and moved to that hour
  as_it_is,      ///< any instant
};

/// How the value at an hour is derived from the rows.
enum class Sampling {
  exact,        ///< the row stamped that hour; every hour must have one
  on_schedule,  ///< the row stamped that hour; the hours that must have one follow from `funding_holes`
  /// Values 0 and 1 are linear in time between the neighbouring rows, which are at most one row interval apart; the
  /// others are those of the row before.
  interpolated,
  last_known,  ///< the latest row at or before the hour, at most one row interval old
  none,        ///< no time series
};

/// Whether every row of a file must have a column.
enum class Presence {
  needed,
  optional,  ///< the column, or its value in a row, may be absent
};

/// One column of a file: its name, the allowed signs, and the index of the value in
/// `Row::values` (-1: checked, but not kept).
struct ColumnSpec {
  std::string_view name;
  SignRule sign;
  int value;
  Presence presence = Presence::needed;
  /// Scale of a kept value that is no price, index or rate; 0: that of the series.
  int decimals = 0;
};

/// The columns of a file except `timestamp`.
using ColumnSet = std::span<const ColumnSpec>;

/// The format and the sampling of a kind of series.
struct KindSpec {
  SeriesKind kind;
  std::string_view name;    ///< in `dataset.yaml`
  std::string_view suffix;  ///< file name = series name + suffix + ".csv"
  Nanos step;               ///< the row interval: time from row to row
  StampRule stamps;
  Sampling sampling;
  int decimals;  ///< scale of the kept values
  /// The file may have either set of columns; the second is empty when there is only one.
  ColumnSet columns;
  ColumnSet other_columns;
  bool may_begin_late = false;  ///< the first row may be within a run, because only sales and credits use the series
};

/// The spec of a kind.
const KindSpec& kind_spec(SeriesKind kind);
/// The spec of one series. It is that of its kind, except for
/// - a token ratio: it has 27 decimals and may begin late;
/// - the market rate of a staked token, which is a price: it has a row on every hour from its first row on, may begin
///   late, and is not interpolated, unlike the oracle's rates of the same kind.
KindSpec series_spec(SeriesKind kind, std::string_view series);
/// The kind with that name in `dataset.yaml`; absent when there is none.
std::optional<SeriesKind> kind_named(std::string_view name);
/// All kinds, in the order of the enumeration.
std::span<const KindSpec> all_kinds();

/// Whether the rows of the kind belong to regular instants, so that a fill rule can supply them.
inline bool is_time_series(SeriesKind kind) { return kind_spec(kind).sampling != Sampling::none; }

/// Whether the series is the price of a token in WETH, kept as a `Ray`: that of a Uniswap
/// pool whose second asset is WETH (`spot/uniswap_v3_EIGENWETH`).
bool is_token_ratio(std::string_view series);

/// Whether the series is the rate at which a DEX trades a staked token (`lst/weETH_market`), not the protocol's rate.
bool is_market_rate(std::string_view series);

/// The file name of a series: `spot/binance_BTCUSDT` -> `spot/binance_BTCUSDT_1h.csv`.
std::string series_file(SeriesKind kind, std::string_view series);

}  // namespace basis
