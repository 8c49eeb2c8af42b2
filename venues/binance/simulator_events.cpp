#include <fmt/format.h>

#include <algorithm>

#include "venues/binance/simulator.hpp"

namespace basis::binance::simulated {
namespace {

using sim::ClientEvent;
using sim::ClientOrder;
using sim::JsonFields;
using Kind = ClientEvent::Kind;

bool is_of_order(const ClientEvent& event) { return event.kind != Kind::account && event.kind != Kind::leverage; }

std::string_view spot_execution(Kind kind) {
  switch (kind) {
    case Kind::trade: return "TRADE";
    case Kind::cancelled: return "CANCELED";
    case Kind::expired: return "EXPIRED";
    case Kind::amended: return "REPLACED";
    default: return "NEW";
  }
}

std::string_view usdm_execution(Kind kind, FillOrigin origin) {
  if (kind == Kind::trade) return origin == FillOrigin::liquidation ? "CALCULATED" : "TRADE";
  return kind == Kind::amended ? "AMENDMENT" : spot_execution(kind);
}

/// The client id that the venue gives to its own orders.
std::string forced_id(const ClientOrder& order) {
  return order.origin == FillOrigin::liquidation
             ? fmt::format("autoclose-{}", sim::millis(order.created) * 10 + order.number % 10)
             : std::string("adl_autoclose");
}

}  // namespace

/// Balances and positions are told before the orders that changed them, as the venue does for USDⓈ-M; for spot after.
void Simulator::on_client_events(sim::ClientAccount& account, const std::vector<ClientEvent>& events) {
  const auto known = std::find_if(desk_.clients().begin(), desk_.clients().end(),
                                  [&](const auto& client) { return client->account.get() == &account; });
  if (known == desk_.clients().end()) return;
  SimClient& client = **known;
  for (const ClientEvent& event : events) {
    if (!is_of_order(event)) continue;
    ClientOrder& order = *account.order(event.order);
    if (order.origin != FillOrigin::order && order.client_id.empty()) order.client_id = forced_id(order);
  }
  tell_usdm_account(client, events);
  for (const ClientEvent& event : events)
    if (is_of_order(event)) tell_order(client, event);
  tell_spot_account(client, events);
}

void Simulator::tell_order(SimClient& client, const ClientEvent& event) {
  const ClientOrder& order = *client.account->order(event.order);
  desk_.universe()[order.terms.market].is_spot() ? tell_spot_order(client, event) : tell_usdm_order(client, event);
}

void Simulator::tell_spot(SimClient& client, std::string_view event, const std::string& json) {
  for (auto at = sockets_.begin(); at != sockets_.end();) {
    SimSocket& socket = *(at++)->second;
    if (socket.route != Route::spot_api) continue;
    for (const auto& [subscription, user] : socket.users)
      if (user == &client)
        send(socket, event, fmt::format(R"({{"subscriptionId":{},"event":{}}})", subscription, json));
  }
}

void Simulator::tell_usdm(SimClient& client, std::string_view event, const std::string& json) {
  for (auto at = sockets_.begin(); at != sockets_.end();) {
    SimSocket& socket = *(at++)->second;
    if (socket.route != Route::usdm_private || socket.client != &client) continue;
    send(socket, event,
         socket.combined ? fmt::format(R"({{"stream":"{}","data":{}}})", client.listen_key, json) : json);
  }
}

void Simulator::tell_spot_order(SimClient& client, const ClientEvent& event) {
  ++executions_;
  if (!hears(Route::spot_api, client)) return;
  const ClientOrder& now_is = *client.account->order(event.order);
  const ClientOrder order = sim::order_as_of(*client.account, now_is, event);
  const sim::ClientFill* const fill = event.kind == Kind::trade ? &client.account->fills()[event.fill] : nullptr;
  const bool cancelled = event.kind == Kind::cancelled && !order.replaced_by.empty();
  JsonFields json;
  json.object()
      .text("e", "executionReport")
      .number("E", stamp(event.at))
      .text("s", desk_.universe()[order.terms.market].native)
      .text("c", cancelled ? order.replaced_by : order.client_id)
      .text("S", side_word(order.terms.side))
      .text("o", type_word(Segment::spot, order))
      .text("f", time_in_force_word(Segment::spot, order))
      .text("q", eight(order.terms.size))
      .text("p", eight(order.terms.limit))
      .text("P", "0.00000000")
      .text("F", "0.00000000")
      .number("g", -1)
      .text("C", cancelled ? order.client_id : "")
      .text("x", spot_execution(event.kind))
      .text("X", status_word(order))
      .text("r", "NONE")
      .number("i", order.number)
      .text("l", eight(fill != nullptr ? fill->size : Quantity{}))
      .text("z", eight(order.filled))
      .text("L", eight(fill != nullptr ? fill->price : Price{}))
      .text("n", fill != nullptr ? eight(fill->fee) : "0");
  if (fill != nullptr)
    json.text("N", desk_.universe().name(fill->fee_asset));
  else
    json.null("N");
  json.number("T", stamp(event.at))
      .number("t", fill != nullptr ? fill->id : -1)
      .number("I", executions_)
      .flag("w", order.open())
      .flag("m", fill != nullptr && fill->liquidity == Liquidity::maker)
      .flag("M", fill != nullptr)
      .number("O", stamp(order.created))
      .text("Z", eight(order.paid))
      .text("Y", eight(fill != nullptr ? fill->worth : Amount{}))
      .text("Q", "0.00000000")
      .number("W", stamp(order.created))
      .text("V", prevention_word(order.terms.self_trade))
      .end_object();
  tell_spot(client, "executionReport", json.take());
}

namespace {

/// A fill without its fee, as the fast event tells it.
std::string lite_text(std::string_view symbol, const ClientOrder& order, const sim::ClientFill& fill, std::int64_t at) {
  return JsonFields()
      .object()
      .text("e", "TRADE_LITE")
      .number("E", at)
      .number("T", at)
      .text("s", symbol)
      .text("q", order.terms.size.to_string())
      .text("p", order.terms.limit.to_string())
      .flag("m", fill.liquidity == Liquidity::maker)
      .text("c", order.client_id)
      .text("S", side_word(order.terms.side))
      .text("L", fill.price.to_string())
      .text("l", fill.size.to_string())
      .number("t", fill.id)
      .number("i", order.number)
      .end_object()
      .take();
}

}  // namespace

void Simulator::tell_usdm_order(SimClient& client, const ClientEvent& event) {
  if (!hears(Route::usdm_private, client)) return;
  const ClientOrder order = sim::order_as_of(*client.account, *client.account->order(event.order), event);
  const sim::ClientFill* const fill = event.kind == Kind::trade ? &client.account->fills()[event.fill] : nullptr;
  const Market& market = desk_.universe()[order.terms.market];
  const std::int64_t at = stamp(event.at);
  if (fill != nullptr && fill->origin == FillOrigin::order)
    tell_usdm(client, "TRADE_LITE", lite_text(market.native, order, *fill, at));
  JsonFields json;
  json.object().text("e", "ORDER_TRADE_UPDATE").number("E", at).number("T", at).object("o");
  json.text("s", market.native)
      .text("c", order.client_id)
      .text("S", side_word(order.terms.side))
      .text("o", order.origin == FillOrigin::liquidation ? "LIQUIDATION" : type_word(Segment::usdm, order))
      .text("f", time_in_force_word(Segment::usdm, order))
      .text("q", order.terms.size.to_string())
      .text("p", order.terms.limit.to_string())
      .text("ap", sim::average_price(order).to_string())
      .text("sp", "0")
      .text("x", usdm_execution(event.kind, order.origin))
      .text("X", status_word(order))
      .number("i", order.number)
      .text("l", fill != nullptr ? fill->size.to_string() : "0")
      .text("z", order.filled.to_string())
      .text("L", fill != nullptr ? fill->price.to_string() : "0");
  if (fill != nullptr)
    json.text("n", shown(Segment::usdm, fill->fee)).text("N", desk_.universe().name(fill->fee_asset));
  json.number("T", at)
      .number("t", fill != nullptr ? fill->id : 0)
      .text("b", "0")
      .text("a", "0")
      .flag("m", fill != nullptr && fill->liquidity == Liquidity::maker)
      .flag("R", order.terms.reduce_only)
      .text("wt", "CONTRACT_PRICE")
      .text("ot", type_word(Segment::usdm, order))
      .text("ps", "BOTH")
      .flag("cp", false)
      .text("rp", fill != nullptr ? shown(Segment::usdm, fill->realised) : "0")
      .flag("pP", false)
      .number("si", 0)
      .number("ss", 0)
      .text("V", prevention_word(order.terms.self_trade))
      .text("pm", "NONE")
      .number("gtd", order.expires ? sim::millis(*order.expires) : 0)
      .text("er", "0");
  tell_usdm(client, "ORDER_TRADE_UPDATE", json.end_object().end_object().take());
}

}  // namespace basis::binance::simulated
