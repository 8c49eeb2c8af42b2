#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/lanes/lane.hpp"
#include "actors/trading/live_risk_actor.hpp"
#include "actors/trading/pair_sender.hpp"
#include "actors/trading/pricing_actor.hpp"
#include "core/config/node.hpp"
#include "core/config/settings.hpp"
#include "venues/feed_markets.hpp"

namespace basis {

/// Inputs and options of a hot path.
struct HotPathParts {
  const Universe* universe = nullptr;  ///< outlives the path
  std::vector<const Market*> markets;  ///< of the universe, that are followed
  NodeSettings settings;
  /// The mode with its venues; outlives the path. Its thresholds are used for risk.
  const Settings* mode = nullptr;
  /// The markets in which pairs are worked; empty: none are.
  std::vector<MarketId> tradable;
  OrderEncoders::AccessOf access;  ///< called for the venues where something is traded
  std::string node_id;             ///< letters and digits: with the boot number the beginning of the order ids
  std::uint64_t boot = 0;          ///< how often this node was started before
  OrderSink* sink = nullptr;
  OrderWitness* witness = nullptr;
  HotClock::Reading clock = nullptr;
  std::size_t feeds = 1;  ///< number of threads that push events; each has its own queues
};

/// The actors of the hot path (pricing, live risk, pair sender), on one lane that the owner polls or on the lanes of
/// the configuration.
class HotPath {
 public:
  static Result<std::unique_ptr<HotPath>> create(caf::actor_system& system, HotPathParts parts);
  ~HotPath();

  /// The queues that feed number `feed` pushes its events to.
  [[nodiscard]] std::vector<FeedQueue*> consumers(std::size_t feed = 0) const;
  /// The size that an executable price is for, in coins.
  [[nodiscard]] std::map<AssetId, Quantity> clips() const;

  /// Handles all waiting work on the caller's thread.
  void drain() { owned_->drain(); }
  /// The same wherever the actors run: returns when all that was sent and pushed before has been handled.
  void catch_up();
  /// Moves the actors to the lanes of their placement. Usage error: a core does not exist.
  Result<void> start();
  /// Waits until everything that was sent is handled, and ends the lanes. Afterwards the state of
  /// the actors can be read.
  void stop();

  [[nodiscard]] const PricingActor& pricing() const { return *pricing_.actor; }
  [[nodiscard]] LiveRiskActor& risk() { return *risk_.actor; }
  [[nodiscard]] const PairSender* sender() const { return sender_.actor; }
  [[nodiscard]] std::vector<std::pair<std::string, LaneCounters>> lanes() const;
  [[nodiscard]] std::uint64_t dropped() const;
  /// What a venue says, in the order it was received.
  void report(const OrderReport& report, UtcTime received, MonoTime at);
  void report(const AccountReport& report, MonoTime at);
  void failed(const SendFailed& failure);
  void answered(const OrderAnswered& answer);
  /// So late is it; without effect where nothing is traded.
  void tell_time(UtcTime now, MonoTime at);
  /// Whether orders of a market can be sent, and what a download found there: signed coins.
  void set_ready(MarketId market, LegReadiness readiness, Quantity position);
  /// Starts to work a pair. What comes of it is told by `outcomes`.
  void work(const PairOrder& order, UtcTime now, MonoTime at);
  void stop_pair(std::uint64_t id, UtcTime now, MonoTime at);
  void holding_changed(InstrumentId instrument, const Holding& holding, MonoTime at);
  void capital_moved(Amount dollars);
  /// A new boot: see the messages of these names.
  void begin_boot(HotBoot state, MonoTime at);
  void download(MarketDownload found, UtcTime received, MonoTime at);
  void resume(const OpenPair& pair, UtcTime now, MonoTime at);
  /// The clock of an account's venue less ours: requests are stamped by the venue's clock.
  void set_clock_offset(AccountId account, Nanos offset);
  /// What the gate goes by until the next assessment.
  void risk_measured(const RiskMeasured& risk);
  /// Without effect where nothing is traded.
  void set_kill_switch(const SetKillSwitch& kill);
  /// Calls `take(outcome)` for what workers and venues did since the last call, in order.
  template <class Take>
  void outcomes(Take&& take) {
    HotOutcome outcome;
    while (outcomes_.try_dequeue(outcome)) take(outcome);
  }

 private:
  enum Consumer : std::size_t { kPricing, kRisk, kSender, kConsumers };

  HotPath(caf::actor_system& system, HotPathParts parts, OrderEncoders encoders);
  void spawn(const ClientOrderIds& ids);
  void spawn_sender(const ClientOrderIds& ids);
  [[nodiscard]] bool works() const { return !parts_.tradable.empty(); }
  [[nodiscard]] std::vector<FeedQueue*> queues_of(Consumer consumer) const;
  [[nodiscard]] std::vector<PricingSpec> priced_assets() const;
  [[nodiscard]] PreTradeLimits limits() const;
  [[nodiscard]] LiveRiskActor::Parts risk_parts() const;
  [[nodiscard]] bool traded(const Market& market) const;
  [[nodiscard]] std::vector<std::pair<std::string, LaneResident*>> residents() const;

  caf::actor_system& system_;
  HotPathParts parts_;
  OrderEncoders encoders_;
  std::vector<std::vector<std::unique_ptr<FeedQueue>>> queues_;  ///< by feed and consumer
  Hosted<PricingActor, pricing_actor> pricing_;
  Hosted<LiveRiskActor, live_risk_actor> risk_;
  Hosted<PairSender, pair_sender_actor> sender_;  ///< null when nothing is traded
  moodycamel::ConcurrentQueue<HotOutcome> outcomes_{4'096};
  std::unique_ptr<Lane> owned_;
  std::vector<std::pair<std::string, std::unique_ptr<Lane>>> lanes_;
};

}  // namespace basis
