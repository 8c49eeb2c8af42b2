#pragma once

#include "core/domain/order.hpp"
#include "core/execution/costs.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// An exchange account as the exchange keeps it: one pool of USDT for spot and
/// perps, coins, and perp positions marked at the venue's own price. What
/// differs between exchanges is in `VenueSettings`. Deterministic; no clock.
class SimulatedExchange {
 public:
  /// The references outlive the exchange.
  SimulatedExchange(const Universe& universe, const Settings& settings, const CostCalculator& costs, AccountId account);

  /// The exchange's own acts at an instant: pays the funding stamped there on
  /// positions held before it, `cash += -q * mark * rate`, and liquidates at
  /// or under the maintenance margin of its tiers: all perps are closed at
  /// mark with the liquidation fee, and the insurance fund covers what is left
  /// below zero.
  VenueReport settle(const MarketSnapshot& market);

  /// Carries out one trade at this instant, or one side of a transfer of any
  /// token the account knows: it leaves into transit where the order's source
  /// is this account, and arrives from it where this is the destination. The
  /// fee of a withdrawal is its gas, taken from the account's USDT.
  OrderAnswer execute(const OrderPtr& order, const MarketSnapshot& market);

  [[nodiscard]] AccountState state() const;

 private:
  void book(VenueReport& report, LedgerEntry entry);
  void pay_funding(const MarketSnapshot& market, VenueReport& report);
  void liquidate_if_due(const MarketSnapshot& market, VenueReport& report);
  OrderAnswer trade_spot(const OrderPtr& order, const MarketSnapshot& market);
  OrderAnswer trade_perp(const OrderPtr& order, const MarketSnapshot& market);
  OrderAnswer transfer(const OrderPtr& order, const MarketSnapshot& market);
  [[nodiscard]] Fill fill(const Order& order, Price arrival, const MarketSettings& rules) const;
  [[nodiscard]] std::string size_fault(Amount size, const MarketSettings& market) const;
  [[nodiscard]] const MarketSettings& rules(const Instrument& instrument) const;
  [[nodiscard]] Amount& cash() { return holdings_[cash_.index()].amount; }

  const Universe& universe_;
  const Settings& settings_;
  const CostCalculator& costs_;
  RoundingModel rounding_;
  AccountId account_;
  InstrumentId cash_;
  PositionSet holdings_;  ///< full length; only this account's entries are used
};

}  // namespace basis
