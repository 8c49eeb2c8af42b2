#include <fmt/format.h>

#include <algorithm>

#include "venues/binance/simulator.hpp"

namespace basis::binance::simulated {
namespace {

using sim::ClientEvent;
using sim::JsonFields;
using Kind = ClientEvent::Kind;

}  // namespace

/// Whether a socket of this route gets events of this client.
bool Simulator::hears(Route route, const SimClient& client) const {
  return std::any_of(sockets_.begin(), sockets_.end(), [&](const auto& one) {
    const SimSocket& socket = *one.second;
    if (socket.route != route) return false;
    if (route == Route::usdm_private) return socket.client == &client;
    return std::any_of(socket.users.begin(), socket.users.end(),
                       [&](const auto& user) { return user.second == &client; });
  });
}

void Simulator::tell_spot_account(SimClient& client, const std::vector<ClientEvent>& events) {
  const ExchangeAccount* const pool = client.account->pool("spot");
  if (pool == nullptr || !hears(Route::spot_api, client)) return;
  JsonFields balances;
  balances.array();
  bool any = false;
  UtcTime at;
  for (const ClientEvent& event : events) {
    if (event.kind != Kind::account || event.report.account != pool->id()) continue;
    at = event.at;
    const std::string& asset = desk_.universe().name(event.report.asset);
    if (event.report.kind == AccountReportKind::transfer) {
      tell_spot(client, "balanceUpdate",
                JsonFields()
                    .object()
                    .text("e", "balanceUpdate")
                    .number("E", stamp(event.at))
                    .text("a", asset)
                    .text("d", eight(event.report.amount))
                    .number("T", stamp(event.at))
                    .end_object()
                    .take());
    }
    if (event.report.kind != AccountReportKind::balance) continue;
    any = true;
    balances.object()
        .text("a", asset)
        .text("f", eight(event.report.available))
        .text("l", eight(event.report.amount - event.report.available))
        .end_object();
  }
  if (!any) return;
  tell_spot(client, "outboundAccountPosition",
            JsonFields()
                .object()
                .text("e", "outboundAccountPosition")
                .number("E", stamp(at))
                .number("u", stamp(at))
                .raw("B", balances.end_array().take())
                .end_object()
                .take());
}

namespace {

/// Why an account has changed, in the venue's words.
std::string_view account_reason(const std::vector<ClientEvent>& events) {
  for (const ClientEvent& event : events) {
    if (event.kind != Kind::account) continue;
    if (event.report.kind == AccountReportKind::funding) return "FUNDING_FEE";
    if (event.report.kind == AccountReportKind::insurance) return "INSURANCE_CLEAR";
    if (event.report.kind == AccountReportKind::transfer)
      return event.report.amount.sign() > 0 ? "DEPOSIT" : "WITHDRAW";
  }
  return "ORDER";
}

}  // namespace

void Simulator::tell_usdm_account(SimClient& client, const std::vector<ClientEvent>& events) {
  const ExchangeAccount* const pool = client.account->pool("perp");
  if (pool == nullptr || !hears(Route::usdm_private, client)) return;
  JsonFields balances, positions;
  balances.array();
  positions.array();
  bool any = false;
  UtcTime at;
  for (const ClientEvent& event : events) {
    if (event.kind != Kind::account || event.report.account != pool->id()) continue;
    const AccountReport& report = event.report;
    at = event.at;
    if (report.kind == AccountReportKind::balance) {
      any = true;
      balances.object()
          .text("a", desk_.universe().name(report.asset))
          .text("wb", eight(report.amount))
          .text("cw", eight(report.amount))
          .text("bc", "0")
          .end_object();
    } else if (report.kind == AccountReportKind::position) {
      any = true;
      const Market& market = desk_.universe()[report.market];
      const Holding& held = pool->position(market);
      const Price mark = markets_.board(market.id).mark();
      const Amount unrealised = mul(held.amount, mark, Rounding::half_even) - held.entry_cost;
      positions.object()
          .text("s", market.native)
          .text("pa", report.amount.to_string())
          .text("ep", report.price.to_string())
          .text("bep", report.price.to_string())
          .text("cr", "0")
          .text("up", eight(unrealised))
          .text("mt", client.isolated[market.id] ? "isolated" : "cross")
          .text("iw", "0")
          .text("ps", "BOTH")
          .end_object();
    }
  }
  if (!any) return;
  JsonFields json;
  json.object().text("e", "ACCOUNT_UPDATE").number("E", stamp(at)).number("T", stamp(at)).object("a");
  json.text("m", account_reason(events)).raw("B", balances.end_array().take()).raw("P", positions.end_array().take());
  tell_usdm(client, "ACCOUNT_UPDATE", json.end_object().end_object().take());
}

/// Tells, at most once a minute, that four fifths of the margin are needed. Source: "Event: Margin Call".
void Simulator::call_for_margin(SimClient& client, UtcTime at) {
  const ExchangeAccount* const pool = client.account->pool("perp");
  if (pool == nullptr || at - client.margin_called < kMinute || !hears(Route::usdm_private, client)) return;
  JsonFields positions;
  positions.array();
  const Market* any = nullptr;
  for (const Market* market : pool->spec().markets) {
    const Holding& held = pool->position(*market);
    if (market->is_spot() || held.amount.is_zero()) continue;
    any = market;
    const Price mark = markets_.board(market->id).mark();
    positions.object()
        .text("s", market->native)
        .text("ps", "BOTH")
        .text("pa", held.amount.to_string())
        .text("mt", "CROSSED")
        .text("iw", "0")
        .text("mp", mark.to_string())
        .text("up", eight(mul(held.amount, mark, Rounding::half_even) - held.entry_cost))
        .text("mm", eight(pool->maintenance(*market->cash)))
        .end_object();
  }
  if (any == nullptr || pool->maintenance(*any->cash).raw() * 5 < pool->margin_balance(*any->cash).raw() * 4) return;
  client.margin_called = at;
  tell_usdm(client, "MARGIN_CALL",
            JsonFields()
                .object()
                .text("e", "MARGIN_CALL")
                .number("E", stamp(at))
                .text("cw", eight(pool->held(*any->quote)))
                .raw("p", positions.end_array().take())
                .end_object()
                .take());
}

void Simulator::expire_listen_key(SimClient& client, UtcTime now) {
  if (client.listen_key.empty()) return;
  const std::string key = std::exchange(client.listen_key, {});
  for (auto at = sockets_.begin(); at != sockets_.end();) {
    SimSocket& socket = *(at++)->second;
    if (socket.route != Route::usdm_private || socket.client != &client) continue;
    const std::string json = fmt::format(R"({{"e":"listenKeyExpired","E":{},"listenKey":"{}"}})", stamp(now), key);
    send(socket, "listenKeyExpired", socket.combined ? fmt::format(R"({{"stream":"{}","data":{}}})", key, json) : json);
    socket.client = nullptr;
  }
}

/// The venue ends the user streams of spot, and says so.
void Simulator::end_user_streams(SimClient& client, UtcTime now) {
  for (const auto& [number, socket] : sockets_) {
    for (auto user = socket->users.begin(); user != socket->users.end();) {
      if (user->second != &client) {
        ++user;
        continue;
      }
      send(*socket, "eventStreamTerminated",
           fmt::format(R"({{"subscriptionId":{},"event":{{"e":"eventStreamTerminated","E":{}}}}})", user->first,
                       stamp(now)));
      user = socket->users.erase(user);
    }
  }
}

}  // namespace basis::binance::simulated
