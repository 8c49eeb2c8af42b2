#include "tools/trade/trade_rules.hpp"

#include <fmt/format.h>

#include <array>

#include "core/execution/order_rules.hpp"

namespace basis {
namespace {

/// What a client id holds behind its prefix: six digits of the start's number, twelve of the order's.
constexpr std::int64_t kNumbersAStart = 1'000'000'000'000;

struct KindWord {
  std::string_view word;
  OrderKind kind;
};
constexpr std::array<KindWord, kOrderKinds> kKindWords = {{{"market", OrderKind::market},
                                                           {"limit", OrderKind::limit},
                                                           {"ioc", OrderKind::limit_ioc},
                                                           {"fok", OrderKind::limit_fok},
                                                           {"post_only", OrderKind::post_only}}};

Error refused(const std::string& text) { return {ErrorKind::usage, text}; }

template <class Number>
Result<Number> read_positive(std::string_view option, const std::string& text) {
  const auto number = Number::parse(text);
  if (number && number.value().sign() > 0) return number.value();
  return refused(fmt::format("{}: '{}' is no number over 0 with at most {} decimals", option, text, Number::kDecimals));
}

Result<OrderKind> read_kind(const HandOrder& order) {
  const std::string word = !order.kind.empty() ? order.kind : order.limit.empty() ? "market" : "limit";
  for (const KindWord& known : kKindWords) {
    if (known.word != word) continue;
    if (known.kind == OrderKind::market && !order.limit.empty())
      return refused("--limit: an order of --kind market has none (allowed: limit | ioc | fok | post_only)");
    if (known.kind != OrderKind::market && order.limit.empty())
      return refused(fmt::format("--limit: missing, --kind {} needs one", word));
    return known.kind;
  }
  return refused(
      fmt::format("--kind: '{}' is not a choice (allowed: market | limit | ioc | fok | post_only)", order.kind));
}

}  // namespace

ClientOrderId hand_id(UtcTime now) {
  const std::int64_t micros = now.nanos() / 1'000;
  const auto ids = ClientOrderIds::create(kHandPrefix, static_cast<std::uint64_t>(micros / kNumbersAStart));
  require(ids.has_value(), "the ids of orders made by hand");
  return ids.value().make(static_cast<std::uint64_t>(micros % kNumbersAStart));
}

Result<Quantity> read_size(std::string_view option, const std::string& text) {
  return read_positive<Quantity>(option, text);
}
Result<Price> read_limit(std::string_view option, const std::string& text) {
  return read_positive<Price>(option, text);
}
Result<Amount> read_amount(std::string_view option, const std::string& text) {
  return read_positive<Amount>(option, text);
}

Amount worth_of(Quantity size, Price price) {
  return mul(Amount::from_raw(i128{size.raw()} * (Amount::kOne / Quantity::kOne)), price, Rounding::half_even);
}

Result<OrderCommand> read_order(const HandOrder& order, const Market& market) {
  OrderCommand command;
  command.market = market.id;
  command.side = order.side == "buy" ? OrderSide::buy : OrderSide::sell;
  command.reduce_only = order.reduce_only;
  BASIS_TRY(command.kind, read_kind(order));
  BASIS_TRY(command.size, read_size("--size", order.size));
  if (!order.limit.empty()) {
    BASIS_TRY(command.limit, read_limit("--limit", order.limit));
  }
  if (order.reduce_only && market.is_spot())
    return refused(fmt::format("--reduce-only: {} is a spot market: only a perp has a position to reduce", market.key));
  BASIS_TRY(check_terms(command.size, command.limit, market));
  return command;
}

Result<void> check_terms(Quantity size, Price limit, const Market& market) {
  const OrderGrid grid(market);
  if (!grid.steps.divides(size.raw()) || size < market.minimum_size || size > market.maximum_size)
    return refused(fmt::format("--size: {} is no size of {} (allowed: {} to {} in steps of {} coins)", size.to_string(),
                               market.key, market.minimum_size.to_string(), market.maximum_size.to_string(),
                               market.step.to_string()));
  if (!grid.ticks.divides(limit.raw()))
    return refused(fmt::format("--limit: {} is no price of {} (allowed: multiples of {})", limit.to_string(),
                               market.key, market.tick.to_string()));
  return ok();
}

Result<void> check_worth(const OrderCommand& order, const Market& market, const std::optional<TopOfBook>& top,
                         const HandLimits& limits) {
  if (!order.has_limit() && !top) return ok();
  const Price touch = !top ? order.limit : order.buys() ? top->ask.price : top->bid.price;
  const Price price = order.has_limit() ? order.limit : touch;
  const Amount worth = worth_of(order.size, price);
  const bool exempt = order.reduce_only && !market.minimum_binds_reduce_only;
  if ((worth < market.minimum_notional && !exempt) || worth > limits.maximum_notional)
    return refused(
        fmt::format("--size: {} coins at {} are worth {} (allowed: {} by {}, to {} by "
                    "limits.maximum_order_notional)",
                    order.size.to_string(), price.to_string(), worth.to_string(), market.minimum_notional.to_string(),
                    market.key, limits.maximum_notional.to_string()));
  const Amount span = mul(worth_of(Quantity::from_int(1), touch), limits.price_band, Rounding::floor);
  const Price most = Price::from_raw_checked(div_round(span.raw(), Amount::kOne / Price::kOne, Rounding::floor));
  const bool beyond = order.buys() ? order.limit > touch + most : order.limit < touch - most;
  if (order.has_limit() && beyond)
    return refused(fmt::format("--limit: {} is beyond the market (allowed: {} {} by limits.price_band_bps)",
                               price.to_string(), order.buys() ? "at most" : "at least",
                               (order.buys() ? touch + most : touch - most).to_string()));
  return ok();
}

}  // namespace basis
