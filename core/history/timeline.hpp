#pragma once

#include <map>
#include <set>

#include "core/history/history.hpp"
#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// The history, arranged by the instruments of a run: it gives the market data known at
/// each of its hours, and at any moment between them what no feed has.
class Timeline {
 public:
  /// Uses only the series that `series_needed` names. A needed column that the history
  /// does not have is a broken invariant, because the data gate has passed before.
  /// `history` must outlive this object.
  Timeline(const Universe& universe, const Settings& settings, const History& history);

  [[nodiscard]] std::size_t hours() const { return history_.hours; }
  [[nodiscard]] UtcTime time(std::size_t hour) const {
    return history_.from + kBarLength * static_cast<std::int64_t>(hour);
  }
  /// The market at `hour`; throws `InvariantError` past the end.
  [[nodiscard]] MarketPtr at(std::size_t hour) const;

  /// Whether a moment is within the history, both ends included.
  [[nodiscard]] bool covers(UtcTime moment) const { return time(0) <= moment && moment <= time(hours() - 1); }
  /// Sets what no feed has in a snapshot whose time is `market.time` and whose vectors have full length:
  /// - Aave indices and oracle rates, interpolated linearly between the hours, rounded half to even;
  /// - DEX rates, reserve totals and gas, as of the last hour at or before the moment;
  /// - the prices of reward tokens: their price in WETH of that hour, times `eth`, the price of ETH at the moment,
  ///   rounded half to even; absent without `eth`;
  /// - what was paid and earned after `since` and up to the moment.
  /// Only the last of these is set at a moment that is not covered. Nothing else is changed.
  void fill_slow(MarketSnapshot& market, UtcTime since, std::optional<Price> eth) const;
  /// The price of ETH of the last hour at or before the moment; absent where it is not covered or not needed.
  [[nodiscard]] std::optional<Price> eth_at(UtcTime moment) const;

 private:
  /// A moment between two hours: `part` after the first.
  struct Place {
    std::size_t hour = 0;
    Nanos part;
  };
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
  [[nodiscard]] std::vector<RewardEarning> earned_between(UtcTime since, UtcTime now) const;
  [[nodiscard]] std::vector<RewardPaid> paid_between(UtcTime since, UtcTime now) const;
  [[nodiscard]] static Ray value_between(const std::vector<Ray>& column, const Place& place);
  void set_yields(MarketSnapshot& market, const Place& place) const;
  [[nodiscard]] std::vector<MarketDepth> totals(std::size_t hour) const;
  void bind_depth(const Instrument& instrument, const Universe& universe, const Names& needed);
  [[nodiscard]] std::vector<MarketDepth> depth(std::size_t hour) const;
  [[nodiscard]] std::vector<EndedBar> ended_bars(std::size_t hour) const;
  [[nodiscard]] Price price_at(const PriceColumns& columns, std::size_t hour) const;
  /// Of a token that is priced in WETH; zero before it trades.
  [[nodiscard]] static Price price_in_weth(const PriceColumns& columns, std::size_t hour, Price eth);

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
