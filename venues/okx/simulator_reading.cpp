#include <algorithm>
#include <array>

#include "venues/okx/simulator_desk.hpp"

namespace basis::okx::simulated {
namespace {

/// "500 pending orders per instrument": "Get account rate limit" and "Place order" of okx.com/docs-v5.
constexpr std::int64_t kMostOpen = 500;
/// Limits and swaps' market orders are bound to so far from the mark, or the last price of spot. The venue computes its
/// bounds from the index; "Get limit price".
constexpr std::int64_t kBandDivisor = 20;

struct KindWord {
  std::string_view type;
  OrderKind kind;
};
constexpr std::array<KindWord, 6> kKinds{{{"limit", OrderKind::limit},
                                          {"market", OrderKind::market},
                                          {"ioc", OrderKind::limit_ioc},
                                          {"fok", OrderKind::limit_fok},
                                          {"post_only", OrderKind::post_only},
                                          {"optimal_limit_ioc", OrderKind::market}}};

Checked<OrderSide> read_side(const Params& params) {
  BOOST_OUTCOME_TRY(const auto word, params.need("side"));
  if (word == "buy") return OrderSide::buy;
  if (word == "sell") return OrderSide::sell;
  return wrong("side");
}

Checked<OrderKind> read_kind(const Params& params, const Market& market) {
  BOOST_OUTCOME_TRY(const auto word, params.need("ordType"));
  for (const KindWord& row : kKinds)
    if (row.type == word && (word != "optimal_limit_ioc" || !market.is_spot())) return row.kind;
  return wrong("ordType");
}

/// Trade mode and position side. Isolated margin is not simulated; multi-currency accounts have none (50072).
Checked<void> check_mode(const Call& call, const Params& params, const Market& market) {
  BOOST_OUTCOME_TRY(const auto mode, params.need("tdMode"));
  if (mode != "cash" && mode != "cross" && mode != "isolated") return wrong("tdMode");
  if (market.is_spot() != (mode == "cash") || mode == "isolated")
    return Refusal{51010, "You can't complete this request under your current account mode.", 200};
  if (!market.is_spot() && call.client->level == 1)
    return Refusal{51010, "You can't complete this request under your current account mode.", 200};
  const std::string_view side = params.text("posSide", "net");
  if ((side == "net") == (call.client->hedge_mode && !market.is_spot())) return wrong("posSide");
  if (side != "net") return wrong("posSide");
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

Checked<SelfTrade> read_prevention(const Params& params) {
  const std::string_view word = params.text("stpMode", "cancel_maker");
  if (word == "cancel_maker") return SelfTrade::expire_maker;
  if (word == "cancel_taker") return SelfTrade::expire_taker;
  if (word == "cancel_both") return SelfTrade::expire_both;
  return wrong("stpMode");
}

bool plain_id(std::string_view id) {
  return !id.empty() && id.size() <= 32 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

/// A client id is unique among the pending orders of the account, whatever their market.
Checked<std::string> read_client_id(Desk& desk, const Call& call, const Params& params) {
  const auto given = params.find("clOrdId");
  if (!given) return std::string();
  if (!plain_id(*given)) return wrong("clOrdId");
  for (const Market* market : desk.all()) {
    const sim::ClientOrder* const known = call.account().order(market->id, *given);
    if (known != nullptr && known->open()) return Refusal{51016, "Client order ID already exists.", 200};
  }
  return std::string(*given);
}

bool multiple_of(std::int64_t value, std::int64_t unit) { return unit <= 0 || value % unit == 0; }

Refusal out_of_band(Price most, Price least) {
  return {51006,
          "Order price is not within the price limit (max buy price: " + most.to_string() +
              " min sell price: " + least.to_string() + ")",
          200};
}

Checked<void> check_price(Desk& desk, const Market& market, const OrderCommand& terms) {
  if (!terms.has_limit()) return BOOST_OUTCOME_V2_NAMESPACE::success();
  if (terms.limit.is_zero()) return wrong("px");
  // Of a price off the tick the venue says that the parameter is wrong.
  if (!multiple_of(terms.limit.raw(), market.tick.raw())) return wrong("px");
  const sim::MarketBoard& board = desk.board(market);
  const Price about = market.is_spot() ? board.last() : board.mark();
  if (about.is_zero()) return BOOST_OUTCOME_V2_NAMESPACE::success();
  const Price most = Price::from_raw(about.raw() + about.raw() / kBandDivisor);
  const Price least = Price::from_raw(about.raw() - about.raw() / kBandDivisor);
  if (terms.buys() ? terms.limit > most : terms.limit < least) return out_of_band(most, least);
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

Checked<void> check_size(const Market& market, Quantity size) {
  if (size < market.minimum_size)
    return Refusal{51020, "Your order should meet or exceed the minimum order amount.", 200};
  if (!multiple_of(size.raw(), market.step.raw()))
    return Refusal{51121, "Order quantity must be a multiple of the lot size.", 200};
  if (size > market.maximum_size) return Refusal{51202, "Market order amount exceeds the maximum amount.", 200};
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

Checked<void> check_open(Desk& desk, const Call& call, const Market& market, const OrderCommand& terms) {
  if (desk.board(market).halted()) return Refusal{51022, "Instrument ID suspended.", 200};
  if (trades_at_once(terms.kind)) return BOOST_OUTCOME_V2_NAMESPACE::success();
  const auto& open = call.account().open_orders();
  const auto here = std::count_if(open.begin(), open.end(), [&](std::int64_t number) {
    return call.account().order(number)->terms.market == market.id;
  });
  if (here >= kMostOpen)
    return Refusal{51023, "Order failed. The number of pending orders of this instrument has reached its limit.", 200};
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

/// Spot's market orders are sized in the quote where `tgtCcy` says so, which is the default of purchases.
Checked<void> read_amount(Desk& desk, const Params& params, const Market& market, sim::ClientOrder& order) {
  OrderCommand& terms = order.terms;
  BOOST_OUTCOME_TRY(const auto size, read_size(params, "sz", market));
  if (!size) return missing("sz");
  terms.size = *size;
  if (!market.is_spot() || terms.kind != OrderKind::market) return BOOST_OUTCOME_V2_NAMESPACE::success();
  order.words = params.text("tgtCcy", terms.buys() ? "quote_ccy" : "base_ccy");
  if (order.words != "quote_ccy" && order.words != "base_ccy") return wrong("tgtCcy");
  if (order.words == "base_ccy") return BOOST_OUTCOME_V2_NAMESPACE::success();
  BOOST_OUTCOME_TRY(const auto quote, params.amount("sz"));
  order.words += " " + quote->to_string();
  terms.size = size_of_quote(desk.board(market), terms.side, *quote);
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

}  // namespace

Checked<std::optional<Quantity>> read_size(const Params& params, std::string_view name, const Market& market) {
  BOOST_OUTCOME_TRY(const auto size, params.quantity(name));
  if (!size) return std::optional<Quantity>();
  if (!market.contract_size) return size;
  // So many contracts that their coins have no room are more than any market takes.
  constexpr std::int64_t kMostContracts = 1'000'000'000;
  if (size->raw() / Quantity::kOne > kMostContracts) return wrong(name);
  return std::optional(market.coins(Contracts::from_raw(size->raw())));
}

Checked<sim::ClientOrder> read_order(Desk& desk, const Call& call, const Params& params, const Market& market) {
  sim::ClientOrder order;
  OrderCommand& terms = order.terms;
  terms.market = market.id;
  BOOST_OUTCOME_TRY(check_mode(call, params, market));
  BOOST_OUTCOME_TRY(terms.side, read_side(params));
  BOOST_OUTCOME_TRY(terms.kind, read_kind(params, market));
  BOOST_OUTCOME_TRY(read_amount(desk, params, market, order));
  BOOST_OUTCOME_TRY(const auto price, params.price("px"));
  if (terms.has_limit() && !price) return missing("px");
  terms.limit = terms.has_limit() ? *price : Price{};
  BOOST_OUTCOME_TRY(terms.reduce_only, params.flag("reduceOnly", false));
  // Spot has no position to reduce; the venue does not look at the flag there.
  if (market.is_spot()) terms.reduce_only = false;
  BOOST_OUTCOME_TRY(terms.self_trade, read_prevention(params));
  BOOST_OUTCOME_TRY(check_open(desk, call, market, terms));
  BOOST_OUTCOME_TRY(check_price(desk, market, terms));
  BOOST_OUTCOME_TRY(check_size(market, terms.size));
  BOOST_OUTCOME_TRY(order.client_id, read_client_id(desk, call, params));
  return order;
}

}  // namespace basis::okx::simulated
