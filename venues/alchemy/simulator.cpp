#include "venues/alchemy/simulator.hpp"

namespace basis {

SimulatedChain::SimulatedChain(const Universe& universe, const CostCalculator& costs, Amount capital)
    : universe_(universe),
      costs_(costs),
      gas_token_(universe.get(*universe.find_account(kWalletAccount), PositionType::base_token,
                              universe.name(universe.share_asset()))),
      holdings_(universe.instruments().size()) {
  holdings_[gas_token_.index()].amount = capital;
}

VenueReport SimulatedChain::report(UtcTime now) const {
  VenueReport report;
  report.time = now;
  for (std::size_t i = 0; i < universe_.accounts().size(); ++i) {
    AccountState state{AccountId{static_cast<std::uint16_t>(i)}, {}};
    for (const Instrument& instrument : universe_.instruments())
      if (instrument.account == state.account && instrument.on_chain)
        state.holdings.emplace_back(instrument.id, holdings_[instrument.id.index()]);
    if (!state.holdings.empty()) report.accounts.push_back(std::move(state));
  }
  return report;
}

OrderAnswer SimulatedChain::refuse(const OrderPtr& order, std::string reason, UtcTime now) const {
  OrderAnswer answer;
  answer.order = order;
  answer.status = OrderStatus::refused;
  answer.reason = std::move(reason);
  answer.report = report(now);
  return answer;
}

void SimulatedChain::book(VenueReport& report, LedgerEntry entry) {
  apply_entry(entry, holdings_);
  report.entries.push_back(std::move(entry));
}

OrderAnswer SimulatedChain::transfer(const OrderPtr& order, const MarketSnapshot& market) {
  const InstrumentId token =
      universe_.get(*universe_.find_account(kWalletAccount), PositionType::base_token, kQuoteAsset);
  OrderAnswer answer;
  answer.order = order;
  answer.status = OrderStatus::accepted;
  if (universe_.name(order->account) != kWalletAccount) {
    book(answer.report, {market.time, EntryKind::transfer, {{Outside::transit, token, order->size, Amount{}}}});
  } else {
    const Amount gas = costs_.gas("transfer", universe_, market);
    const Amount held = holdings_[token.index()].amount;
    const Amount needed = token == gas_token_ ? order->size + gas : order->size;
    if (needed > held || gas > holdings_[gas_token_.index()].amount)
      return refuse(order, "transfer needs " + needed.to_string() + " USDT, wallet has " + held.to_string(),
                    market.time);
    book(answer.report, {market.time, EntryKind::transfer, {{token, Outside::transit, order->size, Amount{}}}});
    if (!gas.is_zero()) book(answer.report, {market.time, EntryKind::gas, {{gas_token_, Outside::gas, gas, Amount{}}}});
  }
  VenueReport after = report(market.time);
  after.entries = std::move(answer.report.entries);
  answer.report = std::move(after);
  return answer;
}

OrderAnswer SimulatedChain::mine(const OrderPtr& order, const ProtocolAnswer& called, const MarketSnapshot& market) {
  if (!called.entry && !called.revert.empty()) return refuse(order, called.revert, market.time);
  const Amount gas = costs_.gas(action_name(order->action), universe_, market);
  const Amount held = holdings_[gas_token_.index()].amount;
  PositionSet tried = holdings_;
  if (called.entry) apply_entry(*called.entry, tried);
  if (gas > tried[gas_token_.index()].amount)
    return refuse(order, "gas of " + gas.to_string() + " needed, wallet has " + held.to_string(), market.time);
  OrderAnswer answer;
  answer.order = order;
  answer.status = OrderStatus::accepted;
  std::vector<LedgerEntry> entries;
  if (called.entry) entries.push_back(*called.entry);
  if (!gas.is_zero()) entries.push_back({market.time, EntryKind::gas, {{gas_token_, Outside::gas, gas, Amount{}}}});
  for (const LedgerEntry& entry : entries) apply_entry(entry, holdings_);
  answer.report = report(market.time);
  answer.report.entries = std::move(entries);
  return answer;
}

}  // namespace basis
