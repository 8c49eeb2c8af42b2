#pragma once

#include <map>
#include <set>

#include "core/history/history.hpp"
#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// The history, arranged by the instruments of a run: it gives the market data known at
/// each hour.
class Timeline {
 public:
  /// Uses only the series that `series_needed` names. A needed column that the history
  /// does not have is a broken invariant, because the data gate has passed before.
  /// `history` must outlive this object.
  Timeline(const Universe& universe, const Settings& settings, const History& history);

  [[nodiscard]] std::size_t hours() const { return history_.hours; }
  [[nodiscard]] UtcTime time(std::size_t hour) const { return history_.from + kHour * static_cast<std::int64_t>(hour); }
  /// The market at `hour`; throws `InvariantError` past the end.
  [[nodiscard]] MarketPtr at(std::size_t hour) const;

 private:
  struct InstrumentColumns {
    bool has_index = false;
    bool has_rate = false;
    const std::vector<Price>* mark = nullptr;
    const BarColumn* bars = nullptr;
    const BarColumn* volume = nullptr;
    const std::vector<ReserveTotals>* totals = nullptr;
    const std::vector<Ray>* index = nullptr;
    const std::vector<Ray>* rate = nullptr;
    const std::vector<std::optional<Ray>>* market_rate = nullptr;
    const std::vector<std::optional<Ray>>* funding = nullptr;
    std::vector<std::optional<Ray>> funding_known;
  };
  /// The price of an asset: in dollars, or in WETH for a reward token; neither when the run needs no price.
  struct PriceColumns {
    const std::vector<Price>* dollars = nullptr;
    const std::vector<std::optional<Ray>>* in_weth = nullptr;
  };
  struct RewardPeriod {
    UtcTime start;
    UtcTime end;  ///< of what is still earned: not after the payout
  };
  using Names = std::set<std::string>;
  void bind_price(const std::string& asset, PriceColumns& columns, const Names& needed);
  void bind(const Instrument& instrument, const Universe& universe, const Names& needed);
  void bind_rewards(const Names& needed);
  [[nodiscard]] std::vector<RewardEarning> earned_in_hour_before(UtcTime now) const;
  void bind_depth(const Instrument& instrument, const Universe& universe, const Names& needed);
  [[nodiscard]] std::vector<MarketDepth> depth(std::size_t hour) const;
  [[nodiscard]] std::vector<EndedBar> ended_bars(std::size_t hour) const;
  [[nodiscard]] Price price_at(const PriceColumns& columns, std::size_t hour) const;

  const History& history_;
  AssetId quote_;
  std::vector<PriceColumns> prices_;  ///< by asset
  std::vector<InstrumentColumns> instruments_;
  std::vector<InstrumentId> deep_;  ///< instruments with a known depth
  const GasColumn* gas_ = nullptr;
  bool inside_bars_;  ///< whether the run looks at what happens inside a bar
  const std::vector<Price>* eth_ = nullptr;
  std::map<std::size_t, std::vector<RewardPaid>> rewards_;  ///< by hour
  std::vector<RewardPeriod> periods_;                       ///< by distribution
};

}  // namespace basis
