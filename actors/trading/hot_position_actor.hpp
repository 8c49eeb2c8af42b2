#pragma once

#include <vector>

#include "actors/lanes/polled_actor.hpp"
#include "actors/trading/hot_messages.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// Owns the holdings of the hot path: it posts the fills that count and what the venues say of the accounts, and tells
/// live risk every holding that changed.
class HotPositionActor final : public PolledActor<hot_position_actor> {
 public:
  struct Parts {
    const Universe* universe = nullptr;  ///< outlives the actor
    live_risk_actor risk;
  };
  HotPositionActor(caf::actor_config& config, Parts parts);
  /// Releases the handle: actors that hold handles of each other would never be destroyed.
  void on_exit() override { risk_ = nullptr; }

  [[nodiscard]] const PositionSet& positions() const { return positions_; }
  /// USDT of fees paid, by all fills; negative: rebates were more.
  [[nodiscard]] Amount funding() const { return funding_; }

 protected:
  behavior_type make_behavior() override;
  bool take_directly(caf::mailbox_element& element) override;

 private:
  auto handlers();
  void post(const LedgerEntry& entry, MonoTime at);
  void take(const FillCounted& counted);
  void take(const AccountReported& reported);

  const Universe& universe_;
  live_risk_actor risk_;
  PositionSet positions_;
  std::uint64_t handled_ = 0;
};

}  // namespace basis
