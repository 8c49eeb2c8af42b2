#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>

#include "core/base/utc_time.hpp"
#include "core/marketdata/book_state.hpp"
#include "core/marketdata/level_texts.hpp"
#include "core/marketdata/price_ladder.hpp"
#include "core/marketdata/sync_policy.hpp"
#include "core/marketdata/tick_scale.hpp"
#include "core/marketdata/update_buffer.hpp"

namespace basis {

/// Configuration of an order book. `sync` must outlive the book.
struct BookSpec {
  Price tick;  ///< over zero
  const SyncPolicy& sync;
  /// What a price that is not a multiple of the tick does: false makes the book stale, true makes the tick finer. A
  /// recording can be older or newer than what is known of its market.
  bool tick_follows = false;
  std::size_t window = PriceLadder::kDefaultWindow;  ///< ticks per side in the fast array, see `PriceLadder`
  UpdateBuffer::Limits buffer = {};
  /// How many updates in a row may leave the book crossed before it becomes stale. A venue's updates are
  /// complete, so a crossed book means that an update was lost or is wrong, and the levels that crossed would
  /// remain as false levels after the market has moved past them. Recorded streams of all four venues never
  /// cross.
  std::uint32_t crossed_limit = 0;
  /// How many updates that precede a requested snapshot are accepted before another one is requested.
  std::uint32_t not_reached_limit = 1'024;
  /// How many updates in a row may have ids that the book contains although their time is later than the book's.
  /// A slower stream of the same book sends a few; ids that have started anew send nothing else.
  std::uint32_t known_ids_limit = 16;
};

struct TopOfBook {
  BookLevel bid;
  BookLevel ask;
  friend bool operator==(const TopOfBook&, const TopOfBook&) = default;
};

/// Price of taking a size from one side.
struct SizePrice {
  Price average;  ///< rounded against the taker: up when asks are taken, down when bids are
  Price worst;    ///< the last level used
  friend bool operator==(const SizePrice&, const SizePrice&) = default;
};

/// The order book of one market, synchronised with its venue. Sizes are in the venue's own unit. Only a
/// live book whose bid is below its ask has valid prices: otherwise every price query returns empty. Time is an
/// argument.
class OrderBook {
 public:
  explicit OrderBook(const BookSpec& spec);

  /// Applies an update or a snapshot. `received` is the receiver's clock.
  BookOutcome apply(const BookUpdate& update, UtcTime received);
  /// Called by the owner when the stream is not reliable: the connection is lost or silent. Held updates are
  /// discarded, and the next message belongs to a new stream. `reason` must not be `none`.
  void invalidate(StaleReason reason, UtcTime at);

  [[nodiscard]] BookState state() const { return state_; }
  [[nodiscard]] StaleReason reason() const { return reason_; }
  /// When it entered this state, or got this reason; the epoch for an empty book.
  [[nodiscard]] UtcTime since() const { return since_; }
  /// When a change was last applied.
  [[nodiscard]] UtcTime updated() const { return updated_; }
  /// Live, but the best bid is at or above the best ask; only possible with a `crossed_limit` over zero.
  [[nodiscard]] bool crossed() const { return crossed_; }
  /// Whether price queries are answered.
  [[nodiscard]] bool prices() const { return prices_; }
  /// Whether only a snapshot helps: the owner requests one where the venue answers requests, else subscribes
  /// again.
  [[nodiscard]] bool wants_snapshot() const { return crossed_ || (state_ != BookState::live && !awaiting_join_); }
  /// The chain of the last applied update.
  [[nodiscard]] const BookChain& position() const { return position_; }
  [[nodiscard]] std::int64_t exchange_time_ns() const { return exchange_time_ns_; }
  [[nodiscard]] const BookCounters& counters() const { return counters_; }

  /// Empty unless both sides have a level.
  [[nodiscard]] std::optional<TopOfBook> top() const;
  [[nodiscard]] std::optional<BookLevel> best(BookSide side) const;
  /// Writes the best levels of a side to `out` and returns their number; zero when prices are not valid.
  std::size_t depth(BookSide side, std::span<BookLevel> out) const;
  /// The price of taking `size` from a side; empty when the side does not hold that size. `size` must be over
  /// zero.
  [[nodiscard]] std::optional<SizePrice> price_for(BookSide taken, Quantity size) const;
  /// The size that a side holds at `limit` or better, capped at the largest `Quantity`.
  [[nodiscard]] std::optional<Quantity> size_up_to(BookSide taken, Price limit) const;
  /// The prices at the top, each weighted by the size of the other side, rounded to the nearest unit:
  /// (bid * ask size + ask * bid size) / (bid size + ask size).
  [[nodiscard]] std::optional<Price> microprice() const;

  /// A hash over the levels of both sides, in any state: equal books have equal hashes on every machine and in
  /// every run (XXH3, 64 bits, chained over side, price and size, best to worst).
  [[nodiscard]] std::uint64_t levels_hash(std::size_t depth = std::numeric_limits<std::size_t>::max()) const;
  /// The levels themselves, in any state.
  [[nodiscard]] const PriceLadder& ladder(BookSide side) const { return side == BookSide::bid ? bids_ : asks_; }
  [[nodiscard]] const TickScale& scale() const { return scale_; }

 private:
  static constexpr std::size_t kRemembered = 16;
  struct Seen {
    BookChain chain;
    std::int64_t exchange_time_ns = 0;
    bool used = false;
    friend bool operator==(const Seen&, const Seen&) = default;
  };

  BookOutcome take_snapshot(const BookUpdate& update);
  BookOutcome continue_chain(const BookUpdate& update);
  BookOutcome hold(const BookUpdate& update);
  BookOutcome join_held();
  BookOutcome join_newest(const BookUpdate& update);
  [[nodiscard]] bool behind(const BookUpdate& snapshot);
  [[nodiscard]] bool seen(const BookUpdate& update) const;
  [[nodiscard]] bool contains(const BookUpdate& update);

  [[nodiscard]] bool advance(const BookUpdate& update);
  [[nodiscard]] StaleReason set_levels(const BookUpdate& update);
  [[nodiscard]] StaleReason set_side(PriceLadder& ladder, std::span<const BookLevel> levels);
  [[nodiscard]] std::optional<std::int64_t> ticks_at_finer(Price price);
  [[nodiscard]] StaleReason verify(const BookUpdate& update, bool snapshot);
  [[nodiscard]] bool check_cross();
  void remember(const BookUpdate& update);
  void become(BookState state, StaleReason reason = StaleReason::none);

  TickScale scale_;
  bool tick_follows_;
  std::size_t window_;
  const SyncPolicy& sync_;
  std::uint32_t crossed_limit_;
  std::uint32_t not_reached_limit_;
  std::uint32_t known_ids_limit_;
  PriceLadder bids_;
  PriceLadder asks_;

  BookState state_ = BookState::empty;
  StaleReason reason_ = StaleReason::none;
  bool crossed_ = false;
  bool prices_ = false;
  bool awaiting_join_ = false;  ///< a requested snapshot has been taken, the first update after it has not come yet
  bool was_stale_ = false;
  std::uint32_t crossed_in_a_row_ = 0;
  std::uint32_t not_reached_ = 0;
  std::uint32_t known_ids_in_a_row_ = 0;
  UtcTime now_, since_, updated_;
  BookChain position_;
  std::int64_t exchange_time_ns_ = 0;

  std::array<Seen, kRemembered> remembered_;
  std::size_t remembered_at_ = 0;
  std::array<Seen, kRemembered> snapshots_;  ///< of in-stream snapshots, the newest of this connection
  std::size_t snapshots_at_ = 0;
  UpdateBuffer buffer_;
  std::unique_ptr<LevelTexts> texts_;  ///< only while the venue sends checksums
  BookCounters counters_;
};

}  // namespace basis
