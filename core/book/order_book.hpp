#pragma once

#include <array>
#include <memory>
#include <optional>
#include <span>

#include "core/book/book_state.hpp"
#include "core/book/level_texts.hpp"
#include "core/book/price_ladder.hpp"
#include "core/book/sync_policy.hpp"
#include "core/book/tick_scale.hpp"
#include "core/book/update_buffer.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// How a book is set up. `sync` must outlive it.
struct BookSpec {
  Price tick;  ///< over zero; a price that is no multiple makes the book stale
  const SyncPolicy& sync;
  std::size_t window = PriceLadder::kDefaultWindow;  ///< ticks a side that cost nothing to reach
  UpdateBuffer::Limits buffer = {};
  /// Updates in a row after which the book may be crossed before it counts as
  /// stale. A venue's updates are whole, so a cross means that one was lost or is
  /// wrong, and the levels that crossed would stay as false ones once the market
  /// has passed them; recorded streams of all four venues never cross.
  std::uint32_t crossed_limit = 0;
  /// Updates that may come from before a requested snapshot before another is asked for.
  std::uint32_t not_reached_limit = 1'024;
};

struct TopOfBook {
  BookLevel bid;
  BookLevel ask;
  friend bool operator==(const TopOfBook&, const TopOfBook&) = default;
};

/// What taking a size costs.
struct SizePrice {
  Price average;  ///< rounded against the taker: up when asks are taken, down when bids are
  Price worst;    ///< the last level touched
  friend bool operator==(const SizePrice&, const SizePrice&) = default;
};

/// One instrument's book, kept in step with its venue. Sizes are in the venue's
/// own unit. Only a live book whose bid is under its ask prices anything: every
/// question about prices has an empty answer otherwise. Time is an argument.
class OrderBook {
 public:
  explicit OrderBook(const BookSpec& spec);

  /// Takes an update or a snapshot in. `received` is the receiver's clock.
  BookOutcome apply(const BookUpdate& update, UtcTime received);
  /// The owner knows that the stream cannot be relied on: the connection is gone,
  /// or silent. What was held is gone too, and what comes next is another stream.
  /// `reason` is not `none`.
  void invalidate(StaleReason reason, UtcTime at);

  [[nodiscard]] BookState state() const { return state_; }
  [[nodiscard]] StaleReason reason() const { return reason_; }
  /// Since when it is in this state; the epoch for a book that is empty.
  [[nodiscard]] UtcTime since() const { return since_; }
  /// When a change was last applied.
  [[nodiscard]] UtcTime updated() const { return updated_; }
  /// Live, but the best bid is at or over the best ask; only under a `crossed_limit` over zero.
  [[nodiscard]] bool crossed() const { return crossed_; }
  /// Whether it answers questions about prices.
  [[nodiscard]] bool prices() const { return prices_; }
  /// Only a snapshot helps: ask for one where the venue answers requests, else subscribe anew.
  [[nodiscard]] bool wants_snapshot() const { return crossed_ || (state_ != BookState::live && !awaiting_join_); }
  /// The chain of what was applied last.
  [[nodiscard]] const BookChain& position() const { return position_; }
  [[nodiscard]] std::int64_t exchange_time_ns() const { return exchange_time_ns_; }
  [[nodiscard]] const BookCounters& counters() const { return counters_; }

  /// Empty unless both sides have a level.
  [[nodiscard]] std::optional<TopOfBook> top() const;
  [[nodiscard]] std::optional<BookLevel> best(BookSide side) const;
  /// Writes the best levels of a side and says how many; zero when nothing is priced.
  std::size_t depth(BookSide side, std::span<BookLevel> out) const;
  /// The price of taking `size` out of a side; empty when it does not hold that much.
  /// `size` must be over zero.
  [[nodiscard]] std::optional<SizePrice> price_for(BookSide taken, Quantity size) const;
  /// What a side holds at `limit` or better, at most the largest `Quantity`.
  [[nodiscard]] std::optional<Quantity> size_up_to(BookSide taken, Price limit) const;
  /// The price weighted by the other side's size at the top, to the nearest unit:
  /// (bid * ask size + ask * bid size) / (bid size + ask size).
  [[nodiscard]] std::optional<Price> microprice() const;

  /// A hash over the levels of both sides, whatever the state: equal books have
  /// equal hashes on every machine and in every run (XXH3, 64 bits, chained over side,
  /// price and size, best to worst).
  [[nodiscard]] std::uint64_t levels_hash(std::size_t depth = std::numeric_limits<std::size_t>::max()) const;
  /// The levels themselves, whatever the state.
  [[nodiscard]] const PriceLadder& ladder(BookSide side) const { return side == BookSide::bid ? bids_ : asks_; }
  [[nodiscard]] const TickScale& scale() const { return scale_; }

 private:
  static constexpr std::size_t kRemembered = 16;
  struct Seen {
    BookChain chain;
    std::int64_t exchange_time_ns = 0;
    bool used = false;
  };

  BookOutcome take_snapshot(const BookUpdate& update);
  BookOutcome continue_chain(const BookUpdate& update);
  BookOutcome hold(const BookUpdate& update);
  BookOutcome join_held();
  BookOutcome join_newest(const BookUpdate& update);
  [[nodiscard]] bool behind(const BookUpdate& snapshot) const;
  [[nodiscard]] bool seen(const BookUpdate& update) const;

  [[nodiscard]] bool advance(const BookUpdate& update);
  [[nodiscard]] StaleReason set_levels(const BookUpdate& update);
  [[nodiscard]] StaleReason set_side(PriceLadder& ladder, std::span<const BookLevel> levels) const;
  [[nodiscard]] StaleReason verify(const BookUpdate& update, bool snapshot);
  [[nodiscard]] bool check_cross();
  void remember(const BookUpdate& update);
  void become(BookState state, StaleReason reason = StaleReason::none);

  TickScale scale_;
  const SyncPolicy& sync_;
  std::uint32_t crossed_limit_;
  std::uint32_t not_reached_limit_;
  PriceLadder bids_;
  PriceLadder asks_;

  BookState state_ = BookState::empty;
  StaleReason reason_ = StaleReason::none;
  bool crossed_ = false;
  bool prices_ = false;
  bool awaiting_join_ = false;  ///< a requested snapshot is in, the first update after it is not
  bool was_stale_ = false;
  std::uint32_t crossed_in_a_row_ = 0;
  std::uint32_t not_reached_ = 0;
  UtcTime now_, since_, updated_;
  BookChain position_;
  std::int64_t exchange_time_ns_ = 0;

  std::array<Seen, kRemembered> remembered_;
  std::size_t remembered_at_ = 0;
  UpdateBuffer buffer_;
  std::unique_ptr<LevelTexts> texts_;  ///< only while the venue sends checksums
  BookCounters counters_;
};

}  // namespace basis
