#pragma once

#include <memory>
#include <vector>

#include "actors/lanes/polled_actor.hpp"
#include "actors/trading/event_intake.hpp"
#include "actors/trading/hot_messages.hpp"
#include "core/marketdata/asset_pricer.hpp"

namespace basis {

struct PricingCounters {
  std::uint64_t events = 0;
  std::uint64_t quotes = 0;  ///< number of pair quotes made
};

/// Prices every asset across its venues with each event, and tells the pair sender of volatility.
class PricingActor final : public PolledActor<pricing_actor> {
 public:
  struct Parts {
    std::vector<PricingSpec> assets;
    std::vector<FeedQueue*> queues;
    pair_sender_actor sender{};  ///< is told of volatility; null when no pairs are worked
  };
  PricingActor(caf::actor_config& config, Parts parts);

  /// State of one asset. It can be read by the lane's owner while the lane is not running.
  struct Asset {
    AssetPricer pricer;
    std::vector<std::optional<BasisQuote>> quotes;  ///< by pair, the last quote
    MonoTime told{};                                ///< when the pair sender was last told of the volatility
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

  std::vector<std::unique_ptr<Asset>> assets_;
  std::vector<Asset*> by_market_;
  EventIntake intake_;
  pair_sender_actor sender_;
  PricingCounters counters_;
};

}  // namespace basis
