#include "actors/trading/pair_sender.hpp"

#include <algorithm>
#include <limits>

#include "actors/lanes/handlers.hpp"
#include "core/execution/steps.hpp"

namespace basis {
namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
/// Room for so many pairs is made at the start.
constexpr std::size_t kPairsAtOnce = 256;
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
      receive_window_(parts.receive_window),
      positions_(std::move(parts.positions)),
      clock_(parts.clock),
      outcomes_(parts.outcomes),
      best_(parts.universe->markets().size()) {
  open_.reserve(kPairsAtOnce);
}

void PairSender::on_exit() {
  positions_ = nullptr;
  pricing_ = nullptr;
}

std::size_t PairSender::poll_events(std::size_t limit) {
  return intake_.drain(limit, [this](const FeedEvent& event) {
    gate_.apply(event);
    if (outcomes_ != nullptr) note_event(event);
  });
}

auto PairSender::handlers() {
  return std::tuple{[this](const PairWanted& pair) { trade(pair); },
                    [this](const WorkPair& pair) { work(pair); },
                    [this](const StopPair& pair) { stop(pair); },
                    [this](const VolatilityMeasured& told) { volatility_[told.asset] = told.volatility; },
                    [this](const OrderReported& reported) { report(reported); },
                    [this](const AccountReported& reported) {
                      tell(reported);
                      if (positions_) send_pooled(positions_, reported);
                    },
                    [this](const MarketReady& market) { ready(market); },
                    [this](const BeginBoot& boot) { begin(boot); },
                    [this](const Downloaded& downloaded) { take(downloaded); },
                    [this](const ResumePair& resumed) { resume(resumed); },
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

/// What leaves is at most what is held of both legs: a fee that was taken in coins leaves fewer of them.
void PairSender::fit(PairWanted& pair) const {
  if (pair.kind != SignalKind::leave || !gate_.watches(pair.spot.market) || !gate_.watches(pair.perp.market)) return;
  const Quantity coins = std::max(gate_.position(pair.spot.market), Quantity{});
  const Quantity sold = std::max(-gate_.position(pair.perp.market), Quantity{});
  const Quantity held = std::min(coins, sold);
  if (pair.spot.size <= held) return;
  pair.spot.size = pair.perp.size =
      cut_to_steps(held, universe_[pair.spot.market].step, universe_[pair.perp.market].step);
}

void PairSender::trade(PairWanted pair) {
  ++counters_.pairs;
  // All published events are applied first, above all a PriceLost, regardless of how many are
  // waiting.
  while (poll_events(kAll) != 0) {
  }
  fit(pair);
  Stamps stamps = pair.stamps;
  stamps.decided = clock_.now(stamps.received);
  for (const OrderCommand* leg : {&pair.spot, &pair.perp})
    if (!leg->has_limit()) return refuse(pair, {PreTradeReason::bad_limit_price, leg->market});
  // Made before the check, so that the stores to them are complete when the encoder reads them.
  const std::array<OrderCommand, 2> orders{named(pair.spot, sequence_ + 1), named(pair.perp, sequence_ + 2)};
  const PreTradeVerdict verdict = gate_.check_pair(pair.spot, pair.perp, stamps.decided);
  if (!verdict.passed()) return refuse(pair, verdict);
  // Both are signed before either is sent: a leg that cannot be signed must not leave the other one
  // naked.
  const bool tracked = tracker_.takes(pair.spot.market, 2) && tracker_.takes(pair.perp.market, 2);
  if (!tracked || !encoders_->encode(orders, stamps.received_utc, encoded_)) {
    ++(tracked ? counters_.encode_faults : counters_.untracked);
    gate_.on_closed(pair.spot.market, pair.spot.buys(), pair.spot.size);
    gate_.on_closed(pair.perp.market, pair.perp.buys(), pair.perp.size);
    return tell_refused(pair.spot.market, pair.perp.market, pair.kind);
  }
  sequence_ += orders.size();
  stamps.signed_at = clock_.now(stamps.received);
  for (std::size_t i = 0; i < orders.size(); ++i) hand_over(orders[i], encoded_.requests[i], stamps);
  follow(pair, orders, stamps.received_utc);
  record(stamps);
}

/// Done after the bytes have gone: what the venue says of them is read later, by this actor.
void PairSender::follow(const PairWanted& pair, const std::array<OrderCommand, 2>& orders, UtcTime now) {
  for (const OrderCommand& order : orders)
    require(tracker_.send(order, now, now + receive_window_) == SendVerdict::taken, "an order was sent untracked");
  for (const OrderCommand& order : orders) gate_feed_.sent(order.market);
  open_.push_back({{orders[0].id, orders[1].id}, pair.spot.market, pair.perp.market, pair.kind});
}

void PairSender::refuse(const PairWanted& pair, const PreTradeVerdict& verdict) {
  ++counters_.refused[static_cast<std::size_t>(verdict.reason)];
  refusal_ = verdict;
  tell_refused(pair.spot.market, pair.perp.market, pair.kind);
}

/// Nothing came of it: the pair is held as it was before.
void PairSender::tell_refused(MarketId spot, MarketId perp, SignalKind kind) {
  if (pricing_) send_pooled(pricing_, PairLatched{spot, perp, kind == SignalKind::leave});
}

void PairSender::record(const Stamps& stamps) {
  const MonoTime from = stamps.received;
  latency_.published.record((stamps.published - from).count);
  latency_.priced.record((stamps.priced - from).count);
  latency_.decided.record((stamps.decided - from).count);
  latency_.signed_order.record((stamps.signed_at - from).count);
}

OrderCommand PairSender::named(const OrderCommand& order, std::uint64_t sequence) const {
  OrderCommand named = order;
  named.id = ids_.make(sequence);
  return named;
}

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
  take(tracker_.apply(reported.report, reported.received), reported.received, reported.at);
}

void PairSender::take(OrderTracker::Effects effects, UtcTime received, MonoTime at) {
  gate_feed_.take(effects);
  for (const OrderEffect& effect : effects) act(effect, at);
  if (outcomes_ == nullptr) return;
  for (const OrderEffect& effect : std::vector<OrderEffect>(effects.begin(), effects.end()))
    tell_worker(effect, received, at);
}

void PairSender::act(const OrderEffect& effect, MonoTime at) {
  switch (effect.kind) {
    case EffectKind::filled:
    case EffectKind::venue_fill: return count_fill(effect, at);
    case EffectKind::ended: return end_order(effect);
    case EffectKind::alarm:
      if (counters_.alarms++ < kAlarmsKept) alarms_.emplace_back(order_alarm_name(effect.alarm));
      return;
    default: return;
  }
}

void PairSender::count_fill(const OrderEffect& effect, MonoTime at) {
  if (!effect.size.is_zero()) ++counters_.fills;
  for (OpenPair& pair : open_)
    if (pair.ids[0] == effect.id || pair.ids[1] == effect.id) pair.filled = true;
  if (positions_) send_pooled(positions_, FillCounted{effect, at});
}

void PairSender::end_order(const OrderEffect& effect) {
  if (effect.state == OrderState::rejected) ++counters_.rejected[static_cast<std::size_t>(effect.reason)];
  const auto pair = std::find_if(open_.begin(), open_.end(), [&](const OpenPair& one) {
    return one.ids[0] == effect.id || one.ids[1] == effect.id;
  });
  if (pair == open_.end() || ++pair->ended < 2) return;
  if (!pair->filled) {
    ++counters_.unfilled;
    tell_refused(pair->spot, pair->perp, pair->kind);
  }
  open_.erase(pair);
}

}  // namespace basis
