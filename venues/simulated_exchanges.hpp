#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "venues/sim/client_file.hpp"
#include "venues/sim/exchange_service.hpp"
#include "venues/sim/synthetic_market.hpp"

namespace basis {

/// How simulated exchanges are set up.
struct SimulatedExchangesSettings {
  std::vector<std::string> venues;    ///< names of configurations
  std::vector<std::string> unserved;  ///< whose markets move as well, though nobody can trade there
  sim::ClientFile clients;
  sim::ExchangeService::Settings service;
  std::vector<sim::ExchangeFault> faults;
  std::uint64_t seed = 0;
  bool limits = true;     ///< whether the venues' rate limits hold
  bool synthetic = true;  ///< markets are drawn from the seed; otherwise sources are added to the marketplace
  UtcTime start;
};

/// The venues that have a simulator of their whole protocol.
std::vector<std::string> simulated_exchange_names();

/// Exchanges with their markets, ready to be served.
class SimulatedExchanges {
 public:
  /// `configuration` outlives it. Usage error: a venue that has no simulator, or no configuration.
  static Result<std::unique_ptr<SimulatedExchanges>> create(const Settings& configuration,
                                                            SimulatedExchangesSettings settings);

  using Path = std::vector<sim::SyntheticMarket::PathPoint>;
  /// The path of an asset at a venue by its markets, either of which may be null; empty: it is drawn.
  using PathOf = std::function<Path(const Market* spot, const Market* perp)>;
  /// Adds a source for each asset of a venue, from `start` on. All venues follow one drawn price an asset.
  void draw_markets(const std::string& venue, std::uint64_t seed, UtcTime start, const PathOf& path_of = {});

  [[nodiscard]] sim::ExchangeService& service() { return *service_; }
  [[nodiscard]] sim::Marketplace& markets() { return *markets_; }
  [[nodiscard]] const Universe& universe() const { return universe_; }

 private:
  SimulatedExchanges() = default;
  Result<void> follow(const VenueSettings& venue);

  Universe universe_;
  std::vector<std::unique_ptr<MarketSettings>> more_rules_;
  std::unique_ptr<sim::Marketplace> markets_;
  std::unique_ptr<sim::ExchangeService> service_;
};

}  // namespace basis
