#include "venues/simulated_world.hpp"

#include "venues/registry.hpp"

namespace basis {

SimulatedWorld::SimulatedWorld(const ProtocolContext& context, const PositionSet& positions)
    : universe_(context.universe), chain_(context.universe, context.settings, context.costs, Amount{}) {
  for (std::size_t i = 0; i < universe_.accounts().size(); ++i) {
    const AccountId account{static_cast<std::uint16_t>(i)};
    if (!universe_.is_on_chain(account)) {
      const auto [at, added] = exchanges_.try_emplace(account, universe_, context.settings, context.costs, account);
      at->second.hold(positions);
    } else if (universe_.name(account) != kWalletAccount) {
      protocols_[account] = make_simulated_protocol(universe_.name(account), context);
    }
  }
  chain_.hold(positions);
}

OrderAnswer SimulatedWorld::execute(const OrderPtr& order, const MarketSnapshot& market) {
  switch (order->type) {
    case ExecutionType::cex_trade: return exchanges_.at(order->account).execute(order, market);
    case ExecutionType::smart_contract: return contract(order, market);
    case ExecutionType::wallet_transfer: return transfer(order, market);
  }
  broken_invariant("unknown execution type");
}

ProtocolAnswer SimulatedWorld::try_step(const Order& order, const ContractStep& step, const ChainState& tried,
                                        const MarketSnapshot& market) const {
  if (order.action == ActionType::atomic) {
    ProtocolAnswer allowed = protocols_.at(order.account)->call(step, tried, market);
    if (!allowed.revert.empty()) return allowed;
  }
  const bool of_wallet =
      step.action == ActionType::approve || step.action == ActionType::wrap || step.action == ActionType::unwrap;
  return of_wallet ? chain_.call(step, tried, market) : protocols_.at(step.account)->call(step, tried, market);
}

OrderAnswer SimulatedWorld::contract(const OrderPtr& order, const MarketSnapshot& market) {
  ChainState tried = chain_.state();
  std::vector<ProtocolAnswer> answers;
  for (const ContractStep& step : order->steps) {
    answers.push_back(try_step(*order, step, tried, market));
    if (!answers.back().revert.empty()) break;
    apply_answer(answers.back(), tried);
  }
  return chain_.mine(order, answers, market);
}

OrderAnswer SimulatedWorld::one_side(AccountId side, const OrderPtr& order, const MarketSnapshot& market) {
  return universe_.is_on_chain(side) ? chain_.transfer(order, market) : exchanges_.at(side).execute(order, market);
}

OrderAnswer SimulatedWorld::transfer(const OrderPtr& order, const MarketSnapshot& market) {
  OrderAnswer left = one_side(order->account, order, market);
  if (left.status != OrderStatus::accepted || order->action == ActionType::pay_out) return left;
  OrderAnswer arrived = one_side(order->destination, order, market);
  arrived.report.entries.insert(arrived.report.entries.begin(), left.report.entries.begin(), left.report.entries.end());
  return arrived;
}

std::vector<VenueReport> SimulatedWorld::settle(const MarketPtr& market) {
  ChainState tried = chain_.state();
  std::vector<ProtocolAnswer> answers = {chain_.due(*market)};
  apply_answer(answers.back(), tried);
  for (const auto& [account, protocol] : protocols_) {
    answers.push_back(protocol->settle(tried, *market));
    apply_answer(answers.back(), tried);
  }
  std::vector<VenueReport> reports = {chain_.settle(answers, market)};
  for (auto& [account, exchange] : exchanges_) reports.push_back(exchange.settle(*market));
  return reports;
}

PositionSet SimulatedWorld::positions() const {
  PositionSet all = chain_.state().holdings;
  for (const auto& [account, exchange] : exchanges_)
    for (const auto& [instrument, holding] : exchange.state().holdings) all[instrument.index()] = holding;
  return all;
}

}  // namespace basis
