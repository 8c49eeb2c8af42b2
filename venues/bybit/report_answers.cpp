#include <fmt/format.h>

#include <algorithm>

#include "venues/bybit/report_words.hpp"
#include "venues/bybit/reports.hpp"

namespace basis::bybit {

/// Private connections write `success`, `ret_msg`, `req_id`; order entry `retCode`, `retMsg`, `reqId`.
Result<SocketAnswer> Reports::socket_answer(std::string_view json) {
  SocketAnswer answer;
  BASIS_TRY(reader_.object("an answer of a private connection", json, [&](wire::JsonObject root) {
    answer.operation = root.find_text("op").value_or("");
    const auto code = root.find_integer("retCode");
    if (code) {
      answer.code = *code;
      answer.ok = *code == 0;
      answer.message = root.find_text("retMsg").value_or("");
      answer.id = root.find_text("reqId").value_or("");
      answer.data = root.find_json("data").value_or("{}");
      return;
    }
    answer.ok = !root.has("success") || root.flag("success");
    answer.message = root.find_text("ret_msg").value_or("");
    answer.id = root.find_text("req_id").value_or("");
  }));
  return answer;
}

ListedOrder Reports::read_order(wire::JsonObject& row, std::string_view category) {
  ListedOrder listed;
  listed.symbol = row.text("symbol");
  listed.client = row.find_text("orderLinkId").value_or("");
  listed.origin = origin_of(row.find_text("createType").value_or(""));
  OrderRecord& record = listed.record;
  record.order = VenueKey::parse(row.text("orderId"));
  const Market* const market = market_of(category, listed.symbol);
  if (market == nullptr) return listed;
  listed.known_market = true;
  record.terms.market = market->id;
  record.terms.id = client::own_id(listed.client);
  record.terms.limit = row.find_text("price").value_or("").empty() ? Price{} : row.number<Price>("price");
  record.terms.size = row.number<Quantity>("qty");
  record.terms.side = side_of(row.text("side"));
  const std::string status(row.text("orderStatus"));
  const RejectReason cancel = reason_of(row.find_text("cancelType").value_or(""));
  const RejectReason reject = reason_of(row.find_text("rejectReason").value_or(""));
  record.filled = row.find_text("cumExecQty").value_or("").empty() ? Quantity{} : row.number<Quantity>("cumExecQty");
  const std::string force(row.find_text("timeInForce").value_or(""));
  record.terms.kind = kind_of(row.find_text("orderType").value_or(""), force);
  record.terms.reduce_only = row.flag("reduceOnly");
  record.at_venue = row.millis("updatedTime");
  const OrderWord* const word = find_order_word(status);
  if (word == nullptr) {
    row.fail("orderStatus", fmt::format("'{}' is not known", status));
    return listed;
  }
  record.open = word->open;
  record.end = word->end;
  record.reason = record.open ? RejectReason::none : reject == RejectReason::none ? cancel : reject;
  if (word->end == ReportKind::rejected && record.reason == RejectReason::none) record.reason = RejectReason::other;
  return listed;
}

Result<ListPage<ListedOrder>> Reports::orders(std::string_view json) {
  ListPage<ListedOrder> page;
  BASIS_TRY(reader_.object("a list of orders", json, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    const std::string category(result->text("category"));
    page.cursor = result->find_text("nextPageCursor").value_or("");
    result->for_each("list", [&](wire::JsonObject row) {
      ListedOrder listed = read_order(row, category);
      const OrderRecord& record = listed.record;
      if (listed.known_market && record.open) changed(record.order, {record.terms.limit, record.terms.size});
      page.rows.push_back(std::move(listed));
    });
  }));
  std::reverse(page.rows.begin(), page.rows.end());
  return page;
}

/// Payments of funding stand among the executions, and are told by the log of transactions.
Result<ListPage<OrderReport>> Reports::fills(std::string_view json) {
  ListPage<OrderReport> page;
  BASIS_TRY(reader_.object("a list of executions", json, [&](wire::JsonObject root) {
    auto result = root.find_object("result");
    if (!result) return root.fail("result", "is missing");
    const std::string category(result->text("category"));
    page.cursor = result->find_text("nextPageCursor").value_or("");
    result->for_each("list", [&](wire::JsonObject row) {
      const std::string type(row.text("execType"));
      const FillOrigin origin = origin_of(type);
      const Market* const market = market_of(category, row.text("symbol"));
      if (market == nullptr || (type != "Trade" && origin == FillOrigin::order)) return;
      OrderReport fill = read_fill(row, *market);
      fill.origin = origin;
      read_fee(row, *market, fill, nullptr);
      page.rows.push_back(fill);
    });
  }));
  std::reverse(page.rows.begin(), page.rows.end());
  return page;
}

}  // namespace basis::bybit
