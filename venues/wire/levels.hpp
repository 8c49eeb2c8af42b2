#pragma once

#include <span>

#include "venues/wire/scan.hpp"

namespace basis::wire {

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

/// Reads one level, `[price, size, ...]`; what follows the size is left alone.
template <Texts kTexts, Order kOrder>
BASIS_HOT bool read_level(Scan<kOrder>& scan, od::array level, const char* key, BookLevel& value, LevelText* text) {
  const char* price = nullptr;
  const char* size = nullptr;
  od::array_iterator item, end;
  if (level.begin().get(item) != simdjson::SUCCESS || level.end().get(end) != simdjson::SUCCESS || !(item != end))
    return scan.fail(DecodeFault::missing_field, "price", scan.here());
  if (!scan.text_of(*item, "price", price)) return false;
  if (!(++item != end)) return scan.fail(DecodeFault::wrong_type, key, scan.here());
  if (!scan.text_of(*item, "size", size)) return false;
  if (!scan.decimal_at(price, "price", value.price) || !scan.decimal_at(size, "size", value.size)) return false;
  if constexpr (kTexts == Texts::kept) *text = {{price, string_length(price)}, {size, string_length(size)}};
  return true;
}

/// Reads the array of levels under `key` into `room`.
template <Texts kTexts = Texts::none, Order kOrder>
BASIS_HOT bool read_levels(Scan<kOrder>& scan, od::object& object, const char* key, LevelRoom room, LevelSide& side) {
  od::array levels;
  if (!scan.enter(object, key, levels)) return false;
  std::size_t count = 0;
  for (auto element : levels) {
    od::array level;
    if (element.get(level) != simdjson::SUCCESS) return scan.fail(DecodeFault::wrong_type, key, scan.here());
    if (count == room.levels.size()) return scan.fail(DecodeFault::too_many_levels, key, scan.here());
    LevelText* const text = kTexts == Texts::kept ? &room.texts[count] : nullptr;
    if (!read_level<kTexts>(scan, level, key, room.levels[count], text)) return false;
    ++count;
  }
  side.levels = room.levels.first(count);
  if constexpr (kTexts == Texts::kept) side.texts = room.texts.first(count);
  return true;
}

/// The buffers of `state` for either side.
inline LevelRoom bid_room(DecoderState& state) { return {state.bids, state.bid_texts}; }
inline LevelRoom ask_room(DecoderState& state) { return {state.asks, state.ask_texts}; }

}  // namespace basis::wire
