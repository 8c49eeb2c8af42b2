#pragma once

#include "venues/wire/decoder_state.hpp"

/// All parts of a message function must be inlined into it: only then can the reader's position stay in
/// registers.
#define BASIS_HOT [[gnu::always_inline]] inline

namespace basis::wire {

/// How fields are looked up. Message functions first read in the order that the venue sends, and accept only
/// what is written exactly as the venue writes it. Anything else is read again in any order, by a general JSON
/// parser, which also finds out why a frame is refused.
enum class FieldOrder { as_sent, any };

/// Reads one frame. Every reading function returns whether it succeeded.
template <FieldOrder kFieldOrder>
class Scan;

template <FieldOrder kFieldOrder>
using Object = typename Scan<kFieldOrder>::Object;
template <FieldOrder kFieldOrder>
using Array = typename Scan<kFieldOrder>::Array;

/// Converts a time since the epoch to nanoseconds; false where the value is not a valid time. It is in milliseconds,
/// or in microseconds where it has 16 digits, as Binance spot sends it with `timeUnit=MICROSECOND`: between the two is
/// no time from the year 2001 on. Milliseconds end in the year 2255, before 64-bit nanoseconds do.
inline bool to_nanoseconds(std::int64_t& time) {
  constexpr std::int64_t kLatest = 9'000'000'000'000;
  constexpr std::int64_t kLeastMicroseconds = 1'000'000'000'000'000;
  if (time >= 0 && time <= kLatest) [[likely]] {
    time *= 1'000'000;
    return true;
  }
  if (time < kLeastMicroseconds || time > kLatest * 1'000) return false;
  time *= 1'000;
  return true;
}

/// Buffers for the levels of one side.
struct LevelRoom {
  std::span<BookLevel> levels;
  std::span<LevelText> texts;
};

/// One side of an order book, as sent.
struct LevelSide {
  std::span<const BookLevel> levels;
  std::span<const LevelText> texts;  ///< empty unless requested
};

/// Whether the raw text of levels is kept beside their values.
enum class Texts { none, kept };

/// How a level is written: price and size, or more values behind them. It is a hint for finding the end of a
/// level, not a condition: both forms are read with either.
enum class Level { pair, longer };

/// The buffers of one side in `state`.
inline LevelRoom bid_room(DecoderState& state) { return {state.bids, state.bid_texts}; }
inline LevelRoom ask_room(DecoderState& state) { return {state.asks, state.ask_texts}; }

/// Keeps a function that is rarely called out of the calling function.
template <auto kFunction, class... Arguments>
[[gnu::cold, gnu::noinline]] bool call_apart(DecoderState& state, Arguments... arguments) {
  return kFunction(state, arguments...);
}

/// Reads a message in the order the venue sends, or else in any order. Both are instances of the same function
/// template.
template <auto kAsSent, auto kAnyOrder, class... Arguments>
BASIS_HOT bool read_message(DecoderState& state, Arguments... arguments) {
  return kAsSent(state, arguments...) || call_apart<kAnyOrder>(state, arguments...);
}

}  // namespace basis::wire

#include "venues/wire/scan_any_order.hpp"
#include "venues/wire/scan_as_sent.hpp"
