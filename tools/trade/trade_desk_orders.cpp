#include <fmt/format.h>

#include <algorithm>

#include "tools/trade/trade_desk.hpp"

namespace basis {
namespace {

/// How long fees of fills that were told without one are waited for.
constexpr Nanos kFeesWaited = kSecond * 3;

std::string refusal_text(RejectReason reason) {
  if (reason == RejectReason::later)
    return "it was not taken, and may be sent again (rate limit, overload, connection)";
  if (reason == RejectReason::never_arrived) return "it never arrived at the venue";
  return fmt::format("the venue refused it: {}", reject_reason_name(reason));
}

}  // namespace

/// False: the outcome is `refusal`.
Result<bool> TradeDesk::send(const OrderCommand& command, DeskOutcome& refusal) {
  encoders_->set_clock_offset(command.market, clock_offset());
  OrderEncoders::Requests requests;
  const wire::EncodeResult encoded = encoders_->encode({&command, 1}, parts_.network->now_utc(), requests);
  if (!encoded) {
    if (encoded.fault == wire::EncodeFault::amend_not_offered)
      return Error(ErrorKind::usage, fmt::format("{}: the venue does not change these terms of an order: cancel it and "
                                                 "send a new one",
                                                 market(command.market).key));
    return Error(ErrorKind::usage, encoded.text());
  }
  const UtcTime deadline = now() + parts_.session().receive_window;
  const SendVerdict verdict = tracker_->send(command, now(), deadline);
  if (verdict != SendVerdict::taken) {
    refusal = {OrderStatus::refused, verdict == SendVerdict::ended
                                         ? "the order has ended"
                                         : "an earlier command of this order is not answered"};
    return false;
  }
  session_->send(command, requests.front().bytes(), deadline);
  return true;
}

/// Whether nothing more is waited for.
bool TradeDesk::settled(const OrderCommand& command) const {
  const TrackedOrder* const order = tracker_->find(command.id);
  if (order == nullptr || is_ended(order->state)) return true;
  if (command.action != OrderAction::create) {
    const RequestState request = command.action == OrderAction::cancel ? order->cancel : order->amend;
    return refusals_.contains({command.id, command.action}) ||
           (command.action == OrderAction::amend && request == RequestState::none);
  }
  return order->acknowledged && order->state != OrderState::unknown && !trades_at_once(order->terms.kind);
}

bool TradeDesk::fees_lack(const ClientOrderId& id) const {
  return std::ranges::any_of(fills_, [&](const auto& fill) { return fill.second.id == id && !fill.second.fee_known; });
}

DeskOutcome TradeDesk::outcome_of(const OrderCommand& command, Waited waited) {
  const TrackedOrder* const order = tracker_->find(command.id);
  if (order == nullptr) return {OrderStatus::unknown, "the order is not remembered"};
  if (waited != Waited::done) {
    const std::string_view when = waited == Waited::interrupted ? "when it was interrupted" : "in time";
    if (command.action == OrderAction::create && order->acknowledged)
      return {OrderStatus::unknown, fmt::format("the venue has it, and its end was not told {}", when)};
    return {OrderStatus::unknown, fmt::format("what became of it was not told {}", when)};
  }
  if (const auto refused = refusals_.find({command.id, command.action}); refused != refusals_.end())
    return {OrderStatus::refused, refusal_text(refused->second)};
  if (command.action == OrderAction::create && order->state == OrderState::rejected)
    return {OrderStatus::refused, refusal_text(order->reason)};
  if (command.action == OrderAction::amend && is_ended(order->state))
    return {OrderStatus::refused, fmt::format("the order has ended: {}", order_state_name(order->state))};
  if (command.action == OrderAction::cancel && order->state == OrderState::filled)
    return {OrderStatus::refused, "the order was filled before"};
  return {OrderStatus::accepted};
}

Result<DeskOutcome> TradeDesk::create(const OrderCommand& command, Nanos limit) {
  DeskOutcome outcome;
  BASIS_TRY(const bool sent, send(command, outcome));
  if (!sent) return outcome;
  const Waited waited = wait([&] { return settled(command); }, limit);
  outcome = outcome_of(command, waited);
  if (waited == Waited::done && fees_lack(command.id))
    static_cast<void>(wait([&] { return !fees_lack(command.id); }, std::min(limit, kFeesWaited)));
  return outcome;
}

/// An order of another hand is followed from here on as if it were ours. What of it was filled before has counted.
void TradeDesk::track(const OrderRecord& record) {
  if (tracker_->find(record.terms.id) != nullptr) return;
  TrackerRecords records = tracker_->records();
  for (CountedFill& fill : records.fills)
    if (fill.order == record.order) fill.foreign = false;
  TrackedOrder order;
  order.terms = record.terms;
  order.terms.action = OrderAction::create;
  order.order = record.order;
  order.filled = order.told = record.filled;
  order.largest = record.terms.size;
  order.seen = now();
  order.terms_at = record.at_venue;
  order.state = record.filled.is_zero() ? OrderState::open : OrderState::partly_filled;
  order.acknowledged = true;
  records.orders.push_back(order);
  make_tracker();
  const Result<void> restored = tracker_->restore(records);
  require(restored.has_value(), "an order that a tracker with room does not take");
}

Result<DeskOutcome> TradeDesk::change(const OrderRecord& order, OrderCommand command, Nanos limit) {
  if (!order.open) {
    const bool filled = order.end == ReportKind::fill;
    return DeskOutcome{OrderStatus::refused,
                       fmt::format("the order has ended: {}", filled ? "filled" : report_kind_name(order.end))};
  }
  track(order);
  refusals_.erase({command.id, command.action});
  DeskOutcome outcome;
  BASIS_TRY(const bool sent, send(command, outcome));
  if (!sent) return outcome;
  return outcome_of(command, wait([&] { return settled(command); }, limit));
}

Result<DeskOutcome> TradeDesk::cancel(const OrderRecord& order, Nanos limit) {
  OrderCommand command = order.terms;
  command.action = OrderAction::cancel;
  return change(order, command, limit);
}

Result<DeskOutcome> TradeDesk::amend(const OrderRecord& order, Price price, Quantity size, Nanos limit) {
  OrderCommand command = order.terms;
  command.action = OrderAction::amend;
  command.limit = price;
  command.size = size;
  return change(order, command, limit);
}

/// Does what the tracker asks for, and keeps what it tells.
void TradeDesk::take(OrderTracker::Effects effects) {
  const std::vector<OrderEffect> kept(effects.begin(), effects.end());
  for (const OrderEffect& effect : kept) {
    switch (effect.kind) {
      case EffectKind::query_due: session_->query_order(effect.id, effect.market); break;
      case EffectKind::download_due: session_->download(effect.market); break;
      case EffectKind::fetch_fills:
        session_->fetch_fills(effect.market, effect.at_venue == UtcTime{} ? began_ - kMinute : effect.at_venue);
        break;
      case EffectKind::refused: refusals_[{effect.id, effect.action}] = effect.reason; break;
      case EffectKind::alarm:
        parts_.tell(
            fmt::format("{}: order {}: {}", parts_.account->name, effect.id.view(), order_alarm_text(effect.alarm)));
        break;
      case EffectKind::filled: {
        DeskFill& fill = fills_[effect.trade];
        fill.id = effect.id;
        if (!effect.size.is_zero()) {
          fill.price = effect.price;
          fill.size = effect.size;
          fill.liquidity = effect.liquidity;
        }
        if (!effect.fee_known) break;
        fill.fee_known = true;
        fill.fee = effect.fee;
        fill.fee_asset = effect.fee_asset;
        break;
      }
      case EffectKind::changed:
      case EffectKind::ended:
      case EffectKind::amended:
      case EffectKind::adopted:
      case EffectKind::foreign:
      case EffectKind::venue_fill: break;
    }
  }
}

}  // namespace basis
