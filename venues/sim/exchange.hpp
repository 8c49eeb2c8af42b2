#pragma once

#include "core/execution/costs.hpp"
#include "core/execution/order.hpp"
#include "core/history/snapshot.hpp"
#include "core/risk/account_liquidation.hpp"
#include "venues/sim/arrivals.hpp"
#include "venues/sim/exchange_account.hpp"

namespace basis {

/// One account of an exchange filled from history: it trades at the price of a bar, with the cost inside the price, and
/// its perps are marked at the venue's own mark of the hour. A unified account has spot and perps; otherwise they are
/// two objects. What it holds and how that changes is an `ExchangeAccount`, as where orders are matched. The
/// differences between exchanges are in `VenueSettings`. Deterministic; it has no clock.
class SimulatedExchange {
 public:
  /// The references must outlive the exchange.
  SimulatedExchange(const Universe& universe, const Settings& settings, const CostCalculator& costs, AccountId account);

  /// What the exchange does by itself at an instant, in this order:
  /// - it liquidates what came to its maintenance margin inside the bar that ends there, see `liquidate_inside_bar`;
  /// - it credits what has been on its way and is due;
  /// - it pays the funding of that time on positions held before it, `cash += -q * mark * rate`;
  /// - it liquidates at or below the maintenance margin of its tiers at the mark of that time.
  /// All perps are closed with the liquidation fee, and the insurance fund covers a negative balance.
  VenueReport settle(const MarketSnapshot& market);

  /// Executes one trade at this instant, or one side of a transfer of any token that the account knows: the
  /// token leaves into transit where the order's source is this account, and arrives from transit where this is
  /// the destination, or is kept until it is due. The fee of a withdrawal is posted as gas and taken from the account's
  /// USDT; between two accounts of the exchange there is none. See `transfer_fault` for what an account refuses.
  OrderAnswer execute(const OrderPtr& order, const MarketSnapshot& market);

  /// Replaces what the account holds by its part of `positions`, which covers all instruments.
  void hold(const PositionSet& positions);
  [[nodiscard]] AccountState state() const;

 private:
  void pay_funding(const MarketSnapshot& market);
  void post(VenueReport& report, AccountLiquidation liquidation);
  void finish(VenueReport& report);
  OrderAnswer trade_spot(const OrderPtr& order, const MarketSnapshot& market);
  OrderAnswer trade_perp(const OrderPtr& order, const MarketSnapshot& market);
  OrderAnswer transfer(const OrderPtr& order, const MarketSnapshot& market);
  [[nodiscard]] Fill fill(const Order& order, Price arrival, const MarketSettings& rules) const;
  [[nodiscard]] std::string size_fault(Amount size, const MarketSettings& market) const;
  [[nodiscard]] const MarketSettings& rules(const Instrument& instrument) const;
  [[nodiscard]] Amount held(InstrumentId instrument) const { return account_.holdings()[instrument.index()].amount; }

  const Universe& universe_;
  const Settings& settings_;
  const CostCalculator& costs_;
  RoundingModel rounding_;
  InstrumentId cash_;
  ExchangeAccount account_;
  Arrivals arrivals_;
};

}  // namespace basis
