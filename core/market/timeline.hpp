#pragma once

#include "core/data/history.hpp"
#include "core/domain/universe.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// History bound to the instruments of a run: gives the market as it was known
/// at each hour. The history and universe outlive it.
class Timeline {
 public:
  /// A needed column that the history does not carry is a broken invariant:
  /// the data gate has passed before.
  Timeline(const Universe& universe, const Settings& settings, const History& history);

  [[nodiscard]] std::size_t hours() const { return history_.hours; }
  [[nodiscard]] UtcTime time(std::size_t hour) const { return history_.from + kHour * static_cast<std::int64_t>(hour); }
  /// The market at `hour`; throws `InvariantError` past the end.
  [[nodiscard]] MarketPtr at(std::size_t hour) const;

 private:
  struct InstrumentColumns {
    const std::vector<Price>* mark = nullptr;
    const std::vector<Ray>* index = nullptr;
    const std::vector<Ray>* rate = nullptr;
    const std::vector<std::optional<Ray>>* market_rate = nullptr;
    const std::vector<std::optional<Ray>>* funding = nullptr;
    std::vector<std::optional<Ray>> funding_known;
  };
  void bind(const Instrument& instrument, const Universe& universe, const Settings& settings);

  const History& history_;
  AssetId quote_;
  std::vector<const std::vector<Price>*> prices_;  ///< by asset; absent for the dollar and for tokens without a price
  std::vector<InstrumentColumns> instruments_;
  const GasColumn* gas_ = nullptr;
  const std::vector<Price>* gas_token_ = nullptr;
};

}  // namespace basis
