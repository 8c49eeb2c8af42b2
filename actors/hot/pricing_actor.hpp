#pragma once

#include <memory>
#include <vector>

#include "actors/hot/event_intake.hpp"
#include "actors/hot/hot_clock.hpp"
#include "actors/hot/hot_messages.hpp"
#include "actors/lanes/polled_actor.hpp"
#include "core/pricing/asset_pricer.hpp"

namespace basis {

/// An asset the pricing actor follows, and which of its pairs may be traded.
struct PricedAsset {
  PricingSpec spec;
  std::vector<InstrumentId> traded;  ///< a pair is traded when both its legs are here
};

struct PricingCounters {
  std::uint64_t events = 0;
  std::uint64_t quotes = 0;  ///< pairs priced
  std::uint64_t signals = 0;
};

/// Prices every asset across its venues as events come, and raises signals for
/// the pairs that may be traded. What was refused counts as not done: the pair is
/// where it was, and is signalled again after the cool-down.
class PricingActor final : public PolledActor<hot_pricing_actor> {
 public:
  struct Parts {
    std::vector<PricedAsset> assets;
    SignalThresholds thresholds;
    std::vector<FeedQueue*> queues;
    hot_strategy_actor strategy;  ///< null where nothing is traded
    HotClock clock{nullptr};
  };
  PricingActor(caf::actor_config& config, Parts parts);

  /// For whoever owns the lane, while it stands still.
  struct Asset {
    AssetPricer pricer;
    EntrySignal signal;
    std::vector<bool> traded;                       ///< by pair
    std::vector<std::optional<BasisQuote>> quotes;  ///< by pair, the last there was
  };
  [[nodiscard]] const std::vector<std::unique_ptr<Asset>>& assets() const { return assets_; }
  [[nodiscard]] const PricingCounters& counters() const { return counters_; }

 protected:
  behavior_type make_behavior() override;
  bool take_directly(caf::mailbox_element& element) override;
  std::size_t poll_events(std::size_t limit) override;

 private:
  auto handlers();
  void take(const FeedEvent& event);
  void take_back(const PairRefused& refused);
  void raise(SignalKind signal, const BasisQuote& quote, const Asset& asset, const FeedEvent& event);

  std::vector<std::unique_ptr<Asset>> assets_;
  std::vector<Asset*> by_instrument_;
  EventIntake intake_;
  hot_strategy_actor strategy_;
  HotClock clock_;
  PricingCounters counters_;
};

}  // namespace basis
