#include <fmt/format.h>

#include <algorithm>

#include "venues/okx/simulator.hpp"

namespace basis::okx::simulated {
namespace {

using sim::ClientEvent;
using sim::JsonFields;
using Kind = ClientEvent::Kind;

bool is_of_order(const ClientEvent& event) { return event.kind != Kind::account && event.kind != Kind::leverage; }

}  // namespace

template <class Fits>
void Simulator::tell_private(SimClient& client, std::string_view channel, std::string_view stream,
                             const std::string& data, const Fits& fits) {
  for (auto at = sockets_.begin(); at != sockets_.end();) {
    SimSocket& socket = *(at++)->second;
    if (socket.client != &client || socket.route != Route::private_data) continue;
    for (const Subscription& one : socket.subscriptions) {
      if (one.channel != channel || !fits(one)) continue;
      send(socket, stream, fmt::format(R"({{"arg":{},"data":{}}})", one.arg(client.number), data));
    }
  }
}

/// Orders are told first, then what they have changed.
void Simulator::on_client_events(sim::ClientAccount& account, const std::vector<ClientEvent>& events) {
  const auto known = std::find_if(desk_.clients().begin(), desk_.clients().end(),
                                  [&](const auto& client) { return client->account.get() == &account; });
  if (known == desk_.clients().end()) return;
  SimClient& client = **known;
  desk_.set_now(events.front().at);
  for (const ClientEvent& event : events) {
    if (!is_of_order(event)) continue;
    const sim::ClientOrder& now_is = *account.order(event.order);
    OrderTold told{.pushed = true};
    if (event.kind == Kind::trade) told.fill = &account.fills()[event.fill];
    if (event.kind == Kind::amended) {
      told.amended = true;
      const auto request = desk_.amend_requests.find(event.order);
      if (request != desk_.amend_requests.end()) told.request = request->second;
    }
    tell_order(client, order_as_of(account, now_is, event), told);
  }
  tell_account(client, events);
}

void Simulator::tell_order(SimClient& client, const sim::ClientOrder& order, const OrderTold& told) {
  const Market& market = desk_.universe()[order.terms.market];
  JsonFields json;
  json.array();
  write_order(json, desk_, *client.account, order, told);
  tell_private(client, "orders", "orders:" + market.native, json.end_array().take(),
               [&](const Subscription& one) { return one.fits(market); });
}

/// An event tells the currencies and positions that it changed; what it does not tell is as it was.
void Simulator::tell_account(SimClient& client, const std::vector<ClientEvent>& events) {
  std::vector<AssetId> assets;
  std::vector<const Market*> markets;
  for (const ClientEvent& event : events) {
    if (event.kind != Kind::account) continue;
    if (event.report.kind == AccountReportKind::balance) assets.push_back(event.report.asset);
    if (event.report.kind == AccountReportKind::position) markets.push_back(&desk_.universe()[event.report.market]);
  }
  if (!assets.empty()) {
    JsonFields json;
    json.array();
    write_balance(json, desk_, *client.account, assets);
    tell_private(client, "account", "account", json.end_array().take(), [](const Subscription&) { return true; });
  }
  for (const Market* market : markets) {
    JsonFields json;
    json.array();
    write_position(json, desk_, *client.account, *market);
    tell_private(client, "positions", "positions:" + market->native, json.end_array().take(),
                 [&](const Subscription& one) { return one.fits(*market); });
  }
}

/// The whole account, as a new subscription gets it, and every five seconds.
void Simulator::tell_all(SimClient& client, SimSocket* only) {
  for (auto at = sockets_.begin(); at != sockets_.end();) {
    SimSocket& socket = *(at++)->second;
    if (socket.client != &client || (only != nullptr && only != &socket)) continue;
    // A new subscription is the last one; the others have been told before.
    const std::size_t from = only != nullptr ? socket.subscriptions.size() - 1 : 0;
    for (std::size_t i = from; i < socket.subscriptions.size(); ++i) {
      const Subscription one = socket.subscriptions[i];
      JsonFields json;
      json.array();
      if (one.channel == "account") {
        write_balance(json, desk_, *client.account, {});
      } else if (one.channel == "positions") {
        for (const Market* market : desk_.all())
          if (!market->is_spot() && one.fits(*market) &&
              !client.account->pool_of(*market).position(*market).amount.is_zero())
            write_position(json, desk_, *client.account, *market);
      } else {
        continue;
      }
      send(socket, one.channel,
           fmt::format(R"({{"arg":{},"data":{}}})", one.arg(client.number), json.end_array().take()));
    }
  }
}

}  // namespace basis::okx::simulated
