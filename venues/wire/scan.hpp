#pragma once

#include "venues/wire/decoder_state.hpp"

/// What a message function is made of must end up inside that one function:
/// only then can the reader's position live in registers.
#define BASIS_HOT [[gnu::always_inline]] inline

namespace basis::wire {

/// How fields are looked up. Message functions read in the order the venue
/// sends, and take nothing there that is not exactly as the venue writes it. What
/// differs in any way is read again in any order, by a general JSON parser, which
/// also finds out what is wrong with a frame that is refused.
enum class Order { as_sent, any };

/// One frame being read. Every reader says whether it succeeded.
template <Order kOrder>
class Scan;

template <Order kOrder>
using Object = typename Scan<kOrder>::Object;
template <Order kOrder>
using Array = typename Scan<kOrder>::Array;

/// Milliseconds since the epoch to nanoseconds; false where they are none. Beyond
/// the latest, in the year 2255, lie other units and the end of 64-bit nanoseconds.
inline bool to_nanoseconds(std::int64_t& time) {
  constexpr std::int64_t kLatest = 9'000'000'000'000;
  if (time < 0 || time > kLatest) return false;
  time *= 1'000'000;
  return true;
}

/// Where levels go: one side's buffers.
struct LevelRoom {
  std::span<BookLevel> levels;
  std::span<LevelText> texts;
};

/// One side of a book, as it came.
struct LevelSide {
  std::span<const BookLevel> levels;
  std::span<const LevelText> texts;  ///< empty unless asked for
};

/// Whether the raw text of levels is kept beside their values.
enum class Texts { none, kept };

/// How a level is written: price and size, or more behind the two. It says where to look
/// for a level's end, and is no rule: either is read either way.
enum class Level { pair, longer };

/// The buffers of `state` for either side.
inline LevelRoom bid_room(DecoderState& state) { return {state.bids, state.bid_texts}; }
inline LevelRoom ask_room(DecoderState& state) { return {state.asks, state.ask_texts}; }

/// Keeps what is seldom called out of the function that calls it.
template <auto kFunction, class... Arguments>
[[gnu::cold, gnu::noinline]] bool call_apart(DecoderState& state, Arguments... arguments) {
  return kFunction(state, arguments...);
}

/// Reads a message in the order the venue sends, or else in any. Both are the same
/// function for an `Order` each.
template <auto kAsSent, auto kAnyOrder, class... Arguments>
BASIS_HOT bool read_message(DecoderState& state, Arguments... arguments) {
  return kAsSent(state, arguments...) || call_apart<kAnyOrder>(state, arguments...);
}

}  // namespace basis::wire

#include "venues/wire/scan_any_order.hpp"
#include "venues/wire/scan_as_sent.hpp"
