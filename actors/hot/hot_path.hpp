#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/feed/feed_instrument.hpp"
#include "actors/hot/execution_actor.hpp"
#include "actors/hot/pricing_actor.hpp"
#include "actors/hot/risk_actor.hpp"
#include "actors/hot/strategy_actor.hpp"
#include "actors/lanes/lane.hpp"
#include "core/config/hot_path.hpp"
#include "core/config/settings.hpp"

namespace basis {

/// What a hot path is made of.
struct HotPathParts {
  std::vector<FeedInstrument> instruments;
  HotPathSettings settings;
  /// A mode and its venues: risk is weighed by its thresholds, and its asset is what may be traded, where its routing
  /// and hedge allocation say. Outlives the path.
  const Settings* mode = nullptr;
  bool trades = false;             ///< else prices and risk alone
  Amount capital;                  ///< USDT; half of it where spot is traded, half as margin, by hedge allocation
  OrderEncoders::AccessOf access;  ///< asked where something is traded
  std::string run_tag;             ///< letters and digits; order ids begin with it
  OrderSink* sink = nullptr;
  bool assume_filled = false;
  HotClock::Reading clock = nullptr;
  std::size_t feeds = 1;  ///< threads that push events: each has queues of its own
};

/// Pricing, risk, strategy manager and execution manager, each a CAF actor, on
/// one lane that the owner polls, or on the lanes of the configuration.
class HotPath {
 public:
  static Result<std::unique_ptr<HotPath>> create(caf::actor_system& system, HotPathParts parts);
  ~HotPath();

  /// Where feed number `feed` puts its events.
  [[nodiscard]] std::vector<FeedQueue*> consumers(std::size_t feed = 0) const;
  /// The clip of an asset, in coins; absent for an asset without one.
  [[nodiscard]] std::optional<Quantity> clip(const std::string& asset) const;

  /// Handles everything that waits, on the caller's thread.
  void drain() { owned_->drain(); }
  /// Moves the actors to the lanes of their placement. Usage error: a core there is not.
  Result<void> start();
  /// Waits until all that was sent is handled, and ends the lanes; afterwards the actors may be looked at.
  void stop();

  [[nodiscard]] const PricingActor& pricing() const { return *pricing_.actor; }
  [[nodiscard]] RiskActor& risk() { return *risk_.actor; }
  [[nodiscard]] const StrategyActor* strategy() const { return strategy_.actor; }
  [[nodiscard]] const ExecutionActor* execution() const { return execution_.actor; }
  [[nodiscard]] std::vector<std::pair<std::string, LaneCounters>> lanes() const;
  [[nodiscard]] std::uint64_t dropped() const;
  /// For drivers that send to the actors themselves; null where nothing is traded.
  [[nodiscard]] const hot_execution_actor& execution_handle() const { return execution_.handle; }

 private:
  enum Consumer : std::size_t { kPricing, kRisk, kExecution, kConsumers };

  HotPath(caf::actor_system& system, HotPathParts parts, OrderEncoders encoders);
  void spawn(const ClientOrderIds& ids);
  [[nodiscard]] std::vector<FeedQueue*> queues_of(Consumer consumer) const;
  [[nodiscard]] std::vector<PricedAsset> priced_assets() const;
  [[nodiscard]] PreTradeLimits limits() const;
  [[nodiscard]] RiskActor::Parts risk_parts() const;
  [[nodiscard]] Amount start_cash(const std::string& account) const;
  [[nodiscard]] std::vector<OrderCut> cuts() const;
  [[nodiscard]] bool traded(const FeedInstrument& instrument) const;
  [[nodiscard]] std::vector<std::pair<std::string, LaneResident*>> residents() const;

  caf::actor_system& system_;
  HotPathParts parts_;
  OrderEncoders encoders_;
  std::vector<std::vector<std::unique_ptr<FeedQueue>>> queues_;  ///< by feed and consumer
  Hosted<PricingActor, hot_pricing_actor> pricing_;
  Hosted<RiskActor, hot_risk_actor> risk_;
  Hosted<StrategyActor, hot_strategy_actor> strategy_;
  Hosted<ExecutionActor, hot_execution_actor> execution_;
  std::unique_ptr<Lane> owned_;
  std::vector<std::pair<std::string, std::unique_ptr<Lane>>> lanes_;
};

}  // namespace basis
