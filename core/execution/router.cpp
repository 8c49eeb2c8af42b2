#include "core/execution/router.hpp"

#include "core/execution/cash_plan.hpp"
#include "core/execution/pair_sizing.hpp"
#include "core/execution/routing.hpp"
#include "core/market/valuation.hpp"

namespace basis {
namespace {

Order trade(const Instrument& instrument, Amount size, bool buy) {
  Order order;
  order.type = ExecutionType::cex_trade;
  order.action = instrument.type == PositionType::perp ? ActionType::perp_trade : ActionType::spot_trade;
  order.account = instrument.account;
  order.instrument = instrument.id;
  order.size = size;
  order.buy = buy;
  return order;
}

/// The whole of a holding in tokens; of a supply: what it has grown to.
Amount all_of(const Instrument& instrument, const BookView& book) {
  return underlying(instrument, book.holding(instrument.id), book.market);
}

void close_block(RoutedOrders& routed) {
  if (!routed.orders.empty()) routed.orders.back().closes_block = true;
}

}  // namespace

void Router::add_trades(const Instrument& instrument, Amount size, bool buy, RoutedOrders& routed) const {
  const MarketSettings& market = market_of(universe_, instrument, settings_);
  for (const Amount part : split_size(size, market, settings_.mode.execution.rounding))
    routed.orders.push_back(trade(instrument, part, buy));
}

RoutedOrders Router::route_pair(const InstructionBlock& block, const BookView& book) const {
  require(block.kind == BlockKind::pair && block.instructions.size() == 2, "a pair has two legs");
  const Instruction& spot = block.instructions[0];
  const Instruction& perp = block.instructions[1];
  require(spot.action == ActionType::spot_trade && perp.action == ActionType::perp_trade && spot.buy != perp.buy,
          "a pair is a spot leg and an opposite perp leg");
  const PairSizes sizes = spot.buy ? size_entry(book, spot.amount, settings_, costs_)
                                   : size_exit(book, spot.amount, spot.everything, settings_);
  RoutedOrders routed;
  routed.refusal = sizes.refusal;
  if (sizes.spot.sign() > 0) {
    const InstrumentId id = universe_.get(routed_account(universe_, settings_, ActionType::spot_trade),
                                          PositionType::base_token, settings_.mode.asset);
    add_trades(universe_[id], sizes.spot, spot.buy, routed);
  }
  for (const PerpLeg& leg : sizes.perps) add_trades(universe_[leg.instrument], leg.size, perp.buy, routed);
  close_block(routed);
  return routed;
}

RoutedOrders Router::route(const Instruction& instruction, const BookView& book) const {
  switch (instruction.action) {
    case ActionType::wallet_transfer: return route_transfer(instruction, book);
    case ActionType::spot_trade:
    case ActionType::perp_trade: return route_single_trade(instruction, book);
    default: return route_contract(instruction, book);
  }
  broken_invariant("unknown action");
}

RoutedOrders Router::route_transfer(const Instruction& instruction, const BookView& book) const {
  RoutedOrders routed;
  for (const CashMove& move : plan_cash(book, instruction, settings_, costs_)) {
    Order order;
    order.type = ExecutionType::wallet_transfer;
    order.action = ActionType::wallet_transfer;
    order.account = move.from;
    order.destination = move.to;
    order.instrument = universe_.get(move.from, PositionType::base_token, kQuoteAsset);
    order.size = move.amount;
    order.closes_block = true;
    routed.orders.push_back(std::move(order));
  }
  if (routed.orders.empty()) routed.refusal = "no transfer is both needed and worth making";
  return routed;
}

RoutedOrders Router::route_contract(const Instruction& instruction, const BookView& book) const {
  // The wallet signs an approval; what it names is the protocol that will draw on it.
  const bool approves = instruction.action == ActionType::approve;
  Order order;
  order.type = ExecutionType::smart_contract;
  order.action = instruction.action;
  order.account = routed_account(universe_, settings_, instruction.action);
  order.instrument = routed_instrument(universe_, settings_, instruction.action, instruction.token);
  order.size = instruction.everything && !approves ? all_of(universe_[order.instrument], book) : instruction.amount;
  order.closes_block = true;
  order.gas_operation = action_name(order.action);
  const InstrumentId into = instruction.into.empty() ? order.instrument : held_token(universe_, instruction.into);
  order.steps = {{order.action, order.account, order.instrument, into, order.size}};
  RoutedOrders routed;
  if (order.size.sign() > 0)
    routed.orders.push_back(std::move(order));
  else
    routed.refusal = "nothing to " + std::string(action_name(instruction.action));
  return routed;
}

/// A leg by itself, which only ever reduces: spot is sold, shorts are bought back.
RoutedOrders Router::route_single_trade(const Instruction& instruction, const BookView& book) const {
  RoutedOrders routed;
  const RoundingModel rounding = settings_.mode.execution.rounding;
  if (instruction.action == ActionType::spot_trade) {
    require(!instruction.buy, "a single spot leg only sells");
    const AccountId account = routed_account(universe_, settings_, ActionType::spot_trade);
    const InstrumentId id = universe_.get(account, PositionType::base_token, settings_.mode.asset);
    const MarketSettings& market = market_of(universe_, universe_[id], settings_);
    const Amount size = round_size(std::min(instruction.amount, book.holding(id).amount), market, rounding);
    if (meets_minimum(size, book.price(universe_.delta_asset()), market, rounding))
      add_trades(universe_[id], size, false, routed);
  } else {
    require(instruction.buy, "a single perp leg only buys back");
    Amount rest = instruction.amount;
    for (const Instrument& instrument : universe_.instruments()) {
      if (instrument.type != PositionType::perp || rest.sign() <= 0) continue;
      const MarketSettings& market = market_of(universe_, instrument, settings_);
      const Amount size = round_size(std::min(rest, book.holding(instrument.id).amount.abs()), market, rounding);
      if (!meets_minimum(size, book.market.marks[instrument.id.index()], market, rounding)) continue;
      add_trades(instrument, size, true, routed);
      rest -= size;
    }
  }
  if (routed.orders.empty()) routed.refusal = "the imbalance is under the venue's minimum order";
  close_block(routed);
  return routed;
}

}  // namespace basis
