#include <algorithm>

#include "venues/bybit/session.hpp"

namespace basis::bybit {
namespace {

using client::Endpoint;
using client::Parameters;

constexpr Endpoint kOpenOrders{"GET", "/v5/order/realtime", 1};
constexpr Endpoint kHistory{"GET", "/v5/order/history", 1};
constexpr Endpoint kFills{"GET", "/v5/execution/list", 1};
constexpr Endpoint kPositions{"GET", "/v5/position/list", 1};
constexpr Endpoint kWallet{"GET", "/v5/account/wallet-balance", 1};
constexpr Endpoint kWithdrawable{"GET", "/v5/account/withdrawal", 1};
constexpr Endpoint kLog{"GET", "/v5/account/transaction-log", 1};
/// The longest span of "Get Transaction Log".
constexpr Nanos kLogSpan = kDay * 7 - kSecond;

/// The same request for the next page.
std::optional<client::Request> next_of(const client::Request& asked, const std::string& cursor) {
  if (cursor.empty()) return std::nullopt;
  client::Request next = asked;
  std::erase_if(next.parameters, [](const client::Parameter& one) { return one.first == "cursor"; });
  next.parameters.emplace_back("cursor", cursor);
  return next;
}

template <class Row>
client::Page<Row> page_of(ListPage<Row>&& list, const client::Request& asked) {
  client::Page<Row> page;
  page.next = next_of(asked, list.cursor);
  page.rows = std::move(list.rows);
  return page;
}

}  // namespace

/// Open orders and the last that have ended, then the history.
std::vector<client::Request> SessionDialect::order(const Market& market, const client::OrderName& name) const {
  Parameters parameters = {{"category", std::string(category_of(market))}, {"symbol", market.native}};
  if (name.id.is_set())
    parameters.emplace_back("orderLinkId", name.id.view());
  else
    parameters.emplace_back("orderId", id_text(name.key, market.is_spot()));
  return {{kOpenOrders, parameters}, {kHistory, parameters}};
}

Result<std::optional<client::ListedOrder>> SessionDialect::read_order(std::string_view body, const client::Request&) {
  BASIS_TRY(ListPage<ListedOrder> list, reports_.orders(body));
  if (list.rows.empty()) return std::optional<client::ListedOrder>();
  return std::optional(std::move(list.rows.back()));
}

/// All orders of the account: those of spot, and those that settle in the quote.
std::vector<client::Request> SessionDialect::open_orders(const Market* market) const {
  if (market != nullptr)
    return {
        {kOpenOrders, {{"category", std::string(category_of(*market))}, {"symbol", market->native}, {"limit", "50"}}}};
  return {{kOpenOrders, {{"category", "linear"}, {"settleCoin", std::string(kQuoteAsset)}, {"limit", "50"}}},
          {kOpenOrders, {{"category", "spot"}, {"limit", "50"}}}};
}

Result<client::Page<client::ListedOrder>> SessionDialect::read_open_orders(std::string_view body,
                                                                           const client::Request& asked) {
  BASIS_TRY(ListPage<ListedOrder> list, reports_.orders(body));
  return page_of(std::move(list), asked);
}

client::Request SessionDialect::fills(const Market& market, UtcTime from, UtcTime to) const {
  return {kFills,
          {{"category", std::string(category_of(market))},
           {"symbol", market.native},
           {"startTime", client::millis_text(from)},
           {"endTime", client::millis_text(to)},
           {"limit", "100"}}};
}

Result<client::Page<OrderReport>> SessionDialect::read_fills(std::string_view body, const client::Request& asked) {
  BASIS_TRY(ListPage<OrderReport> list, reports_.fills(body));
  return page_of(std::move(list), asked);
}

std::vector<client::Request> SessionDialect::positions() const {
  if (!perps_) return {};
  return {{kPositions, {{"category", "linear"}, {"settleCoin", std::string(kQuoteAsset)}, {"limit", "200"}}}};
}

/// What may leave the account is asked for first: the balances are told with it.
std::vector<client::Request> SessionDialect::balances() const {
  std::string coins;
  for (const std::string& asset : universe_.assets()) coins.append(coins.empty() ? "" : ",").append(asset);
  return {{kWithdrawable, {{"coinName", coins}}}, {kWallet, {{"accountType", "UNIFIED"}}}};
}

Result<client::Page<AccountReport>> SessionDialect::read_accounts(std::string_view body, const client::Request& asked) {
  client::Page<AccountReport> page;
  if (asked.endpoint.path == kWithdrawable.path) {
    BASIS_TRY(reports_.withdrawable(body));
    return page;
  }
  const bool positions = asked.endpoint.path == kPositions.path;
  BASIS_TRY(page.rows, positions ? reports_.positions(body) : reports_.balances(body));
  return page;
}

std::vector<client::Request> SessionDialect::payments(UtcTime since, UtcTime until) const {
  std::vector<client::Request> requests;
  if (!perps_) return requests;
  for (UtcTime from = since; from < until; from = from + kLogSpan)
    requests.push_back({kLog,
                        {{"accountType", "UNIFIED"},
                         {"category", "linear"},
                         {"type", "SETTLEMENT"},
                         {"startTime", client::millis_text(from)},
                         {"endTime", client::millis_text(std::min(from + kLogSpan, until))},
                         {"limit", "50"}}});
  return requests;
}

Result<client::Page<AccountReport>> SessionDialect::read_payments(std::string_view body, const client::Request& asked) {
  BASIS_TRY(ListPage<AccountReport> list, reports_.payments(body));
  return page_of(std::move(list), asked);
}

}  // namespace basis::bybit
