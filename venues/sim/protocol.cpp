#include "venues/sim/protocol.hpp"

namespace basis {

ProtocolAnswer reverted(std::string reason) {
  ProtocolAnswer answer;
  answer.revert = std::move(reason);
  return answer;
}

void apply_answer(const ProtocolAnswer& answer, ChainState& state) {
  require(answer.revert.empty(), "a call that reverted is applied");
  for (const LedgerEntry& entry : answer.entries) apply_entry(entry, state.holdings);
  if (answer.claim) state.claims.push_back(*answer.claim);
  if (answer.emode) state.emode = *answer.emode;
  state.flash_owed += answer.flash_change;
}

ProtocolAnswer SimulatedProtocol::settle(const ChainState&, const MarketSnapshot&) const { return {}; }

}  // namespace basis
