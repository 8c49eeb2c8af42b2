#pragma once

#include "core/domain/order.hpp"
#include "core/execution/costs.hpp"
#include "core/market/snapshot.hpp"
#include "venues/sim/protocol.hpp"

namespace basis {

/// The chain as one wallet sees it through its RPC provider: wallet balances
/// and what the wallet holds in protocols, gas, and transactions that either
/// happen whole or not at all. Protocols answer calls on a copy of this state.
class SimulatedChain {
 public:
  /// The wallet starts with `capital` of the share class.
  SimulatedChain(const Universe& universe, const CostCalculator& costs, Amount capital);

  /// One side of a transfer between the wallet and an exchange.
  OrderAnswer transfer(const OrderPtr& order, const MarketSnapshot& market);
  /// Mines a protocol call that was answered on `holdings()`: gas (of the operation named as the
  /// action) is paid and the entry booked, or the call is refused and nothing changes.
  OrderAnswer mine(const OrderPtr& order, const ProtocolAnswer& answer, const MarketSnapshot& market);

  [[nodiscard]] const PositionSet& holdings() const { return holdings_; }
  /// The wallet and every protocol account on this chain.
  [[nodiscard]] VenueReport report(UtcTime now) const;

 private:
  [[nodiscard]] OrderAnswer refuse(const OrderPtr& order, std::string reason, UtcTime now) const;
  void book(VenueReport& report, LedgerEntry entry);

  const Universe& universe_;
  const CostCalculator& costs_;
  InstrumentId gas_token_;  ///< what gas is paid in: the share class, in the wallet
  PositionSet holdings_;    ///< full length; only on-chain entries are used
};

}  // namespace basis
