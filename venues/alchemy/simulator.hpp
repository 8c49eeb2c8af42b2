#pragma once

#include "venues/sim/arrivals.hpp"
#include "venues/sim/protocol.hpp"

namespace basis {

/// The chain as seen by one wallet through its RPC provider: wallet balances and what the wallet holds in
/// protocols, gas, and transactions that are executed completely or not at all. Protocols answer calls on a
/// copy of this state.
class SimulatedChain {
 public:
  /// The wallet starts with `capital` of the share class. The references must outlive the chain.
  SimulatedChain(const Universe& universe, const Settings& settings, const CostCalculator& costs, Amount capital);

  /// One side of a transfer of any token between the wallet and an exchange, or the payment of capital to its owner.
  /// What arrives here is smaller by `taken`, the fee that was taken out of it on its way.
  OrderAnswer transfer(const OrderPtr& order, const MarketSnapshot& market, Amount taken = {});
  /// What the wallet does without a protocol: approvals, wrapping and unwrapping ETH.
  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const;
  /// Executes the steps of one transaction, each answered on the state that the steps before it left. All are
  /// posted and gas is paid once, or the order is refused and nothing changes. It is refused when a step
  /// reverted, a flash loan is still owed, gas cannot be paid, or the transaction needs more gas than its
  /// middleware accepts (`max_gas`).
  OrderAnswer mine(const OrderPtr& order, const std::vector<ProtocolAnswer>& answers, const MarketSnapshot& market);

  /// Replaces what is held on the chain by its part of `positions`, which covers all instruments; the lending account
  /// is then in the mode's eMode.
  void hold(const PositionSet& positions);
  /// Capital that its owner pays in; posted by the next settlement.
  void deposit(Amount amount) { deposits_.push_back(amount); }
  /// What is due at an instant without a call: transfers and deposits arrive and exit queues pay.
  ProtocolAnswer due(const MarketSnapshot& market) const;
  /// Applies the answers of an instant's settlement, `due` first, to the state.
  VenueReport settle(const std::vector<ProtocolAnswer>& answers, const MarketPtr& market);

  [[nodiscard]] const ChainState& state() const { return state_; }
  /// The wallet and every protocol account on this chain.
  [[nodiscard]] VenueReport report(UtcTime now) const;

 private:
  [[nodiscard]] std::string gas_limit_fault(const Order& order) const;
  [[nodiscard]] OrderAnswer refuse(const OrderPtr& order, std::string reason, UtcTime now) const;
  [[nodiscard]] OrderAnswer accept(const OrderPtr& order, std::vector<LedgerEntry> entries, UtcTime now);
  [[nodiscard]] Amount held(InstrumentId id) const { return state_.holdings[id.index()].amount; }

  const Universe& universe_;
  const Settings& settings_;
  const CostCalculator& costs_;
  AccountId wallet_;
  InstrumentId gas_token_;  ///< what gas is paid in: the share class, in the wallet
  ChainState state_;
  std::vector<Amount> deposits_;
  Arrivals arrivals_;
};

}  // namespace basis
