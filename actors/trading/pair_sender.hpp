#pragma once

#include <concurrentqueue/concurrentqueue.h>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "actors/lanes/polled_actor.hpp"
#include "actors/trading/event_intake.hpp"
#include "actors/trading/hot_clock.hpp"
#include "actors/trading/hot_messages.hpp"
#include "actors/trading/order_owners.hpp"
#include "actors/trading/pair_desk.hpp"
#include "core/execution/free_funds.hpp"
#include "core/execution/gate_feed.hpp"
#include "core/execution/order_tracker.hpp"
#include "core/execution/twin_pairs.hpp"
#include "venues/order_encoders.hpp"

namespace basis {

/// Receives signed orders that are ready to be sent.
class OrderSink {
 public:
  virtual ~OrderSink() = default;
  /// `bytes` contain credentials and are valid only during the call.
  virtual void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes,
                           const Stamps& stamps) = 0;
};

/// Hears of every order before it leaves, so that it is known whatever happens afterwards.
class OrderWitness {
 public:
  virtual ~OrderWitness() = default;
  virtual void leaves(const OrderSent& order) noexcept = 0;

 protected:
  OrderWitness() = default;
  OrderWitness(const OrderWitness&) = default;
  OrderWitness& operator=(const OrderWitness&) = default;
};

struct SenderCounters {
  std::uint64_t pairs = 0;                                ///< that were worked
  std::uint64_t orders = 0;                               ///< encoded, cancels included
  std::uint64_t encode_faults = 0;                        ///< orders that the gate accepted and an encoder refused
  std::uint64_t untracked = 0;                            ///< orders of a stopped market, or while too many orders live
  std::uint64_t fills = 0;                                ///< each counted once
  std::array<std::uint64_t, kRejectReasons> rejected{};   ///< orders that a venue refused, by reason
  std::uint64_t alarms = 0;                               ///< of the order tracker
  std::array<std::uint64_t, kPreTradeReasons> refused{};  ///< orders, or pairs of orders, by reason
};

/// Works pairs: the last stage of their orders. Each is checked by the gate, tracked, encoded for the venue of its
/// market, and passed to the sink. Before a check the gate has applied all published events; with a clock, the ages of
/// prices and of the risk reading are those at the time of the check, so that a delayed lane does not send an order
/// based on old prices.
class PairSender final : public PolledActor<pair_sender_actor> {
 public:
  struct Parts {
    PreTradeLimits limits;
    std::vector<FeedQueue*> queues;
    const OrderEncoders* encoders = nullptr;
    OrderSink* sink = nullptr;
    OrderWitness* witness = nullptr;
    ClientOrderIds ids = ClientOrderIds::create("node", 0).value();
    const Universe* universe = nullptr;  ///< outlives the sender
    Nanos receive_window;                ///< how long after its time stamp a venue takes a request
    /// Where workers tell what they did. Outlives the sender.
    moodycamel::ConcurrentQueue<HotOutcome>* outcomes = nullptr;
    HotClock clock{nullptr};
    PairTerms twin_terms{};  ///< of what evens a position that its venue closed
  };
  PairSender(caf::actor_config& config, Parts parts);
  /// Works nothing more: the path ends, and what is still waiting must not become an order.
  void close() {
    working_ = 0;
    desks_.clear();
    closed_ = true;
  }

  [[nodiscard]] const SenderCounters& counters() const { return counters_; }
  [[nodiscard]] const PreTradeGate& gate() const { return gate_; }
  [[nodiscard]] const OrderTracker& tracker() const { return tracker_; }
  /// What alarms the tracker raised, as names, the first ten.
  [[nodiscard]] const std::vector<std::string>& alarms() const { return alarms_; }
  /// The gate's verdict on what it refused last; empty before the first.
  [[nodiscard]] std::string last_refusal() const { return refusal_.passed() ? std::string() : refusal_.text(); }

 protected:
  behavior_type make_behavior() override;
  bool take_directly(caf::mailbox_element& element) override;
  std::size_t poll_events(std::size_t limit) override;

 private:
  auto handlers();
  void witness(const OrderCommand& order, std::uint64_t pair, UtcTime at) const {
    if (witness_ != nullptr) witness_->leaves({order, pair, mid(order.market), at});
  }
  void hand_over(const OrderCommand& order, const wire::OrderBuffer& buffer, const Stamps& stamps);
  void report(const OrderReported& reported);
  void take(OrderTracker::Effects effects, UtcTime at_venue, UtcTime received, MonoTime at);
  void count(const OrderEffect& effect, UtcTime received);
  void ask_for(const OrderEffect& effect);
  void failed(const SendFailed& failure);
  void answered(const OrderAnswered& answer);
  void time_passed(const TimePassed& time);
  void ready(const MarketReady& market);

  // pair_desk.cpp: pairs that are worked.
  friend class PairDesk;
  void work(const WorkPair& pair);
  void stop(const StopPair& pair);
  void note_event(const FeedEvent& event);
  std::size_t take_events();
  void ask_workers();
  void count_working();
  [[nodiscard]] PreTradeReason send_worked(std::span<OrderCommand> orders, PairDesk& desk);
  [[nodiscard]] bool takes(const OrderCommand& change) const { return tracker_.verdict(change) == SendVerdict::taken; }
  void even_closing(const OrderEffect& effect, const Stamps& now);
  [[nodiscard]] OrderRoom room(const OrderCommand& order, const Stamps& now) const;
  [[nodiscard]] bool takes_orders(MarketId market) const;
  [[nodiscard]] bool lets_amend(const OrderCommand& order, const Stamps& now);
  void tell_worker(const OrderEffect& effect, UtcTime received, MonoTime at);

  // pair_restart.cpp: a new boot.
  void begin(const BeginBoot& boot);
  void take(const Downloaded& downloaded);
  void carry_on(const ResumePair& resumed);
  void withdraw(const OrderCommand& order, const Stamps& now);
  [[nodiscard]] Price mid(MarketId market) const;
  [[nodiscard]] PairQuote quote_of(const PairOrder& order, const Stamps& now) const;
  void tell(const HotOutcome& outcome) { outcomes_->enqueue(outcome); }

  PreTradeGate gate_;
  EventIntake intake_;
  const OrderEncoders* encoders_;
  OrderSink* sink_;
  OrderWitness* witness_;
  ClientOrderIds ids_;
  const Universe& universe_;
  OrderTracker tracker_;
  GateFeed gate_feed_;
  FreeFunds funds_;
  Nanos receive_window_;
  HotClock clock_;
  moodycamel::ConcurrentQueue<HotOutcome>* outcomes_;
  std::vector<std::unique_ptr<PairDesk>> desks_;  ///< with the last that have ended
  bool closed_ = false;
  std::size_t working_ = 0;        ///< desks whose pairs have not ended
  Stamps newest_;                  ///< of the last event
  std::vector<MarketId> changed_;  ///< whose prices have changed since workers were asked
  std::vector<MarketId> asking_;
  MonoTime asked_;                ///< when workers were last told the time
  std::vector<BestPrices> best_;  ///< by MarketId
  OrderOwners owners_;
  std::vector<OrderEffect> told_;  ///< effects of the report at hand
  std::map<AssetId, double> volatility_;
  std::vector<std::string> alarms_;
  PairTerms twin_terms_;
  std::uint64_t twins_ = 0;  ///< that were made
  std::uint64_t sequence_ = 0;
  OrderEncoders::Requests encoded_;
  PreTradeVerdict refusal_;
  SenderCounters counters_;
};

}  // namespace basis
