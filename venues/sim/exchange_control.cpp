#include <fmt/format.h>

#include <boost/json.hpp>

#include "core/base/json_reader.hpp"
#include "venues/sim/exchange_service.hpp"
#include "venues/sim/json_fields.hpp"

namespace basis::sim {
namespace {

net::HttpResponse json_response(std::string body, unsigned status = 200) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

net::HttpResponse problem(std::string_view text) {
  return json_response(JsonFields().object().text("error", text).end_object().take(), 400);
}

/// The fields of a JSON object, as texts.
class ControlFields {
 public:
  explicit ControlFields(const std::string& body) {
    if (auto parsed = parse_json(body); parsed && parsed.value().is_object()) value_ = parsed.value().as_object();
  }
  [[nodiscard]] std::string text(std::string_view name) const {
    const auto* const found = value_.if_contains(name);
    if (found == nullptr) return {};
    return found->is_string() ? std::string(found->as_string()) : boost::json::serialize(*found);
  }
  [[nodiscard]] bool has(std::string_view name) const { return value_.contains(name); }
  [[nodiscard]] std::optional<Amount> amount(std::string_view name) const {
    const auto parsed = Amount::parse(text(name));
    return parsed ? std::optional(parsed.value()) : std::nullopt;
  }
  boost::json::object& object() { return value_; }

 private:
  boost::json::object value_;
};

std::string_view order_state_name(ClientOrderState state) {
  switch (state) {
    case ClientOrderState::open: return "open";
    case ClientOrderState::filled: return "filled";
    case ClientOrderState::cancelled: return "cancelled";
    case ClientOrderState::expired: break;
  }
  return "expired";
}

void write_orders(JsonFields& json, const ClientAccount& client) {
  json.array("orders");
  for (const ClientOrder& order : client.orders())
    json.object()
        .number("id", order.number)
        .text("client_id", order.client_id)
        .text("market", client.universe()[order.terms.market].key)
        .text("side", order.terms.buys() ? "buy" : "sell")
        .text("limit", order.terms.limit.to_string())
        .text("size", order.terms.size.to_string())
        .text("filled", order.filled.to_string())
        .text("state", order_state_name(order.state))
        .end_object();
  json.end_array().array("fills");
  for (const ClientFill& fill : client.fills())
    json.object()
        .number("id", fill.id)
        .number("order", fill.order)
        .text("market", client.universe()[fill.market].key)
        .text("side", fill.side == OrderSide::buy ? "buy" : "sell")
        .text("price", fill.price.to_string())
        .text("size", fill.size.to_string())
        .text("fee", fill.fee.to_string())
        .text("fee_asset", client.universe().name(fill.fee_asset))
        .text("at", fill.at.to_string())
        .end_object();
  json.end_array();
}

void write_client(JsonFields& json, const ClientAccount& client) {
  json.object().text("name", client.spec().name).array("pools");
  for (const ClientAccount::Pool& pool : client.pools()) {
    json.object().text("name", pool.name).array("balances");
    for (const AccountSpec::Pocket& pocket : pool.account->spec().pockets)
      json.object()
          .text("asset", client.universe().name(pocket.asset))
          .text("held", pool.account->held(pocket.asset).to_string())
          .text("available", pool.account->available(pocket.asset).to_string())
          .end_object();
    json.end_array().array("positions");
    for (const Market* market : pool.account->spec().markets)
      if (!market->is_spot() && !pool.account->position(*market).amount.is_zero())
        json.object()
            .text("market", market->key)
            .text("coins", pool.account->position(*market).amount.to_string())
            .text("entry_cost", pool.account->position(*market).entry_cost.to_string())
            .end_object();
    json.end_array().end_object();
  }
  json.end_array();
  if (client.funding() != nullptr) {
    json.object("funding");
    for (const auto& [asset, amount] : *client.funding()) json.text(client.universe().name(asset), amount.to_string());
    json.end_object();
  }
  write_orders(json, client);
  json.end_object();
}

}  // namespace

net::HttpResponse ExchangeService::control(const net::HttpRequest& request) {
  const bool near = request.peer.empty() || request.peer.starts_with("127.") || request.peer == "::1";
  if (!near) return json_response(R"({"error":"only for peers on this machine"})", 403);
  const std::string action = request.method + " " + request.target.substr(0, request.target.find('?'));
  if (action == "GET /__sim/time")
    return json_response(JsonFields().object().text("time", now_.to_string()).end_object().take());
  if (action == "GET /__sim/state") return json_response(state_json());
  if (action == "POST /__sim/fault") return post_fault(request.body);
  if (action == "POST /__sim/transfer") return post_transfer(request.body);
  if (action == "POST /__sim/close") return post_close(request.body);
  if (action == "GET /__sim/wallet") {
    JsonFields json;
    json.object().object("balances");
    for (const auto& [asset, amount] : wallet_.balances) json.text(asset, amount.to_string());
    return json_response(json.end_object().end_object().take());
  }
  if (action == "POST /__sim/wallet/deposit") return post_deposit(request.body);
  if (action == "POST /__sim/wallet/owner") return post_owner(request.body);
  if (action == "GET /__sim/wallet/deposits") return json_response(deposits_json());
  if (action == "POST /__sim/stop") {
    stop_asked_ = true;
    return json_response("{}");
  }
  return json_response(R"({"error":"unknown; allowed: GET time, state, wallet, wallet/deposits; POST fault, transfer, )"
                       R"(close, wallet/deposit, wallet/owner, stop"})",
                       404);
}

std::string ExchangeService::state_json() const {
  JsonFields json;
  json.object().text("time", now_.to_string()).array("venues");
  for (const auto& venue : venues_) {
    json.object().text("name", venue->name()).array("accounts");
    for (const ClientAccount* client : venue->clients()) write_client(json, *client);
    json.end_array().end_object();
  }
  return json.end_array().end_object().take();
}

/// The body is an entry of a script as JSON; what happens at an instant happens at once where it says no other.
net::HttpResponse ExchangeService::post_fault(const std::string& body) {
  ControlFields fields(body);
  if (!fields.has("kind")) return problem("kind is missing");
  const auto parse = [&] {
    return parse_faults("faults: {posted: " + boost::json::serialize(fields.object()) + "}", "posted");
  };
  auto faults = parse();
  if (!faults && !fields.has("at")) {
    fields.object()["at"] = format_decimal((now_ - start_).count, 9);
    faults = parse();
  }
  if (!faults) return problem(faults.error().text());
  for (ExchangeFault& fault : faults.value()) faults_.add(std::move(fault));
  return json_response("{}");
}

net::HttpResponse ExchangeService::post_transfer(const std::string& body) {
  const ControlFields fields(body);
  ClientAccount* const at = client(fields.text("venue"), fields.text("account"));
  if (at == nullptr) return problem("there is no such venue and account");
  const auto asset = markets_.universe().find_asset(fields.text("asset"));
  const auto amount = fields.amount("amount");
  const std::string pool = fields.has("pool") ? fields.text("pool") : "spot";
  if (!asset || !amount) return problem("asset and amount are needed; the amount is negative to take money out");
  if (!at->pay_in(pool, *asset, *amount, now_)) return problem("the account has less, or has no such pool");
  return json_response("{}");
}

/// Closes a position as a person would in the venue's own page.
net::HttpResponse ExchangeService::post_close(const std::string& body) {
  const ControlFields fields(body);
  ClientAccount* const at = client(fields.text("venue"), fields.text("account"));
  if (at == nullptr) return problem("there is no such venue and account");
  for (const ClientAccount::Pool& pool : at->pools())
    for (const Market* market : pool.account->spec().markets) {
      if (market->is_spot() || market->native != fields.text("symbol")) continue;
      const Amount held = pool.account->position(*market).amount;
      if (held.is_zero()) return problem("there is no position");
      ClientOrder order;
      order.client_id = fmt::format("web_{}", at->orders().size());
      order.terms.market = market->id;
      order.terms.side = held.sign() > 0 ? OrderSide::sell : OrderSide::buy;
      order.terms.kind = OrderKind::market;
      order.terms.size = quantity_of(held.abs(), Rounding::floor);
      order.terms.reduce_only = true;
      const auto taken = at->place(std::move(order), now_);
      if (taken.order == nullptr) return problem(reject_reason_name(taken.reason));
      return json_response("{}");
    }
  return problem("there is no such perpetual");
}

net::HttpResponse ExchangeService::post_deposit(const std::string& body) {
  const ControlFields fields(body);
  const std::string id = fields.text("id");
  if (id.empty()) return problem("id is missing");
  if (wallet_.deposits.contains(id)) return json_response("{}");
  ClientAccount* const at = client(fields.text("venue"), {});
  const std::string account = fields.has("account") ? fields.text("account") : "spot";
  const auto amount = fields.amount("amount");
  if (at == nullptr || at->pool(account) == nullptr) return problem("there is no such venue and account");
  if (!amount || amount->sign() <= 0) return problem("amount must be over zero");
  const std::string asset = fields.text("asset");
  if (!markets_.universe().find_asset(asset)) return problem("there is no such asset");
  Amount& held = wallet_.balances[asset];
  if (held < *amount) return problem(fmt::format("the wallet has {} {}", held.to_string(), asset));
  ClientMovement movement;
  movement.kind = ClientMovement::Kind::deposit;
  movement.client_id = id;
  movement.asset = asset;
  movement.amount = *amount;
  movement.to = account;
  movement.network = "ETH";
  movement.address = kWalletAddress;
  movement.due = now_ + settings_.transfer_time;
  if (!at->move(std::move(movement), now_)) return problem("the venue does not take it");
  held -= *amount;
  ++wallet_changes_;
  wallet_.deposits[id] = {fields.text("venue"), account, asset, *amount};
  return json_response("{}");
}

/// Money between the wallet and its owner, told by what the wallet gets; once for an id.
net::HttpResponse ExchangeService::post_owner(const std::string& body) {
  const ControlFields fields(body);
  const std::string id = fields.text("id");
  if (id.empty()) return problem("id is missing");
  if (wallet_.deposits.contains(id)) return json_response("{}");
  const auto amount = fields.amount("amount");
  const std::string asset = fields.text("asset");
  if (!amount || amount->is_zero()) return problem("amount must not be zero");
  if (!markets_.universe().find_asset(asset)) return problem("there is no such asset");
  Amount& held = wallet_.balances[asset];
  if ((held + *amount).sign() < 0) return problem(fmt::format("the wallet has {} {}", held.to_string(), asset));
  held += *amount;
  ++wallet_changes_;
  wallet_.deposits[id] = {"owner", "wallet", asset, *amount, true};
  return json_response("{}");
}

std::string ExchangeService::deposits_json() const {
  JsonFields json;
  json.array();
  for (const auto& [id, deposit] : wallet_.deposits)
    json.object()
        .text("id", id)
        .text("venue", deposit.venue)
        .text("account", deposit.account)
        .text("asset", deposit.asset)
        .text("amount", deposit.amount.to_string())
        .text("state", deposit.done     ? "done"
                       : deposit.failed ? "failed"
                                        : "pending")
        .end_object();
  return json.end_array().take();
}

}  // namespace basis::sim
