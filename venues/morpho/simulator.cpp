#include "venues/morpho/simulator.hpp"

#include <fmt/format.h>

namespace basis {

SimulatedMorpho::SimulatedMorpho(const ProtocolContext& context)
    : universe_(context.universe), settings_(*context.settings.venues.at("morpho").flash_loan) {}

ProtocolAnswer SimulatedMorpho::call(const ContractStep& step, const ChainState& state,
                                     const MarketSnapshot& market) const {
  const bool lends = step.action == ActionType::flash_loan;
  if (!lends && step.action != ActionType::flash_repay)
    return reverted(fmt::format("morpho has no operation {}", action_name(step.action)));
  const std::string& token = universe_[step.instrument].token;
  if (!settings_.assets.contains(token)) return reverted("morpho lends no " + token);
  const InstrumentId wallet = universe_.held_token(token);
  if (step.size.sign() <= 0) return reverted(fmt::format("{} of nothing", action_name(step.action)));
  if (lends) {
    if (!state.flash_owed.is_zero())
      return reverted("a flash loan of " + state.flash_owed.to_string() + " is already open");
    ProtocolAnswer answer =
        posted({market.time, EntryKind::flash_loan, {{Outside::pool, wallet, step.size, Amount{}}}});
    answer.flash_change = step.size + mul(step.size, settings_.fee, Rounding::ceil);
    return answer;
  }
  if (step.size > state.flash_owed)
    return reverted(fmt::format("repayment of {} {}, the flash loan is {}", step.size.to_string(), token,
                                state.flash_owed.to_string()));
  if (std::string short_of = shortage(step.action, universe_[wallet], step.size, state); !short_of.empty())
    return reverted(std::move(short_of));
  ProtocolAnswer answer = posted({market.time, EntryKind::flash_loan, {{wallet, Outside::pool, step.size, Amount{}}}});
  answer.flash_change = -step.size;
  return answer;
}

}  // namespace basis
