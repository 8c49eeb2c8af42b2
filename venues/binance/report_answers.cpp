#include <fmt/format.h>

#include <algorithm>

#include "venues/binance/report_words.hpp"
#include "venues/binance/reports.hpp"

namespace basis::binance {
namespace {

/// An order's time, under the name that its answer has for it.
UtcTime time_of(wire::JsonObject& from) {
  for (const std::string_view key : {"updateTime", "transactTime", "time"})
    if (from.has(key)) return from.millis(key);
  return {};
}

}  // namespace

Result<SocketAnswer> Reports::socket_answer(std::string_view json) {
  SocketAnswer answer;
  BASIS_TRY(reader_.object("a frame of the WebSocket API", json, [&](wire::JsonObject root) {
    if (root.has("event")) {
      answer.event = true;
      answer.result = root.find_json("event").value_or("");
      return;
    }
    // An event of a stream that is not wrapped, as serverShutdown is.
    if (root.has("e")) {
      answer.event = true;
      answer.result = json;
      return;
    }
    answer.id = root.find_text("id").value_or("");
    answer.status = static_cast<unsigned>(root.find_integer("status").value_or(0));
    if (root.has("result")) answer.result = root.find_json("result").value_or("{}");
    auto error = root.find_object("error");
    if (!error) return;
    answer.code = error->integer("code");
    answer.message = error->text("msg");
    if (auto data = error->find_object("data"); data && data->has("retryAfter"))
      answer.retry_after = data->millis("retryAfter");
  }));
  return answer;
}

ListedOrder Reports::read_order(wire::JsonObject& from) const {
  ListedOrder listed;
  listed.symbol = from.text("symbol");
  listed.client = from.text("clientOrderId");
  listed.origin = origin_of(listed.client);
  const Market* market = market_of(listed.symbol);
  OrderRecord& record = listed.record;
  record.order = VenueKey::of(from.integer("orderId"));
  if (market == nullptr) return listed;
  listed.known_market = true;
  record.terms.market = market->id;
  record.terms.id = client::own_id(listed.client);
  record.terms.limit = from.number<Price>("price");
  record.terms.size = from.number<Quantity>("origQty");
  record.filled = from.number<Quantity>("executedQty");
  const std::string_view status = from.text("status");
  record.terms.kind = kind_of(from.text("type"), from.find_text("timeInForce").value_or(""));
  record.terms.side = side_of(from.text("side"));
  record.terms.reduce_only = from.flag("reduceOnly");
  record.at_venue = time_of(from);
  const OrderWord* word = find_order_word(status);
  if (word == nullptr) {
    from.fail("status", fmt::format("'{}' is not known", status));
    return listed;
  }
  record.open = word->open;
  record.end = word->end;
  record.reason = word->reason;
  return listed;
}

Result<ListedOrder> Reports::order(std::string_view json) {
  ListedOrder listed;
  BASIS_TRY(reader_.object("an order", json, [&](wire::JsonObject root) { listed = read_order(root); }));
  return listed;
}

Result<std::vector<ListedOrder>> Reports::orders(std::string_view json) {
  std::vector<ListedOrder> all;
  BASIS_TRY(reader_.array("a list of orders", json, [&](wire::JsonObject row) { all.push_back(read_order(row)); }));
  return all;
}

/// What an answer says of the order that it is about, as reports.
void Reports::command_reports(wire::JsonObject& from, OrderAction action, const ClientOrderId& id,
                              std::vector<OrderReport>& reports) const {
  const Market* market = market_of(from.text("symbol"));
  if (market == nullptr) return from.fail("symbol", "is of no market here");
  OrderReport base;
  base.id = id;
  base.market = market->id;
  base.order = VenueKey::of(from.integer("orderId"));
  base.side = side_of(from.find_text("side").value_or("BUY"));
  base.at_venue = time_of(from);
  const std::optional<std::string_view> status = from.find_text("status");
  const OrderWord* word = status ? find_order_word(*status) : nullptr;
  if (const auto price = from.find_number<Price>("price")) base.price = *price;
  const auto size = from.find_number<Quantity>("origQty");
  if (size) base.size = *size;
  if (const auto filled = from.find_number<Quantity>("executedQty")) {
    base.filled = *filled;
    base.filled_known = true;
  }
  OrderReport report = base;
  if (action == OrderAction::create) {
    report.kind = ReportKind::accepted;
    if (word == nullptr || word->end != ReportKind::rejected) reports.push_back(report);
    if (from.has("fills"))
      from.for_each("fills", [&](wire::JsonObject fill) {
        OrderReport part = base;
        part.kind = ReportKind::fill;
        part.liquidity = Liquidity::taker;
        part.trade = VenueKey::of(fill.integer("tradeId"));
        part.price = fill.number<Price>("price");
        part.size = fill.number<Quantity>("qty");
        // So many fills are in one answer that only the order's whole count is true of them all.
        part.filled_known = false;
        part.filled = {};
        read_fee(fill, "commission", "commissionAsset", part, nullptr);
        reports.push_back(part);
      });
  } else if (action == OrderAction::amend) {
    report.kind = ReportKind::amended;
    reports.push_back(report);
  }
  if (word == nullptr || word->open || word->end == ReportKind::fill) return;
  report.kind = word->end;
  report.reason = word->reason;
  reports.push_back(report);
}

Result<std::vector<OrderReport>> Reports::command_answer(std::string_view json, OrderAction action,
                                                         const ClientOrderId& id) {
  std::vector<OrderReport> reports;
  BASIS_TRY(reader_.object("an answer to an order", json, [&](wire::JsonObject root) {
    if (!root.has("amendedOrder")) return command_reports(root, action, id, reports);
    // Spot's amendment: the order as it is now, under another name of its size.
    const UtcTime at = root.millis("transactTime");
    auto amended = root.find_object("amendedOrder");
    if (!amended) return root.fail("amendedOrder", "is no object");
    const std::string_view symbol = amended->text("symbol");
    const Market* market = market_of(symbol);
    if (market == nullptr) return amended->fail("symbol", "is of no market here");
    OrderReport report;
    report.kind = ReportKind::amended;
    report.id = id;
    report.market = market->id;
    report.order = VenueKey::of(amended->integer("orderId"));
    report.price = amended->number<Price>("price");
    report.size = amended->number<Quantity>("qty");
    report.filled = amended->number<Quantity>("executedQty");
    report.filled_known = true;
    report.at_venue = at;
    reports.push_back(report);
  }));
  return reports;
}

Result<std::vector<OrderReport>> Reports::trades(std::string_view json) {
  std::vector<OrderReport> all;
  BASIS_TRY(reader_.array("a list of trades", json, [&](wire::JsonObject row) {
    const Market* market = market_of(row.text("symbol"));
    if (market == nullptr) return;
    OrderReport fill;
    fill.kind = ReportKind::fill;
    fill.market = market->id;
    fill.order = VenueKey::of(row.integer("orderId"));
    fill.trade = VenueKey::of(row.integer("id"));
    fill.price = row.number<Price>("price");
    fill.size = row.number<Quantity>("qty");
    fill.at_venue = row.millis("time");
    const bool bought = product_ == Product::spot ? row.flag("isBuyer") : row.flag("buyer");
    const bool made = product_ == Product::spot ? row.flag("isMaker") : row.flag("maker");
    fill.side = bought ? OrderSide::buy : OrderSide::sell;
    fill.liquidity = made ? Liquidity::maker : Liquidity::taker;
    read_fee(row, "commission", "commissionAsset", fill, nullptr);
    all.push_back(fill);
  }));
  return all;
}

/// A row of a list of balances; absent for an asset that is not known here.
std::optional<AccountReport> Reports::balance_row(wire::JsonObject& row) const {
  const std::optional<AssetId> asset = universe_.find_asset(row.text("asset"));
  AccountReport report;
  report.kind = AccountReportKind::balance;
  report.account = account_;
  report.free_known = true;
  if (product_ == Product::spot) {
    report.available = row.number<Amount>("free");
    report.amount = report.available + row.number<Amount>("locked");
    report.withdrawable = report.available;
  } else {
    report.amount = row.number<Amount>("balance");
    report.available = row.number<Amount>("availableBalance");
    report.withdrawable = row.number<Amount>("maxWithdrawAmount");
  }
  if (!asset) return std::nullopt;
  report.asset = *asset;
  return report;
}

Result<std::vector<AccountReport>> Reports::balances(std::string_view json) {
  std::vector<AccountReport> all;
  const auto take = [&](wire::JsonObject row) {
    if (const auto report = balance_row(row)) all.push_back(*report);
  };
  if (product_ == Product::spot) {
    BASIS_TRY(reader_.object("the account", json, [&](wire::JsonObject root) { root.for_each("balances", take); }));
  } else {
    BASIS_TRY(reader_.array("the balances", json, take));
  }
  return all;
}

Result<std::vector<AccountReport>> Reports::positions(std::string_view json) {
  std::vector<AccountReport> all;
  BASIS_TRY(reader_.array("the positions", json, [&](wire::JsonObject row) {
    const Market* market = market_of(row.text("symbol"));
    if (market == nullptr) return;
    if (row.find_text("positionSide").value_or("BOTH") != "BOTH")
      return row.fail("positionSide", "is of the hedge position mode");
    AccountReport report;
    report.kind = AccountReportKind::position;
    report.account = account_;
    report.market = market->id;
    report.amount = row.number<Amount>("positionAmt");
    report.price = row.average("entryPrice");
    if (row.has("updateTime")) report.at_venue = row.millis("updateTime");
    all.push_back(report);
  }));
  return all;
}

Result<IncomePage> Reports::income(std::string_view json) {
  IncomePage page;
  BASIS_TRY(reader_.array("the income", json, [&](wire::JsonObject row) {
    const std::string type(row.text("incomeType"));
    const Market* market = market_of(row.find_text("symbol").value_or(""));
    const std::optional<AssetId> asset = universe_.find_asset(row.text("asset"));
    AccountReport report;
    report.account = account_;
    report.amount = row.number<Amount>("income");
    report.id = VenueKey::of(row.integer("tranId"));
    report.at_venue = row.millis("time");
    ++page.count;
    page.last = std::max(page.last, report.at_venue);
    if (!asset) return;
    report.asset = *asset;
    if (type == "FUNDING_FEE") {
      if (market == nullptr) return;
      report.kind = AccountReportKind::funding;
      report.market = market->id;
    } else if (type == "INSURANCE_CLEAR") {
      report.kind = AccountReportKind::insurance;
    } else {
      return;
    }
    page.rows.push_back(report);
  }));
  return page;
}

Result<std::map<VenueKey, FillOrigin>> Reports::forced_orders(std::string_view json) {
  std::map<VenueKey, FillOrigin> all;
  BASIS_TRY(reader_.array("the forced orders", json, [&](wire::JsonObject row) {
    const VenueKey order = VenueKey::of(row.integer("orderId"));
    const FillOrigin origin = origin_of(row.text("clientOrderId"));
    if (origin != FillOrigin::order) all.emplace(order, origin);
  }));
  return all;
}

}  // namespace basis::binance
