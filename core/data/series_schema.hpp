#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/data/field.hpp"
#include "core/data/history.hpp"

namespace basis {

/// How far a stamp may lie from the instant it is meant for: venues stamp
/// funding some milliseconds late, chains stamp a block some seconds late.
inline constexpr Nanos kStampTolerance = kMinute * 5;

/// What a row's stamp must be.
enum class StampRule {
  on_the_hour,   ///< the bar's open time, exactly
  snap_to_hour,  ///< the nearest hour, within `kStampTolerance`
  as_it_is,      ///< any instant
};

/// How the value at an hour comes from the rows.
enum class Sampling {
  exact,         ///< the row stamped that hour; every hour must have one
  on_schedule,   ///< the row stamped that hour; only 00, 08 and 16 UTC must have one
  interpolated,  ///< linear in time between the neighbouring rows, at most a step apart
  last_known,    ///< the latest row at or before the hour, at most a step old
  none,          ///< no time series
};

/// One column of a file: its name, what its values may be, and which value of
/// a row it becomes (-1: looked at, not kept).
struct ColumnSpec {
  std::string_view name;
  SignRule sign;
  int value;
};

/// The columns of a file behind `timestamp`.
using ColumnSet = std::span<const ColumnSpec>;

/// What is known of every series of a kind.
struct KindSpec {
  SeriesKind kind;
  std::string_view name;    ///< in `dataset.yaml`
  std::string_view suffix;  ///< file name = series name + suffix + ".csv"
  Nanos step;               ///< from row to row
  StampRule stamps;
  Sampling sampling;
  int decimals;  ///< scale of the kept values
  /// Either set of columns may head the file; the second is empty when there is one.
  ColumnSet columns;
  ColumnSet other_columns;
  bool may_begin_late = false;  ///< used only when something is sold or credited, so it may begin within a run
};

/// The spec of a kind.
const KindSpec& kind_spec(SeriesKind kind);
/// The spec of one series: its kind's, except for
/// - a token ratio, which keeps 27 decimals and may begin late;
/// - a staked token's market rate, which is a price: on the hour, of every hour from its first row on, and never
///   interpolated as the oracle's rates of the same kind are. It may begin late.
KindSpec series_spec(SeriesKind kind, std::string_view series);
/// The kind of that name in `dataset.yaml`, if there is one.
std::optional<SeriesKind> kind_named(std::string_view name);
/// All kinds, in the order of the enumeration.
std::span<const KindSpec> all_kinds();

/// Whether rows of the kind stand for instants, so that a fill rule can supply one.
inline bool is_time_series(SeriesKind kind) { return kind_spec(kind).sampling != Sampling::none; }

/// Whether the series is a token's price in WETH, kept as a `Ray`: a Uniswap
/// pool (`spot/uniswap_v3_EIGENWETH`) whose second asset is WETH.
bool is_token_ratio(std::string_view series);

/// Whether the series is the rate at which a DEX trades a staked token (`lst/weETH_market`), not the protocol's own.
bool is_market_rate(std::string_view series);

/// `spot/binance_BTCUSDT` -> `spot/binance_BTCUSDT_1h.csv`.
std::string series_file(SeriesKind kind, std::string_view series);

}  // namespace basis
