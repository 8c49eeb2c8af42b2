#include "actors/trading/hot_position_actor.hpp"

#include <utility>

#include "actors/lanes/handlers.hpp"

namespace basis {

HotPositionActor::HotPositionActor(caf::actor_config& config, Parts parts)
    : PolledActor(config),
      universe_(*parts.universe),
      book_(universe_, std::move(parts.rules)),
      postings_(universe_, book_),
      risk_(std::move(parts.risk)) {}

void HotPositionActor::on_exit() {
  risk_ = nullptr;
  sender_ = nullptr;
}

auto HotPositionActor::handlers() {
  return std::tuple{[this](const FillCounted& counted) { take(counted); },
                    [this](const AccountReported& reported) { take(reported); },
                    [this](Ping) { return Pong{handled_}; }};
}

HotPositionActor::behavior_type HotPositionActor::make_behavior() { return behavior_of<behavior_type>(handlers()); }

bool HotPositionActor::take_directly(caf::mailbox_element& element) { return handle_pooled(handlers(), element); }

void HotPositionActor::take(const FillCounted& counted) {
  ++handled_;
  if (!counted.fill.size.is_zero()) ++fills_;
  spread(postings_.apply(counted.fill, counted.fill.at_venue), counted.at);
}

void HotPositionActor::take(const AccountReported& reported) {
  ++handled_;
  Posted posted = postings_.apply(reported.report, reported.report.at_venue);
  if (reported.adopted)
    for (const ReconcileFinding& finding : std::exchange(posted.findings, {}))
      adopt(finding, reported.report.at_venue, posted);
  spread(posted, reported.at);
}

/// What a first start finds is the capital.
void HotPositionActor::adopt(const ReconcileFinding& finding, UtcTime now, Posted& posted) {
  if (!finding.instrument) {
    posted.findings.push_back(finding);
    return;
  }
  if (auto entry = book_.adopt(*finding.instrument, AdoptAs::capital, now)) posted.entries.push_back(std::move(*entry));
}

/// Tells live risk what was posted, and the pair sender when a difference is a person's to look at.
void HotPositionActor::spread(const Posted& posted, MonoTime at) {
  for (const LedgerEntry& entry : posted.entries) {
    for (const Movement& movement : entry.movements) {
      tell(movement.from, at);
      tell(movement.to, at);
      if (entry.kind == EntryKind::funding) funding_ += dollars_in(movement);
      if (entry.kind == EntryKind::capital) send_pooled(risk_, CapitalMoved{dollars_in(movement)});
    }
  }
  for (const ReconcileFinding& finding : posted.findings) {
    if (finding.verdict != ReconcileVerdict::reducing) continue;
    differences_.push_back(finding.text);
    if (sender_) send_pooled(sender_, SetKillSwitch{KillState::reducing, "the book differs from a venue", at, true});
  }
}

/// What a movement between an account and the outside brings of the dollar; nothing of another token.
Amount HotPositionActor::dollars_in(const Movement& movement) const {
  const auto counts = [&](const LedgerSide& side) {
    return side.instrument() && universe_[*side.instrument()].asset == universe_.quote_asset();
  };
  if (counts(movement.to)) return movement.amount;
  return counts(movement.from) ? -movement.amount : Amount{};
}

void HotPositionActor::tell(const LedgerSide& side, MonoTime at) {
  if (const auto& instrument = side.instrument())
    send_pooled(risk_, HoldingChanged{*instrument, book_[*instrument], at});
}

}  // namespace basis
