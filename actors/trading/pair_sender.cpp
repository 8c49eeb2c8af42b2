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
    count(effect);
  }
  // A worker that is told can send, which changes what the tracker tells.
  told_.assign(effects.begin(), effects.end());
  for (const OrderEffect& effect : told_) tell_worker(effect, received, at);
}

void PairSender::count(const OrderEffect& effect) {
  switch (effect.kind) {
    case EffectKind::filled:
    case EffectKind::venue_fill: counters_.fills += effect.size.is_zero() ? 0U : 1U; return;
    case EffectKind::ended:
      if (effect.state == OrderState::rejected) ++counters_.rejected[static_cast<std::size_t>(effect.reason)];
      return;
    case EffectKind::alarm:
      if (counters_.alarms++ < kAlarmsKept) alarms_.emplace_back(order_alarm_name(effect.alarm));
      return;
    default: return;
  }
}

}  // namespace basis
