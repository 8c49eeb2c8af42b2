#include "actors/hot/execution_actor.hpp"

#include <limits>

#include "actors/lanes/handlers.hpp"

namespace basis {
namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

}  // namespace

ExecutionActor::ExecutionActor(caf::actor_config& config, Parts parts)
    : PolledActor(config),
      gate_(parts.limits),
      intake_(std::move(parts.queues)),
      encoders_(parts.encoders),
      sink_(parts.sink),
      ids_(parts.ids),
      risk_(std::move(parts.risk)),
      assume_filled_(parts.assume_filled),
      clock_(parts.clock) {
  // Readiness is the venue client's to say; where orders are assumed filled there is none to wait for.
  if (assume_filled_)
    for (const InstrumentLimits& limits : parts.limits.instruments) gate_.set_readiness(limits.id, {true, true});
}

void ExecutionActor::on_exit() {
  risk_ = nullptr;
  pricing_ = nullptr;
}

std::size_t ExecutionActor::poll_events(std::size_t limit) {
  return intake_.drain(limit, [this](const FeedEvent& event) { gate_.apply(event); });
}

auto ExecutionActor::handlers() {
  return std::tuple{[this](const PairWanted& pair) { trade(pair); },
                    [this](const RiskMeasured& risk) { gate_.set_risk(risk.reading, risk.as_of); },
                    [this](const SetKillSwitch& kill) { gate_.set_kill_switch(kill.state, kill.reason, kill.at); },
                    [this](Ping) { return Pong{counters_.pairs}; }};
}

ExecutionActor::behavior_type ExecutionActor::make_behavior() { return behavior_of<behavior_type>(handlers()); }

bool ExecutionActor::take_directly(caf::mailbox_element& element) { return handle_pooled(handlers(), element); }

void ExecutionActor::trade(const PairWanted& pair) {
  ++counters_.pairs;
  // Whatever has been published by now counts, a lost price above all, however much of it waits.
  while (poll_events(kAll) != 0) {
  }
  Stamps stamps = pair.stamps;
  stamps.decided = clock_.now(stamps.received);
  // Made before they are asked about, so that their bytes have settled when they are written out.
  const std::array<OrderCommand, 2> orders{command(pair.spot, sequence_ + 1), command(pair.perp, sequence_ + 2)};
  const PreTradeVerdict verdict = gate_.check_pair(pair.spot, pair.perp, stamps.decided);
  if (!verdict.passed()) {
    ++counters_.refused[static_cast<std::size_t>(verdict.reason)];
    refusal_ = verdict;
    refuse(pair);
    return;
  }
  sequence_ += orders.size();
  // Both are signed before either goes: a leg that cannot be sent must not leave the other naked.
  if (!encoders_->encode(orders, stamps.received_utc, encoded_)) {
    ++counters_.encode_faults;
    gate_.on_closed(pair.spot.instrument, pair.spot.buy, pair.spot.size);
    gate_.on_closed(pair.perp.instrument, pair.perp.buy, pair.perp.size);
    refuse(pair);
    return;
  }
  stamps.signed_at = clock_.now(stamps.received);
  for (std::size_t i = 0; i < orders.size(); ++i) hand_over(orders[i], encoded_.requests[i], stamps);
  record(stamps);
}

void ExecutionActor::refuse(const PairWanted& pair) {
  if (pricing_) send_pooled(pricing_, PairRefused{pair.kind, pair.spot.instrument, pair.perp.instrument});
}

void ExecutionActor::record(const Stamps& stamps) {
  const MonoTime from = stamps.received;
  latency_.published.record((stamps.published - from).count);
  latency_.priced.record((stamps.priced - from).count);
  latency_.decided.record((stamps.decided - from).count);
  latency_.signed_order.record((stamps.signed_at - from).count);
}

OrderCommand ExecutionActor::command(const OrderIntent& intent, std::uint64_t sequence) const {
  // In one expression: the id is made where it stays.
  return {.id = ids_.make(sequence),
          .side = intent.buy ? OrderSide::buy : OrderSide::sell,
          .kind = OrderKind::limit_ioc,
          .reduce_only = intent.reduce_only,
          .instrument = intent.instrument,
          .limit = *intent.limit,
          .size = intent.size};
}

void ExecutionActor::hand_over(const OrderCommand& order, const wire::OrderBuffer& buffer, const Stamps& stamps) {
  ++counters_.orders;
  if (sink_ != nullptr) sink_->order_ready(order, *encoders_->venue_of(order.instrument), buffer.bytes(), stamps);
  if (!assume_filled_) return;
  const bool bought = order.side == OrderSide::buy;
  gate_.on_fill(order.instrument, bought, order.size);
  if (risk_) send_pooled(risk_, HoldingTraded{order.instrument, bought, order.size, order.limit, stamps.received});
}

}  // namespace basis
