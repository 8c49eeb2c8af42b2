#include "tools/basis/trade_acts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "tools/basis/commands.hpp"
#include "tools/trade/trade_actions.hpp"

namespace basis {
namespace {

/// Fills are told from here on, where no time is named.
constexpr Nanos kFillsSince = kDay;

Result<ClientOrderId> read_id(const TradeRun& run) {
  auto id = ClientOrderId::parse(run.options.id);
  if (id) return id;
  return Error(ErrorKind::usage,
               fmt::format("--id: {}; orders of others with such ids are cancelled by cancel-all", id.error().text()));
}

Result<TradeReport> act_balances(const TradeRun& run) {
  BASIS_TRY(const auto desk, run.desk());
  return balances_report(*desk);
}

Result<TradeReport> act_positions(const TradeRun& run) {
  BASIS_TRY(const auto desk, run.desk());
  return positions_report(*desk);
}

Result<TradeReport> act_open(const TradeRun& run) {
  BASIS_TRY(const auto desk, run.desk());
  return open_report(*desk, run.market);
}

Result<TradeReport> act_fills(const TradeRun& run) {
  UtcTime since = run.config.network->now_utc() - kFillsSince;
  if (!run.options.since.empty()) {
    BASIS_TRY(since, parse_time_option("--since", run.options.since));
  }
  BASIS_TRY(const auto desk, run.desk(since));
  return fills_report(*desk, *run.market);
}

Result<TradeReport> act_order(const TradeRun& run) {
  BASIS_TRY(const ClientOrderId id, read_id(run));
  BASIS_TRY(const auto desk, run.desk());
  return order_report(*desk, id, *run.market, run.config.wait);
}

Result<TradeReport> act_send(const TradeRun& run) {
  BASIS_TRY(const OrderCommand command, read_order(run.options.order, run.access.account.universe[*run.market]));
  BASIS_TRY(const auto desk, run.desk());
  return send_order(*desk, command, run.config.limits(), run.config.wait);
}

Result<TradeReport> act_amend(const TradeRun& run) {
  BASIS_TRY(const ClientOrderId id, read_id(run));
  std::optional<Price> price;
  std::optional<Quantity> size;
  if (!run.options.order.limit.empty()) {
    BASIS_TRY(price, read_limit("--limit", run.options.order.limit));
  }
  if (!run.options.order.size.empty()) {
    BASIS_TRY(size, read_size("--size", run.options.order.size));
  }
  if (!price && !size) return Error(ErrorKind::usage, "--limit or --size: an amendment changes one of them, or both");
  BASIS_TRY(const auto desk, run.desk());
  return amend_order(*desk, id, *run.market, price, size, run.config.limits(), run.config.wait);
}

Result<TradeReport> act_cancel(const TradeRun& run) {
  BASIS_TRY(const ClientOrderId id, read_id(run));
  BASIS_TRY(const auto desk, run.desk());
  return cancel_order(*desk, id, *run.market, run.config.wait);
}

Result<TradeReport> act_cancel_all(const TradeRun& run) {
  BASIS_TRY(const auto desk, run.desk());
  return cancel_orders(*desk, *run.market, run.config.wait);
}

/// What transfers and withdrawals have in common. With an id and the time it was asked for, the venue's history is
/// looked at first.
Result<MoneyOrder> read_money(const TradeRun& run) {
  MoneyOrder order;
  BASIS_TRY(order.asset, run.access.account.find_asset("--asset", run.options.asset));
  BASIS_TRY(order.amount, read_amount("--amount", run.options.amount));
  if (run.options.id.empty() != run.options.asked.empty())
    return Error(ErrorKind::usage, "--id and --asked: of an earlier movement, both or none");
  order.id = hand_id(run.config.network->now_utc()).view();
  if (run.options.id.empty()) return order;
  BASIS_TRY(const ClientOrderId id, read_id(run));
  order.id = id.view();
  BASIS_TRY(order.asked_before, parse_time_option("--asked", run.options.asked));
  return order;
}

Result<TradeReport> act_transfer(const TradeRun& run) {
  BASIS_TRY(MoneyOrder order, read_money(run));
  const TradeAccount& account = run.access.account;
  std::vector<std::string_view> others;
  for (std::size_t i = 0; i < account.universe.accounts().size(); ++i) {
    const AccountId other{static_cast<std::uint16_t>(i)};
    if (other == account.id || !account.universe.same_exchange(other, account.id)) continue;
    others.push_back(account.universe.name(other));
    if (account.universe.name(other) == run.options.to) order.to = other;
  }
  if (!order.to)
    return Error(ErrorKind::usage,
                 fmt::format("--to: '{}' is no other account of {} (allowed: {})", run.options.to, account.venue,
                             others.empty() ? "none" : fmt::to_string(fmt::join(others, ", "))));
  BASIS_TRY(const auto desk, run.desk());
  return move_money(*desk, order, run.config.wait);
}

Result<TradeReport> act_withdraw(const TradeRun& run) {
  BASIS_TRY(MoneyOrder order, read_money(run));
  const TradeAccount& account = run.access.account;
  const std::string& giver = run.config.loaded.settings.venues.at(account.venue).accounts.spot;
  if (giver != account.name)
    return Error(ErrorKind::usage, fmt::format("--venue: withdrawals do not leave from '{}' (allowed: {}); transfer it "
                                               "there first",
                                               account.name, giver));
  const auto& allowed = run.access.withdrawal_addresses;
  if (std::ranges::find(allowed, run.options.address) == allowed.end())
    return Error(ErrorKind::usage,
                 fmt::format("--address: '{}' is not among withdrawal_addresses.{} of configs/node.yaml (allowed: {})",
                             run.options.address, account.venue,
                             allowed.empty() ? "none" : fmt::to_string(fmt::join(allowed, ", "))));
  order.kind = MoneyOrder::Kind::withdrawal;
  order.address = run.options.address;
  order.network = run.options.network;
  BASIS_TRY(const auto desk, run.desk());
  return move_money(*desk, order, run.config.wait);
}

constexpr TradeAction kTradeActions[] = {
    {"balances", "What the account holds", false, TradeNeeds::account, act_balances},
    {"positions", "Its perps, and what backs them", false, TradeNeeds::account, act_positions},
    {"open", "Its open orders, those of others too", false, TradeNeeds::any_market, act_open},
    {"fills", "What was traded in a market", false, TradeNeeds::time, act_fills},
    {"order", "One order, open or ended, as the venue has it", false, TradeNeeds::id, act_order},
    {"buy", "Send an order to buy", true, TradeNeeds::order, act_send},
    {"sell", "Send an order to sell", true, TradeNeeds::order, act_send},
    {"amend", "Change limit or size of an open order", true, TradeNeeds::terms, act_amend},
    {"cancel", "Cancel an open order", true, TradeNeeds::id, act_cancel},
    {"cancel-all", "Cancel every open order of a market, those of others too", true, TradeNeeds::one_market,
     act_cancel_all},
    {"transfer", "Move money to another account of the exchange", true, TradeNeeds::transfer, act_transfer},
    {"withdraw", "Send money to an address of configs/node.yaml", true, TradeNeeds::withdrawal, act_withdraw},
};

}  // namespace

Result<std::unique_ptr<TradeDesk>> TradeRun::desk(std::optional<UtcTime> since) const {
  BASIS_TRY(auto opened, open_trade_desk(config, access, market));
  BASIS_TRY(opened->connect(since, config.wait));
  return opened;
}

std::span<const TradeAction> trade_actions() { return kTradeActions; }

}  // namespace basis
