#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/pretrade/kill_switch.hpp"
#include "core/pretrade/order_intent.hpp"
#include "core/pretrade/order_rules.hpp"
#include "core/pretrade/pretrade_limits.hpp"
#include "core/pretrade/pretrade_verdict.hpp"
#include "core/pricing/last_prices.hpp"
#include "core/risk/risk.hpp"

namespace basis {

/// What the gate knows of one instrument's way to its venue.
struct LegReadiness {
  bool connected = false;  ///< orders can be sent
  bool synced = false;     ///< open orders, fills and positions were downloaded and are in step
  friend bool operator==(const LegReadiness&, const LegReadiness&) = default;
};

/// What the watch over risk last said.
struct RiskReading {
  RiskStatus status = RiskStatus::safe;
  Amount day_pnl;  ///< USDT since the day began; what counts as a day is the watch's affair
};

/// The last question before an order is sent: may it go. It keeps the positions
/// and open orders that limits need; an order that passes counts as open at once,
/// so that two asked for in a row are both counted. Nothing allocates in `check`,
/// `apply` and the bookings. Everything starts closed: halted, not connected,
/// without a view of risk.
///
/// An order reduces when it takes from the position that is there and, with the
/// open orders of its side, no more than all of it; a venue holds reduce-only
/// orders to that by itself, so of these only their own size is compared. Orders
/// that reduce are free of risk status, daily loss, position and gross limits, not
/// of readiness, size, price and rate.
class PreTradeGate {
 public:
  /// A fault in the limits is a broken invariant: configuration is checked where it is read.
  explicit PreTradeGate(const PreTradeLimits& limits);

  /// Whether the order may go at `now`; if so it is booked.
  PreTradeVerdict check(const OrderIntent& order, MonoTime now);
  /// Both or neither: two legs in two instruments. The second is judged as if the first were booked.
  PreTradeVerdict check_pair(const OrderIntent& first, const OrderIntent& second, MonoTime now);

  /// Prices. Strangers' events are passed over; everywhere below a stranger is a broken invariant.
  void apply(const FeedEvent& event);
  void set_readiness(InstrumentId id, LegReadiness readiness);
  void set_risk(const RiskReading& view, MonoTime as_of);
  void set_kill_switch(KillState state, std::string reason, MonoTime at) { kill_.set(state, std::move(reason), at); }

  /// What the venue says is held and open; after a start and a reconnect.
  void set_position(InstrumentId id, Quantity coins);
  void set_open(InstrumentId id, Quantity buys, Quantity sells);
  /// An order of ours was filled: from open to position. A fill beyond what is open
  /// (somebody else's order, a liquidation) moves the position alone.
  void on_fill(InstrumentId id, bool buy, Quantity coins);
  /// What is left of an order will not be filled: cancelled, refused, expired.
  void on_closed(InstrumentId id, bool buy, Quantity unfilled);

  [[nodiscard]] const KillSwitch& kill_switch() const { return kill_; }
  [[nodiscard]] Quantity position(InstrumentId id) const { return leg(id).position; }
  [[nodiscard]] Quantity open(InstrumentId id, bool buy) const { return buy ? leg(id).buys : leg(id).sells; }
  /// USDT at 1e-16: sum over instruments of max(|position + buys|, |position - sells|) * last mid.
  [[nodiscard]] i128 gross() const { return gross_; }

 private:
  static constexpr std::uint16_t kStranger = 0xFFFF;
  struct Leg {
    InstrumentLimits limits;
    OrderGrid grid;
    TokenBucket bucket;
    LastPrices prices;
    LegReadiness readiness{};
    Quantity position{};
    Quantity buys{};        ///< open
    Quantity sells{};       ///< open
    Price mid{};            ///< the last there was, however old; zero before the first
    i128 gross = 0;         ///< this leg's part of `gross_`
    bool unpriced = false;  ///< counted in `unpriced_`
  };
  /// What an earlier leg of the pair would take.
  struct Taken {
    std::int64_t orders = 0;
    i128 gross = 0;
  };

  [[nodiscard]] bool judge(const OrderIntent& order, MonoTime now, Taken& taken, PreTradeVerdict& refusal) const;
  [[nodiscard]] bool judge_state(const OrderIntent& order, const Leg& leg, bool reduces, MonoTime now,
                                 PreTradeVerdict& refusal) const;
  [[nodiscard]] bool judge_leg(const OrderIntent& order, const Leg& leg, MonoTime now, PreTradeVerdict& refusal) const;
  [[nodiscard]] bool judge_exposure(const OrderIntent& order, const Leg& leg, i128 gross_after,
                                    PreTradeVerdict& refusal) const;
  void book(const OrderIntent& order, MonoTime now);

  [[nodiscard]] std::uint16_t slot(InstrumentId id) const {
    return id.index() < slots_.size() ? slots_[id.index()] : kStranger;
  }
  [[nodiscard]] const Leg& leg(InstrumentId id) const;
  [[nodiscard]] Leg& leg(InstrumentId id);
  void regross(Leg& leg);

  TotalLimits total_;
  std::vector<std::uint16_t> slots_;  ///< by InstrumentId: index in `legs_`
  std::vector<Leg> legs_;
  TokenBucket bucket_;
  KillSwitch kill_;
  RiskReading risk_;
  std::optional<MonoTime> risk_time_;
  i128 gross_ = 0;
  std::int64_t unpriced_ = 0;  ///< legs with a position or open orders that never had a price
};

}  // namespace basis
