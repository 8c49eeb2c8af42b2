#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <variant>

#include "core/domain/ids.hpp"
#include "core/num/types.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// The top of an instrument's book, of a book that is live and not crossed.
/// Sizes are coins, whatever unit the venue trades in.
struct TopUpdate {
  std::int64_t update_id = 0;  ///< the venue's, of the book as it is now
  Price bid;
  Quantity bid_size;
  Price ask;
  Quantity ask_size;
  /// Average price of selling, or buying, the instrument's clip against the book,
  /// rounded against us; absent where the book does not hold that much.
  std::optional<Price> sell_average;
  std::optional<Price> buy_average;
};

/// A public trade; `size` in coins.
struct TradeUpdate {
  Price price;
  Quantity size;
  bool taker_bought = false;
};

/// The price a venue margins and funds a perpetual by.
struct MarkUpdate {
  Price mark;
  std::optional<Price> index;
};

/// The rate a perpetual is expected to pay next; positive: longs pay shorts.
struct FundingUpdate {
  double rate = 0;                   ///< a fraction of notional for one interval
  std::int64_t funding_time_ns = 0;  ///< UTC, when it is paid; zero where none is sent
};

/// The instrument has no price any more: its book is not live. Nothing may be
/// priced off it until the next `TopUpdate`.
struct PriceLost {};

/// What a feed tells those who price and watch risk: one fixed size, two cache
/// lines, copied through lock-free queues.
struct alignas(64) FeedEvent {
  InstrumentId instrument;
  std::int64_t exchange_time_ns = 0;  ///< UTC by the venue's clock; zero where none is sent
  UtcTime received;                   ///< by the receiver's clock
  MonoTime received_mono;             ///< when the frame was there
  std::variant<PriceLost, TopUpdate, TradeUpdate, MarkUpdate, FundingUpdate> what;
  MonoTime published_mono;  ///< when the event was handed over
};

// Copies of whole events and of what they say meet at the same 32 bytes: one that straddles two has to wait
// until both have left the processor's store buffer.
static_assert(offsetof(FeedEvent, what) == 32);
static_assert(sizeof(FeedEvent) == 128 && std::is_trivially_copyable_v<FeedEvent>);

}  // namespace basis
