#include "venues/instadapp/simulator.hpp"

#include <fmt/format.h>

namespace basis {

SimulatedInstadapp::SimulatedInstadapp(const ProtocolContext& context)
    : universe_(context.universe),
      settings_(context.settings),
      middleware_(*context.settings.venues.at("instadapp").middleware) {}

ProtocolAnswer SimulatedInstadapp::call(const ContractStep& step, const ChainState&, const MarketSnapshot&) const {
  const ActionType operation = step.action == ActionType::flash_repay ? ActionType::flash_loan : step.action;
  if (!middleware_.operations.contains(std::string(action_name(operation))))
    return reverted(fmt::format("instadapp has no operation {}", action_name(step.action)));
  const std::string& protocol = universe_.name(step.account);
  const bool wraps = step.action == ActionType::wrap || step.action == ActionType::unwrap;
  if (wraps ? protocol != kWalletAccount : !middleware_.protocols.contains(protocol))
    return reverted(fmt::format("instadapp takes no {} to {}", action_name(step.action), protocol));
  if (step.action == ActionType::swap && !settings_.venues.at(protocol).dex)
    return reverted(protocol + " makes no swaps");
  return {};
}

}  // namespace basis
