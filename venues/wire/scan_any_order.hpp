#pragma once

#include <simdjson.h>

#include <optional>
#include <string_view>

#include "core/marketdata/decimal.hpp"
#include "venues/wire/faults.hpp"
#include "venues/wire/json_check.hpp"
#include "venues/wire/scan.hpp"

namespace basis::wire {

namespace od = simdjson::ondemand;

static_assert(kFrameSlack >= simdjson::SIMDJSON_PADDING);

/// Reads a frame whose fields may be in any order, with space between them. The first function that fails
/// records its reason in the state. Strings are not unescaped: no name or number of these venues needs an
/// escape, so a text with escapes is refused as an unknown word or a bad number.
template <>
class Scan<FieldOrder::any> {
 public:
  using Object = od::object;
  using Array = od::array;

  Scan(DecoderState& state, PaddedFrame frame) : state_(state), begin_(frame.data()), size_(frame.size()) {}

  /// Checks and indexes the frame, and enters its root object.
  bool open(Object& root) {
    return open_document() &&
           (document_.get_object().get(root) == simdjson::SUCCESS || fail_at_byte(DecodeFault::malformed, "", begin_));
  }
  /// The same for a frame whose root is an array.
  bool open(Array& root) {
    return open_document() &&
           (document_.get_array().get(root) == simdjson::SUCCESS || fail_at_byte(DecodeFault::malformed, "", begin_));
  }
  bool open_document() {
    state_.named.reset();
    if (size_ > state_.limits.frame_bytes) return fail_at_byte(DecodeFault::too_long, "", begin_);
    const simdjson::padded_string_view bytes(begin_, size_, size_ + kFrameSlack);
    if (state_.parser.iterate(bytes).get(document_) != simdjson::SUCCESS || !is_sound(document_))
      return fail_at_byte(DecodeFault::malformed, "", begin_);
    return true;
  }
  /// Enters the object with the message: the root, or the object under "data" in it.
  bool open_data(Object& root, bool combined, Object& data) {
    if (!open(root)) return false;
    data = root;
    return !combined || enter(root, "data", data);
  }
  /// The object or array under `key`.
  template <class Container>
  bool enter(Object& object, const char* key, Container& inner) {
    od::value value;
    if (!find(object, key, value)) return false;
    return value.get(inner) == simdjson::SUCCESS || fail(DecodeFault::wrong_type, key);
  }

  /// Skips the rest of `object`, up to its closing brace.
  bool finish(Object& object) {
    // No JSON text contains this key: control characters are escaped.
    constexpr std::string_view kNoKey = "\x01";
    return object.find_field(kNoKey).error() == simdjson::NO_SUCH_FIELD || fail(DecodeFault::malformed, "");
  }
  /// Skips the rest of the root object, behind which nothing may follow.
  bool close(Object& root) { return finish(root) && ended(); }
  /// Whether nothing follows what was read.
  bool ended() {
    return document_.current_location().error() == simdjson::OUT_OF_BOUNDS || fail(DecodeFault::malformed, "");
  }
  bool close(Object& root, bool combined, Object& data) { return (!combined || finish(data)) && close(root); }

  bool string(Object& object, const char* key, std::string_view& out) {
    od::value value;
    od::raw_json_string raw;
    if (!find(object, key, value)) return false;
    if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS) return fail(DecodeFault::wrong_type, key);
    out = {raw.raw(), string_length(raw.raw())};
    return true;
  }
  /// A string that is one of two words; `second` is true for the word `yes`.
  bool either(Object& object, const char* key, std::string_view no, std::string_view yes, bool& second) {
    std::string_view word;
    if (!string(object, key, word)) return false;
    second = word == yes;
    return second || word == no || fail_word(DecodeFault::unknown_value, key, word);
  }
  bool boolean(Object& object, const char* key, bool& out) {
    od::value value;
    if (!find(object, key, value)) return false;
    return value.get_bool().get(out) == simdjson::SUCCESS || fail(DecodeFault::wrong_type, key);
  }

  /// A price or size in quotes, not negative.
  template <class Number>
  bool decimal(Object& object, const char* key, Number& out) {
    std::string_view text;
    return string(object, key, text) && decimal_of(text, key, out);
  }
  /// Like `decimal`; an empty text means that there is no value.
  template <class Number>
  bool decimal_or_none(Object& object, const char* key, std::optional<Number>& out) {
    std::string_view text;
    out.reset();
    return string(object, key, text) && (text.empty() || decimal_of(text, key, out.emplace()));
  }
  template <class Number>
  bool decimal_of(std::string_view text, const char* key, Number& out) {
    std::int64_t units = 0;
    const NumberFault fault = read_decimal8(text, units);
    if (fault != NumberFault::none || units < 0) {
      fail_number(state_, begin_, fault, key, text.data());
      if (fault == NumberFault::too_precise || fault == NumberFault::out_of_range) state_.error.unheld = state_.named;
      return false;
    }
    out = Number::from_raw(units);
    return true;
  }
  /// A rate in quotes, of either sign.
  bool rate(Object& object, const char* key, Ray& out) {
    std::string_view text;
    return string(object, key, text) && rate_of(text, key, out);
  }
  bool rate_of(std::string_view text, const char* key, Ray& out) {
    i128 units = 0;
    const NumberFault fault = read_decimal(text, Ray::kDecimals, units);
    if (fault != NumberFault::none) return fail_number(state_, begin_, fault, key, text.data());
    out = Ray::from_raw(units);
    return true;
  }

  /// A bare integer.
  bool integer(Object& object, const char* key, std::int64_t& out) {
    od::value value;
    if (!find(object, key, value)) return false;
    const char* const begin = value.raw_json_token().data();
    const NumberEnd read = read_digits(begin, out);
    if (read.fault == NumberFault::none && ends_value(*read.end)) return true;
    return fail_integer(state_, begin_, read.fault, key, begin);
  }
  /// An integer in quotes.
  bool quoted_integer(Object& object, const char* key, std::int64_t& out) {
    std::string_view text;
    return string(object, key, text) && quoted_integer_of(text, key, out);
  }
  bool quoted_integer_of(std::string_view text, const char* key, std::int64_t& out) {
    const NumberEnd read = read_digits(text.data(), out);
    if (read.fault == NumberFault::none && read.end == text.data() + text.size()) return true;
    return fail_number(state_, begin_, read.fault, key, text.data());
  }
  /// Milliseconds since the epoch as nanoseconds.
  bool time(Object& object, const char* key, std::int64_t& nanoseconds) {
    return integer(object, key, nanoseconds) && in_range(key, nanoseconds);
  }
  bool quoted_time(Object& object, const char* key, std::int64_t& nanoseconds) {
    return quoted_integer(object, key, nanoseconds) && in_range(key, nanoseconds);
  }
  bool quoted_time_of(std::string_view text, const char* key, std::int64_t& nanoseconds) {
    return quoted_integer_of(text, key, nanoseconds) && in_range(key, nanoseconds);
  }

  /// The market whose native symbol is under `key`.
  bool symbol(Object& object, const char* key, MarketId& out) {
    std::string_view native;
    return string(object, key, native) && symbol_of(native, key, out);
  }
  bool symbol_of(std::string_view native, const char* key, MarketId& out) {
    const MarketId* const found = state_.symbols.find(native.data(), native.size());
    if (found == nullptr) return fail_word(DecodeFault::unknown_symbol, key, native);
    out = *found;
    about(out);
    return true;
  }
  /// Says which market the numbers that follow belong to.
  void about(MarketId market) { state_.named = market; }

  /// Calls `each(object)` for every object of the array; stops when it returns false.
  template <class Each>
  bool each_object(Array& array, const char* key, Each&& each) {
    for (auto element : array) {
      Object object;
      if (element.get(object) != simdjson::SUCCESS) return fail(DecodeFault::wrong_type, key);
      if (!each(object)) return false;
    }
    return true;
  }
  /// Calls `each(key, text, quoted)` for every field of `object`; `text` is empty where the value is not a
  /// string.
  template <class Each>
  bool each_field(Object& object, Each&& each) {
    for (auto field : object) {
      od::raw_json_string raw_key;
      od::value value;
      if (field.key().get(raw_key) != simdjson::SUCCESS || field.value().get(value) != simdjson::SUCCESS)
        return fail(DecodeFault::malformed, "");
      const char* const text = value.raw_json_token().data();
      const bool quoted = *text == '"';
      const std::string_view read = quoted ? std::string_view(text + 1, string_length(text + 1)) : std::string_view();
      if (!each(std::string_view(raw_key.raw(), string_length(raw_key.raw())), read, quoted)) return false;
    }
    return true;
  }

  /// Ends an object whose fields were read by `each_field`; nothing is left to do.
  static bool after_fields(Object&) { return true; }
  /// In any order the next field is not known.
  static bool next_is(const Object&, const char*) { return false; }

  /// Whether `object` has `key`; moves the position to its value.
  bool has(Object& object, const char* key) {
    return object.find_field_unordered(std::string_view(key)).error() == simdjson::SUCCESS;
  }
  /// A string that may be absent.
  bool optional_string(Object& object, const char* key, std::string_view& found) {
    return !has(object, key) || string(object, key, found);
  }
  /// A scalar as it is in the frame, without the quotes of a string; empty for `null` and where there is none.
  std::string_view plain_token(Object& object, const char* key) {
    od::value value;
    if (object.find_field_unordered(std::string_view(key)).get(value) != simdjson::SUCCESS) return {};
    std::string_view token = value.raw_json_token();
    while (!token.empty() && ends_value(token.back())) token.remove_suffix(1);
    if (token.size() >= 2 && token.front() == '"' && token.back() == '"') return token.substr(1, token.size() - 2);
    return token == "null" ? std::string_view{} : token;
  }

  /// Reads the array of levels under `key` into `room`: `[price, size, ...]` each; values behind the size are
  /// ignored.
  template <Texts kTexts, Level = Level::pair>
  bool levels(Object& object, const char* key, LevelRoom room, LevelSide& side) {
    Array array;
    if (!enter(object, key, array)) return false;
    std::size_t count = 0;
    for (auto element : array) {
      Array level;
      if (element.get(level) != simdjson::SUCCESS) return fail(DecodeFault::wrong_type, key);
      if (count == room.levels.size()) return fail(DecodeFault::too_many_levels, key);
      LevelText text;
      if (!read_level(level, key, room.levels[count], text)) return false;
      if constexpr (kTexts == Texts::kept) room.texts[count] = text;
      ++count;
    }
    side.levels = room.levels.first(count);
    if constexpr (kTexts == Texts::kept) side.texts = room.texts.first(count);
    return true;
  }

  /// These record the reason and return false: at the parser's position, at a byte of the frame, or at a text
  /// of it.
  bool fail(DecodeFault fault, const char* key) { return fail_at(state_, begin_, fault, key, here()); }
  bool fail_at_byte(DecodeFault fault, const char* key, const char* at) {
    return fail_at(state_, begin_, fault, key, at);
  }
  bool fail_word(DecodeFault fault, const char* key, std::string_view found) {
    return fail_text(state_, begin_, fault, key, found);
  }

 private:
  bool find(Object& object, const char* key, od::value& value) {
    const auto error = object.find_field_unordered(std::string_view(key)).get(value);
    if (error == simdjson::SUCCESS) return true;
    return fail(error == simdjson::NO_SUCH_FIELD ? DecodeFault::missing_field : DecodeFault::malformed, key);
  }
  bool read_level(Array& level, const char* key, BookLevel& value, LevelText& text) {
    std::size_t count = 0;
    for (auto element : level) {
      od::raw_json_string raw;
      if (count == 2) break;
      if (element.get_raw_json_string().get(raw) != simdjson::SUCCESS)
        return fail(DecodeFault::wrong_type, count == 0 ? "price" : "size");
      const std::string_view found(raw.raw(), string_length(raw.raw()));
      count == 0 ? text.set_price(found) : text.set_size(found);
      ++count;
    }
    if (count != 2) return fail(DecodeFault::wrong_type, key);
    return decimal_of(text.price(), "price", value.price) && decimal_of(text.size(), "size", value.size);
  }
  /// The parser's position.
  const char* here() {
    const char* at = nullptr;
    return document_.current_location().get(at) == simdjson::SUCCESS ? at : begin_ + size_;
  }
  bool in_range(const char* key, std::int64_t& time) {
    return to_nanoseconds(time) || fail(DecodeFault::out_of_range, key);
  }

  DecoderState& state_;
  const char* const begin_;
  const std::size_t size_;
  od::document document_;
};

}  // namespace basis::wire
