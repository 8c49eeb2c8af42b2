#include "actors/trading/pair_sender.hpp"

#include <algorithm>

#include "actors/lanes/handlers.hpp"

namespace basis {
namespace {

constexpr std::size_t kAlarmsKept = 10;

}  // namespace

PairSender::PairSender(caf::actor_config& config, Parts parts)
    : PolledActor(config),
      gate_(parts.limits),
      intake_(std::move(parts.queues)),
      encoders_(parts.encoders),
      sink_(parts.sink),
      witness_(parts.witness),
      ids_(parts.ids),
      universe_(*parts.universe),
      tracker_({}, parts.ids, parts.universe->markets().size()),
      gate_feed_(gate_, tracker_, parts.limits),
      funds_(universe_.markets()),
      receive_window_(parts.receive_window),
      clock_(parts.clock),
      outcomes_(parts.outcomes),
      best_(parts.universe->markets().size()),
      twin_terms_(parts.twin_terms) {
  changed_.reserve(best_.size());
  asking_.reserve(best_.size());
}

std::size_t PairSender::poll_events(std::size_t) {
  const std::size_t handled = take_events();
  if (handled != 0 || !changed_.empty()) ask_workers();
  return handled;
}

auto PairSender::handlers() {
  return std::tuple{[this](const WorkPair& pair) { work(pair); },
                    [this](const StopPair& pair) { stop(pair); },
                    [this](const VolatilityMeasured& told) { volatility_[told.asset] = told.volatility; },
                    [this](const OrderReported& reported) { report(reported); },
                    [this](const AccountReported& reported) {
                      funds_.take(reported.report);
                      tell(reported);
                    },
                    [this](const MarketReady& market) { ready(market); },
                    [this](const SendFailed& failure) { failed(failure); },
                    [this](const OrderAnswered& answer) { answered(answer); },
                    [this](const TimePassed& time) { time_passed(time); },
                    [this](const BeginBoot& boot) { begin(boot); },
                    [this](const Downloaded& downloaded) { take(downloaded); },
                    [this](const ResumePair& resumed) { carry_on(resumed); },
                    [this](const RiskMeasured& risk) { gate_.set_risk(risk.reading, risk.as_of); },
                    [this](const SetKillSwitch& kill) {
                      if (kill.tightens)
                        gate_.tighten_kill_switch(kill.state, kill.reason, kill.at);
                      else
                        gate_.set_kill_switch(kill.state, kill.reason, kill.at);
                    },
                    [this](Ping) { return Pong{counters_.pairs}; }};
}

PairSender::behavior_type PairSender::make_behavior() { return behavior_of<behavior_type>(handlers()); }

bool PairSender::take_directly(caf::mailbox_element& element) { return handle_pooled(handlers(), element); }

void PairSender::hand_over(const OrderCommand& order, const wire::OrderBuffer& buffer, const Stamps& stamps) {
  ++counters_.orders;
  if (sink_ != nullptr) sink_->order_ready(order, *encoders_->venue_of(order.market), buffer.bytes(), stamps);
}

/// A market that is not connected, or not in step, is one whose position is not known.
void PairSender::ready(const MarketReady& market) {
  gate_feed_.set_connected(market.market, market.readiness.connected);
  if (!market.readiness.synced) return;
  gate_feed_.download_ended(market.market);
  gate_feed_.set_position(market.market, market.position);
}

void PairSender::report(const OrderReported& reported) {
  tell(reported);
  take(tracker_.apply(reported.report, reported.received), reported.report.at_venue, reported.received, reported.at);
}

void PairSender::take(OrderTracker::Effects effects, UtcTime at_venue, UtcTime received, MonoTime at) {
  gate_feed_.take(effects);
  for (const OrderEffect& effect : effects) {
    funds_.take(effect, at_venue);
    count(effect, received);
    ask_for(effect);
  }
  // A worker that is told can send, which changes what the tracker tells.
  told_.assign(effects.begin(), effects.end());
  for (const OrderEffect& effect : told_) tell_worker(effect, received, at);
}

/// What the tracker wants to know of venues.
void PairSender::ask_for(const OrderEffect& effect) {
  switch (effect.kind) {
    case EffectKind::query_due: tell(OrderInQuestion{effect.id, effect.market}); return;
    case EffectKind::download_due: tell(DownloadDue{effect.market}); return;
    case EffectKind::fetch_fills: {
      if (effect.at_venue != UtcTime{}) return tell(FillsLack{effect.market, effect.at_venue - kSecond});
      const TrackedOrder* const order = tracker_.find(effect.id);
      // Nothing of it can have traded before it was sent.
      if (order != nullptr) tell(FillsLack{effect.market, order->deadline - receive_window_ - kSecond});
      return;
    }
    default: return;
  }
}

void PairSender::failed(const SendFailed& failure) {
  take(tracker_.fail(failure.id, failure.action, failure.failure, failure.received), failure.received, failure.received,
       failure.at);
}

void PairSender::answered(const OrderAnswered& answer) {
  const UtcTime now = answer.received;
  switch (answer.kind) {
    case OrderAnswered::Kind::found:
      return take(tracker_.answer(answer.record, now), answer.record.at_venue, now, answer.at);
    case OrderAnswered::Kind::missing: return take(tracker_.answer_missing(answer.id, now), now, now, answer.at);
    case OrderAnswered::Kind::failed: return take(tracker_.answer_failed(answer.id, now), now, now, answer.at);
  }
}

/// Prices may stand still while a leg is naked, and an order without an answer is asked about.
void PairSender::time_passed(const TimePassed& time) {
  take(tracker_.on_time(time.now), time.now, time.now, time.at);
  if (working_ == 0) return;
  const Stamps now{time.now, time.at, time.at, time.at, time.at};
  asked_ = time.at;
  for (const auto& desk : desks_)
    if (!desk->over()) desk->tell_time(now);
  count_working();
}

void PairSender::count(const OrderEffect& effect, UtcTime received) {
  switch (effect.kind) {
    case EffectKind::filled:
    case EffectKind::venue_fill: counters_.fills += effect.size.is_zero() ? 0U : 1U; return;
    case EffectKind::ended:
      if (effect.state == OrderState::rejected) ++counters_.rejected[static_cast<std::size_t>(effect.reason)];
      return;
    case EffectKind::alarm:
      if (counters_.alarms++ < kAlarmsKept) alarms_.emplace_back(order_alarm_name(effect.alarm));
      return tell(OrderAlarmed{effect.alarm, effect.id, effect.market, received});
    default: return;
  }
}

}  // namespace basis
