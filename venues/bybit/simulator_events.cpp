#include <fmt/format.h>

#include <algorithm>

#include "venues/bybit/simulator.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::ClientEvent;
using sim::ClientOrder;
using sim::JsonFields;
using Kind = ClientEvent::Kind;

bool is_of_order(const ClientEvent& event) { return event.kind != Kind::account && event.kind != Kind::leverage; }

}  // namespace

bool Simulator::hears(const SimClient& client) const {
  return std::any_of(sockets_.begin(), sockets_.end(), [&](const auto& one) {
    return one.second->client == &client && one.second->route == Route::private_data;
  });
}

/// "All-In-One Topic" and "Categorised Topic": who has both hears twice.
void Simulator::tell_client(const SimClient& client, std::string_view topic, std::optional<Category> category,
                            const std::string& data, UtcTime at) {
  ++messages_;
  const auto tell_as = [&](const std::string& name) {
    for (auto socket = sockets_.begin(); socket != sockets_.end();) {
      const SimSocket& one = *(socket++)->second;
      if (one.client != &client || one.route != Route::private_data || !one.topics.contains(name)) continue;
      send(one, name,
           JsonFields()
               .object()
               .text("id", fmt::format("1448939{:09}", messages_))
               .text("topic", name)
               .number("creationTime", stamp(at))
               .raw("data", data)
               .end_object()
               .take());
    }
  };
  tell_as(std::string(topic));
  if (category) tell_as(fmt::format("{}.{}", topic, category_word(*category)));
}

void Simulator::tell_order(SimClient& client, const ClientOrder& order, UtcTime at) {
  if (!hears(client)) return;
  JsonFields json;
  json.array();
  write_order(json, desk_, *client.account, order, true);
  tell_client(client, "order", category_of(desk_.universe()[order.terms.market]), json.end_array().take(), at);
}

void Simulator::tell_executions(SimClient& client, const std::vector<ClientEvent>& events) {
  for (const ClientEvent& event : events) {
    if (event.kind != Kind::trade) continue;
    const ClientOrder order = sim::order_as_of(*client.account, *client.account->order(event.order), event);
    const sim::ClientFill& fill = client.account->fills()[event.fill];
    const Category category = category_of(desk_.universe()[fill.market]);
    JsonFields fast;
    fast.array();
    write_fast_execution(fast, desk_, order, fill);
    tell_client(client, "execution.fast", category, fast.end_array().take(), event.at);
    JsonFields json;
    json.array();
    const Quantity left = order.terms.size > order.filled ? order.terms.size - order.filled : Quantity{};
    write_execution(json, desk_, order, fill, left, true);
    tell_client(client, "execution", category, json.end_array().take(), event.at);
  }
}

/// What one action has changed: fills, then orders, positions (of each order of a perp, changed or not), the wallet.
void Simulator::on_client_events(sim::ClientAccount& account, const std::vector<ClientEvent>& events) {
  SimClient* const client = desk_.client_of(account);
  if (client == nullptr || !hears(*client)) return;
  tell_executions(*client, events);
  for (const ClientEvent& event : events)
    if (is_of_order(event))
      tell_order(*client, sim::order_as_of(account, *account.order(event.order), event), event.at);
  tell_account(*client, events);
}

void Simulator::tell_account(SimClient& client, const std::vector<ClientEvent>& events) {
  std::map<MarketId, FillOrigin> moved;
  std::vector<AssetId> coins;
  UtcTime at;
  for (const ClientEvent& event : events) {
    at = event.at;
    if (is_of_order(event)) {
      const ClientOrder& order = *client.account->order(event.order);
      if (!desk_.universe()[order.terms.market].is_spot()) moved[order.terms.market] = order.origin;
      continue;
    }
    if (event.kind == Kind::leverage) moved.try_emplace(event.report.market, FillOrigin::order);
    if (event.kind != Kind::account) continue;
    if (event.report.kind == AccountReportKind::balance) coins.push_back(event.report.asset);
    if (event.report.kind == AccountReportKind::position) moved.try_emplace(event.report.market, FillOrigin::order);
    if (event.report.kind != AccountReportKind::funding) continue;
    JsonFields json;
    json.array();
    write_funding_execution(json, desk_, client, client.account->incomes().back());
    tell_client(client, "execution", Category::linear, json.end_array().take(), at);
  }
  for (const auto& [market, origin] : moved) {
    JsonFields json;
    json.array();
    write_position(json, desk_, client, desk_.universe()[market], origin, at, true);
    tell_client(client, "position", Category::linear, json.end_array().take(), at);
  }
  if (coins.empty()) return;
  JsonFields json;
  json.array();
  write_wallet(json, desk_, client, coins);
  tell_client(client, "wallet", std::nullopt, json.end_array().take(), at);
}

}  // namespace basis::bybit::simulated
