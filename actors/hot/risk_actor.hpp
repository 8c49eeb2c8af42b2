#pragma once

#include <string>
#include <vector>

#include "actors/hot/event_intake.hpp"
#include "actors/hot/hot_messages.hpp"
#include "actors/lanes/polled_actor.hpp"
#include "core/pretrade/live_risk.hpp"

namespace basis {

/// Keeps margin, delta and naked exposure up with prices and trades, and tells
/// the execution manager what it found, at most every `kInterval`.
class RiskActor final : public PolledActor<hot_risk_actor> {
 public:
  static constexpr Nanos kInterval{100'000'000};

  /// Where the holding of an instrument and its account's cash stand.
  struct Place {
    RiskKind kind = RiskKind::spot;
    InstrumentId cash;
    bool known = false;
  };
  struct Parts {
    LiveRiskSpec spec;
    std::vector<Place> places;                          ///< by InstrumentId
    std::vector<std::pair<InstrumentId, Amount>> cash;  ///< USDT to start with
    std::vector<FeedQueue*> queues;
    hot_execution_actor execution;  ///< null where nobody listens
  };
  RiskActor(caf::actor_config& config, Parts parts);
  /// Who hears of the risk; before the lane runs.
  void tell(hot_execution_actor execution) { execution_ = std::move(execution); }
  /// Actors that know each other would keep each other alive.
  void on_exit() override { execution_ = nullptr; }

  [[nodiscard]] LiveRisk& risk() { return risk_; }
  [[nodiscard]] std::uint64_t assessments() const { return assessments_; }
  /// The worst status there was.
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
  void trade(const HoldingTraded& trade);

  LiveRisk risk_;
  std::vector<Place> places_;
  std::vector<Holding> holdings_;  ///< by InstrumentId, cash included
  EventIntake intake_;
  hot_execution_actor execution_;
  MonoTime now_;
  std::optional<MonoTime> assessed_;
  std::optional<std::int64_t> day_;  ///< UTC day number of the last event
  Amount day_equity_;                ///< when it began
  RiskStatus worst_ = RiskStatus::safe;
  std::uint64_t assessments_ = 0;
};

}  // namespace basis
