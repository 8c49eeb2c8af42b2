#pragma once

#include <cstring>
#include <limits>
#include <optional>
#include <string_view>

#include "core/marketdata/decimal.hpp"
#include "venues/wire/level_scan.hpp"
#include "venues/wire/scan.hpp"
#include "venues/wire/skip.hpp"

namespace basis::wire {

/// Like `plain_digits`, for the numbers that it does not handle.
const char* other_digits(const char* text, const char* end, std::int64_t& value);

/// Reads a frame once, from front to back, without space between its parts; strings must be plain ASCII. Fields
/// of no interest are skipped; the others must come in the order in which they are read. Every byte is checked:
/// a frame that `close` accepts is a JSON document. A failure has no reason; reading in any order finds it.
///
/// The position may pass the frame's end by less than the slack before this is noticed: each field and each
/// level begins with a check of the end, and none is longer than the slack unless its length was found within
/// the frame.
template <>
class Scan<FieldOrder::as_sent> {
 public:
  struct Object {
    bool first = true;  ///< no field has been read yet
  };
  struct Array {};

  BASIS_HOT Scan(DecoderState& state, PaddedFrame frame)
      : state_(state), usual_(state.usual[state.message]), at_(frame.data()), end_(frame.data() + frame.size()) {}

  /// Enters the root object.
  BASIS_HOT bool open(Object& root) {
    if (static_cast<std::size_t>(end_ - at_) > state_.limits.frame_bytes) return false;
    return take('{') && ((root = {}), true);
  }
  /// Enters the object with the message: the root, or the object under "data" in it.
  BASIS_HOT bool open_data(Object& root, bool combined, Object& data) {
    data = {};
    return open(root) && (!combined || enter(root, "data", data));
  }
  BASIS_HOT bool enter(Object& object, const char* key, Object& inner) {
    inner = {};
    return find(object, key) && take('{');
  }
  BASIS_HOT bool enter(Object& object, const char* key, Array&) { return find(object, key) && take('['); }

  /// Skips the rest of `object`.
  BASIS_HOT bool finish(Object& object) { return ((at_ < end_ && *at_ == '}') || pass_tail(object)) && take('}'); }
  /// Skips the rest of the root object, behind which nothing may follow.
  BASIS_HOT bool close(Object& root) { return finish(root) && at_ == end_; }
  BASIS_HOT bool close(Object& root, bool combined, Object& data) {
    return finish(data) && (combined ? close(root) : at_ == end_);
  }

  BASIS_HOT bool string(Object& object, const char* key, std::string_view& out) {
    return find(object, key) && string_here(key, out);
  }
  /// A string that is one of two words; `second` is true for the word `yes`.
  BASIS_HOT bool either(Object& object, const char* key, std::string_view no, std::string_view yes, bool& second) {
    if (!find(object, key)) return false;
    second = is_word(yes);
    if (!second && !is_word(no)) return false;
    at_ += (second ? yes : no).size() + 2;
    return true;
  }
  BASIS_HOT bool boolean(Object& object, const char* key, bool& out) {
    if (!find(object, key)) return false;
    out = std::memcmp(at_, "true", 4) == 0;
    if (!out && std::memcmp(at_, "false", 5) != 0) return false;
    at_ += out ? 4 : 5;
    return true;
  }

  /// A price or size in quotes, not negative.
  template <class Number>
  BASIS_HOT bool decimal(Object& object, const char* key, Number& out) {
    return find(object, key) && decimal_here(key, out);
  }
  /// Like `decimal`; an empty text means that there is no value.
  template <class Number>
  BASIS_HOT bool decimal_or_none(Object& object, const char* key, std::optional<Number>& out) {
    if (!find(object, key)) return false;
    if (at_[0] == '"' && at_[1] == '"') {
      out.reset();
      at_ += 2;
      return true;
    }
    return decimal_here(key, out.emplace());
  }
  template <class Number>
  BASIS_HOT bool decimal_of(std::string_view text, const char*, Number& out) {
    std::int64_t units = 0;
    const char* const close = quoted_decimal(text.data(), end_, units);
    out = Number::from_raw(units);
    return close == text.data() + text.size();
  }
  /// A rate in quotes, of either sign.
  BASIS_HOT bool rate(Object& object, const char* key, Ray& out) {
    std::string_view text;
    return string(object, key, text) && rate_of(text, key, out);
  }
  BASIS_HOT bool rate_of(std::string_view text, const char*, Ray& out) {
    i128 units = 0;
    if (read_decimal(text, Ray::kDecimals, units) != NumberFault::none) return false;
    out = Ray::from_raw(units);
    return true;
  }

  /// A bare integer.
  BASIS_HOT bool integer(Object& object, const char* key, std::int64_t& out) {
    if (!find(object, key)) return false;
    const char* const begin = at_ + (*at_ == '-' ? 1 : 0);
    if (!digits_here(key, out)) return false;
    // JSON numbers have no leading zeros; such text is left to the general parser.
    return (*at_ == ',' || *at_ == '}') && (*begin != '0' || at_ == begin + 1);
  }
  BASIS_HOT bool quoted_integer(Object& object, const char* key, std::int64_t& out) {
    return find(object, key) && take('"') && digits_here(key, out) && take('"');
  }
  BASIS_HOT bool quoted_integer_of(std::string_view text, const char*, std::int64_t& out) {
    const char* const behind = digits(text.data(), out);
    return behind == text.data() + text.size();
  }
  /// Milliseconds since the epoch as nanoseconds.
  BASIS_HOT bool time(Object& object, const char* key, std::int64_t& nanoseconds) {
    return integer(object, key, nanoseconds) && to_nanoseconds(nanoseconds);
  }
  BASIS_HOT bool quoted_time(Object& object, const char* key, std::int64_t& nanoseconds) {
    return quoted_integer(object, key, nanoseconds) && to_nanoseconds(nanoseconds);
  }
  BASIS_HOT bool quoted_time_of(std::string_view text, const char* key, std::int64_t& nanoseconds) {
    return quoted_integer_of(text, key, nanoseconds) && to_nanoseconds(nanoseconds);
  }

  /// The market whose native symbol is under `key`.
  BASIS_HOT bool symbol(Object& object, const char* key, MarketId& out) {
    std::string_view native;
    return string(object, key, native) && symbol_of(native, key, out);
  }
  BASIS_HOT bool symbol_of(std::string_view native, const char*, MarketId& out) {
    const MarketId* const found = state_.symbols.find(native.data(), native.size());
    if (found == nullptr) return false;
    out = *found;
    return true;
  }
  BASIS_HOT static void about(MarketId) {}

  /// Calls `each(object)` for every object of the array; stops when it returns false.
  template <class Each>
  BASIS_HOT bool each_object(Array&, const char*, Each&& each) {
    if (*at_ == ']') return take(']');
    for (;;) {
      if (at_ >= end_ || !take('{')) return false;
      Object object;
      if (!each(object) || !finish(object)) return false;
      if (*at_ == ']') return take(']');
      if (!take(',')) return false;
    }
  }
  /// Calls `each(key, text, quoted)` for every field left in `object`; `text` is empty where the value is not a
  /// string.
  template <class Each>
  BASIS_HOT bool each_field(Object& object, Each&& each) {
    for (; at_ < end_ && *at_ != '}'; object.first = false) {
      if (!object.first && !take(',')) return false;
      PlainFields<64> look(at_);
      if (PlainField field = look.next(at_); field.begin != nullptr) [[likely]] {
        for (;;) {
          at_ = field.end();
          if (at_ > end_ || !each(field.name(), field.value(), true)) return false;
          if (*at_ != ',') break;
          field = look.next(at_ + 1);
          if (field.begin == nullptr) break;
        }
        continue;
      }
      std::string_view key, text;
      if (!string_here("", key) || !take(':') || at_ >= end_) return false;
      const bool quoted = *at_ == '"';
      if (quoted ? !string_here("", text) : !skip_here()) return false;
      if (!each(key, text, quoted)) return false;
    }
    return true;
  }

  /// The reader's position, to read again from there in another form.
  [[nodiscard]] BASIS_HOT const char* position() const { return at_; }
  BASIS_HOT void return_to(const char* position) { at_ = position; }

  /// Ends an object whose fields were read by `each_field`.
  BASIS_HOT bool after_fields(Object&) { return at_ < end_ && take('}'); }

  /// Whether the next field of `object` is `key`.
  BASIS_HOT bool next_is(const Object& object, const char* key) const {
    return matches(at_ + (object.first ? 0 : 1), key, __builtin_strlen(key));
  }
  /// Whether no field of `object` is left.
  BASIS_HOT bool at_end_of(const Object&) const { return *at_ == '}'; }

  /// Reads the array of levels under `key` into `room`: `[price, size, ...]` each; values behind the size are
  /// skipped.
  template <Texts kTexts, Level kLevel = Level::pair>
  BASIS_HOT bool levels(Object& object, const char* key, LevelRoom room, LevelSide& side) {
    if (!find(object, key) || !take('[')) return false;
    std::size_t count = 0;
    const char* behind = nullptr;
    if constexpr (kTexts == Texts::kept)
      behind = LevelScan(end_).with_texts<kLevel>(at_, room, count);
    else
      behind = LevelScan(end_).read<kTexts, kLevel>(at_, room, count);
    if (behind == nullptr) return false;
    at_ = behind;
    side.levels = room.levels.first(count);
    if constexpr (kTexts == Texts::kept) side.texts = room.texts.first(count);
    return true;
  }

  BASIS_HOT static bool fail(DecodeFault, const char*) { return false; }
  BASIS_HOT static bool fail_word(DecodeFault, const char*, std::string_view) { return false; }

 private:
  /// Returns `to`. Where it is as far from `from` as in the last such message, the processor can continue from
  /// there before `to` is known.
  BASIS_HOT const char* foreseen(std::uint8_t& usual, const char* from, const char* to) const {
    const char* const guess = from + usual;
    if (same(guess, to)) [[likely]]
      return guess;
    usual = static_cast<std::uint8_t>(to - from);
    return to;
  }
  BASIS_HOT static std::size_t letter(const char* key) { return static_cast<unsigned char>(key[0]) & 31U; }
  /// Moves to `behind`, the end of the text at the position, which belongs to `key`.
  BASIS_HOT void pass(const char* key, const char* behind) { at_ = foreseen(usual_.texts[letter(key)], at_, behind); }
  BASIS_HOT bool take(char c) {
    if (*at_ != c) return false;
    ++at_;
    return true;
  }
  BASIS_HOT static bool matches(const char* name, const char* key, std::size_t length) {
    return name[0] == '"' && std::memcmp(name + 1, key, length) == 0 && name[length + 1] == '"' &&
           name[length + 2] == ':';
  }
  /// Moves to the value under `key`.
  BASIS_HOT bool find(Object& object, const char* key) {
    const std::size_t length = __builtin_strlen(key);
    if (at_ >= end_ || (!object.first && *at_ != ',')) return false;
    const char* name = at_ + (object.first ? 0 : 1);
    object.first = false;
    if (!matches(name, key, length)) {
      name = pass_over(name, {key, length});
      if (name == nullptr || !matches(name, key, length)) return false;
    }
    at_ = name + length + 3;
    return true;
  }
  /// The field `key` behind the one at `field`, or null. The skipped text is mostly the same as last time, byte
  /// for byte, and was checked then.
  BASIS_HOT const char* pass_over(const char* field, std::string_view key) {
    SkippedText& usual = usual_.skipped[letter(key.data())];
    if (usual.stands_at(field)) [[likely]] {
      const char* const behind = field + usual.length;
      return behind < end_ ? behind : nullptr;
    }
    const char* const found = skip_to(field, end_, key);
    if (found == nullptr) return nullptr;
    usual.keep(field);
    const char* const next = foreseen(usual.length, field, found);
    // A longer distance does not fit `length`.
    if (found - field > std::numeric_limits<std::uint8_t>::max()) usual.length = 0;
    return next;
  }
  /// Skips the rest of `object`, with the same method as `pass_over`.
  BASIS_HOT bool pass_tail(Object& object) {
    SkippedText& usual = usual_.tail;
    if (at_ >= end_) return false;
    // Before the first field there is no comma, so that text is not compared.
    const bool same = !object.first && usual.stands_at(at_);
    if (same && at_ + usual.length < end_ && at_[usual.length] == '}') [[likely]] {
      at_ += usual.length;
      return true;
    }
    const char* const tail = at_;
    const bool begun = !object.first;
    for (; at_ < end_ && *at_ != '}'; object.first = false)
      if (!skip(object)) return false;
    if (begun) {
      usual.keep(tail);
      usual.length = at_ - tail <= std::numeric_limits<std::uint8_t>::max() ? static_cast<std::uint8_t>(at_ - tail)
                                                                            : std::uint8_t{0};
    }
    return true;
  }
  /// Skips one field.
  BASIS_HOT bool skip(const Object& object) {
    if (!object.first && !take(',')) return false;
    const char* const behind = skip_field(at_, end_);
    if (behind == nullptr) return false;
    at_ = behind;
    return true;
  }
  BASIS_HOT bool skip_here() {
    const char* const behind = skip_value(at_, end_);
    if (behind == nullptr) return false;
    at_ = behind;
    return true;
  }
  BASIS_HOT bool string_here(const char* key, std::string_view& out) {
    if (!take('"')) return false;
    const char* const close = string_end(at_, end_);
    if (close == nullptr) return false;
    out = {at_, static_cast<std::size_t>(close - at_)};
    pass(key, close + 1);
    return true;
  }
  /// Whether the string at the position is `word`.
  BASIS_HOT bool is_word(std::string_view word) const {
    return at_[0] == '"' && std::memcmp(at_ + 1, word.data(), word.size()) == 0 && at_[word.size() + 1] == '"';
  }
  template <class Number>
  BASIS_HOT bool decimal_here(const char* key, Number& out) {
    std::int64_t units = 0;
    if (!take('"')) return false;
    const char* const close = quoted_decimal(at_, end_, units);
    if (close == nullptr) return false;
    out = Number::from_raw(units);
    pass(key, close + 1);
    return true;
  }
  BASIS_HOT const char* digits(const char* text, std::int64_t& out) const {
    const char* const behind = plain_digits(text, out);
    if (behind != nullptr) [[likely]]
      return behind;
    return other_digits(text, end_, out);
  }
  BASIS_HOT bool digits_here(const char* key, std::int64_t& out) {
    const char* const behind = digits(at_, out);
    if (behind == nullptr) return false;
    pass(key, behind);
    return true;
  }

  DecoderState& state_;
  UsualLengths& usual_;
  const char* at_;
  const char* const end_;
};

}  // namespace basis::wire
