#include <algorithm>

#include "venues/binance/session.hpp"

namespace basis::binance {
namespace {

constexpr std::size_t kPage = 1000;

}  // namespace

std::vector<client::Request> SessionDialect::order(const Market& market, const client::OrderName& name) const {
  client::Parameters parameters = {{"symbol", market.native}};
  if (name.id.is_set())
    parameters.emplace_back("origClientOrderId", name.id.view());
  else
    parameters.emplace_back("orderId", std::to_string(static_cast<std::int64_t>(name.key.low)));
  return {{product_.order, std::move(parameters)}};
}

Result<std::optional<client::ListedOrder>> SessionDialect::read_order(std::string_view body, const client::Request&) {
  BASIS_TRY(client::ListedOrder listed, reports_.order(body));
  return std::optional(std::move(listed));
}

std::vector<client::Request> SessionDialect::open_orders(const Market* market) const {
  if (market == nullptr) return {{product_.open_orders, {}}};
  Endpoint one = product_.open_orders;
  one.weight = product_.open_orders_weight;
  return {{one, {{"symbol", market->native}}}};
}

Result<client::Page<client::ListedOrder>> SessionDialect::read_open_orders(std::string_view body,
                                                                           const client::Request&) {
  BASIS_TRY(std::vector<client::ListedOrder> rows, reports_.orders(body));
  return client::Page<client::ListedOrder>{std::move(rows)};
}

std::optional<client::Request> SessionDialect::forced_orders() const {
  if (product_.forced.path.empty()) return std::nullopt;
  return client::Request{product_.forced, {{"limit", "100"}}};
}

Result<std::map<VenueKey, FillOrigin>> SessionDialect::read_forced_orders(std::string_view body) {
  return reports_.forced_orders(body);
}

client::Request SessionDialect::fills(const Market& market, UtcTime from, UtcTime to) const {
  return {product_.trades,
          {{"symbol", market.native},
           {"limit", std::to_string(kPage)},
           {"startTime", client::millis_text(from)},
           {"endTime", client::millis_text(to)}}};
}

/// A full page is followed by pages from the next trade id on, which go past equal times and have no end of their own.
Result<client::Page<OrderReport>> SessionDialect::read_fills(std::string_view body, const client::Request& asked) {
  BASIS_TRY(std::vector<OrderReport> rows, reports_.trades(body));
  client::Page<OrderReport> page;
  page.to_end = !client::parameter_of(asked.parameters, "fromId").empty();
  if (rows.size() >= kPage) {
    std::int64_t last = 0;
    for (const OrderReport& fill : rows) last = std::max(last, static_cast<std::int64_t>(fill.trade.low));
    page.next = client::Request{product_.trades,
                                {{"symbol", std::string(client::parameter_of(asked.parameters, "symbol"))},
                                 {"limit", std::to_string(kPage)},
                                 {"fromId", std::to_string(last + 1)}}};
    page.to_end = true;
  }
  page.rows = std::move(rows);
  return page;
}

std::vector<client::Request> SessionDialect::positions() const {
  if (product_.positions.path.empty()) return {};
  return {{product_.positions, {}}};
}

Result<client::Page<AccountReport>> SessionDialect::read_accounts(std::string_view body, const client::Request& asked) {
  const bool positions = asked.endpoint.path == product_.positions.path;
  BASIS_TRY(std::vector<AccountReport> rows, positions ? reports_.positions(body) : reports_.balances(body));
  return client::Page<AccountReport>{std::move(rows)};
}

std::vector<client::Request> SessionDialect::payments(UtcTime since, UtcTime until) const {
  if (product_.income.path.empty()) return {};
  return {{product_.income,
           {{"startTime", client::millis_text(since)},
            {"endTime", client::millis_text(until)},
            {"limit", std::to_string(kPage)}}}};
}

Result<client::Page<AccountReport>> SessionDialect::read_payments(std::string_view body, const client::Request& asked) {
  BASIS_TRY(IncomePage income, reports_.income(body));
  client::Page<AccountReport> page;
  page.rows = std::move(income.rows);
  if (income.count < kPage) return page;
  const std::string since(client::parameter_of(asked.parameters, "startTime"));
  const std::string until(client::parameter_of(asked.parameters, "endTime"));
  // A page that ends where it began is of one instant: there is no telling what lies behind it.
  if (client::millis_text(income.last) == since)
    return Error(ErrorKind::data, "more than 1000 payments at one instant");
  page.next = client::Request{
      product_.income,
      {{"startTime", client::millis_text(income.last)}, {"endTime", until}, {"limit", std::to_string(kPage)}}};
  return page;
}

}  // namespace basis::binance
