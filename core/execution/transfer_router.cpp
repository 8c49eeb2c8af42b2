// The part of the router that moves cash and coins between accounts.

#include <fmt/format.h>

#include "core/execution/cash_plan.hpp"
#include "core/execution/pair_funding.hpp"
#include "core/execution/pair_sizing.hpp"
#include "core/execution/router.hpp"
#include "core/execution/routing.hpp"
#include "core/execution/venue_cash.hpp"
#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

Order transfer_of(AccountId from, AccountId to, InstrumentId instrument, Amount size, bool closes_block) {
  Order order;
  order.type = ExecutionType::wallet_transfer;
  order.action = ActionType::wallet_transfer;
  order.account = from;
  order.destination = to;
  order.instrument = instrument;
  order.size = size;
  order.closes_block = closes_block;
  return order;
}

}  // namespace

RoutedOrders Router::route_any_transfer(const Instruction& instruction, const PortfolioView& portfolio) const {
  if (instruction.move) return route_asset(instruction, portfolio);
  if (instruction.idle_only) return route_idle_cash(portfolio);
  return route_transfer(instruction, portfolio);
}

RoutedOrders Router::route_asset(const Instruction& instruction, const PortfolioView& portfolio) const {
  const AccountId wallet = *universe_.find_account(kWalletAccount);
  const AccountId trading = routed_account(universe_, settings_, ActionType::spot_trade);
  const bool home = *instruction.move == AssetMove::to_wallet;
  const AccountId from = home ? trading : wallet;
  // During the transfer the asset still counts as held, so the hedge does not change.
  Order order = transfer_of(from, home ? wallet : trading,
                            universe_.get(from, PositionType::base_token, settings_.mode.asset), Amount{}, false);
  const Amount held = portfolio.holding(order.instrument).amount;
  order.size = instruction.everything ? held : std::min(instruction.amount, held);
  // A remainder under the spot market's size step could not be sold there.
  if (!home) {
    const Instrument& there = universe_[universe_.get(trading, PositionType::base_token, settings_.mode.asset)];
    order.size = round_size(order.size, market_of(universe_, there, settings_), settings_.mode.execution.rounding);
  }
  RoutedOrders routed;
  const Amount worth =
      convert(order.size, portfolio.price(universe_.delta_asset()), portfolio.price(universe_.share_asset()));
  const Amount gas = costs_.gas("transfer", universe_, portfolio.market);
  const Amount least = mul(gas, kLeastMoveInGas, Rounding::ceil);
  if (order.size.sign() <= 0 || worth < least)
    routed.refusal = "no " + settings_.mode.asset + " to move that is worth its gas";
  if (!routed.refusal.empty()) return routed;
  // The exchange takes the gas from the account that sends, which may have all its cash in the margin.
  const VenueCash at = cash_at(portfolio, spot_venue(settings_.mode));
  if (home && at.split())
    add_move_inside(std::min(std::max(Amount{}, gas - at.spot_cash), at.movable_margin()), routed);
  routed.orders.push_back(std::move(order));
  return routed;
}

RoutedOrders Router::route_pay_out(const Instruction& instruction, const PortfolioView& portfolio) const {
  const AccountId wallet = *universe_.find_account(kWalletAccount);
  Order order = transfer_of(wallet, wallet, portfolio.in_wallet(instruction.token), instruction.amount, true);
  order.action = ActionType::pay_out;
  RoutedOrders routed;
  if (order.size.sign() > 0)
    routed.orders.push_back(std::move(order));
  else
    routed.refusal = "nothing is left to pay out";
  return routed;
}

/// Venues move amounts to eight decimals, so that what a move before it brought may be less than planned by rounding.
void Router::fit_to_cash(Order& order, const PortfolioView& portfolio) const {
  static const Amount kRounding = Amount::from_raw(Amount::kOne / 1'000'000);
  if (order.type != ExecutionType::wallet_transfer) return;
  const bool pays_fee = !universe_.same_exchange(order.account, order.destination);
  const Amount fee = pays_fee ? costs_.gas("transfer", universe_, portfolio.market) : Amount{};
  const InstrumentId purse = universe_.is_on_chain(order.account)
                                 ? portfolio.in_wallet(universe_.name(universe_.share_asset()))
                                 : universe_.get(order.account, PositionType::base_token, kQuoteAsset);
  if (order.instrument != purse) return;
  const Amount lacking = order.size + fee - portfolio.holding(purse).amount;
  if (lacking.sign() > 0 && lacking <= kRounding && lacking < order.size) order.size -= lacking;
}

/// The wallet pays the gas of contract calls and of its transfers. An exchange takes that of a withdrawal from the
/// account's cash, and nothing for a transfer inside it.
std::string Router::gas_fault(const Order& order, const PortfolioView& portfolio) const {
  const bool transfer = order.type == ExecutionType::wallet_transfer;
  const std::string operation = transfer ? "transfer" : order.gas_operation;
  if (operation.empty() || order.type == ExecutionType::cex_trade) return {};
  if (transfer && universe_.same_exchange(order.account, order.destination)) return {};
  const bool on_chain = universe_.is_on_chain(order.account);
  const Amount due = costs_.gas(operation, universe_, portfolio.market);
  const InstrumentId purse = on_chain ? portfolio.in_wallet(universe_.name(universe_.share_asset()))
                                      : universe_.get(order.account, PositionType::base_token, kQuoteAsset);
  const Amount held = portfolio.holding(purse).amount;
  const Amount sent = transfer && order.instrument == purse ? order.size : Amount{};
  if (due.is_zero() || sent + due <= held) return {};
  return fmt::format("gas of {} needed, {} has {}", due.to_string(),
                     on_chain ? "the wallet" : universe_.name(order.account), (held - sent).to_string());
}

void Router::add_moves(const std::vector<CashMove>& moves, RoutedOrders& routed) const {
  for (const CashMove& move : moves)
    routed.orders.push_back(transfer_of(
        move.from, move.to, universe_.get(move.from, PositionType::base_token, kQuoteAsset), move.amount, true));
}

/// Cash from margin to the account of spot where pairs are traded, or, when negative, back; no order for nothing.
void Router::add_move_inside(Amount into_spot, RoutedOrders& routed) const {
  if (into_spot.is_zero()) return;
  const ExchangeAccounts& accounts = *universe_.exchange(spot_venue(settings_.mode));
  const AccountId from = into_spot.sign() > 0 ? *accounts.perp : *accounts.spot;
  const AccountId to = into_spot.sign() > 0 ? *accounts.spot : *accounts.perp;
  routed.orders.push_back(
      transfer_of(from, to, universe_.get(from, PositionType::base_token, kQuoteAsset), into_spot.abs(), false));
}

std::optional<Order> Router::cash_for_leg(const Funds& lacking, std::span<const OrderPtr> worked,
                                          const PortfolioView& portfolio) const {
  const auto move = basis::cash_for_leg(portfolio, lacking, worked, settings_, costs_);
  if (!move) return std::nullopt;
  const InstrumentId cash = universe_.get(move->from, PositionType::base_token, kQuoteAsset);
  return transfer_of(move->from, move->to, cash, move->amount, true);
}

RoutedOrders Router::route_transfer(const Instruction& instruction, const PortfolioView& portfolio) const {
  RoutedOrders routed;
  add_moves(plan_cash(portfolio, instruction, settings_, costs_), routed);
  if (routed.orders.empty()) routed.refusal = "no transfer is both needed and worth making";
  return routed;
}

/// Without idle cash there is nothing to tell.
RoutedOrders Router::route_idle_cash(const PortfolioView& portfolio) const {
  RoutedOrders routed;
  add_moves(plan_idle_cash(portfolio, settings_.mode), routed);
  return routed;
}

}  // namespace basis
