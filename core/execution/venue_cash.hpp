#pragma once

#include <algorithm>
#include <vector>

#include "core/execution/instruction.hpp"
#include "core/execution/portfolio_view.hpp"

namespace basis {

/// The USDT of one exchange: of its accounts one by one, and as one pool. A unified account is all margin.
struct VenueCash {
  const ExchangeAccounts* accounts = nullptr;  ///< of the universe, which outlives it
  Amount spot_cash;                            ///< in the account of spot; zero where that is the account of perps
  Amount coming;                               ///< on its way to its accounts; in neither of the others
  AccountMargin margin;                        ///< of the account of perps; zero where the mode has none here

  [[nodiscard]] Amount cash() const { return spot_cash + margin.cash; }
  [[nodiscard]] Amount balance() const { return spot_cash + margin.balance; }
  /// Whether spot and perps are in two accounts that both belong to the mode.
  [[nodiscard]] bool split() const { return accounts->spot && accounts->perp && *accounts->spot != *accounts->perp; }
  /// The account in which money arrives from outside and from which it leaves.
  [[nodiscard]] AccountId door() const { return accounts->spot ? *accounts->spot : *accounts->perp; }
  /// Cash that can be moved from the account of perps to that of spot.
  [[nodiscard]] Amount movable_margin() const { return split() ? std::max(Amount{}, margin.cash) : Amount{}; }
};

/// The cash of every exchange, in the order of `Universe::exchanges`.
std::vector<VenueCash> venue_cash(const PortfolioView& portfolio);

/// The cash of one exchange, which the mode must use.
VenueCash cash_at(const PortfolioView& portfolio, std::string_view venue);

/// What a venue should hold for these targets: its share of margin.
Amount margin_target(std::string_view venue, const CashTargets& targets, const ModeSettings& mode);

/// What a venue should hold for these targets, all accounts together: its share of margin, and where spot is traded the
/// cash for it.
Amount venue_target(std::string_view venue, const CashTargets& targets, const ModeSettings& mode);

/// The venue where spot is traded; empty when the mode routes no spot trade.
std::string spot_venue(const ModeSettings& mode);

/// The account where spot is traded; absent when the mode routes no spot trade.
std::optional<AccountId> spot_account(const Universe& universe, const ModeSettings& mode);

}  // namespace basis
