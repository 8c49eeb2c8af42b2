#include "actors/hot/risk_actor.hpp"

#include <algorithm>

#include "actors/lanes/handlers.hpp"

namespace basis {

RiskActor::RiskActor(caf::actor_config& config, Parts parts)
    : PolledActor(config),
      risk_(parts.spec),
      places_(std::move(parts.places)),
      intake_(std::move(parts.queues)),
      execution_(std::move(parts.execution)) {
  for (const RiskInstrument& instrument : parts.spec.instruments)
    if (holdings_.size() <= instrument.id.index()) holdings_.resize(instrument.id.index() + 1);
  for (const auto& [id, amount] : parts.cash) {
    holdings_[id.index()].amount = amount;
    risk_.set_holding(id, holdings_[id.index()], MonoTime());
  }
  day_equity_ = risk_.equity();
}

auto RiskActor::handlers() {
  return std::tuple{[this](const HoldingTraded& traded) { trade(traded); },
                    [this](Ping) { return Pong{intake_.total()}; }};
}

RiskActor::behavior_type RiskActor::make_behavior() { return behavior_of<behavior_type>(handlers()); }

bool RiskActor::take_directly(caf::mailbox_element& element) { return handle_pooled(handlers(), element); }

std::size_t RiskActor::poll_events(std::size_t limit) {
  return intake_.drain(limit, [this](const FeedEvent& event) { take(event); });
}

void RiskActor::take(const FeedEvent& event) {
  risk_.apply(event);
  now_ = std::max(now_, event.received_mono);
  const std::int64_t day = event.received.nanos() / kDay.count;
  if (day_ && *day_ != day) day_equity_ = risk_.equity();
  day_ = day;
  if (!assessed_ || now_ - *assessed_ >= kInterval) assess();
}

void RiskActor::assess() {
  assessed_ = now_;
  ++assessments_;
  const LiveRiskReport& report = risk_.assess(now_);
  worst_ = std::max(worst_, report.status);
  if (execution_) send_pooled(execution_, RiskMeasured{{report.status, risk_.equity() - day_equity_}, now_});
}

/// A perp's entry cost grows with what is opened and shrinks in proportion with
/// what is closed; the difference to the price it was closed at is cash.
void RiskActor::trade(const HoldingTraded& traded) {
  if (traded.instrument.index() >= places_.size()) return;
  const Place& place = places_[traded.instrument.index()];
  if (!place.known) return;
  Holding& held = holdings_[traded.instrument.index()];
  Holding& cash = holdings_[place.cash.index()];
  const Amount size = Amount::from_raw(i128{traded.size.raw()} * (Amount::kOne / Quantity::kOne));
  const Amount change = traded.bought ? size : -size;
  const Amount worth = mul(change, traded.price, Rounding::half_even);
  if (place.kind == RiskKind::spot) {
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
  risk_.set_holding(place.cash, cash, traded.at);
  risk_.set_holding(traded.instrument, held, traded.at);
}

}  // namespace basis
