#include "actors/trading/live_risk_actor.hpp"

#include <algorithm>

#include "actors/lanes/handlers.hpp"

namespace basis {

LiveRiskActor::LiveRiskActor(caf::actor_config& config, Parts parts)
    : PolledActor(config),
      risk_(std::move(parts.spec)),
      intake_(std::move(parts.queues)),
      sender_(std::move(parts.sender)) {}

auto LiveRiskActor::handlers() {
  return std::tuple{
      [this](const HoldingChanged& changed) { risk_.set_holding(changed.instrument, changed.holding, changed.at); },
      [this](const CapitalMoved& moved) { day_.capital += moved.dollars; },
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
  day_.begin(event.received, risk_.equity());
  if (!assessed_ || now_ - *assessed_ >= kInterval) assess();
}

void LiveRiskActor::assess() {
  assessed_ = now_;
  ++assessments_;
  const LiveRiskReport& report = risk_.assess(now_);
  worst_ = std::max(worst_, report.status);
  if (sender_) send_pooled(sender_, RiskMeasured{{report.status, day_.pnl(risk_.equity())}, now_});
}

}  // namespace basis
