#pragma once

#include <span>

#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/exposure.hpp"
#include "core/portfolio/holding.hpp"
#include "core/risk/risk.hpp"

namespace basis {

/// The portfolio at one moment, as an input of strategies and the router.
struct PortfolioView {
  const Universe& universe;
  const MarketSnapshot& market;
  const PositionSet& positions;
  const Exposure& exposure;
  const RiskReport& risk;
  /// What has left one account for another, by the instrument it goes to; empty: nothing. It counts in `exposure`, and
  /// neither in `positions` nor in margin.
  std::span<const Amount> on_the_way{};

  [[nodiscard]] UtcTime now() const { return market.time; }
  [[nodiscard]] Amount equity() const { return exposure.equity; }
  [[nodiscard]] const Holding& holding(InstrumentId id) const { return positions[id.index()]; }
  [[nodiscard]] Amount coming(InstrumentId id) const { return on_the_way.empty() ? Amount{} : on_the_way[id.index()]; }
  /// The instrument of a token in the wallet.
  [[nodiscard]] InstrumentId in_wallet(std::string_view token) const {
    return universe.get(*universe.find_account(kWalletAccount), PositionType::base_token, token);
  }
  [[nodiscard]] Price price(AssetId asset) const { return market.prices[asset.index()]; }
};

}  // namespace basis
