#pragma once

#include <array>
#include <vector>

#include "actors/hot/event_intake.hpp"
#include "actors/hot/hot_clock.hpp"
#include "actors/hot/hot_messages.hpp"
#include "actors/hot/order_encoders.hpp"
#include "actors/lanes/polled_actor.hpp"
#include "core/latency/histogram.hpp"
#include "core/trade/client_order_id.hpp"

namespace basis {

/// Takes signed orders that are ready for a socket.
class OrderSink {
 public:
  virtual ~OrderSink() = default;
  /// `bytes` hold credentials and are valid during the call only.
  virtual void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes,
                           const Stamps& stamps) = 0;
};

struct ExecutionCounters {
  std::uint64_t pairs = 0;                                ///< asked for
  std::uint64_t orders = 0;                               ///< signed
  std::uint64_t encode_faults = 0;                        ///< pairs the gate let through and an encoder did not
  std::array<std::uint64_t, kPreTradeReasons> refused{};  ///< pairs, by reason
};

/// From the frame to each stage's end; only with a clock.
struct HotLatency {
  LatencyHistogram published, priced, decided, signed_order;
};

/// The last hands an order passes through: it asks the gate, signs, and hands the
/// bytes on. Where an order goes follows from its instrument. The gate knows every
/// event published before it is asked, and where there is a clock the ages of prices
/// and of risk are those at that moment: a lane that was held up sends nothing old.
class ExecutionActor final : public PolledActor<hot_execution_actor> {
 public:
  struct Parts {
    PreTradeLimits limits;
    std::vector<FeedQueue*> queues;
    const OrderEncoders* encoders = nullptr;
    OrderSink* sink = nullptr;
    ClientOrderIds ids;
    hot_risk_actor risk;
    /// Orders are taken as filled whole at their limit as soon as they are signed:
    /// where there is no venue to answer.
    bool assume_filled = false;
    HotClock clock{nullptr};
  };
  ExecutionActor(caf::actor_config& config, Parts parts);
  /// Who hears of refused pairs; before the lane runs.
  void tell(hot_pricing_actor pricing) { pricing_ = std::move(pricing); }

  /// Actors that know each other would keep each other alive.
  void on_exit() override;

  [[nodiscard]] const ExecutionCounters& counters() const { return counters_; }
  [[nodiscard]] const HotLatency& latency() const { return latency_; }
  [[nodiscard]] const PreTradeGate& gate() const { return gate_; }
  /// The gate's word on the last pair it refused; empty before the first.
  [[nodiscard]] std::string last_refusal() const { return refusal_.passed() ? std::string() : refusal_.text(); }

 protected:
  behavior_type make_behavior() override;
  bool take_directly(caf::mailbox_element& element) override;
  std::size_t poll_events(std::size_t limit) override;

 private:
  auto handlers();
  void trade(const PairWanted& pair);
  void refuse(const PairWanted& pair);
  [[nodiscard]] OrderCommand command(const OrderIntent& intent, std::uint64_t sequence) const;
  void hand_over(const OrderCommand& order, const wire::OrderBuffer& buffer, const Stamps& stamps);
  void record(const Stamps& stamps);

  PreTradeGate gate_;
  EventIntake intake_;
  const OrderEncoders* encoders_;
  OrderSink* sink_;
  ClientOrderIds ids_;
  hot_risk_actor risk_;
  hot_pricing_actor pricing_;
  bool assume_filled_;
  HotClock clock_;
  std::uint64_t sequence_ = 0;
  OrderEncoders::Pair encoded_;
  PreTradeVerdict refusal_;
  ExecutionCounters counters_;
  HotLatency latency_;
};

}  // namespace basis
