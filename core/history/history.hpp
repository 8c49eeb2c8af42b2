#pragma once

#include <compare>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/config/settings.hpp"
#include "core/history/data_rules.hpp"
#include "core/history/series_source.hpp"

namespace basis {

/// The kind of a series. The same names are used in `dataset.yaml`.
enum class SeriesKind { ohlcv_1h, funding_8h, aave_index_1d, rate_1h, gas_1h, reward_events, cost_table };

/// One series that a run needs: `spot/binance_BTCUSDT`.
struct SeriesNeed {
  SeriesKind kind;
  std::string name;
  bool exact_only = false;  ///< for `reward_events`: estimated rows are not credited
  friend auto operator<=>(const SeriesNeed&, const SeriesNeed&) = default;
};

/// All series that the effective configuration needs, ordered by name.
std::vector<SeriesNeed> series_needed(const Settings& settings);

/// What the bars of a price series have beside their open. A history made without bars has none of it.
struct BarColumn {
  std::vector<Price> high;           ///< the open where the bar has no high or no low
  std::vector<Price> low;            ///< the open where the bar has no high or no low
  std::vector<Amount> volume;        ///< coins
  std::size_t without_extremes = 0;  ///< bars before the last one that have no high or no low
};

/// Totals of a reserve, in tokens, as of the last row at or before the hour; absent where the row has none.
struct ReserveTotals {
  std::optional<Amount> supplied;
  std::optional<Amount> variable_debt;
};

/// Hourly Aave indices of one reserve, normalised as in the file.
struct IndexColumn {
  std::vector<Ray> liquidity;
  std::vector<Ray> variable_borrow;
  std::vector<ReserveTotals> totals = {};  ///< empty when no row has any
};

/// Hourly gas price in ETH per gas unit (exact wei).
struct GasColumn {
  std::vector<Amount> base_fee;
  std::vector<Amount> priority_fee_p50;
};

/// A reward distribution to holders of a liquid staking token, paid at `payout`.
struct RewardEvent {
  UtcTime payout;
  UtcTime period_start;
  UtcTime period_end;
  std::string kind;
  std::optional<Amount> eigen_per_eeth_per_week;
  std::optional<Amount> ethfi_per_eeth;
  bool exact = false;
  std::size_t line = 0;  ///< in the file, from 1
};

/// Execution cost in basis points by pair and order size in USD.
class CostTable {
 public:
  void add(const std::string& pair, Amount order_size_usd, BasisPoints cost);
  /// The cost of an order of `notional_usd`: that of the order size 10,000 below 50,000,
  /// that of 100,000 below 500,000, otherwise that of 1,000,000. Beyond 1,000,000 it is that
  /// cost * sqrt(notional / 1,000,000), rounded up to 1e-8 basis points, and grows to no more
  /// than 9,999 basis points, so that something is left of every sale. Absent when the table
  /// does not have the pair.
  [[nodiscard]] std::optional<BasisPoints> find(const std::string& pair, Amount notional_usd) const;
  /// The highest cost of any order of up to `notional_usd`. A table may fall with size.
  [[nodiscard]] std::optional<BasisPoints> highest(const std::string& pair, Amount notional_usd) const;

 private:
  std::map<std::string, std::map<Amount, BasisPoints>> rows_;
};

/// The needed series after the data gate: one value per hour from `from` to `to`, both
/// included, filled by the rules of the dataset and interpolated by those of the kind.
struct History {
  UtcTime from;
  UtcTime to;
  std::size_t hours = 0;                             ///< length of every column
  std::string dataset;                               ///< the name in `dataset.yaml`
  std::map<std::string, std::vector<Price>> prices;  ///< ohlcv in dollars: the bar's open
  std::map<std::string, BarColumn> bars;             ///< of the same series, by the bar's open time
  /// Ohlcv in WETH: the bar's open; absent before the series begins.
  std::map<std::string, std::vector<std::optional<Ray>>> ratios;
  std::map<std::string, std::vector<std::optional<Ray>>> funding;  ///< rate settled at that hour
  std::map<std::string, IndexColumn> indices;
  std::map<std::string, std::vector<Ray>> rates;  ///< ETH per token, set by the protocol
  /// ETH per token on a DEX; absent before the series begins.
  std::map<std::string, std::vector<std::optional<Ray>>> market_rates;
  std::map<std::string, GasColumn> gas;
  /// The credited rows: paid from `from` to `to` and of the needed quality; in order of payout.
  std::map<std::string, std::vector<RewardEvent>> rewards;
  CostTable costs;
  std::map<std::string, std::size_t> fills_from;  ///< fill rule "a <- b" -> rows it supplied
  std::vector<std::string> remarks;               ///< on rows that the run leaves out, with file and line
  std::string fingerprint;                        ///< of the names and bytes of all files that were read
};

/// Reads the needed series of the dataset, runs the data gate and builds the columns.
/// Errors: all faults with file and line (data), or an invalid range (usage).
///
/// Series that are used only when something is sold or credited (the market rate of a staked token, the price of a
/// reward token in WETH) may begin after `from`. Their values are absent before the first row; from there on they must
/// be complete. At the payout of a credited reward the token must have a price.
///
/// Within the range the values are also held against each other and against the bounds of `rules`; see
/// `check_plausible`.
Result<History> load_history(SeriesSource& source, const std::vector<SeriesNeed>& needs, UtcTime from, UtcTime to,
                             const DataRules& rules = {});
/// The same from a data folder.
Result<History> load_history(const std::filesystem::path& folder, const std::vector<SeriesNeed>& needs, UtcTime from,
                             UtcTime to, const DataRules& rules = {});

}  // namespace basis
