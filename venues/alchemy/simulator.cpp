#include "venues/alchemy/simulator.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/execution/transfer_rules.hpp"

namespace basis {

SimulatedChain::SimulatedChain(const Universe& universe, const Settings& settings, const CostCalculator& costs,
                               Amount capital)
    : universe_(universe),
      settings_(settings),
      costs_(costs),
      wallet_(*universe.find_account(kWalletAccount)),
      gas_token_(universe.get(wallet_, PositionType::base_token, universe.name(universe.share_asset()))) {
  state_.holdings.resize(universe.instruments().size());
  state_.holdings[gas_token_.index()].amount = capital;
}

void SimulatedChain::hold(const PositionSet& positions) {
  for (const Instrument& instrument : universe_.instruments())
    if (instrument.on_chain) state_.holdings[instrument.id.index()] = positions[instrument.id.index()];
  state_.emode = true;
}

VenueReport SimulatedChain::report(UtcTime now) const {
  VenueReport report;
  report.time = now;
  for (std::size_t i = 0; i < universe_.accounts().size(); ++i) {
    AccountState account{AccountId{static_cast<std::uint16_t>(i)}, {}};
    for (const Instrument& instrument : universe_.instruments())
      if (instrument.account == account.account && instrument.on_chain)
        account.holdings.emplace_back(instrument.id, state_.holdings[instrument.id.index()]);
    if (!account.holdings.empty()) report.accounts.push_back(std::move(account));
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

OrderAnswer SimulatedChain::accept(const OrderPtr& order, std::vector<LedgerEntry> entries, UtcTime now) {
  for (const LedgerEntry& entry : entries) apply_entry(entry, state_.holdings);
  OrderAnswer answer;
  answer.order = order;
  answer.status = OrderStatus::accepted;
  answer.report = report(now);
  answer.report.entries = std::move(entries);
  return answer;
}

OrderAnswer SimulatedChain::transfer(const OrderPtr& order, const MarketSnapshot& market, Amount taken) {
  const std::string& name = universe_[order->instrument].token;
  const InstrumentId token = universe_.get(wallet_, PositionType::base_token, name);
  if (order->account != wallet_ && order->due) {
    arrivals_.add({token, *order->due}, order->size - taken);
    return accept(order, {}, market.time);
  }
  if (order->account != wallet_)
    return accept(order,
                  {{market.time, EntryKind::transfer, {{Outside::transit, token, order->size - taken, Amount{}}}}},
                  market.time);
  const bool leaves = order->action == ActionType::pay_out;
  if (std::string fault = leaves ? std::string() : transfer_fault(universe_, *order); !fault.empty())
    return refuse(order, std::move(fault), market.time);
  const Amount gas = costs_.gas("transfer", universe_, market);
  const Amount needed = token == gas_token_ ? order->size + gas : order->size;
  if (needed > held(token))
    return refuse(order,
                  fmt::format("transfer needs {} {}, wallet has {}", needed.to_string(), name, held(token).to_string()),
                  market.time);
  if (gas > held(gas_token_))
    return refuse(order, fmt::format("gas of {} needed, wallet has {}", gas.to_string(), held(gas_token_).to_string()),
                  market.time);
  std::vector<LedgerEntry> entries = {{market.time,
                                       leaves ? EntryKind::capital : EntryKind::transfer,
                                       {{token, leaves ? Outside::capital : Outside::transit, order->size, Amount{}}},
                                       leaves ? std::nullopt : flight_of(universe_, *order)}};
  if (!gas.is_zero()) entries.push_back({market.time, EntryKind::gas, {{gas_token_, Outside::gas, gas, Amount{}}}});
  return accept(order, std::move(entries), market.time);
}

ProtocolAnswer SimulatedChain::call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const {
  if (step.action == ActionType::approve) return {};
  require(step.action == ActionType::wrap || step.action == ActionType::unwrap, "the wallet has no such call");
  const bool wraps = step.action == ActionType::wrap;
  const InstrumentId from = universe_.held_token(wraps ? "ETH" : "WETH");
  const InstrumentId into = universe_.held_token(wraps ? "WETH" : "ETH");
  const Amount size = step.everything ? state.holdings[from.index()].amount : step.size;
  // After other steps there may be nothing left to convert, which is not an error.
  if (step.everything && size.is_zero()) return {};
  if (std::string short_of = shortage(step.action, universe_[from], size, state); !short_of.empty())
    return reverted(std::move(short_of));
  return posted(
      {market.time, EntryKind::wrap, {{from, Outside::pool, size, Amount{}}, {Outside::pool, into, size, Amount{}}}});
}

/// Why the middleware refuses the gas of an atomic order; empty when it accepts it.
std::string SimulatedChain::gas_limit_fault(const Order& order) const {
  const auto venue = settings_.venues.find(universe_.venue_of(order.account));
  if (venue == settings_.venues.end() || !venue->second.middleware) return {};
  const std::int64_t units = costs_.gas_units(order.gas_operation);
  const std::int64_t limit = venue->second.middleware->max_gas;
  if (units <= limit) return {};
  return fmt::format("{} needs {} units of gas, {} takes {}", order.gas_operation, units, venue->first, limit);
}

OrderAnswer SimulatedChain::mine(const OrderPtr& order, const std::vector<ProtocolAnswer>& answers,
                                 const MarketSnapshot& market) {
  if (std::string fault = gas_limit_fault(*order); !fault.empty()) return refuse(order, std::move(fault), market.time);
  ChainState tried = state_;
  std::vector<LedgerEntry> entries;
  std::vector<Fill> fills;
  for (const ProtocolAnswer& called : answers) {
    if (!called.revert.empty()) return refuse(order, called.revert, market.time);
    apply_answer(called, tried);
    entries.insert(entries.end(), called.entries.begin(), called.entries.end());
    if (called.fill) fills.push_back(*called.fill);
  }
  if (!tried.flash_owed.is_zero())
    return refuse(order, "a flash loan of " + tried.flash_owed.to_string() + " is not repaid", market.time);
  const Amount gas = order->gas_operation.empty() ? Amount{} : costs_.gas(order->gas_operation, universe_, market);
  const Amount left = tried.holdings[gas_token_.index()].amount;
  if (gas > left)
    return refuse(order, fmt::format("gas of {} needed, wallet has {}", gas.to_string(), left.to_string()),
                  market.time);
  if (!gas.is_zero()) entries.push_back({market.time, EntryKind::gas, {{gas_token_, Outside::gas, gas, Amount{}}}});
  PositionSet before = state_.holdings;
  state_ = std::move(tried);
  state_.holdings = std::move(before);
  OrderAnswer answer = accept(order, std::move(entries), market.time);
  answer.fills = std::move(fills);
  return answer;
}

ProtocolAnswer SimulatedChain::due(const MarketSnapshot& market) const {
  ProtocolAnswer answer;
  answer.entries = arrivals_.due(market.time);
  for (const Amount amount : deposits_)
    answer.entries.push_back({market.time, EntryKind::capital, {{Outside::capital, gas_token_, amount, Amount{}}}});
  for (const Claim& claim : state_.claims)
    if (claim.due <= market.time) answer.entries.push_back({market.time, EntryKind::claim, claim.movements});
  return answer;
}

VenueReport SimulatedChain::settle(const std::vector<ProtocolAnswer>& answers, const MarketPtr& market) {
  const UtcTime now = market->time;
  deposits_.clear();
  arrivals_.forget(now);
  std::erase_if(state_.claims, [&](const Claim& claim) { return claim.due <= now; });
  std::vector<LedgerEntry> entries;
  std::vector<VenueNotice> notices;
  for (const ProtocolAnswer& answer : answers) {
    apply_answer(answer, state_);
    entries.insert(entries.end(), answer.entries.begin(), answer.entries.end());
    notices.insert(notices.end(), answer.notices.begin(), answer.notices.end());
  }
  state_.since = market;
  VenueReport settled = report(now);
  settled.entries = std::move(entries);
  settled.notices = std::move(notices);
  return settled;
}

}  // namespace basis
