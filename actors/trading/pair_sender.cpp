#include "actors/trading/pair_sender.hpp"

#include <limits>

#include "actors/lanes/handlers.hpp"

namespace basis {
namespace {

constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

}  // namespace

PairSender::PairSender(caf::actor_config& config, Parts parts)
    : PolledActor(config),
      gate_(parts.limits),
      intake_(std::move(parts.queues)),
      encoders_(parts.encoders),
      sink_(parts.sink),
      ids_(parts.ids),
      risk_(std::move(parts.risk)),
      assume_filled_(parts.assume_filled),
      clock_(parts.clock) {
  // Readiness is set by the venue client; without a venue all markets are ready from the start.
  if (assume_filled_)
    for (const MarketLimits& limits : parts.limits.markets) gate_.set_readiness(limits.market->id, {true, true});
}

void PairSender::on_exit() {
  risk_ = nullptr;
  pricing_ = nullptr;
}

std::size_t PairSender::poll_events(std::size_t limit) {
  return intake_.drain(limit, [this](const FeedEvent& event) { gate_.apply(event); });
}

auto PairSender::handlers() {
  return std::tuple{[this](const PairWanted& pair) { trade(pair); },
                    [this](const RiskMeasured& risk) { gate_.set_risk(risk.reading, risk.as_of); },
                    [this](const SetKillSwitch& kill) { gate_.set_kill_switch(kill.state, kill.reason, kill.at); },
                    [this](Ping) { return Pong{counters_.pairs}; }};
}

PairSender::behavior_type PairSender::make_behavior() { return behavior_of<behavior_type>(handlers()); }

bool PairSender::take_directly(caf::mailbox_element& element) { return handle_pooled(handlers(), element); }

void PairSender::trade(const PairWanted& pair) {
  ++counters_.pairs;
  // All published events are applied first, above all a PriceLost, regardless of how many are
  // waiting.
  while (poll_events(kAll) != 0) {
  }
  Stamps stamps = pair.stamps;
  stamps.decided = clock_.now(stamps.received);
  for (const OrderCommand* leg : {&pair.spot, &pair.perp})
    if (!leg->has_limit()) return refuse(pair, {PreTradeReason::bad_limit_price, leg->market});
  // Made before the check, so that the stores to them are complete when the encoder reads them.
  const std::array<OrderCommand, 2> orders{named(pair.spot, sequence_ + 1), named(pair.perp, sequence_ + 2)};
  const PreTradeVerdict verdict = gate_.check_pair(pair.spot, pair.perp, stamps.decided);
  if (!verdict.passed()) return refuse(pair, verdict);
  sequence_ += orders.size();
  // Both are signed before either is sent: a leg that cannot be signed must not leave the other one
  // naked.
  if (!encoders_->encode(orders, stamps.received_utc, encoded_)) {
    ++counters_.encode_faults;
    gate_.on_closed(pair.spot.market, pair.spot.buys(), pair.spot.size);
    gate_.on_closed(pair.perp.market, pair.perp.buys(), pair.perp.size);
    tell_refused(pair);
    return;
  }
  stamps.signed_at = clock_.now(stamps.received);
  for (std::size_t i = 0; i < orders.size(); ++i) hand_over(orders[i], encoded_.requests[i], stamps);
  record(stamps);
}

void PairSender::refuse(const PairWanted& pair, const PreTradeVerdict& verdict) {
  ++counters_.refused[static_cast<std::size_t>(verdict.reason)];
  refusal_ = verdict;
  tell_refused(pair);
}

void PairSender::tell_refused(const PairWanted& pair) {
  if (pricing_) send_pooled(pricing_, PairRefused{pair.kind, pair.spot.market, pair.perp.market});
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
  if (!assume_filled_) return;
  const bool bought = order.side == OrderSide::buy;
  gate_.on_fill(order.market, bought, order.size);
  if (risk_) send_pooled(risk_, HoldingTraded{order.market, bought, order.size, order.limit, stamps.received});
}

}  // namespace basis
