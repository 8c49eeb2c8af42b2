#include "core/execution/pair_worker.hpp"

#include <algorithm>
#include <utility>

#include "core/execution/steps.hpp"

namespace basis {
namespace {

enum class Mending : std::uint8_t { none, wait, never };

/// What an order's end asks for before another like it may go.
Mending mending(RejectReason reason) {
  switch (reason) {
    case RejectReason::none:
    case RejectReason::post_only:
    case RejectReason::not_enough_volume: return Mending::none;
    case RejectReason::later:
    case RejectReason::price_band:
    case RejectReason::too_many_orders:
    case RejectReason::self_trade:
    case RejectReason::duplicate_id:
    case RejectReason::never_arrived:
    case RejectReason::dead_man: return Mending::wait;
    default: return Mending::never;
  }
}

}  // namespace

PairWorker::PairWorker(const PairOrder& order, const Market& first, const Market* second, PairHost& host, PairTime now)
    : order_(order), host_(host), two_(order.second.has_value()), started_(now.mono) {
  require(two_ == (second != nullptr), "a pair's legs and markets differ in number");
  require(!two_ || order.first.market != order.second->market, "both legs of a pair are in one market");
  legs_[0].market = &first;
  legs_[0].terms = order.first;
  if (two_) {
    legs_[1].market = second;
    legs_[1].terms = *order.second;
  }
  const Quantity most = two_ ? std::min(first.maximum_size, second->maximum_size) : first.maximum_size;
  whole_clip_ = cut_to_steps(std::min(order.terms.clip, most), first.step, two_ ? second->step : first.step);
  figures_.id = order.id;
  figures_.started = now.utc;
  figures_.left = order.coins;
}

void PairWorker::carry_on(const PairFigures& figures, PairTime now) {
  figures_ = figures;
  legs_[0].net = figures.net_first;
  legs_[1].net = figures.net_second;
  // Its patience began when the pair did.
  started_ = MonoTime::from_nanos(now.mono.nanos() - (now.utc - figures.started).count);
}

void PairWorker::on_quote(const PairQuote& quote) {
  quote_ = quote;
  set_limits();
  for (Leg& leg : legs_) leg.tried = leg.tried_back = false;
  clip_tried_ = false;
  advance({quote.received, quote.received_utc});
}

void PairWorker::on_time(PairTime now) { advance(now); }

void PairWorker::stop(PairTime now) {
  if (!over_) closing_ = PairEnd::stopped;
  advance(now);
}

void PairWorker::on_effect(const OrderEffect& effect, PairTime now) {
  if (effect.kind == EffectKind::filled && effect.size.sign() > 0) count(effect);
  for (Leg& leg : legs_) {
    if (!leg.live || leg.order.id != effect.id) continue;
    switch (effect.kind) {
      case EffectKind::changed: {
        const bool was = std::exchange(leg.unknown, effect.state == OrderState::unknown);
        if (leg.unknown && !was) host_.alarm(order_.id, PairAlarm::unknown_leg);
        break;
      }
      case EffectKind::ended: end_order(leg, effect, now); break;
      case EffectKind::amended:
      case EffectKind::refused: change_order(leg, effect, now); break;
      default: break;
    }
  }
  advance(now);
}

Quantity PairWorker::on_closed(MarketId market, OrderSide side, Quantity size, PairTime now) {
  if (is_over()) return {};
  const std::size_t at = two_ && market == legs_[1].terms.market ? 1 : 0;
  Leg& leg = legs_[at];
  if (market != leg.terms.market) return {};
  const bool forward = side == leg.terms.side;
  const Quantity most = forward ? order_.coins - leg.net : two_ ? leg.net : Quantity{};
  const Quantity part = std::min(size, std::max(most, Quantity{}));
  leg.net = forward ? leg.net + part : leg.net - part;
  figures_.closed += part;
  legs_[1 - at].tried = legs_[1 - at].tried_back = false;
  if (!forward) {
    leg.refused = leg.closed = true;
    if (!closing_) closing_ = PairEnd::leg_closed;
  }
  advance(now);
  return part;
}

Quantity PairWorker::owed(MarketId market, OrderSide side) const {
  Quantity coins;
  for (const Leg& leg : legs_)
    if (leg.market != nullptr && leg.terms.market == market && leg.terms.side == side && !over_)
      coins += std::max(order_.coins - leg.net, Quantity{});
  return coins;
}

/// A fill counts by its market and side: its order may have ended long ago.
void PairWorker::count(const OrderEffect& effect) {
  const bool second = two_ && effect.market == legs_[1].terms.market;
  Leg& leg = legs_[second ? 1 : 0];
  if (effect.market != leg.terms.market) return;
  const bool forward = effect.side == leg.terms.side;
  leg.net = forward ? leg.net + effect.size : leg.net - effect.size;
  (second ? figures_.second : figures_.first) += effect.size;
  if (!forward) figures_.unwound += effect.size;
  if (effect.liquidity == Liquidity::maker) figures_.maker += effect.size;
  ++figures_.fills;
  if (leg.live && leg.order.id == effect.id) {
    leg.filled += effect.size;
    leg.delay = {};
  }
  legs_[second ? 0 : 1].tried = false;
  reopened_ = over_;
}

void PairWorker::end_order(Leg& leg, const OrderEffect& effect, PairTime now) {
  leg.live = leg.unknown = leg.cancelling = leg.amending = false;
  if (effect.state != OrderState::rejected) leg.turned_away = 0;
  if (leg.filled < leg.order.size) clip_tried_ = true;
  take_refusal(leg, effect, now);
}

/// A cancel or an amendment was answered. After a refusal the order is as it was, or has ended, which the tracker finds
/// out: nothing is sent anew in its place before.
void PairWorker::change_order(Leg& leg, const OrderEffect& effect, PairTime now) {
  if (effect.kind == EffectKind::amended) {
    leg.amending = false;
    leg.order.limit = effect.price;
    leg.order.size = effect.size;
    return;
  }
  const bool amends = effect.action == OrderAction::amend;
  (amends ? leg.amending : leg.cancelling) = false;
  leg.amend_failed = leg.amend_failed || (amends && effect.reason != RejectReason::later);
  back_off(leg.change_delay, leg.change_not_before, now.mono);
}

void PairWorker::take_refusal(Leg& leg, const OrderEffect& effect, PairTime now) {
  if (effect.state == OrderState::rejected) ++figures_.refusals;
  const Mending mends = mending(effect.reason);
  if (mends == Mending::none) return;
  if (effect.reason == RejectReason::later || effect.reason == RejectReason::never_arrived) ++leg.turned_away;
  back_off(leg.delay, leg.not_before, now.mono);
  if (mends == Mending::wait || leg.order.side != leg.terms.side) return;
  // What a twin is to close is there until the venue says that it is not.
  if (order_.twin && effect.reason != RejectReason::reduce_only) return;
  leg.refused = true;
  if (!closing_) closing_ = PairEnd::refused;
}

/// 1 s, doubled up to 8 s.
void PairWorker::back_off(Nanos& delay, MonoTime& until, MonoTime now) {
  delay = delay.count == 0 ? kSecond : std::min(delay * 2, kSecond * 8);
  until = MonoTime::from_nanos(now.nanos() + delay.count);
}

void PairWorker::advance(PairTime now) {
  keep_naked_time(now);
  if (over_ && !reopened_) return;
  const Nanos patience = order_.terms.patience;
  if (!closing_ && !order_.urgent && patience.count > 0 && now.mono - started_ >= patience)
    closing_ = PairEnd::patience;
  if (!closing_) mind_venue(now);
  if (posts()) mind_maker(now);
  if (order_.twin) mind_twin(now);
  if (even(now)) return;
  if (!closing_ && !any_live()) next_clip(now);
  if (closing_ && !any_live()) finish(now);
}

/// The figures count a rest of a step or more, whether or not an order can even it.
void PairWorker::keep_naked_time(PairTime now) {
  if (!two_ && !order_.twin) return;
  const Quantity step = two_ ? std::max(legs_[0].market->step, legs_[1].market->step) : legs_[0].market->step;
  const bool bare = this->bare() >= step;
  if (naked_since_) {
    const Nanos span = now.mono - *naked_since_;
    figures_.longest_naked = std::max(figures_.longest_naked, span);
    if (!bare || (over_ && !reopened_)) {
      figures_.naked = figures_.naked + span;
      naked_since_.reset();
    }
  } else if (bare && !is_over()) {
    naked_since_ = now.mono;
  }
}

/// What a twin could not trade in time is told; it goes on.
void PairWorker::mind_twin(PairTime now) {
  if (now.mono - started_ < order_.terms.max_naked || bare() < legs_[0].market->step) return;
  if (!std::exchange(naked_alarmed_, true)) host_.alarm(order_.id, PairAlarm::naked_too_long);
}

/// One order that is turned away may be chance.
void PairWorker::mind_venue(PairTime now) {
  if (!two_ || order_.terms.venue_down.count == 0) return;
  const bool down = !host_.takes_orders(legs_[1].terms.market) || legs_[1].turned_away > 1;
  if (!down) return down_since_.reset();
  if (!down_since_) down_since_ = now.mono;
  if (now.mono - *down_since_ >= order_.terms.venue_down) closing_ = PairEnd::venue_down;
}

void PairWorker::finish(PairTime now) {
  if (order_.twin && *closing_ == PairEnd::refused) host_.alarm(order_.id, PairAlarm::not_evened);
  over_ = true;
  reopened_ = false;
  keep_naked_time(now);
  // What a venue refused may have been closed by it.
  const bool whole = left().is_zero() && naked().is_zero();
  figures_.end = *closing_ == PairEnd::refused && whole ? PairEnd::done : *closing_;
  if (figures_.end == PairEnd::done || figures_.end == PairEnd::refused) figures_.waits = PairWait::nothing;
  figures_.net_first = legs_[0].net;
  figures_.net_second = legs_[1].net;
  figures_.left = left();
  figures_.ended = now.utc;
  host_.ended(figures_);
}

Quantity PairWorker::naked() const {
  if (!two_) return {};
  return legs_[0].net > legs_[1].net ? legs_[0].net - legs_[1].net : legs_[1].net - legs_[0].net;
}

}  // namespace basis
