#include "venues/instadapp/simulator.hpp"

#include <fmt/format.h>

#include "core/execution/swap_quote.hpp"

namespace basis {

SimulatedInstadapp::SimulatedInstadapp(const ProtocolContext& context)
    : universe_(context.universe),
      settings_(context.settings),
      costs_(context.costs),
      middleware_(*context.settings.venues.at("instadapp").middleware) {}

ProtocolAnswer SimulatedInstadapp::call(const ContractStep& step, const ChainState&,
                                        const MarketSnapshot& market) const {
  const ActionType operation = step.action == ActionType::flash_repay ? ActionType::flash_loan : step.action;
  if (!middleware_.operations.contains(std::string(action_name(operation))))
    return reverted(fmt::format("instadapp has no operation {}", action_name(step.action)));
  const std::string& protocol = universe_.name(step.account);
  const bool wraps = step.action == ActionType::wrap || step.action == ActionType::unwrap;
  if (wraps ? protocol != kWalletAccount : !middleware_.protocols.contains(protocol))
    return reverted(fmt::format("instadapp takes no {} to {}", action_name(step.action), protocol));
  if (step.action != ActionType::swap) return {};
  const auto& dex = settings_.venues.at(protocol).dex;
  if (!dex) return reverted(protocol + " makes no swaps");
  SwapQuote quote = quote_swap(step, universe_, *dex, costs_, market);
  if (!quote.refusal.empty()) return reverted(std::move(quote.refusal));
  if (quote.cost > middleware_.slippage)
    return reverted(fmt::format("swap costs {} basis points, instadapp allows {}", quote.cost.to_string(),
                                middleware_.slippage.to_string()));
  return {};
}

}  // namespace basis
