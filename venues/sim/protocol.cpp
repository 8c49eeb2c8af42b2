#include "venues/sim/protocol.hpp"

#include <fmt/format.h>

namespace basis {

ProtocolAnswer reverted(std::string reason) {
  ProtocolAnswer answer;
  answer.revert = std::move(reason);
  return answer;
}

ProtocolAnswer posted(LedgerEntry entry) {
  ProtocolAnswer answer;
  answer.entries.push_back(std::move(entry));
  return answer;
}

std::string shortage(ActionType action, const Instrument& held, Amount size, const ChainState& state) {
  if (size.sign() <= 0) return fmt::format("{} of nothing", action_name(action));
  const Amount has = state.holdings[held.id.index()].amount;
  if (size <= has) return {};
  return fmt::format("{} of {} {}, wallet has {}", action_name(action), size.to_string(), held.token, has.to_string());
}

void apply_answer(const ProtocolAnswer& answer, ChainState& state) {
  require(answer.revert.empty(), "a call that reverted is applied");
  for (const LedgerEntry& entry : answer.entries) apply_entry(entry, state.holdings);
  state.claims.insert(state.claims.end(), answer.claims.begin(), answer.claims.end());
  if (answer.emode) state.emode = *answer.emode;
  state.flash_owed += answer.flash_change;
  for (const auto& [distribution, change] : answer.earned) {
    Amount& total = state.earned[distribution];
    total += change;
    if (total.is_zero()) state.earned.erase(distribution);
  }
}

ProtocolAnswer SimulatedProtocol::settle(const ChainState&, const MarketSnapshot&) const { return {}; }

}  // namespace basis
