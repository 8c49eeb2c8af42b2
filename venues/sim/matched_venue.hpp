#pragma once

#include <memory>
#include <vector>

#include "venues/sim/matching_engine.hpp"

namespace basis {

/// One exchange of the configuration with its accounts, whose orders are matched. The accounts are empty at first.
class MatchedVenue {
 public:
  /// Makes an account for each margin pool of the venue in the universe. Both outlive the venue, and the universe takes
  /// no further markets.
  MatchedVenue(const Universe& universe, const VenueSettings& settings, const MatchingEngine::Options& options);

  /// Orders of this market of the venue are matched against `book`, which outlives the venue. Another venue's market,
  /// or one without a configuration, is a broken invariant.
  void match(MarketId market, const OrderBook& book);

  [[nodiscard]] MatchingEngine& engine() { return engine_; }
  /// An account of this venue.
  [[nodiscard]] ExchangeAccount& account(AccountId id);
  [[nodiscard]] const std::vector<std::unique_ptr<ExchangeAccount>>& accounts() const { return accounts_; }

 private:
  const Universe& universe_;
  const VenueSettings& settings_;
  MatchingEngine engine_;
  std::vector<std::unique_ptr<ExchangeAccount>> accounts_;
};

}  // namespace basis
