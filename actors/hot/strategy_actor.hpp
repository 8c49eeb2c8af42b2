#pragma once

#include <vector>

#include "actors/hot/hot_messages.hpp"
#include "actors/lanes/polled_actor.hpp"

namespace basis {

/// How an instrument's orders are cut.
struct OrderCut {
  Quantity step;  ///< coins
  Price tick;
};

/// Turns a signal into the two orders it wants: spot bought and the perp sold
/// short to enter, the reverse to leave. Both legs get the same size, a whole
/// number of steps of both; limits stand `slippage` behind the average the
/// signal was made on, at the next tick on the far side.
class StrategyActor final : public PolledActor<hot_strategy_actor> {
 public:
  struct Parts {
    std::vector<OrderCut> cuts;  ///< by InstrumentId
    BasisPoints slippage;
    hot_execution_actor execution;
  };
  StrategyActor(caf::actor_config& config, Parts parts)
      : PolledActor(config),
        cuts_(std::move(parts.cuts)),
        slippage_(parts.slippage),
        execution_(std::move(parts.execution)) {}

  /// Puts the orders a signal wants into `pair`, where they stay; the size is zero where the clip is under a step.
  void want(const SignalRaised& signal, PairWanted& pair) const;
  [[nodiscard]] std::uint64_t decisions() const { return decisions_; }

 protected:
  behavior_type make_behavior() override;
  bool take_directly(caf::mailbox_element& element) override;

 private:
  auto handlers();
  [[nodiscard]] Price limit(InstrumentId instrument, Price average, bool buy) const;

  std::vector<OrderCut> cuts_;
  BasisPoints slippage_;
  hot_execution_actor execution_;
  std::uint64_t decisions_ = 0;
};

}  // namespace basis
