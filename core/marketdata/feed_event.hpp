#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <variant>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// The top of a market's order book, which is live and not crossed. Sizes are in coins, whatever unit the
/// venue trades in.
struct TopUpdate {
  std::int64_t update_id = 0;  ///< the venue's, of the book's current state
  Price bid;
  Quantity bid_size;
  Price ask;
  Quantity ask_size;
  /// Average price of selling, or buying, the market's clip in the book, rounded against us; absent where
  /// the book does not hold that size.
  std::optional<Price> sell_average;
  std::optional<Price> buy_average;
};

/// A public trade; `size` in coins.
struct TradeUpdate {
  Price price;
  Quantity size;
  bool taker_bought = false;
};

/// The price that a venue uses for margin and funding of a perpetual.
struct MarkUpdate {
  Price mark;
  std::optional<Price> index;
};

/// The rate a perpetual is expected to pay next; positive: longs pay shorts.
struct FundingUpdate {
  double rate = 0;                   ///< a fraction of notional for one interval
  std::int64_t funding_time_ns = 0;  ///< UTC, when it is paid; zero where none is sent
};

/// The market has no valid price any more: its order book is not live. It must not be priced until the next
/// `TopUpdate`.
struct PriceLost {};

/// What a feed publishes to the consumers that price and watch risk: a fixed size of two cache lines, copied
/// through lock-free queues.
struct alignas(64) FeedEvent {
  MarketId market;
  std::int64_t exchange_time_ns = 0;  ///< UTC by the venue's clock; zero where none is sent
  UtcTime received;                   ///< by the receiver's clock
  MonoTime received_mono;             ///< when the frame was received
  std::variant<PriceLost, TopUpdate, TradeUpdate, MarkUpdate, FundingUpdate> what;
  MonoTime published_mono;  ///< when the event was published
};

// `what` starts at a multiple of 32 bytes, so that copies of a whole event and copies of `what` alone use the
// same 32-byte blocks. A load that straddles two earlier stores has to wait until both have left the
// processor's store buffer.
static_assert(offsetof(FeedEvent, what) == 32);
static_assert(sizeof(FeedEvent) == 128 && std::is_trivially_copyable_v<FeedEvent>);

}  // namespace basis
