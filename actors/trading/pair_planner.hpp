#pragma once

#include <vector>

#include "actors/lanes/polled_actor.hpp"
#include "actors/trading/hot_messages.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// Turns a signal into two wanted orders: to enter, spot is bought and the perp is sold short; to
/// leave, the reverse. Both legs have the same size, a multiple of both size steps. The limits are
/// `slippage` worse than the average price of the signal, rounded to the next worse tick.
class PairPlanner final : public PolledActor<pair_planner_actor> {
 public:
  struct Parts {
    const Universe* universe = nullptr;  ///< outlives the planner
    BasisPoints slippage;
    pair_sender_actor sender;
  };
  PairPlanner(caf::actor_config& config, Parts parts)
      : PolledActor(config), universe_(*parts.universe), slippage_(parts.slippage), sender_(std::move(parts.sender)) {}

  /// Writes the orders for a signal into `pair`. The size is zero when the clip is under a size
  /// step.
  void want(const SignalRaised& signal, PairWanted& pair) const;
  [[nodiscard]] std::uint64_t decisions() const { return decisions_; }

 protected:
  behavior_type make_behavior() override;
  bool take_directly(caf::mailbox_element& element) override;

 private:
  auto handlers();
  [[nodiscard]] OrderCommand leg(MarketId market, bool buy, Quantity size, Price average) const;
  [[nodiscard]] Price limit(MarketId market, Price average, bool buy) const;

  const Universe& universe_;
  BasisPoints slippage_;
  pair_sender_actor sender_;
  std::uint64_t decisions_ = 0;
};

}  // namespace basis
