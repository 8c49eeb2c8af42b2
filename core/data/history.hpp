#pragma once

#include <compare>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "core/data/series_source.hpp"
#include "core/num/types.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// What kind of table a series is; the names stand in `dataset.yaml`.
enum class SeriesKind { ohlcv_1h, funding_8h, aave_index_1d, rate_1h, gas_1h, reward_events, cost_table };

/// One series a run needs: `spot/binance_BTCUSDT`.
struct SeriesNeed {
  SeriesKind kind;
  std::string name;
  bool exact_only = false;  ///< of `reward_events`: estimated rows are not credited
  friend auto operator<=>(const SeriesNeed&, const SeriesNeed&) = default;
};

/// Every series the effective configuration needs, ordered by name.
std::vector<SeriesNeed> series_needed(const Settings& settings);

/// Hourly Aave indices of one reserve, normalised as the file gives them.
struct IndexColumn {
  std::vector<Ray> liquidity;
  std::vector<Ray> variable_borrow;
};

/// Hourly gas price in ETH per gas unit (exact wei).
struct GasColumn {
  std::vector<Amount> base_fee;
  std::vector<Amount> priority_fee_p50;
};

/// A distribution to LST holders, paid at `payout`.
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
  /// The row for an order of `notional_usd`: below 50 k the 10 k column, below
  /// 500 k the 100 k column, else the 1 m column; absent when the pair is.
  [[nodiscard]] std::optional<BasisPoints> find(const std::string& pair, Amount notional_usd) const;

 private:
  std::map<std::string, std::map<Amount, BasisPoints>> rows_;
};

/// Needed series after the data gate: one value an hour, `from` to `to`, both
/// included, filled and interpolated by the dataset's own rules.
struct History {
  UtcTime from;
  UtcTime to;
  std::size_t hours = 0;                                           ///< length of every column
  std::string dataset;                                             ///< the name in `dataset.yaml`
  std::map<std::string, std::vector<Price>> prices;                ///< ohlcv quoted in dollars: the bar's open
  std::map<std::string, std::vector<std::optional<Ray>>> ratios;   ///< ohlcv quoted in WETH: the bar's open, once begun
  std::map<std::string, std::vector<std::optional<Ray>>> funding;  ///< rate settled at that hour
  std::map<std::string, IndexColumn> indices;
  std::map<std::string, std::vector<Ray>> rates;                        ///< ETH per token, the protocol's
  std::map<std::string, std::vector<std::optional<Ray>>> market_rates;  ///< ETH per token on a DEX, once begun
  std::map<std::string, GasColumn> gas;
  /// Credited, that is of the quality that is needed, and paid `from` to `to`; in order of payout.
  std::map<std::string, std::vector<RewardEvent>> rewards;
  CostTable costs;
  std::map<std::string, std::size_t> fills_from;  ///< fill rule "a <- b" -> rows it supplied
  std::string fingerprint;                        ///< of the bytes of every file that was read
};

/// Reads the needed series of the dataset, runs the data gate and builds
/// the columns. Every fault is reported, each with file and line; kind `data`.
///
/// What is used only when something is sold or credited (a staked token's market rate, a reward token's price in WETH)
/// may begin after `from`: nothing is known before its first row, and from there on it must be complete. A reward must
/// have its token's price at its payout.
Result<History> load_history(SeriesSource& source, const std::vector<SeriesNeed>& needs, UtcTime from, UtcTime to);
/// The same from a data folder.
Result<History> load_history(const std::filesystem::path& folder, const std::vector<SeriesNeed>& needs, UtcTime from,
                             UtcTime to);

}  // namespace basis
