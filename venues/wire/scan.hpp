#pragma once

#include <simdjson.h>

#include <cstring>
#include <string_view>

#include "core/feed/decimal.hpp"
#include "venues/wire/decoder_state.hpp"
#include "venues/wire/faults.hpp"
#include "venues/wire/well_formed.hpp"

/// What a message function is made of must end up inside that one function:
/// only then can the parser's position live in registers.
#define BASIS_HOT [[gnu::always_inline]] inline

namespace basis::wire {

namespace od = simdjson::ondemand;

static_assert(kFrameSlack >= simdjson::SIMDJSON_PADDING);

/// How fields are looked up. Message functions first read in the order the
/// venue sends; only when a field is missing there do they look in any order.
enum class Order { as_sent, any };

/// One frame being read. Every reader says whether it succeeded; the first that
/// does not has left its reason in the state. Strings are taken as they stand
/// in the frame: no name or number of these venues needs an escape, so one that
/// has escapes is refused as an unknown word or a bad number.
template <Order kOrder>
class Scan {
 public:
  BASIS_HOT Scan(DecoderState& state, PaddedFrame frame) : state_(state), begin_(frame.data()), size_(frame.size()) {}

  /// Indexes the frame and enters its root object.
  BASIS_HOT bool open(od::object& root) {
    if (size_ > state_.limits.frame_bytes) return fail(DecodeFault::too_long, "", begin_);
    // Looking back for a field, the parser takes what it passed for checked.
    if constexpr (kOrder == Order::any) {
      if (!is_well_formed({begin_, size_})) return fail(DecodeFault::malformed, "", begin_);
    }
    const simdjson::padded_string_view bytes(begin_, size_, size_ + kFrameSlack);
    if (state_.parser.iterate(bytes).get(document_) != simdjson::SUCCESS ||
        document_.get_object().get(root) != simdjson::SUCCESS)
      return fail(DecodeFault::malformed, "", begin_);
    return true;
  }

  /// Walks `object` to its closing brace.
  BASIS_HOT bool finish(od::object& object) {
    // No JSON text holds this key: control characters are escaped.
    constexpr std::string_view kNoKey = "\x01";
    if (object.find_field(kNoKey).error() == simdjson::NO_SUCH_FIELD) [[likely]]
      return true;
    return fail(DecodeFault::malformed, "", here());
  }
  /// Walks the root object to its end, behind which nothing may follow.
  BASIS_HOT bool close(od::object& root) {
    if (!finish(root)) return false;
    return document_.current_location().error() == simdjson::OUT_OF_BOUNDS || fail(DecodeFault::malformed, "", here());
  }

  /// The object or array under `key`.
  template <class Container>
  BASIS_HOT bool enter(od::object& object, const char* key, Container& inner) {
    od::value value;
    if (!find(object, key, value)) return false;
    if (value.get(inner) == simdjson::SUCCESS) [[likely]]
      return true;
    return fail(DecodeFault::wrong_type, key, here());
  }

  /// Where a string field begins, behind its opening quote.
  BASIS_HOT bool text(od::object& object, const char* key, const char*& begin) {
    od::value value;
    return find(object, key, value) && text_of(value, key, begin);
  }
  /// As `text`, of a value in hand.
  template <class Value>
  BASIS_HOT bool text_of(Value&& value, const char* key, const char*& begin) {
    od::raw_json_string raw;
    if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS) return fail(DecodeFault::wrong_type, key, here());
    begin = raw.raw();
    return true;
  }
  BASIS_HOT bool string(od::object& object, const char* key, std::string_view& string) {
    const char* begin = nullptr;
    if (!text(object, key, begin)) return false;
    string = {begin, string_length(begin)};
    return true;
  }

  /// Whether the string that begins at `begin` is `word`.
  BASIS_HOT static bool is_word(const char* begin, std::string_view word) {
    return std::memcmp(begin, word.data(), word.size()) == 0 && begin[word.size()] == '"';
  }
  /// A string that is one of two words; `second` says which.
  BASIS_HOT bool either(od::object& object, const char* key, std::string_view no, std::string_view yes, bool& second) {
    const char* begin = nullptr;
    if (!text(object, key, begin)) return false;
    second = is_word(begin, yes);
    if (second || is_word(begin, no)) [[likely]]
      return true;
    return fail_word(DecodeFault::unknown_value, key, {begin, string_length(begin)});
  }

  /// A price or size in quotes, not negative.
  template <class Number>
  BASIS_HOT bool decimal(od::object& object, const char* key, Number& number) {
    const char* begin = nullptr;
    return text(object, key, begin) && decimal_at(begin, key, number);
  }
  template <class Number>
  BASIS_HOT bool decimal_at(const char* begin, const char* key, Number& number) {
    std::int64_t units = 0;
    const NumberEnd read = read_quoted_decimal8(begin, units);
    if (read.fault != NumberFault::none || units < 0) return fail_number(state_, begin_, read.fault, key, begin);
    number = Number::from_raw(units);
    return true;
  }
  /// A rate in quotes, of either sign.
  BASIS_HOT bool rate(od::object& object, const char* key, Ray& rate) {
    const char* begin = nullptr;
    return text(object, key, begin) && rate_at(begin, key, rate);
  }
  BASIS_HOT bool rate_at(const char* begin, const char* key, Ray& rate) {
    i128 units = 0;
    const NumberFault fault = read_decimal({begin, string_length(begin)}, Ray::kDecimals, units);
    if (fault != NumberFault::none) return fail_number(state_, begin_, fault, key, begin);
    rate = Ray::from_raw(units);
    return true;
  }

  /// A bare integer.
  BASIS_HOT bool integer(od::object& object, const char* key, std::int64_t& number) {
    od::value value;
    if (!find(object, key, value)) return false;
    const char* const begin = value.raw_json_token().data();
    const NumberEnd read = read_digits(begin, number);
    if (read.fault == NumberFault::none && ends_value(*read.end)) [[likely]]
      return true;
    return fail_integer(state_, begin_, read.fault, key, begin);
  }
  /// An integer in quotes.
  BASIS_HOT bool quoted_integer(od::object& object, const char* key, std::int64_t& number) {
    const char* begin = nullptr;
    return text(object, key, begin) && quoted_integer_at(begin, key, number);
  }
  BASIS_HOT bool quoted_integer_at(const char* begin, const char* key, std::int64_t& number) {
    const NumberEnd read = read_digits(begin, number);
    if (read.fault == NumberFault::none && *read.end == '"') [[likely]]
      return true;
    return fail_number(state_, begin_, read.fault, key, begin);
  }

  /// Whether `object` has `key`; leaves the position on its value. Only in any order.
  BASIS_HOT bool has(od::object& object, const char* key) {
    static_assert(kOrder == Order::any);
    return object.find_field_unordered(std::string_view(key)).error() == simdjson::SUCCESS;
  }

  /// A string that may be absent. Only in any order.
  BASIS_HOT bool optional_string(od::object& object, const char* key, std::string_view& found) {
    return !has(object, key) || string(object, key, found);
  }

  /// Milliseconds since the epoch as nanoseconds.
  BASIS_HOT bool time(od::object& object, const char* key, std::int64_t& nanoseconds) {
    return integer(object, key, nanoseconds) && to_nanoseconds(key, nanoseconds);
  }
  BASIS_HOT bool quoted_time(od::object& object, const char* key, std::int64_t& nanoseconds) {
    return quoted_integer(object, key, nanoseconds) && to_nanoseconds(key, nanoseconds);
  }
  BASIS_HOT bool quoted_time_at(const char* begin, const char* key, std::int64_t& nanoseconds) {
    return quoted_integer_at(begin, key, nanoseconds) && to_nanoseconds(key, nanoseconds);
  }

  /// The instrument whose native symbol stands under `key`.
  BASIS_HOT bool symbol(od::object& object, const char* key, InstrumentId& instrument) {
    const char* begin = nullptr;
    return text(object, key, begin) && symbol_at({begin, string_length(begin)}, key, instrument);
  }
  /// The instrument of a symbol that stands in the frame.
  BASIS_HOT bool symbol_at(std::string_view native, const char* key, InstrumentId& instrument) {
    const InstrumentId* const found = find_symbol(native);
    if (found == nullptr) return fail_text(state_, begin_, DecodeFault::unknown_symbol, key, native);
    instrument = *found;
    return true;
  }

  /// The instrument of a symbol in memory with 32 readable bytes; null when unknown.
  BASIS_HOT const InstrumentId* find_symbol(std::string_view native) const {
    return state_.symbols.find(native.data(), native.size());
  }

  /// Finds the value under `key`.
  template <class Value>
  BASIS_HOT bool find(od::object& object, const char* key, Value& value) {
    const auto error = kOrder == Order::as_sent ? object.find_field(std::string_view(key)).get(value)
                                                : object.find_field_unordered(std::string_view(key)).get(value);
    if (error == simdjson::SUCCESS) [[likely]]
      return true;
    return fail(error == simdjson::NO_SUCH_FIELD ? DecodeFault::missing_field : DecodeFault::malformed, key, here());
  }

  BASIS_HOT bool fail(DecodeFault fault, const char* key, const char* at) {
    return fail_at(state_, begin_, fault, key, at);
  }
  BASIS_HOT bool fail_word(DecodeFault fault, const char* key, std::string_view found) {
    return fail_text(state_, begin_, fault, key, found);
  }
  /// Where the parser stands.
  BASIS_HOT const char* here() {
    const char* at = nullptr;
    return document_.current_location().get(at) == simdjson::SUCCESS ? at : begin_ + size_;
  }

 private:
  BASIS_HOT bool to_nanoseconds(const char* key, std::int64_t& time) {
    // Beyond this, in the year 2255, lie other units and the end of 64-bit nanoseconds.
    constexpr std::int64_t kLatest = 9'000'000'000'000;
    if (time < 0 || time > kLatest) return fail(DecodeFault::out_of_range, key, here());
    time *= 1'000'000;
    return true;
  }

  DecoderState& state_;
  const char* const begin_;
  const std::size_t size_;
  od::document document_;
};

/// A scalar as it stands in the frame, without the quotes of a string; empty for `null`.
inline std::string_view plain_token(od::value& value) {
  std::string_view token = value.raw_json_token();
  while (!token.empty() && ends_value(token.back())) token.remove_suffix(1);
  if (token.size() >= 2 && token.front() == '"' && token.back() == '"') return token.substr(1, token.size() - 2);
  return token == "null" ? std::string_view{} : token;
}

/// Keeps what is seldom called out of the function that calls it.
template <auto kFunction, class... Arguments>
[[gnu::cold, gnu::noinline]] bool call_apart(DecoderState& state, Arguments... arguments) {
  return kFunction(state, arguments...);
}

/// Reads a message in the order the venue sends, and once more in any order if
/// a field was missing. Both arguments are the same function for an `Order` each.
template <auto kAsSent, auto kAnyOrder, class... Arguments>
BASIS_HOT bool read_message(DecoderState& state, Arguments... arguments) {
  return kAsSent(state, arguments...) ||
         (state.error.fault == DecodeFault::missing_field && call_apart<kAnyOrder>(state, arguments...));
}

}  // namespace basis::wire
