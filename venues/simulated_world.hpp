#pragma once

#include <map>
#include <memory>
#include <vector>

#include "venues/alchemy/simulator.hpp"
#include "venues/sim/exchange.hpp"
#include "venues/sim/protocol.hpp"

namespace basis {

/// All simulated venues of a mode as one object without actors. It begins with given holdings and carries out orders,
/// so it shows what orders would do without doing it: on a market that stands still, or from one instant to the next.
class SimulatedWorld {
 public:
  /// The referenced objects of the context must outlive the world. The lending account is in the mode's eMode, and no
  /// exit queue owes anything: both are as an entry, or an exit that is over, leaves them.
  SimulatedWorld(const ProtocolContext& context, const PositionSet& positions);

  /// What venues do by themselves at a later instant: credit what is due, pay funding, liquidate, empty exit queues.
  std::vector<VenueReport> settle(const MarketPtr& market);
  /// Executes one order completely; a transfer with both of its sides. One that is due later leaves, and `settle`
  /// credits it.
  OrderAnswer execute(const OrderPtr& order, const MarketSnapshot& market);
  /// Everything that is held at all venues.
  [[nodiscard]] PositionSet positions() const;

 private:
  [[nodiscard]] OrderAnswer contract(const OrderPtr& order, const MarketSnapshot& market);
  [[nodiscard]] OrderAnswer transfer(const OrderPtr& order, const MarketSnapshot& market);
  [[nodiscard]] OrderAnswer one_side(AccountId side, const OrderPtr& order, const MarketSnapshot& market);
  [[nodiscard]] ProtocolAnswer try_step(const Order& order, const ContractStep& step, const ChainState& tried,
                                        const MarketSnapshot& market) const;

  const Universe& universe_;
  SimulatedChain chain_;
  std::map<AccountId, SimulatedExchange> exchanges_;
  std::map<AccountId, std::shared_ptr<const SimulatedProtocol>> protocols_;
};

}  // namespace basis
