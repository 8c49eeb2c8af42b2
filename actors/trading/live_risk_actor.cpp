#include "actors/trading/live_risk_actor.hpp"

#include <algorithm>

#include "actors/lanes/handlers.hpp"

namespace basis {

LiveRiskActor::LiveRiskActor(caf::actor_config& config, Parts parts)
    : PolledActor(config),
      risk_(parts.spec),
      universe_(*parts.spec.universe),
      holdings_(universe_.instruments().size()),
      intake_(std::move(parts.queues)),
      sender_(std::move(parts.sender)) {
  for (const auto& [id, amount] : parts.cash) {
    holdings_[id.index()].amount = amount;
    risk_.set_holding(id, holdings_[id.index()], MonoTime());
  }
  day_equity_ = risk_.equity();
}

auto LiveRiskActor::handlers() {
  return std::tuple{[this](const HoldingTraded& traded) { trade(traded); },
                    [this](Ping) { return Pong{intake_.total()}; }};
}

LiveRiskActor::behavior_type LiveRiskActor::make_behavior() { return behavior_of<behavior_type>(handlers()); }

bool LiveRiskActor::take_directly(caf::mailbox_element& element) { return handle_pooled(handlers(), element); }

std::size_t LiveRiskActor::poll_events(std::size_t limit) {
  return intake_.drain(limit, [this](const FeedEvent& event) { take(event); });
}

void LiveRiskActor::take(const FeedEvent& event) {
  risk_.apply(event);
  now_ = std::max(now_, event.received_mono);
  const std::int64_t day = event.received.nanos() / kDay.count;
  if (day_ && *day_ != day) day_equity_ = risk_.equity();
  day_ = day;
  if (!assessed_ || now_ - *assessed_ >= kInterval) assess();
}

void LiveRiskActor::assess() {
  assessed_ = now_;
  ++assessments_;
  const LiveRiskReport& report = risk_.assess(now_);
  worst_ = std::max(worst_, report.status);
  if (sender_) send_pooled(sender_, RiskMeasured{{report.status, risk_.equity() - day_equity_}, now_});
}

/// The entry cost of a perp grows by the worth of what is opened, and shrinks in proportion to what
/// is closed. The difference between that part of the cost and the closing worth is added to cash.
void LiveRiskActor::trade(const HoldingTraded& traded) {
  const Market& market = universe_[traded.market];
  Holding& held = holdings_[market.position->index()];
  Holding& cash = holdings_[market.cash->index()];
  const Amount size = Amount::from_raw(i128{traded.size.raw()} * (Amount::kOne / Quantity::kOne));
  const Amount change = traded.bought ? size : -size;
  const Amount worth = mul(change, traded.price, Rounding::half_even);
  if (market.is_spot()) {
    cash.amount -= worth;
  } else if (held.amount.sign() * change.sign() >= 0) {
    held.entry_cost += worth;
  } else {
    const Amount closed = std::min(held.amount.abs(), change.abs());
    const Amount cost = scale(held.entry_cost, closed, held.amount.abs(), Rounding::half_even);
    const Amount got = mul(held.amount.sign() > 0 ? closed : -closed, traded.price, Rounding::half_even);
    cash.amount += got - cost;
    held.entry_cost -= cost;
    const Amount opened = change.sign() > 0 ? change - closed : change + closed;
    held.entry_cost += mul(opened, traded.price, Rounding::half_even);
  }
  held.amount += change;
  risk_.set_holding(*market.cash, cash, traded.at);
  risk_.set_holding(*market.position, held, traded.at);
}

}  // namespace basis
