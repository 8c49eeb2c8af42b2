#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/execution/kill_switch.hpp"
#include "core/execution/order_command.hpp"
#include "core/execution/order_rules.hpp"
#include "core/execution/pretrade_limits.hpp"
#include "core/execution/pretrade_verdict.hpp"
#include "core/marketdata/last_prices.hpp"
#include "core/risk/risk.hpp"

namespace basis {

/// Whether orders of one market can be sent to its venue.
struct LegReadiness {
  bool connected = false;  ///< orders can be sent
  bool synced = false;     ///< open orders, fills and positions were downloaded and are synchronised with the venue
  friend bool operator==(const LegReadiness&, const LegReadiness&) = default;
};

/// Last result of the risk monitoring.
struct RiskReading {
  RiskStatus status = RiskStatus::safe;
  Amount day_pnl;  ///< USDT since the start of the day, which the risk monitoring defines
};

/// The last check before an order is sent. It keeps the positions and open orders that the limits
/// need. An accepted order counts as open at once, so that two requests in a row are both counted.
/// `check`, `apply`, `set_position`, `set_open`, `on_fill` and `on_closed` do not allocate. In its
/// initial state the gate refuses everything: halted, not connected, without a risk reading.
///
/// An order reduces when it closes a part of the existing position and, together with the open
/// orders of its side, not more than all of it. The venue enforces this for reduce-only orders, so
/// for these only their own size is compared. A sale of spot always reduces: no venue lets coins be
/// sold that are not there, and coins that came by a transfer are in no fill. Orders that reduce are
/// exempt from risk status, daily loss, position and gross limits, but not from readiness, size, price and rate limits.
class PreTradeGate {
 public:
  /// Inconsistent limits are a broken invariant: the configuration is checked where it is read.
  explicit PreTradeGate(const PreTradeLimits& limits);

  /// Whether the order may be sent at `now`. An accepted order is counted.
  PreTradeVerdict check(const OrderCommand& order, MonoTime now) { return check(order, now, false); }
  /// The same for an order that brings the legs of a pair together: what it adds to one market was filled in the other
  /// before, so it is exempt from what orders that reduce are exempt from, and is sent while only those are.
  PreTradeVerdict check_evening(const OrderCommand& order, MonoTime now) { return check(order, now, true); }
  /// Accepts both legs or none; they must be in two markets. The second is checked as if the
  /// first had been counted.
  PreTradeVerdict check_pair(const OrderCommand& first, const OrderCommand& second, MonoTime now);

  /// Whether the limit of an open order may be changed to that of `order`, which has the order's whole size; `rest` of
  /// it is not filled. An order that rests was checked against the limits of positions before.
  PreTradeVerdict check_amendment(const OrderCommand& order, Quantity rest, MonoTime now);

  /// How much of an order its limits on notional, and a reduce-only order's position, let through, on the step. Where
  /// there is no price, or nothing to reduce, that is all: such an order is refused.
  [[nodiscard]] Quantity room(const OrderCommand& order, MonoTime now) const;

  /// Takes prices. Events of markets without limits are ignored. In all functions below, a
  /// market without limits is a broken invariant.
  void apply(const FeedEvent& event);
  void set_readiness(MarketId id, LegReadiness readiness);
  void set_risk(const RiskReading& view, MonoTime as_of);
  void set_kill_switch(KillState state, std::string reason, MonoTime at) { kill_.set(state, std::move(reason), at); }
  void tighten_kill_switch(KillState state, std::string reason, MonoTime at) {
    kill_.tighten(state, std::move(reason), at);
  }

  /// Position and open orders as the venue reports them, after a start or a reconnect.
  void set_position(MarketId id, Quantity coins);
  void set_open(MarketId id, Quantity buys, Quantity sells);
  /// An order of ours was filled: its coins move from open to position. A fill larger than what is
  /// open (an order sent by another system, a liquidation) changes the position only.
  void on_fill(MarketId id, bool buy, Quantity coins);
  /// The rest of an order will not be filled: it was cancelled, refused or has expired.
  void on_closed(MarketId id, bool buy, Quantity unfilled);

  /// Whether orders of the market can reach its venue, and its state there is known.
  [[nodiscard]] bool reaches(MarketId id) const {
    return watches(id) && leg(id).readiness.connected && leg(id).readiness.synced;
  }
  /// Whether the market has limits.
  [[nodiscard]] bool watches(MarketId id) const { return slot(id) != kStranger; }
  [[nodiscard]] const KillSwitch& kill_switch() const { return kill_; }
  [[nodiscard]] Quantity position(MarketId id) const { return leg(id).position; }
  [[nodiscard]] Quantity open(MarketId id, bool buy) const { return buy ? leg(id).buys : leg(id).sells; }
  /// USDT at 1e-16: sum over markets of max(|position + buys|, |position - sells|) * last mid.
  [[nodiscard]] i128 gross() const { return gross_; }

 private:
  static constexpr std::uint16_t kStranger = 0xFFFF;
  struct Leg {
    MarketLimits limits;
    OrderGrid grid;
    TokenBucket bucket;
    LastPrices prices;
    LegReadiness readiness{};
    Quantity position{};
    Quantity buys{};        ///< size of open buy orders
    Quantity sells{};       ///< size of open sell orders
    Price mid{};            ///< the last known, at any age; zero before the first
    i128 gross = 0;         ///< this leg's part of `gross_`
    bool unpriced = false;  ///< counted in `unpriced_`
  };
  /// Order tokens and gross notional that the earlier leg of a pair uses.
  struct Taken {
    std::int64_t orders = 0;
    i128 gross = 0;
  };

  PreTradeVerdict check(const OrderCommand& order, MonoTime now, bool evens);
  [[nodiscard]] bool judge(const OrderCommand& order, MonoTime now, Taken& taken, PreTradeVerdict& refusal,
                           bool evens = false) const;
  [[nodiscard]] static bool is_reducing(const OrderCommand& order, const Leg& leg, Quantity size, Quantity open);
  [[nodiscard]] bool judge_state(const OrderCommand& order, const Leg& leg, bool reduces, bool evens, MonoTime now,
                                 PreTradeVerdict& refusal) const;
  [[nodiscard]] bool judge_leg(const OrderCommand& order, const Leg& leg, MonoTime now, PreTradeVerdict& refusal) const;
  [[nodiscard]] bool judge_exposure(const OrderCommand& order, const Leg& leg, i128 gross_after,
                                    PreTradeVerdict& refusal) const;
  [[nodiscard]] bool judge_rate(const OrderCommand& order, const Leg& leg, std::int64_t orders, MonoTime now,
                                PreTradeVerdict& refusal) const;
  void commit(const OrderCommand& order, MonoTime now);

  [[nodiscard]] std::uint16_t slot(MarketId id) const {
    return id.index() < slots_.size() ? slots_[id.index()] : kStranger;
  }
  [[nodiscard]] const Leg& leg(MarketId id) const;
  [[nodiscard]] Leg& leg(MarketId id);
  void regross(Leg& leg);

  TotalLimits total_;
  std::vector<std::uint16_t> slots_;  ///< by MarketId: index in `legs_`
  std::vector<Leg> legs_;
  TokenBucket bucket_;
  KillSwitch kill_;
  RiskReading risk_;
  std::optional<MonoTime> risk_time_;
  i128 gross_ = 0;
  std::int64_t unpriced_ = 0;  ///< legs with a position or open orders that never had a price
};

}  // namespace basis
