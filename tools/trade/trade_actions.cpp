#include "tools/trade/trade_actions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace basis {
namespace {

TradeReport report_of(const TradeDesk& desk, std::string action) {
  TradeReport report;
  report.account = desk.account().name;
  report.action = std::move(action);
  return report;
}

std::string side_word(OrderSide side) { return side == OrderSide::buy ? "buy" : "sell"; }

std::string market_word(const Market& market) { return std::string(product_and_symbol(market)); }

std::string liquidity_word(Liquidity liquidity) {
  return liquidity == Liquidity::maker ? "maker" : liquidity == Liquidity::taker ? "taker" : "";
}

TradeTable balances_of(const TradeDesk& desk) {
  TradeTable table{"balances", {"asset", "amount", "available", "withdrawable"}};
  for (const auto& [asset, told] : desk.balances()) {
    const auto free = [&](Amount amount) { return told.free_known ? amount.to_string() : std::string(); };
    if (told.amount.is_zero()) continue;
    table.rows.push_back(
        {desk.account().universe.name(asset), told.amount.to_string(), free(told.available), free(told.withdrawable)});
  }
  return table;
}

TradeTable positions_of(const TradeDesk& desk) {
  TradeTable table{"positions", {"market", "size", "entry_price", "worth_at_entry"}};
  for (const auto& [market, told] : desk.positions()) {
    if (told.amount.is_zero()) continue;
    table.rows.push_back({market_word(desk.market(market)), told.amount.to_string(), told.price.to_string(),
                          mul(told.amount, told.price, Rounding::half_even).to_string()});
  }
  return table;
}

const std::vector<std::string> kOrderColumns = {"id",    "market", "side",   "kind", "size",
                                                "limit", "filled", "reduce", "state"};

/// Of an order as the venue lists it, with its state in words.
std::vector<std::string> order_row(const Market& market, const std::string& id, const OrderCommand& terms,
                                   Quantity filled, std::string_view state) {
  return {id,
          market_word(market),
          side_word(terms.side),
          std::string(order_kind_word(terms.kind)),
          terms.size.to_string(),
          terms.has_limit() ? terms.limit.to_string() : "",
          filled.to_string(),
          terms.reduce_only ? "yes" : "no",
          std::string(state)};
}

std::string_view record_state(const OrderRecord& record) {
  if (record.open) return record.filled.is_zero() ? "open" : "partly_filled";
  return record.end == ReportKind::fill ? "filled" : report_kind_name(record.end);
}

/// Average price and fees of fills: "60000.05", "0.03 USDT"; empty without fills.
std::pair<std::string, std::string> totals_of(const TradeDesk& desk, const std::vector<DeskFill>& fills) {
  Amount worth;
  Quantity size;
  std::map<AssetId, Amount> fees;
  bool all_known = true;
  for (const DeskFill& fill : fills) {
    worth += worth_of(fill.size, fill.price);
    size += fill.size;
    if (fill.fee_known) fees[fill.fee_asset] += fill.fee;
    all_known = all_known && fill.fee_known;
  }
  if (size.is_zero()) return {};
  const i128 average = mul_div(worth.raw(), Quantity::kOne, size.raw(), Rounding::half_even);
  std::vector<std::string> parts;
  for (const auto& [asset, fee] : fees)
    parts.push_back(fmt::format("{} {}", fee.to_string(), desk.account().universe.name(asset)));
  if (!all_known) parts.emplace_back("not all told");
  const Price price = Price::from_raw_checked(div_round(average, Amount::kOne / Price::kOne, Rounding::half_even));
  return {price.to_string(), fmt::format("{}", fmt::join(parts, " + "))};
}

/// Tables of an order that the desk follows, and of its fills.
void add_order(TradeReport& report, const TradeDesk& desk, const ClientOrderId& id) {
  const TrackedOrder* const order = desk.order(id);
  if (order == nullptr) return;
  const std::vector<DeskFill> fills = desk.fills_of(id);
  const auto [average, fees] = totals_of(desk, fills);
  TradeTable table{"order", kOrderColumns};
  table.columns.insert(table.columns.end(), {"average_price", "fees"});
  std::vector<std::string> row = order_row(desk.market(order->terms.market), std::string(id.view()), order->terms,
                                           order->filled, order_state_name(order->state));
  row.insert(row.end(), {average, fees});
  table.rows.push_back(std::move(row));
  report.tables.push_back(std::move(table));
  if (fills.empty()) return;
  TradeTable of_fills{"fills", {"price", "size", "fee", "fee_asset", "liquidity"}};
  for (const DeskFill& fill : fills)
    of_fills.rows.push_back({fill.price.to_string(), fill.size.to_string(), fill.fee_known ? fill.fee.to_string() : "",
                             fill.fee_known ? desk.account().universe.name(fill.fee_asset) : "",
                             liquidity_word(fill.liquidity)});
  report.tables.push_back(std::move(of_fills));
}

void take_outcome(TradeReport& report, const DeskOutcome& outcome) {
  report.status = outcome.status;
  report.text = outcome.why;
}

/// A report of a change of an order that the venue was asked about. It is refused when the venue does not know it.
template <class Change>
Result<TradeReport> change_order(TradeDesk& desk, std::string action, const ClientOrderId& id, MarketId market,
                                 Nanos limit, Change&& change) {
  TradeReport report = report_of(desk, std::move(action));
  BASIS_TRY(const std::optional<OrderRecord> found, desk.find_order(id, market, limit));
  if (!found) {
    take_outcome(report, {OrderStatus::refused, fmt::format("the venue does not know an order {}", id.view())});
    return report;
  }
  BASIS_TRY(const DeskOutcome outcome, change(*found));
  take_outcome(report, outcome);
  add_order(report, desk, id);
  return report;
}

}  // namespace

std::string_view order_kind_word(OrderKind kind) {
  static constexpr std::string_view kWords[kOrderKinds] = {"market", "limit", "ioc", "post_only", "fok"};
  return kWords[static_cast<std::size_t>(kind)];
}

TradeReport balances_report(const TradeDesk& desk) {
  TradeReport report = report_of(desk, "balances");
  report.tables = {balances_of(desk)};
  return report;
}

TradeReport positions_report(const TradeDesk& desk) {
  TradeReport report = report_of(desk, "positions");
  report.tables = {positions_of(desk), balances_of(desk)};
  return report;
}

TradeReport open_report(const TradeDesk& desk, std::optional<MarketId> market) {
  TradeReport report = report_of(desk, "open");
  TradeTable table{"open", kOrderColumns};
  table.columns.emplace_back("by_hand");
  for (const ForeignOrder& order : desk.open_orders()) {
    if (market && (!order.record || order.record->terms.market != *market)) continue;
    std::vector<std::string> row(kOrderColumns.size());
    row[0] = order.client;
    row[1] = order.symbol;
    if (order.record)
      row = order_row(desk.market(order.record->terms.market), order.client, order.record->terms, order.record->filled,
                      record_state(*order.record));
    row.emplace_back(order.client.starts_with(kHandPrefix) ? "yes" : "no");
    table.rows.push_back(std::move(row));
  }
  report.tables = {std::move(table)};
  return report;
}

TradeReport fills_report(const TradeDesk& desk, MarketId market) {
  TradeReport report = report_of(desk, "fills");
  TradeTable table{"fills", {"time", "id", "side", "price", "size", "fee", "fee_asset", "liquidity"}};
  for (const auto& [at, fill] : desk.past_fills()) {
    if (fill.market != market) continue;
    const bool fee = fill.fee_known;
    table.rows.push_back({fill.at_venue.to_string(), std::string(fill.id.view()), side_word(fill.side),
                          fill.price.to_string(), fill.size.to_string(), fee ? fill.fee.to_string() : "",
                          fee ? desk.account().universe.name(fill.fee_asset) : "", liquidity_word(fill.liquidity)});
  }
  report.tables = {std::move(table)};
  return report;
}

Result<TradeReport> order_report(TradeDesk& desk, const ClientOrderId& id, MarketId market, Nanos limit) {
  TradeReport report = report_of(desk, "order");
  BASIS_TRY(const std::optional<OrderRecord> found, desk.find_order(id, market, limit));
  if (!found) {
    take_outcome(report, {OrderStatus::refused, fmt::format("the venue does not know an order {}", id.view())});
    return report;
  }
  report.tables = {
      {"order",
       kOrderColumns,
       {order_row(desk.market(market), std::string(id.view()), found->terms, found->filled, record_state(*found))}}};
  return report;
}

Result<TradeReport> send_order(TradeDesk& desk, OrderCommand command, const HandLimits& limits, Nanos limit) {
  TradeReport report = report_of(desk, side_word(command.side));
  BASIS_TRY(check_worth(command, desk.market(command.market), desk.quote(command.market, std::min(limit, kSecond * 10)),
                        limits));
  command.id = desk.next_id();
  BASIS_TRY(const DeskOutcome outcome, desk.create(command, limit));
  take_outcome(report, outcome);
  add_order(report, desk, command.id);
  return report;
}

Result<TradeReport> amend_order(TradeDesk& desk, const ClientOrderId& id, MarketId market_id,
                                std::optional<Price> price, std::optional<Quantity> size, const HandLimits& limits,
                                Nanos limit) {
  const Market& market = desk.market(market_id);
  return change_order(desk, "amend", id, market_id, limit, [&](const OrderRecord& order) -> Result<DeskOutcome> {
    OrderCommand terms = order.terms;
    terms.limit = price.value_or(terms.limit);
    terms.size = size.value_or(terms.size);
    BASIS_TRY(check_terms(terms.size, terms.limit, market));
    BASIS_TRY(check_worth(terms, market, desk.quote(market_id, std::min(limit, kSecond * 10)), limits));
    // Where limits cannot be changed, a change of the size names none.
    const bool names_limit = price.has_value() || market.amends_limit;
    return desk.amend(order, names_limit ? terms.limit : Price{}, terms.size, limit);
  });
}

Result<TradeReport> cancel_order(TradeDesk& desk, const ClientOrderId& id, MarketId market, Nanos limit) {
  return change_order(desk, "cancel", id, market, limit,
                      [&](const OrderRecord& order) { return desk.cancel(order, limit); });
}

TradeReport cancel_orders(TradeDesk& desk, MarketId market, Nanos limit) {
  const auto listed = [&] { return open_report(desk, market).tables.front().rows; };
  TradeReport report = report_of(desk, "cancel-all");
  TradeTable before{"cancelled", {"id"}};
  const auto rows = listed();
  take_outcome(report, desk.cancel_all(market, limit));
  const auto left = listed();
  for (const auto& row : rows)
    if (std::ranges::none_of(left, [&](const auto& other) { return other.front() == row.front(); }))
      before.rows.push_back({row.front()});
  report.tables = {std::move(before)};
  return report;
}

TradeReport move_money(TradeDesk& desk, const MoneyOrder& order, Nanos limit) {
  const bool transfer = order.kind == MoneyOrder::Kind::transfer;
  TradeReport report = report_of(desk, transfer ? "transfer" : "withdraw");
  const DeskOutcome outcome = desk.move(order, limit);
  take_outcome(report, outcome);
  const Universe& universe = desk.account().universe;
  report.tables = {{"movement",
                    {"id", "asset", "amount", "to", "fee"},
                    {{order.id, universe.name(order.asset), order.amount.to_string(),
                      transfer ? universe.name(*order.to) : order.address, outcome.fee.to_string()}}}};
  return report;
}

}  // namespace basis
