#include "venues/sim/exchange.hpp"

#include "core/execution/order_sizes.hpp"
#include "core/execution/transfer_rules.hpp"
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
      cash_(universe.get(account, PositionType::base_token, kQuoteAsset)),
      account_(account_spec(universe, account)) {}

void SimulatedExchange::hold(const PositionSet& positions) { account_.hold(positions); }

AccountState SimulatedExchange::state() const {
  AccountState state{account_.id(), {}};
  for (const Instrument& instrument : universe_.instruments())
    if (instrument.account == account_.id())
      state.holdings.emplace_back(instrument.id, account_.holdings()[instrument.id.index()]);
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

/// What was posted, and the account after it.
void SimulatedExchange::finish(VenueReport& report) {
  report.entries.assign(account_.entries().begin(), account_.entries().end());
  account_.forget_entries();
  report.accounts.push_back(state());
}

VenueReport SimulatedExchange::settle(const MarketSnapshot& market) {
  VenueReport report;
  report.time = market.time;
  const auto perps = open_perps(universe_, settings_, account_.id(), account_.holdings());
  // The bar ended before this instant, so what arrives at it was no margin inside the bar.
  if (perps) post(report, liquidate_inside_bar(*perps, market));
  for (const LedgerEntry& arrived : arrivals_.due(market.time)) account_.post(arrived);
  arrivals_.forget(market.time);
  pay_funding(market);
  if (perps) post(report, liquidate_at_marks(*perps, market));
  finish(report);
  return report;
}

void SimulatedExchange::pay_funding(const MarketSnapshot& market) {
  for (const Instrument& instrument : universe_.instruments()) {
    const auto& rate = market.funding_settled[instrument.id.index()];
    if (instrument.account != account_.id() || held(instrument.id).is_zero() || !rate) continue;
    const Market& perp = universe_[*universe_.market_of(instrument.id)];
    account_.set_mark(perp, market.marks[instrument.id.index()]);
    account_.settle_funding(perp, *rate, market.time);
  }
}

void SimulatedExchange::post(VenueReport& report, AccountLiquidation liquidation) {
  for (const LedgerEntry& entry : liquidation.entries) account_.post(entry);
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
  finish(answer.report);
  return answer;
}

OrderAnswer SimulatedExchange::trade_spot(const OrderPtr& order, const MarketSnapshot& market) {
  const Instrument& instrument = universe_[order->instrument];
  if (universe_.exchange(universe_.venue_of(account_.id()))->spot != account_.id())
    return refuse(order, universe_.name(account_.id()) + " trades no spot");
  const MarketSettings& market_rules = rules(instrument);
  if (std::string fault = size_fault(order->size, market_rules); !fault.empty()) return refuse(order, std::move(fault));
  const Fill filled = fill(*order, market.prices[instrument.asset.index()], market_rules);
  if (order->buy && filled.notional > held(cash_))
    return refuse(order, "needs " + filled.notional.to_string() + " USDT, has " + held(cash_).to_string());
  const Amount owned = held(instrument.id);
  if (!order->buy && order->size > owned)
    return refuse(order, "needs " + order->size.to_string() + " " + instrument.token + ", has " + owned.to_string());

  OrderAnswer answer = accept(order);
  answer.fills = {filled};
  const Amount coins = order->buy ? order->size : -order->size;
  const Amount paid = order->buy ? filled.notional : -filled.notional;
  account_.trade({instrument.id, cash_, false, coins, paid, std::nullopt}, market.time);
  return answer;
}

OrderAnswer SimulatedExchange::trade_perp(const OrderPtr& order, const MarketSnapshot& market) {
  const Instrument& instrument = universe_[order->instrument];
  const MarketSettings& market_rules = rules(instrument);
  const Amount position = held(instrument.id);
  if (std::string fault = size_fault(order->size, market_rules); !fault.empty()) return refuse(order, std::move(fault));
  const Amount change = order->buy ? order->size : -order->size;
  if (position.sign() * change.sign() < 0 && change.abs() > position.abs())
    return refuse(order, "would turn the position round; close it first");
  const Fill filled = fill(*order, market.marks[instrument.id.index()], market_rules);

  OrderAnswer answer = accept(order);
  answer.fills = {filled};
  const Amount worth = order->buy ? filled.notional : -filled.notional;
  account_.trade({instrument.id, cash_, true, change, worth, std::nullopt}, market.time);
  return answer;
}

OrderAnswer SimulatedExchange::transfer(const OrderPtr& order, const MarketSnapshot& market) {
  const std::string& name = universe_[order->instrument].token;
  const InstrumentId token = universe_.get(account_.id(), PositionType::base_token, name);
  OrderAnswer answer = accept(order);
  if (order->account != account_.id()) {
    if (order->due)
      arrivals_.add({token, *order->due}, order->size);
    else
      account_.post({market.time, EntryKind::transfer, {{Outside::transit, token, order->size, Amount{}}}});
    return answer;
  }
  if (std::string fault = transfer_fault(universe_, *order); !fault.empty()) return refuse(order, std::move(fault));
  const bool inside = universe_.same_exchange(order->account, order->destination);
  const Amount gas = inside ? Amount{} : costs_.gas("transfer", universe_, market);
  const Amount needed = token == cash_ ? order->size + gas : order->size;
  const Amount owned = held(token);
  if (needed > owned) return refuse(order, "needs " + needed.to_string() + " " + name + ", has " + owned.to_string());
  if (gas > held(cash_))
    return refuse(order, "gas of " + gas.to_string() + " USDT needed, has " + held(cash_).to_string());
  account_.post({market.time,
                 EntryKind::transfer,
                 {{token, Outside::transit, order->size, Amount{}}},
                 flight_of(universe_, *order)});
  if (!gas.is_zero()) account_.post({market.time, EntryKind::gas, {{cash_, Outside::gas, gas, Amount{}}}});
  return answer;
}

}  // namespace basis
