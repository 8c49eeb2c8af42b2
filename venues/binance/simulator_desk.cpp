#include "venues/binance/simulator_desk.hpp"

#include <algorithm>

#include "venues/sim/sim_random.hpp"

namespace basis::binance::simulated {

std::span<const EndpointTable> endpoint_tables() {
  static const std::array<EndpointTable, 9> tables = {{{spot_order_endpoints(), Segment::spot},
                                                       {usdm_order_endpoints(), Segment::usdm},
                                                       {spot_market_endpoints(), Segment::spot},
                                                       {usdm_market_endpoints(), Segment::usdm},
                                                       {spot_account_endpoints(), Segment::spot},
                                                       {money_endpoints(), Segment::spot},
                                                       {batch_endpoints(), Segment::usdm},
                                                       {usdm_account_endpoints(), Segment::usdm},
                                                       {usdm_setting_endpoints(), Segment::usdm}}};
  return tables;
}

SimClient* Desk::client_of_key(std::string_view key) {
  const auto found = std::find_if(clients_.begin(), clients_.end(),
                                  [&](const auto& client) { return client->account->spec().key == key; });
  return found == clients_.end() ? nullptr : found->get();
}

SimClient& Desk::client_of(const sim::ClientAccount& account) {
  const auto found =
      std::find_if(clients_.begin(), clients_.end(), [&](const auto& one) { return one->account.get() == &account; });
  require(found != clients_.end(), "a client of this venue");
  return **found;
}

std::vector<const Market*> Desk::markets_of(Segment segment) const {
  std::vector<const Market*> found;
  for (const Market& market : universe().markets())
    if (market.venue == settings_.venue->name && market.is_spot() == (segment == Segment::spot))
      found.push_back(&market);
  return found;
}

Checked<const Market*> Desk::market(const Call& call, std::string_view name) const {
  BOOST_OUTCOME_TRY(const std::string_view symbol, call.params.need(name));
  const Product product = call.segment == Segment::spot ? Product::spot : Product::linear;
  const auto id = universe().find(settings_.venue->name, product, symbol);
  if (!id) return Refusal{-1121, "Invalid symbol."};
  return &universe()[*id];
}

Checked<const Market*> Desk::any_market(const Call& call, std::string_view name) const {
  if (!call.params.has(name)) return static_cast<const Market*>(nullptr);
  return market(call, name);
}

std::string Desk::new_listen_key() {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  sim::SimRandom random(settings_.seed * 1'000'003U + static_cast<std::uint64_t>(next_number()));
  std::string key;
  for (int i = 0; i < 64; ++i)
    key.push_back(kLetters[static_cast<std::size_t>(random.between(0, static_cast<int>(kLetters.size()) - 1))]);
  return key;
}

namespace {

/// `raw` in units of 1e-8, with all decimals.
std::string all_eight(i128 raw) {
  std::string text = format_decimal(raw, 8);
  const std::size_t point = text.find('.');
  if (point == text.npos) return text + ".00000000";
  return text + std::string(9 - (text.size() - point), '0');
}

}  // namespace

std::string eight(Price price) { return all_eight(price.raw()); }
std::string eight(Quantity quantity) { return all_eight(quantity.raw()); }
std::string eight(Amount amount) { return all_eight(amount.raw() / 10'000'000'000); }

std::string shown(Segment segment, Price price) { return segment == Segment::spot ? eight(price) : price.to_string(); }
std::string shown(Segment segment, Quantity quantity) {
  return segment == Segment::spot ? eight(quantity) : quantity.to_string();
}
std::string shown(Segment segment, Amount amount) {
  return segment == Segment::spot ? eight(amount) : format_decimal(amount.raw() / 10'000'000'000, 8);
}

std::string_view side_word(OrderSide side) { return side == OrderSide::buy ? "BUY" : "SELL"; }

std::string_view type_word(Segment segment, const sim::ClientOrder& order) {
  if (order.terms.kind == OrderKind::market) return "MARKET";
  return segment == Segment::spot && order.terms.kind == OrderKind::post_only ? "LIMIT_MAKER" : "LIMIT";
}

std::string_view time_in_force_word(Segment segment, const sim::ClientOrder& order) {
  if (order.expires) return "GTD";
  switch (order.terms.kind) {
    case OrderKind::limit_ioc: return "IOC";
    case OrderKind::limit_fok: return "FOK";
    case OrderKind::post_only: return segment == Segment::spot ? "GTC" : "GTX";
    case OrderKind::market:
    case OrderKind::limit: break;
  }
  return "GTC";
}

Checked<std::vector<const sim::ClientFill*>> asked_fills(const Call& call, const Market& market, Nanos window,
                                                         const Refusal& too_long) {
  BOOST_OUTCOME_TRY(const auto order, call.params.integer("orderId"));
  BOOST_OUTCOME_TRY(const auto from, call.params.integer("fromId"));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 500));
  BOOST_OUTCOME_TRY(const std::int64_t start, call.params.integer("startTime", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, call.params.integer("endTime", std::int64_t{1} << 60));
  const bool timed = call.params.has("startTime");
  if (timed && call.params.has("endTime") && end - start > window.count / 1'000'000) return too_long;
  std::vector<const sim::ClientFill*> found;
  for (const sim::ClientFill& fill : call.account().fills()) {
    const std::int64_t at = sim::millis(fill.at);
    if (fill.market == market.id && (!order || fill.order == *order) && (!from || fill.id >= *from) && at >= start &&
        at <= end)
      found.push_back(&fill);
  }
  sim::keep_at_most(found, limit, from || timed);
  return found;
}

std::string_view status_word(const sim::ClientOrder& order) {
  switch (order.state) {
    case sim::ClientOrderState::open: return order.filled.is_zero() ? "NEW" : "PARTIALLY_FILLED";
    case sim::ClientOrderState::filled: return "FILLED";
    case sim::ClientOrderState::cancelled: return "CANCELED";
    case sim::ClientOrderState::expired: break;
  }
  return order.reason == RejectReason::self_trade ? "EXPIRED_IN_MATCH" : "EXPIRED";
}

std::string_view prevention_word(SelfTrade self_trade) {
  switch (self_trade) {
    case SelfTrade::expire_taker: return "EXPIRE_TAKER";
    case SelfTrade::expire_both: return "EXPIRE_BOTH";
    case SelfTrade::expire_maker: break;
  }
  return "EXPIRE_MAKER";
}

Checked<sim::ClientOrder*> named_order(const Call& call, const Market& market) {
  BOOST_OUTCOME_TRY(const auto number, call.params.integer("orderId"));
  const auto client_id = call.params.find("origClientOrderId");
  if (!number && !client_id)
    return Refusal{-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!"};
  sim::ClientOrder* const order = number ? call.account().order(*number) : call.account().order(market.id, *client_id);
  if (order == nullptr || order->terms.market != market.id) return static_cast<sim::ClientOrder*>(nullptr);
  return order;
}

}  // namespace basis::binance::simulated
