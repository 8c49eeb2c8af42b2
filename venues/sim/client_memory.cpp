#include <algorithm>

#include <boost/json.hpp>

#include "venues/sim/client_account.hpp"

namespace basis::sim {
namespace {

/// Of what has ended, so much is kept.
constexpr std::size_t kMostKept = 1'000;

std::string text_at(const boost::json::object& from, std::string_view name) {
  const auto* const found = from.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : std::string();
}

std::int64_t number_at(const boost::json::object& from, std::string_view name) {
  const auto* const found = from.if_contains(name);
  return found != nullptr && found->is_int64() ? found->as_int64() : 0;
}

bool flag_at(const boost::json::object& from, std::string_view name) {
  const auto* const found = from.if_contains(name);
  return found != nullptr && found->is_bool() && found->as_bool();
}

template <class Number>
Number fixed_at(const boost::json::object& from, std::string_view name) {
  const auto parsed = Number::parse(text_at(from, name));
  return parsed ? parsed.value() : Number{};
}

UtcTime time_at(const boost::json::object& from, std::string_view name) {
  const std::string text = text_at(from, name);
  const auto parsed = UtcTime::parse(text);
  return parsed ? parsed.value() : UtcTime{};
}

/// Calls `visit(object)` for the objects of a list.
template <class Visit>
void for_objects(const boost::json::object& from, std::string_view name, Visit&& visit) {
  const auto* const list = from.if_contains(name);
  if (list == nullptr || !list->is_array()) return;
  for (const auto& item : list->as_array())
    if (item.is_object()) visit(item.as_object());
}

std::optional<MarketId> market_at(const Universe& universe, const boost::json::object& from) {
  const std::string key = text_at(from, "market");
  for (const Market& market : universe.markets())
    if (market.key == key) return market.id;
  return std::nullopt;
}

void write_order(JsonFields& json, const Universe& universe, const ClientOrder& order) {
  json.object()
      .number("number", order.number)
      .text("client_id", order.client_id)
      .text("replaced_by", order.replaced_by)
      .text("market", universe[order.terms.market].key)
      .flag("buy", order.terms.buys())
      .number("kind", static_cast<std::int64_t>(order.terms.kind))
      .number("self_trade", static_cast<std::int64_t>(order.terms.self_trade))
      .flag("reduce_only", order.terms.reduce_only)
      .text("limit", order.terms.limit.to_string())
      .text("size", order.terms.size.to_string())
      .text("filled", order.filled.to_string())
      .text("paid", order.paid.to_string())
      .number("state", static_cast<std::int64_t>(order.state))
      .number("reason", static_cast<std::int64_t>(order.reason))
      .number("origin", static_cast<std::int64_t>(order.origin))
      .text("created", order.created.to_string())
      .text("updated", order.updated.to_string());
  if (order.expires) json.text("expires", order.expires->to_string());
  json.end_object();
}

void write_fill(JsonFields& json, const Universe& universe, const ClientFill& fill) {
  json.object()
      .number("id", fill.id)
      .number("order", fill.order)
      .text("market", universe[fill.market].key)
      .flag("buy", fill.side == OrderSide::buy)
      .flag("maker", fill.liquidity == Liquidity::maker)
      .number("origin", static_cast<std::int64_t>(fill.origin))
      .text("price", fill.price.to_string())
      .text("size", fill.size.to_string())
      .text("fee", fill.fee.to_string())
      .text("fee_asset", universe.name(fill.fee_asset))
      .text("realised", fill.realised.to_string())
      .text("at", fill.at.to_string())
      .end_object();
}

void write_movement(JsonFields& json, const ClientMovement& one) {
  json.object()
      .number("number", one.number)
      .number("kind", static_cast<std::int64_t>(one.kind))
      .text("client_id", one.client_id)
      .text("asset", one.asset)
      .text("amount", one.amount.to_string())
      .text("fee", one.fee.to_string())
      .text("from", one.from)
      .text("to", one.to)
      .text("address", one.address)
      .text("network", one.network)
      .text("words", one.words)
      .text("asked", one.asked.to_string())
      .text("due", one.due.to_string())
      .text("held_until", one.held_until.to_string())
      .flag("done", one.done)
      .flag("failed", one.failed);
  if (one.on_chain) json.text("transaction", one.transaction).flag("waiting", one.waiting);
  json.end_object();
}

}  // namespace

void ClientAccount::write(JsonFields& json) const {
  json.object().text("name", spec_.name).array("pools");
  for (const Pool& pool : pools_) {
    json.object().text("name", pool.name).object("balances");
    for (const AccountSpec::Pocket& pocket : pool.account->spec().pockets)
      json.text(universe().name(pocket.asset), pool.account->held(pocket.asset).to_string());
    json.end_object().array("perps");
    for (const Market* market : pool.account->spec().markets) {
      if (market->is_spot()) continue;
      const Holding& held = pool.account->position(*market);
      json.object()
          .text("market", market->key)
          .text("coins", held.amount.to_string())
          .text("entry_cost", held.entry_cost.to_string())
          .number("leverage", pool.account->leverage_of(*market))
          .end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
  if (funding_) {
    json.object("funding");
    for (const auto& [asset, amount] : *funding_) json.text(universe().name(asset), amount.to_string());
    json.end_object();
  }
  // From the oldest open order on, and at least the last ones.
  std::size_t from = orders_.size() > kMostKept ? orders_.size() - kMostKept : 0;
  if (!open_.empty()) from = std::min(from, static_cast<std::size_t>(open_.front() - first_order_));
  json.number("next_order", first_order_ + static_cast<std::int64_t>(orders_.size())).array("orders");
  for (std::size_t i = from; i < orders_.size(); ++i) write_order(json, universe(), orders_[i]);
  json.end_array().array("fills");
  for (std::size_t i = fills_.size() > kMostKept ? fills_.size() - kMostKept : 0; i < fills_.size(); ++i)
    write_fill(json, universe(), fills_[i]);
  json.end_array().array("movements");
  for (const ClientMovement& one : movements_) write_movement(json, one);
  json.end_array().end_object();
}

void ClientAccount::read_pools(const boost::json::object& kept) {
  for_objects(kept, "pools", [&](const boost::json::object& from) {
    ExchangeAccount* const into = pool(text_at(from, "name"));
    if (into == nullptr) return;
    PositionSet held = into->holdings();
    if (const auto* const balances = from.if_contains("balances"); balances != nullptr && balances->is_object())
      for (const AccountSpec::Pocket& pocket : into->spec().pockets)
        held[pocket.instrument.index()].amount = fixed_at<Amount>(balances->as_object(), universe().name(pocket.asset));
    for_objects(from, "perps", [&](const boost::json::object& perp) {
      const auto market = market_at(universe(), perp);
      if (!market) return;
      Holding& position = held[universe()[*market].position->index()];
      position.amount = fixed_at<Amount>(perp, "coins");
      position.entry_cost = fixed_at<Amount>(perp, "entry_cost");
      positions_[*market] = {position.amount, position.entry_cost, {}};
      into->set_leverage(universe()[*market], number_at(perp, "leverage"));
    });
    into->hold(held);
  });
  if (const auto* const held = kept.if_contains("funding"); funding_ && held != nullptr && held->is_object()) {
    funding_->clear();
    for (const std::string& asset : universe().assets())
      if (const Amount amount = fixed_at<Amount>(held->as_object(), asset); amount.sign() > 0)
        (*funding_)[*universe().find_asset(asset)] = amount;
  }
}

void ClientAccount::read_fills(const boost::json::object& kept) {
  for_objects(kept, "fills", [&](const boost::json::object& from) {
    const auto market = market_at(universe(), from);
    const auto fee_asset = universe().find_asset(text_at(from, "fee_asset"));
    if (!market || !fee_asset) return;
    ClientFill fill;
    fill.id = number_at(from, "id");
    fill.order = number_at(from, "order");
    fill.market = *market;
    fill.side = flag_at(from, "buy") ? OrderSide::buy : OrderSide::sell;
    fill.liquidity = flag_at(from, "maker") ? Liquidity::maker : Liquidity::taker;
    fill.origin = static_cast<FillOrigin>(number_at(from, "origin"));
    fill.price = fixed_at<Price>(from, "price");
    fill.size = fixed_at<Quantity>(from, "size");
    fill.worth = notional_of(fill.price, fill.size);
    fill.fee_asset = *fee_asset;
    fill.fee = fixed_at<Amount>(from, "fee");
    fill.realised = fixed_at<Amount>(from, "realised");
    fill.at = time_at(from, "at");
    if (ClientOrder* const of = order(fill.order)) of->fills.push_back(fills_.size());
    fills_.push_back(fill);
  });
}

void ClientAccount::read_movements(const boost::json::object& kept) {
  for_objects(kept, "movements", [&](const boost::json::object& from) {
    ClientMovement one;
    one.number = number_at(from, "number");
    one.kind = static_cast<ClientMovement::Kind>(number_at(from, "kind"));
    one.client_id = text_at(from, "client_id");
    one.asset = text_at(from, "asset");
    one.amount = fixed_at<Amount>(from, "amount");
    one.fee = fixed_at<Amount>(from, "fee");
    one.from = text_at(from, "from");
    one.to = text_at(from, "to");
    one.address = text_at(from, "address");
    one.network = text_at(from, "network");
    one.words = text_at(from, "words");
    one.asked = time_at(from, "asked");
    one.due = time_at(from, "due");
    if (from.contains("held_until")) one.held_until = time_at(from, "held_until");
    one.done = flag_at(from, "done");
    one.failed = flag_at(from, "failed");
    one.on_chain = from.contains("transaction");
    if (one.on_chain) {
      one.transaction = text_at(from, "transaction");
      one.waiting = flag_at(from, "waiting");
    }
    movement_count_ = std::max(movement_count_, one.number);
    movements_.push_back(std::move(one));
  });
}

/// Orders that were open rest again with what was left of them, behind what stands at their price by now.
void ClientAccount::read_orders(const boost::json::object& kept, UtcTime now) {
  bool first = true;
  for_objects(kept, "orders", [&](const boost::json::object& from) {
    const auto market = market_at(universe(), from);
    if (!market) return;
    ClientOrder one;
    one.number = number_at(from, "number");
    if (std::exchange(first, false)) first_order_ = one.number;
    one.client_id = text_at(from, "client_id");
    one.replaced_by = text_at(from, "replaced_by");
    one.terms.id = engine_id(one.number);
    one.terms.market = *market;
    one.terms.side = flag_at(from, "buy") ? OrderSide::buy : OrderSide::sell;
    one.terms.kind = static_cast<OrderKind>(number_at(from, "kind"));
    one.terms.self_trade = static_cast<SelfTrade>(number_at(from, "self_trade"));
    one.terms.reduce_only = flag_at(from, "reduce_only");
    one.terms.limit = fixed_at<Price>(from, "limit");
    one.terms.size = fixed_at<Quantity>(from, "size");
    one.filled = one.before = fixed_at<Quantity>(from, "filled");
    one.paid = fixed_at<Amount>(from, "paid");
    one.state = static_cast<ClientOrderState>(number_at(from, "state"));
    one.reason = static_cast<RejectReason>(number_at(from, "reason"));
    one.origin = static_cast<FillOrigin>(number_at(from, "origin"));
    one.created = time_at(from, "created");
    one.updated = time_at(from, "updated");
    if (from.contains("expires")) one.expires = time_at(from, "expires");
    by_client_id_[{one.terms.market, one.client_id}] = one.number;
    orders_.push_back(std::move(one));
  });
  if (first) first_order_ = std::max(first_order_, number_at(kept, "next_order"));
  for (ClientOrder& one : orders_) {
    if (!one.open()) continue;
    OrderCommand rest = one.terms;
    rest.size = one.terms.size - one.filled;
    rest.kind = OrderKind::limit;
    open_.push_back(one.number);
    engine_.take(rest, now);
    const auto* const told =
        engine_.messages().empty() ? nullptr : std::get_if<OrderReport>(&engine_.messages().front());
    if (told != nullptr && told->kind == ReportKind::rejected) {
      one.state = ClientOrderState::cancelled;
      one.reason = told->reason;
      std::erase(open_, one.number);
    }
    collect(now);
  }
}

std::string ClientAccount::read(const boost::json::object& kept, UtcTime now) {
  if (!orders_.empty()) return "it is read into an account that has orders already";
  read_pools(kept);
  read_movements(kept);
  read_orders(kept, now);
  read_fills(kept);
  return {};
}

}  // namespace basis::sim
