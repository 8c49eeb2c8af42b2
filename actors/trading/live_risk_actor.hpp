#pragma once

#include <string>
#include <vector>

#include "actors/lanes/polled_actor.hpp"
#include "actors/trading/event_intake.hpp"
#include "actors/trading/hot_messages.hpp"
#include "core/portfolio/day_figures.hpp"
#include "core/risk/live_risk.hpp"

namespace basis {

/// Updates margin, delta and naked exposure with prices and holdings, and reports to the pair sender
/// at most every `kInterval`.
class LiveRiskActor final : public PolledActor<live_risk_actor> {
 public:
  static constexpr Nanos kInterval{100'000'000};

  struct Parts {
    LiveRiskSpec spec;  ///< its universe outlives the actor
    std::vector<FeedQueue*> queues;
    pair_sender_actor sender;  ///< null when no reports are needed
  };
  LiveRiskActor(caf::actor_config& config, Parts parts);
  [[nodiscard]] LiveRisk& risk() { return risk_; }
  [[nodiscard]] std::uint64_t assessments() const { return assessments_; }
  /// The worst status so far.
  [[nodiscard]] RiskStatus worst() const { return worst_; }
  [[nodiscard]] MonoTime now() const { return now_; }

 protected:
  behavior_type make_behavior() override;
  bool take_directly(caf::mailbox_element& element) override;
  std::size_t poll_events(std::size_t limit) override;

 private:
  auto handlers();
  void take(const FeedEvent& event);
  void assess();

  LiveRisk risk_;
  EventIntake intake_;
  pair_sender_actor sender_;
  MonoTime now_;
  std::optional<MonoTime> assessed_;
  DayFigures day_;
  RiskStatus worst_ = RiskStatus::safe;
  std::uint64_t assessments_ = 0;
};

}  // namespace basis
