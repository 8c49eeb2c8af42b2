#pragma once

#include <span>
#include <vector>

#include "core/execution/order_effect.hpp"
#include "core/execution/order_store.hpp"

namespace basis {

struct TrackerSettings {
  std::size_t most_orders = 4'096;  ///< that are remembered, live and ended; the longest ended is forgotten first
  std::size_t most_fills = 16'384;  ///< that are remembered, so that none counts twice
  std::size_t most_parked = 256;    ///< reports that wait for the venue's id of an order
  Nanos query_spacing = kSecond;    ///< between an answer and the next query, and between two fetches of fills
  Nanos answer_time = kSecond * 5;  ///< a query that was not answered for so long is asked again
  Nanos list_lag = kSecond;         ///< how far a venue's queries and lists may lag behind its orders
  std::uint8_t misses = 3;          ///< queries that must not know an order before it counts as never arrived
};

/// Whether a command may go to the venue.
enum class SendVerdict : std::uint8_t {
  taken,
  used_id,        ///< new: the id has an order already; an order is never sent again blindly
  unknown_order,  ///< cancel, amend: no such order
  ended,          ///< cancel, amend: the order has ended
  pending,        ///< cancel, amend: an earlier one is not answered
  stopped,        ///< new: the market is stopped because an order was overfilled
  full,           ///< new: all remembered orders are live
};

/// Why it is not known, or known, what became of a command.
enum class SendFailure : std::uint8_t {
  not_sent,  ///< proven: nothing left this machine, or the venue refused it unread
  in_doubt,  ///< timeout, lost socket, an answer that cannot be read, a code of the class unknown
};

/// The life of our orders: a pure state machine. It takes commands as they are sent, what the venue says, failures,
/// answers to queries, downloads and the time; it returns what the caller has to know or do. Nothing else in the
/// program knows the state of an order.
///
/// Rules. A fill counts once, by market, order and trade, in any order of arrival, also before the acknowledgement and
/// after the end. What arrives late never turns a state back. An order whose outcome is not known counts as if it may
/// trade whole; it is taken for never arrived only when its own deadline has passed, queries after it did not know it
/// several times, and a download begun after it had neither the order nor a fill of it. An end is told only when the
/// fills that the venue counted have come; no price is invented. A fill that a fast stream told without its fee is
/// fetched when the full report does not come. A cancel or an amendment in doubt leaves the order as
/// it was. Times are by the venue's clock, as the deadlines are, so that they stay valid over restarts.
///
/// No function allocates after the construction, `records` and `restore` aside. Effects are valid until the next call.
class OrderTracker {
 public:
  using Effects = std::span<const OrderEffect>;

  /// `ids` tells our orders from foreign ones. Every market's id is under `markets`; another is a broken invariant.
  OrderTracker(const TrackerSettings& settings, const ClientOrderIds& ids, std::size_t markets);

  /// A command that is about to be sent. Only when it is taken may it go out. `deadline`: until when the venue takes
  /// the request (recvWindow, expTime).
  SendVerdict send(const OrderCommand& command, UtcTime now, UtcTime deadline);
  /// What `send` would answer.
  [[nodiscard]] SendVerdict verdict(const OrderCommand& command) const;
  /// A command of this order could not be sent, or its outcome is not known.
  Effects fail(const ClientOrderId& id, OrderAction action, SendFailure failure, UtcTime now);
  Effects apply(const OrderReport& report, UtcTime now);

  /// The answer to a query by client id: the order, none, or that the query failed.
  Effects answer(const OrderRecord& record, UtcTime now);
  Effects answer_missing(const ClientOrderId& id, UtcTime now);
  Effects answer_failed(const ClientOrderId& id, UtcTime now);

  /// A download of one market: all open orders (`list_open`) and all fills since the last known (`apply`), in any
  /// order; other reports may come between them.
  void begin_download(MarketId market, UtcTime now);
  Effects list_open(const OrderRecord& record, UtcTime now);
  Effects end_download(MarketId market, UtcTime now);

  /// To be called every so often; tells what is due.
  Effects on_time(UtcTime now);

  /// Whether a new order of this market would be taken, as one of so many that are sent at once.
  [[nodiscard]] bool takes(MarketId market, std::size_t orders) const {
    return !markets_[market.index()].stopped && store_.has_room(orders);
  }
  [[nodiscard]] const TrackedOrder* find(const ClientOrderId& id) const;
  /// What the orders of a side may still trade: of live ones, and of those whose outcome is not known.
  [[nodiscard]] Quantity open(MarketId market, bool buy) const {
    return buy ? markets_[market.index()].buys : markets_[market.index()].sells;
  }
  [[nodiscard]] bool stopped(MarketId market) const { return markets_[market.index()].stopped; }
  [[nodiscard]] bool downloading(MarketId market) const { return markets_[market.index()].downloading; }
  /// A person has looked into an overfilled order.
  void release(MarketId market) { markets_[market.index()].stopped = false; }

  [[nodiscard]] TrackerRecords records() const;
  /// Takes the state that a journal kept, into a new tracker. What was in flight is in doubt. Data error: more orders,
  /// fills or markets than this tracker holds, or an order twice.
  Result<void> restore(const TrackerRecords& records);

 private:
  static constexpr std::uint32_t kNone = OrderStore::kNone;
  enum class Counting : std::uint8_t { fresh, claimed, fee_only, known, refused };
  /// A fill that counted and whose fee was not told so far.
  struct FeeOwed {
    VenueKey order;
    VenueKey trade;
    MarketId market;
    UtcTime at_venue;
    UtcTime due;  ///< when it is fetched; zero: nobody has looked at it
    std::uint8_t tries = 0;
  };

  // order_tracker.cpp: reports.
  void take(const OrderReport& report, UtcTime now);
  void dispatch(std::uint32_t slot, const OrderReport& report, UtcTime now);
  void take_accepted(std::uint32_t slot, const OrderReport& report, UtcTime now);
  void take_fill(std::uint32_t slot, const OrderReport& report, UtcTime now);
  void take_end(std::uint32_t slot, const OrderReport& report, UtcTime now);
  void take_rejected(std::uint32_t slot, const OrderReport& report, UtcTime now);
  void take_amended(std::uint32_t slot, const OrderReport& report, UtcTime now);
  void refuse_change(std::uint32_t slot, OrderAction action, RejectReason reason, UtcTime now);
  void meet_key(std::uint32_t slot, const VenueKey& order);

  // order_stranger.cpp: reports of no order that is tracked, and fills.
  void take_stranger(const OrderReport& report, UtcTime now);
  [[nodiscard]] Counting count_fill(const OrderReport& report, const VenueKey& order, bool foreign);
  [[nodiscard]] bool may_be_ours(MarketId market) const;
  [[nodiscard]] std::uint32_t adopt(const OrderRecord& record, bool blind, UtcTime now);
  void judge_parked(UtcTime now);
  void tell_stranger(const OrderReport& report);

  // order_doubt.cpp: failures, queries, time.
  void doubt(TrackedOrder& order, UtcTime now);
  void ask(std::uint32_t slot, UtcTime now);
  void look(std::uint32_t slot, UtcTime now);
  void conclude(std::uint32_t slot, UtcTime now);
  void owe_fee(const CountedFill& fill);
  void look_for_fees(UtcTime now);
  void take_record(std::uint32_t slot, const OrderRecord& record, UtcTime asked, UtcTime now);
  void resolve_changes(std::uint32_t slot, const OrderRecord& record, UtcTime asked, UtcTime now);
  /// Whether an answer to a question of `asked` knows of every request that could arrive until `deadline`.
  [[nodiscard]] bool knows(UtcTime asked, UtcTime deadline) const { return asked > deadline + settings_.list_lag; }

  // order_settle.cpp: what every change ends with, and the state as a whole.
  void settle(std::uint32_t slot, UtcTime now);
  void finish(std::uint32_t slot, OrderState state, RejectReason reason);
  void begin_end(TrackedOrder& order, OrderState state, RejectReason reason);
  [[nodiscard]] static bool contradicts(const TrackedOrder& order, Quantity size, UtcTime at);
  void reopen(std::uint32_t slot);
  void reserve(TrackedOrder& order);
  void acknowledge(TrackedOrder& order, UtcTime now);
  OrderEffect& emit(EffectKind kind, const TrackedOrder& order);
  OrderEffect& emit(EffectKind kind, const OrderReport& report);
  OrderEffect& push(EffectKind kind);
  void alarm(OrderAlarm what, const TrackedOrder& order) { emit(EffectKind::alarm, order).alarm = what; }

  TrackerSettings settings_;
  ClientOrderIds ids_;
  OrderStore store_;
  std::vector<TrackedMarket> markets_;
  std::vector<OrderReport> parked_;  ///< by the venue's order id only, which no order of ours has told so far
  std::vector<FeeOwed> fees_owed_;
  std::vector<OrderEffect> effects_;
};

}  // namespace basis
