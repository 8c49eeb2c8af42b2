#pragma once

#include <array>
#include <optional>

#include "core/execution/order_effect.hpp"
#include "core/execution/pair_host.hpp"
#include "core/execution/pair_quote.hpp"
#include "core/instruments/market.hpp"

namespace basis {

/// An instant by both clocks: spans are measured by the first, figures are stamped by the second.
struct PairTime {
  MonoTime mono;
  UtcTime utc;
};

/// Works one pair order: a pure state machine that never allocates. A leg has at most one live order. What a leg is
/// ahead of the other, by fills that are proven, is the naked rest: it is matched on the leg that lags, and after
/// `max_naked`, or where the lagging leg is refused, traded back. A rest that neither leg can order is carried to the
/// next clip, and at the end it is left.
class PairWorker {
 public:
  /// The markets are those of the order's legs, `second` is null for a single leg. Markets and host outlive the worker.
  /// A pair in one market is a broken invariant.
  PairWorker(const PairOrder& order, const Market& first, const Market* second, PairHost& host, PairTime now);

  /// Goes on from what another worker of this order had done. To be called before anything else.
  void carry_on(const PairFigures& figures, PairTime now);

  void on_quote(const PairQuote& quote);
  /// Of its own orders, also after their end and after the end of the pair.
  void on_effect(const OrderEffect& effect, PairTime now);
  /// The venue of a leg closed some of its position, by trades of this side. Returns how many of the coins are the
  /// pair's: what it was to close counts as done, what it had opened there is gone, and is not opened again.
  Quantity on_closed(MarketId market, OrderSide side, Quantity size, PairTime now);
  void on_time(PairTime now);
  void stop(PairTime now);

  [[nodiscard]] const PairOrder& order() const { return order_; }
  /// Whether the pair has ended and no later fill is being evened.
  [[nodiscard]] bool is_over() const { return over_ && !reopened_; }
  [[nodiscard]] const PairFigures& figures() const { return figures_; }
  /// Coins that it is still to trade in a market, on this side.
  [[nodiscard]] Quantity owed(MarketId market, OrderSide side) const;
  /// Coins by which one leg is ahead of the other; zero for a single leg.
  [[nodiscard]] Quantity naked() const;

 private:
  enum class Tried : std::uint8_t {
    sent,
    waits,
    cannot,
    lacks
  };  ///< lacks: the account does not have the coins or funds
  struct Leg {
    const Market* market = nullptr;
    PairLeg terms;
    Quantity net;        ///< coins traded forward less those traded back
    OrderCommand order;  ///< the live one, or the last
    Quantity filled;     ///< of `order`
    bool live = false;
    bool unknown = false;
    bool cancelling = false;
    bool amending = false;
    bool amend_failed = false;  ///< `order` takes no amendment: it is cancelled instead
    bool refused = false;       ///< a venue refused its orders for a reason that waiting does not mend
    bool closed = false;        ///< its venue closed what was opened there: nothing is opened again
    /// An order met this quote already: forward, back.
    bool tried = false;
    bool tried_back = false;
    Price best{};   ///< that `limit` was made of
    Price limit{};  ///< of a taking order forward
    MonoTime not_before{};
    Nanos delay{};
    int turned_away = 0;           ///< orders in a row that its venue refused for a reason that passes
    MonoTime change_not_before{};  ///< a cancel or an amendment of `order` was refused
    Nanos change_delay{};
  };
  struct Clip {
    std::array<OrderCommand, 2> orders;
    bool sendable = false;
    std::optional<Funds> short_of;  ///< not sendable for lack of these
  };

  // pair_worker.cpp: life.
  void advance(PairTime now);
  void count(const OrderEffect& effect);
  void end_order(Leg& leg, const OrderEffect& effect, PairTime now);
  void change_order(Leg& leg, const OrderEffect& effect, PairTime now);
  void take_refusal(Leg& leg, const OrderEffect& effect, PairTime now);
  void keep_naked_time(PairTime now);
  void mind_twin(PairTime now);
  void mind_venue(PairTime now);
  void finish(PairTime now);

  // pair_clip.cpp: new clips.
  void next_clip(PairTime now);
  [[nodiscard]] PairWait waits_for(bool posts) const;
  [[nodiscard]] Clip plan(bool posts);
  [[nodiscard]] std::array<OrderCommand, 2> clip_of(Quantity size, bool posts) const;
  [[nodiscard]] Quantity clip_size(bool posts, Quantity most) const;
  void wait_for_funds(const Funds& lacking, PairTime now);
  void tell_lacking(const Funds& lacking, PairTime now);
  void mind_maker(PairTime now);
  void follow_market(Leg& maker, Price best, PairTime now);
  void judge(PreTradeReason reason);

  // pair_even.cpp: the naked rest.
  [[nodiscard]] bool even(PairTime now);
  [[nodiscard]] Tried send_even(std::size_t at, Quantity size, bool forward, PairTime now);

  // pair_even.cpp: what both use.
  /// What counts as naked: of a twin all that is left.
  [[nodiscard]] Quantity bare() const { return order_.twin ? left() : naked(); }
  [[nodiscard]] std::size_t lagging() const { return legs_[0].net > legs_[1].net ? 1 : 0; }
  [[nodiscard]] const BestPrices& prices(std::size_t at) const { return at == 0 ? quote_.first : quote_.second; }
  void set_limits();
  [[nodiscard]] Price behind(std::size_t at, bool buys) const;
  [[nodiscard]] OrderCommand taking(std::size_t at, Quantity size, bool forward) const;
  [[nodiscard]] bool orderable(std::size_t at, const OrderCommand& order) const;
  [[nodiscard]] Quantity left() const;
  [[nodiscard]] bool any_live() const { return legs_[0].live || legs_[1].live; }
  [[nodiscard]] bool posts() const { return two_ && order_.terms.style == PairStyle::make_first; }
  void sent(Leg& leg, const OrderCommand& order);
  void withdraw(Leg& leg, PairTime now);
  static void back_off(Nanos& delay, MonoTime& until, MonoTime now);

  PairOrder order_;
  PairHost& host_;
  bool two_;
  std::array<Leg, 2> legs_;
  Quantity whole_clip_;  ///< the configured clip in whole steps, at most the markets' largest order; zero without one
  PairQuote quote_;
  std::optional<PairEnd> closing_;
  bool over_ = false;
  bool reopened_ = false;
  bool clip_tried_ = false;  ///< a clip that met this quote did not fill whole
  MonoTime clip_not_before_{};
  std::optional<MonoTime> short_since_;  ///< since when funds suffice for no clip
  std::optional<MonoTime> lack_told_;    ///< when the host was told of that last
  std::optional<MonoTime> down_since_;   ///< since when the venue of the second leg takes no orders
  Nanos clip_delay_{};
  std::optional<MonoTime> naked_since_;  ///< for the figures
  std::optional<MonoTime> owed_since_;   ///< since when there is a rest that can be evened
  bool naked_alarmed_ = false;
  bool stuck_alarmed_ = false;
  PreTradeReason last_refusal_ = PreTradeReason::none;  ///< so that a refusal that lasts is counted once
  MonoTime started_;
  PairFigures figures_;
};

}  // namespace basis
