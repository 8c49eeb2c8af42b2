#pragma once

#include <string>
#include <vector>

#include "actors/lanes/polled_actor.hpp"
#include "actors/trading/event_intake.hpp"
#include "actors/trading/hot_messages.hpp"
#include "core/instruments/universe.hpp"
#include "core/risk/live_risk.hpp"

namespace basis {

/// Updates margin, delta and naked exposure with prices and trades, and reports to the pair sender
/// at most every `kInterval`.
class LiveRiskActor final : public PolledActor<live_risk_actor> {
 public:
  static constexpr Nanos kInterval{100'000'000};

  struct Parts {
    LiveRiskSpec spec;                                  ///< its universe outlives the actor
    std::vector<std::pair<InstrumentId, Amount>> cash;  ///< USDT at the start
    std::vector<FeedQueue*> queues;
    pair_sender_actor sender;  ///< null when no reports are needed
  };
  LiveRiskActor(caf::actor_config& config, Parts parts);
  /// Sets the receiver of the reports; call it before the lane runs.
  void tell(pair_sender_actor to) { sender_ = std::move(to); }
  /// Releases the handle: actors that hold handles of each other would never be destroyed.
  void on_exit() override { sender_ = nullptr; }

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
  void trade(const HoldingTraded& trade);

  LiveRisk risk_;
  const Universe& universe_;
  std::vector<Holding> holdings_;  ///< by InstrumentId, cash included
  EventIntake intake_;
  pair_sender_actor sender_;
  MonoTime now_;
  std::optional<MonoTime> assessed_;
  std::optional<std::int64_t> day_;  ///< UTC day number of the last event
  Amount day_equity_;                ///< equity at the start of the day
  RiskStatus worst_ = RiskStatus::safe;
  std::uint64_t assessments_ = 0;
};

}  // namespace basis
