#include <fmt/format.h>

#include <algorithm>

#include "tools/trade/acceptance.hpp"

namespace basis {
namespace {

/// How far from the best price an order rests, at most: a tenth.
constexpr std::int64_t kAway = 10;
/// The smallest orders are worth so much more than the smallest worth, in percent, so that a price that moves meanwhile
/// leaves them over it.
constexpr std::int64_t kOverMinimum = 110;
/// The shortest dead-man's switch that all venues have. Source: OKX "POST / Cancel All After", 10 to 120 s.
constexpr Nanos kSwitch = kSecond * 10;
/// When it has acted for certain.
constexpr Nanos kActed = kSecond * 14;

/// Twice the fee of taking so many coins, in whole steps: a fee may be other than configured.
Quantity fee_of(Quantity size, const Market& market) {
  const i128 fee = mul_div(size.raw(), market.taker_fee.raw() * 2, BasisPoints::kOne * 10'000, Rounding::ceil);
  return Quantity::from_raw_checked(div_round(fee, market.step.raw(), Rounding::ceil) * market.step.raw());
}

}  // namespace

Quantity Acceptance::smallest(Price price) const {
  const Market& of = market();
  const Amount worth = Amount::from_raw(mul_div(of.minimum_notional.raw(), kOverMinimum, 100, Rounding::ceil));
  const Amount coins = div(worth, price, Rounding::ceil);
  const i128 raw = div_round(coins.raw(), Amount::kOne / Quantity::kOne, Rounding::ceil);
  const i128 steps = div_round(raw, of.step.raw(), Rounding::ceil);
  return std::max(Quantity::from_raw_checked(steps * of.step.raw()), of.minimum_size);
}

/// An order to buy that rests a tenth under the bid, or half as far as the market lets limits lie. Absent: `why`.
std::optional<OrderCommand> Acceptance::far_order(std::int64_t times, std::string& why) {
  const auto top = desk_->quote(*market_, parts_.wait);
  if (!top) {
    why = "the order book was not whole in time";
    return std::nullopt;
  }
  const Price bid = top->bid.price;
  Price away = Price::from_raw(bid.raw() / kAway);
  if (market().price_band)
    away = std::min(away, Price::from_raw_checked(
                              mul_div(bid.raw(), market().price_band->raw(), Ratio::kOne * 2, Rounding::floor)));
  OrderCommand order;
  order.market = *market_;
  order.side = OrderSide::buy;
  order.kind = OrderKind::limit;
  order.limit = round_to_tick(bid - away, market().tick, Rounding::floor);
  order.size = Quantity::from_raw_checked(i128{smallest(order.limit).raw()} * times);
  order.id = desk_->next_id();
  if (const auto worth = check_worth(order, market(), top, parts_.limits); !worth) {
    why = worth.error().text();
    return std::nullopt;
  }
  return order;
}

/// Sends one, and keeps its id. Absent: it rests; else why not.
std::optional<std::string> Acceptance::send_far(std::int64_t times) {
  std::string why;
  const auto order = far_order(times, why);
  if (!order) return why;
  const auto outcome = desk_->create(*order, parts_.wait);
  if (!outcome) return outcome.error().text();
  if (outcome.value().status != OrderStatus::accepted) return outcome.value().why;
  far_ = order->id;
  return std::nullopt;
}

const OrderRecord* Acceptance::own_open(const ClientOrderId& id) const {
  for (const ForeignOrder& order : open_)
    if (order.record && order.record->terms.id == id) return &*order.record;
  return nullptr;
}

Acceptance::Found Acceptance::rest() {
  const MonoTime began = desk_->network().now_mono();
  if (const auto why = send_far(2)) return failed(*why);
  const auto took = (desk_->network().now_mono() - began).count / 1'000'000;
  if (const auto told = desk_->refresh(parts_.wait); !told) return failed(told.error().text());
  open_ = desk_->open_orders();
  if (own_open(*far_) == nullptr) return failed("the venue took it, and does not list it");
  const TrackedOrder& order = *desk_->order(*far_);
  return {fmt::format("{} at {}, taken after {} ms, and listed", order.terms.size.to_string(),
                      order.terms.limit.to_string(), took)};
}

/// The limit where the venue changes it, else the size.
Acceptance::Found Acceptance::amend() {
  const OrderRecord* const order = far_ ? own_open(*far_) : nullptr;
  if (order == nullptr) return skipped("no order rests");
  const bool price = market().amends_limit;
  const Price limit = price ? order->terms.limit - market().tick : Price{};
  const Quantity size = price ? order->terms.size : Quantity::from_raw(order->terms.size.raw() / 2);
  const auto outcome = desk_->amend(*order, limit, size, parts_.wait);
  if (!outcome) return skipped(outcome.error().text());
  if (outcome.value().status != OrderStatus::accepted) return failed(outcome.value().why);
  const OrderCommand& terms = desk_->order(*far_)->terms;
  return {fmt::format("{} to {} at {}", price ? "limit" : "size", terms.size.to_string(), terms.limit.to_string())};
}

Acceptance::Found Acceptance::cancel() {
  const OrderRecord* const order = far_ ? own_open(*far_) : nullptr;
  if (order == nullptr) return skipped("no order rests");
  const auto outcome = desk_->cancel(*order, parts_.wait);
  if (!outcome) return failed(outcome.error().text());
  if (outcome.value().status != OrderStatus::accepted) return failed(outcome.value().why);
  far_.reset();
  return {std::string(order_state_name(desk_->order(order->terms.id)->state))};
}

/// It would cancel the orders of others, too.
Acceptance::Found Acceptance::arm() {
  if (!open_.empty() &&
      std::ranges::any_of(open_, [](const ForeignOrder& order) { return !order.client.starts_with(kHandPrefix); }))
    return skipped("orders of others are open, and it cancels them");
  if (const auto why = send_far(1)) return failed(*why);
  const std::size_t alerts = desk_->alerts().size();
  const auto refused = [&]() -> const SessionAlert* {
    for (std::size_t i = alerts; i < desk_->alerts().size(); ++i)
      if (desk_->alerts()[i].kind == "dead_man") return &desk_->alerts()[i];
    return nullptr;
  };
  desk_->arm_dead_man(*market_, kSwitch);
  static_cast<void>(desk_->wait([&] { return refused() != nullptr; }, kSecond * 2));
  desk_->arm_dead_man(*market_, Nanos{});
  static_cast<void>(desk_->wait([&] { return refused() != nullptr; }, kActed));
  if (refused() != nullptr) return failed(refused()->text);
  if (is_ended(desk_->order(*far_)->state)) return failed("it was disarmed, and the order was cancelled all the same");
  return {fmt::format("armed for {} s and disarmed, and the order is open after {} s", kSwitch.count / kSecond.count,
                      kActed.count / kSecond.count)};
}

/// The session is let go of while it is armed: the venue, not we, cancels.
Acceptance::Found Acceptance::dead_man() {
  if (!far_) return skipped("no order rests");
  desk_->arm_dead_man(*market_, kSwitch);
  static_cast<void>(desk_->wait([] { return false; }, kSecond * 2));
  desk_->drop();
  static_cast<void>(desk_->wait([] { return false; }, kActed));
  const Result<void> connected = desk_->connect(std::nullopt, parts_.wait);
  ready_ = connected.has_value();
  if (!ready_) return failed(connected.error().text());
  const auto found = desk_->find_order(*far_, *market_, parts_.wait);
  if (!found) return failed(found.error().text());
  desk_->arm_dead_man(*market_, Nanos{});
  if (!found.value() || !found.value()->open) {
    far_.reset();
    return {fmt::format("without us the venue cancelled the order within {} s", kActed.count / kSecond.count)};
  }
  return skipped("the order stayed open: this venue's product has no such switch, or it does not act");
}

/// The smallest order to buy, and what it brought sold again; of a perp so that it only reduces.
Acceptance::Found Acceptance::round_trip() {
  const auto top = desk_->quote(*market_, parts_.wait);
  if (!top) return failed("the order book was not whole in time");
  OrderCommand order;
  order.market = *market_;
  order.kind = OrderKind::market;
  order.side = OrderSide::buy;
  order.size = smallest(top->ask.price);
  // What is left after a fee in coins is still an order.
  if (market().is_spot()) order.size += fee_of(order.size, market());
  order.id = desk_->next_id();
  if (const auto worth = check_worth(order, market(), top, parts_.limits); !worth) return failed(worth.error().text());
  const auto bought = desk_->create(order, parts_.wait);
  if (!bought) return failed(bought.error().text());
  if (bought.value().status != OrderStatus::accepted) return failed("to buy: " + bought.value().why);
  const Quantity got = desk_->order(order.id)->filled;
  const ClientOrderId first = order.id;
  Amount kept = Amount::from_raw(i128{got.raw()} * (Amount::kOne / Quantity::kOne));
  for (const DeskFill& fill : desk_->fills_of(first))
    if (market().is_spot() && fill.fee_known && fill.fee_asset == *market().base) kept -= fill.fee;
  order.side = OrderSide::sell;
  order.size = Quantity::from_raw_checked(
      div_round(kept.raw(), i128{market().step.raw()} * (Amount::kOne / Quantity::kOne), Rounding::floor) *
      market().step.raw());
  order.reduce_only = !market().is_spot() && held_before_.sign() >= 0;
  order.id = desk_->next_id();
  const auto sold = desk_->create(order, parts_.wait);
  if (!sold) return failed("bought, and not sold: " + sold.error().text());
  if (sold.value().status != OrderStatus::accepted) return failed("bought, and not sold: " + sold.value().why);
  const auto price = [&](const ClientOrderId& id) {
    const auto fills = desk_->fills_of(id);
    return fills.empty() ? std::string("?") : fills.front().price.to_string();
  };
  const std::string figure = fmt::format("{} bought at {}, {} sold at {}", got.to_string(), price(first),
                                         desk_->order(order.id)->filled.to_string(), price(order.id));
  const bool all = !got.is_zero() && desk_->order(order.id)->filled == order.size;
  return all ? Found{figure} : failed(figure);
}

/// Cancels every order that hands have left in the market. Ids of those that may still be open; empty: none.
std::string Acceptance::cancel_own() {
  std::string left;
  const auto own = [&] {
    std::vector<OrderRecord> records;
    for (const ForeignOrder& order : desk_->open_orders())
      if (order.record && order.record->terms.market == *market_ && order.client.starts_with(kHandPrefix))
        records.push_back(*order.record);
    return records;
  };
  if (!desk_->refresh(parts_.wait)) return "the open orders were not told";
  for (const OrderRecord& order : own()) static_cast<void>(desk_->cancel(order, parts_.wait));
  if (!desk_->refresh(parts_.wait)) return "the open orders were not told";
  for (const OrderRecord& order : own()) left += fmt::format("{}{}", left.empty() ? "" : " ", order.terms.id.view());
  return left;
}

}  // namespace basis
