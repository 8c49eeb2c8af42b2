#include "venues/sim/exchange.hpp"

#include "core/execution/order_sizes.hpp"
#include "core/execution/transfer_rules.hpp"
#include "core/portfolio/perp_entry.hpp"
#include "core/risk/intrabar_liquidation.hpp"

namespace basis {
namespace {

OrderAnswer refuse(const OrderPtr& order, std::string reason) {
  OrderAnswer answer;
  answer.order = order;
  answer.status = OrderStatus::refused;
  answer.reason = std::move(reason);
  return answer;
}

OrderAnswer accept(const OrderPtr& order) {
  OrderAnswer answer;
  answer.order = order;
  answer.status = OrderStatus::accepted;
  return answer;
}

}  // namespace

SimulatedExchange::SimulatedExchange(const Universe& universe, const Settings& settings, const CostCalculator& costs,
                                     AccountId account)
    : universe_(universe),
      settings_(settings),
      costs_(costs),
      rounding_(settings.mode.execution.rounding),
      account_(account),
      cash_(universe.get(account, PositionType::base_token, kQuoteAsset)),
      holdings_(universe.instruments().size()) {}

void SimulatedExchange::hold(const PositionSet& positions) {
  for (const Instrument& instrument : universe_.instruments())
    if (instrument.account == account_) holdings_[instrument.id.index()] = positions[instrument.id.index()];
}

AccountState SimulatedExchange::state() const {
  AccountState state{account_, {}};
  for (const Instrument& instrument : universe_.instruments())
    if (instrument.account == account_) state.holdings.emplace_back(instrument.id, holdings_[instrument.id.index()]);
  return state;
}

const MarketSettings& SimulatedExchange::rules(const Instrument& instrument) const {
  return market_of(universe_, instrument, settings_);
}

/// Why the market refuses this size; empty when it accepts it.
std::string SimulatedExchange::size_fault(Amount size, const MarketSettings& market) const {
  if (round_size(size, market, rounding_) != size) return "size is off the step";
  if (split_size(size, market, rounding_).size() > 1) return "size is over the market's maximum";
  return {};
}

void SimulatedExchange::post(VenueReport& report, LedgerEntry entry) {
  apply_entry(entry, holdings_);
  report.entries.push_back(std::move(entry));
}

VenueReport SimulatedExchange::settle(const MarketSnapshot& market) {
  VenueReport report;
  report.time = market.time;
  const auto perps = open_perps(universe_, settings_, account_, holdings_);
  if (perps) post(report, liquidate_inside_bar(*perps, market));
  pay_funding(market, report);
  if (perps) post(report, liquidate_at_marks(*perps, market));
  report.accounts.push_back(state());
  return report;
}

void SimulatedExchange::pay_funding(const MarketSnapshot& market, VenueReport& report) {
  for (const Instrument& instrument : universe_.instruments()) {
    const Holding& held = holdings_[instrument.id.index()];
    const auto& rate = market.funding_settled[instrument.id.index()];
    if (instrument.account != account_ || held.amount.is_zero() || !rate) continue;
    const Amount notional = mul(held.amount, market.marks[instrument.id.index()], Rounding::half_even);
    const Amount received = mul(-notional, *rate, Rounding::floor);
    post(report, {market.time, EntryKind::funding, {{Outside::funding, cash_, received, Amount{}}}});
  }
}

void SimulatedExchange::post(VenueReport& report, AccountLiquidation liquidation) {
  for (LedgerEntry& entry : liquidation.entries) post(report, std::move(entry));
  for (ClosedPerp& closed : liquidation.closed)
    report.notices.push_back({kLiquidation, closed.perp, std::move(closed.text), closed.margin_ratio});
}

Fill SimulatedExchange::fill(const Order& order, Price arrival, const MarketSettings& market_rules) const {
  const Amount at_arrival = mul(order.size, arrival, Rounding::half_even);
  const BasisPoints cost = costs_.order_cost(market_rules, at_arrival);
  Fill filled;
  filled.instrument = order.instrument;
  filled.buy = order.buy;
  filled.size = order.size;
  filled.arrival = arrival;
  filled.price = costs_.fill_price(arrival, order.buy, cost, market_rules.tick);
  filled.notional = mul(order.size, filled.price, order.buy ? Rounding::ceil : Rounding::floor);
  const Price against_us = order.buy ? filled.price - arrival : arrival - filled.price;
  filled.cost = mul(order.size, against_us, Rounding::half_even);
  return filled;
}

OrderAnswer SimulatedExchange::execute(const OrderPtr& order, const MarketSnapshot& market) {
  OrderAnswer answer = order->action == ActionType::wallet_transfer ? transfer(order, market)
                       : order->action == ActionType::perp_trade    ? trade_perp(order, market)
                                                                    : trade_spot(order, market);
  answer.report.time = market.time;
  answer.report.accounts.push_back(state());
  return answer;
}

OrderAnswer SimulatedExchange::trade_spot(const OrderPtr& order, const MarketSnapshot& market) {
  const Instrument& instrument = universe_[order->instrument];
  if (universe_.exchange(universe_.venue_of(account_))->spot != account_)
    return refuse(order, universe_.name(account_) + " trades no spot");
  const MarketSettings& market_rules = rules(instrument);
  if (std::string fault = size_fault(order->size, market_rules); !fault.empty()) return refuse(order, std::move(fault));
  const Fill filled = fill(*order, market.prices[instrument.asset.index()], market_rules);
  if (order->buy && filled.notional > cash())
    return refuse(order, "needs " + filled.notional.to_string() + " USDT, has " + cash().to_string());
  const Amount held = holdings_[instrument.id.index()].amount;
  if (!order->buy && order->size > held)
    return refuse(order, "needs " + order->size.to_string() + " " + instrument.token + ", has " + held.to_string());

  OrderAnswer answer = accept(order);
  answer.fills = {filled};
  const Amount coins = order->buy ? order->size : -order->size;
  const Amount paid = order->buy ? filled.notional : -filled.notional;
  post(answer.report, {market.time,
                       EntryKind::trade,
                       {{Outside::market, instrument.id, coins, Amount{}}, {cash_, Outside::market, paid, Amount{}}}});
  return answer;
}

OrderAnswer SimulatedExchange::trade_perp(const OrderPtr& order, const MarketSnapshot& market) {
  const Instrument& instrument = universe_[order->instrument];
  const MarketSettings& market_rules = rules(instrument);
  const Holding held = holdings_[instrument.id.index()];
  if (std::string fault = size_fault(order->size, market_rules); !fault.empty()) return refuse(order, std::move(fault));
  const Amount change = order->buy ? order->size : -order->size;
  if (held.amount.sign() * change.sign() < 0 && change.abs() > held.amount.abs())
    return refuse(order, "would turn the position round; close it first");
  const Fill filled = fill(*order, market.marks[instrument.id.index()], market_rules);

  OrderAnswer answer = accept(order);
  answer.fills = {filled};
  const Amount worth = order->buy ? filled.notional : -filled.notional;
  post(answer.report, perp_entry(market.time, EntryKind::trade, instrument.id, cash_, held, change, worth));
  return answer;
}

OrderAnswer SimulatedExchange::transfer(const OrderPtr& order, const MarketSnapshot& market) {
  const std::string& name = universe_[order->instrument].token;
  const InstrumentId token = universe_.get(account_, PositionType::base_token, name);
  OrderAnswer answer = accept(order);
  if (order->account != account_) {
    post(answer.report, {market.time, EntryKind::transfer, {{Outside::transit, token, order->size, Amount{}}}});
    return answer;
  }
  if (std::string fault = transfer_fault(universe_, *order); !fault.empty()) return refuse(order, std::move(fault));
  const bool inside = universe_.same_exchange(order->account, order->destination);
  const Amount gas = inside ? Amount{} : costs_.gas("transfer", universe_, market);
  const Amount needed = token == cash_ ? order->size + gas : order->size;
  const Amount held = holdings_[token.index()].amount;
  if (needed > held) return refuse(order, "needs " + needed.to_string() + " " + name + ", has " + held.to_string());
  if (gas > cash()) return refuse(order, "gas of " + gas.to_string() + " USDT needed, has " + cash().to_string());
  post(answer.report, {market.time, EntryKind::transfer, {{token, Outside::transit, order->size, Amount{}}}});
  if (!gas.is_zero()) post(answer.report, {market.time, EntryKind::gas, {{cash_, Outside::gas, gas, Amount{}}}});
  return answer;
}

}  // namespace basis
