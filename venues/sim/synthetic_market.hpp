#pragma once

#include <utility>
#include <vector>

#include "venues/sim/marketplace.hpp"
#include "venues/sim/sim_random.hpp"

namespace basis::sim {

/// The markets of one asset at one venue, drawn from a seed: a spot price that wanders around its start, a perp whose
/// basis wanders around a premium, 50 levels a side, trades, marks, funding. A step every 100 ms; a mark every second.
/// The same seed gives the same bytes.
class SyntheticMarket final : public MarketSource {
 public:
  /// Prices so long after the start; between two points they change evenly.
  struct PathPoint {
    Nanos after;
    Price spot;
    Price perp;
  };
  struct Settings {
    std::optional<MarketId> spot;
    std::optional<MarketId> perp;
    Price start;                    ///< of the asset, over zero
    std::uint64_t price_seed = 0;   ///< of the asset's price, which several venues may share
    std::uint64_t seed = 0;         ///< of everything else
    UtcTime from;                   ///< the first step
    std::vector<PathPoint> path{};  ///< followed instead of a walk; from zero on, the last one stays
  };
  SyntheticMarket(const Marketplace& markets, const Settings& settings);

  [[nodiscard]] std::optional<UtcTime> next() const override { return next_; }
  void step(Marketplace& markets) override;

 private:
  using Side = std::vector<std::pair<std::int64_t, Quantity>>;  ///< by ticks, ascending

  /// One market's levels as they were told.
  struct Quoted {
    MarketId id;
    std::int64_t tick = 1;     ///< raw units of the price
    std::int64_t gap = 1;      ///< ticks between levels
    std::int64_t step = 1;     ///< raw units of a size
    std::int64_t typical = 1;  ///< steps at a level
    Side bids{}, asks{};
    bool told = false;
  };

  [[nodiscard]] static Quoted quoted(const Market& market, Price start);
  void wander();
  void follow_path();
  void quote(Marketplace& markets, Quoted& market, Price mid);
  std::vector<BookLevel> renew(Side& side, Side wanted, std::int64_t tick);
  [[nodiscard]] Quantity drawn_size(const Quoted& market, std::int64_t level);
  void trade(Marketplace& markets, Quoted& market);
  void fund(Marketplace& markets);

  Price start_;
  UtcTime from_;
  std::vector<PathPoint> path_;
  SimRandom prices_;
  SimRandom random_;
  UtcTime next_;
  std::int64_t steps_ = 0;
  Price spot_price_;
  std::int64_t basis_ = 0;       ///< of the perp over spot, in units of 1e-8
  std::int64_t mean_basis_ = 0;  ///< of the last hours, likewise
  std::optional<Quoted> spot_;
  std::optional<Quoted> perp_;
  Nanos interval_{};  ///< of funding
};

}  // namespace basis::sim
