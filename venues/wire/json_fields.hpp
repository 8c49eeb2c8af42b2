#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/marketdata/decimal.hpp"

namespace basis::wire {

/// Why a message could not be read: the first fault, by the name of its field.
struct JsonFault {
  std::string key;
  std::string what;  ///< empty: there is none

  [[nodiscard]] bool is_set() const { return !what.empty(); }
  void set(std::string_view field, std::string reason) {
    if (is_set()) return;
    key = field;
    what = std::move(reason);
  }
};

/// An object of a message, whose fields are read by name, in any order. After a fault every read returns an empty value
/// and the first fault stays. An inner object or array has to be read before the next field of the outer one. Texts are
/// as they stand in the message, without unescaping, and valid until the reader reads another message.
class JsonObject {
 public:
  JsonObject(simdjson::ondemand::object object, JsonFault& fault) : object_(object), fault_(&fault) {}

  [[nodiscard]] bool failed() const { return fault_->is_set(); }
  void fail(std::string_view key, std::string what) { fault_->set(key, std::move(what)); }

  /// The token of a scalar: a text without its quotes, a number or a word. Absent: no such field, or null.
  std::optional<std::string_view> find_text(std::string_view key);
  std::string_view text(std::string_view key) { return need(key, find_text(key)); }
  /// A whole number, bare or in quotes.
  std::optional<std::int64_t> find_integer(std::string_view key);
  std::int64_t integer(std::string_view key) { return need(key, find_integer(key)); }
  /// A decimal number, bare or in quotes, exactly; one that `F` cannot hold is a fault.
  template <class F>
  std::optional<F> find_number(std::string_view key) {
    const std::optional<std::string_view> token = find_text(key);
    if (!token) return std::nullopt;
    i128 units = 0;
    const NumberFault wrong = read_decimal(*token, F::kDecimals, units);
    using Rep = typename F::Rep;
    const bool fits = static_cast<i128>(static_cast<Rep>(units)) == units;
    if (wrong == NumberFault::none && fits) return F::from_raw(static_cast<Rep>(units));
    fail_number(key, *token, wrong == NumberFault::none ? NumberFault::out_of_range : wrong);
    return std::nullopt;
  }
  template <class F>
  F number(std::string_view key) {
    return need(key, find_number<F>(key));
  }
  bool flag(std::string_view key) { return find_text(key) == "true"; }
  /// An average price, which venues send with more digits than prices have: rounded down to 1e-8.
  Price average(std::string_view key);
  [[nodiscard]] bool has(std::string_view key);
  /// Milliseconds since the epoch, as Binance and others send times.
  UtcTime millis(std::string_view key);
  /// An inner object; absent: no such field, or not an object.
  std::optional<JsonObject> find_object(std::string_view key);
  /// An inner value as it stands in the message; absent: no such field, or neither an object nor an array.
  std::optional<std::string_view> find_json(std::string_view key);
  /// Calls `each` with every object of an array; anything else in it is a fault.
  template <class Each>
  void for_each(std::string_view key, Each&& each) {
    if (failed()) return;
    simdjson::ondemand::array array;
    if (object_.find_field_unordered(key).get_array().get(array) != simdjson::SUCCESS) return fail(key, "is no array");
    walk(key, array, *fault_, each);
  }

  template <class Each>
  static void walk(std::string_view key, simdjson::ondemand::array array, JsonFault& fault, Each&& each) {
    for (auto item : array) {
      simdjson::ondemand::object object;
      if (item.get_object().get(object) != simdjson::SUCCESS)
        return fault.set(key, "holds something else than objects");
      each(JsonObject(object, fault));
      if (fault.is_set()) return;
    }
  }

 private:
  template <class T>
  T need(std::string_view key, std::optional<T> found) {
    if (found) return *found;
    fail(key, "is missing");
    return T{};
  }
  void fail_number(std::string_view key, std::string_view token, NumberFault wrong);

  simdjson::ondemand::object object_;
  JsonFault* fault_;
};

/// Reads one message at a time, with On-Demand parsing, from a copy that it keeps. It grows to the largest message,
/// which is bounded.
class JsonReader {
 public:
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20;

  /// Calls `read(JsonObject)` with the message, an object. Data error: the message is too large or malformed, is no
  /// object, or `read` found a fault; it begins with `name` and names the field.
  template <class Read>
  Result<void> object(std::string_view name, std::string_view message, Read&& read) {
    return parse(name, message, [&](simdjson::ondemand::document& document, JsonFault& fault) {
      simdjson::ondemand::object root;
      if (document.get_object().get(root) != simdjson::SUCCESS) return fault.set("", "is no JSON object");
      read(JsonObject(root, fault));
    });
  }
  /// The same of an array of objects, each of which is given to `each(JsonObject)`.
  template <class Each>
  Result<void> array(std::string_view name, std::string_view message, Each&& each) {
    return parse(name, message, [&](simdjson::ondemand::document& document, JsonFault& fault) {
      simdjson::ondemand::array root;
      if (document.get_array().get(root) != simdjson::SUCCESS) return fault.set("", "is no JSON array");
      JsonObject::walk("", root, fault, each);
    });
  }

 private:
  template <class Read>
  Result<void> parse(std::string_view name, std::string_view message, Read&& read) {
    JsonFault fault;
    simdjson::ondemand::document document;
    if (open(message, document, fault)) read(document, fault);
    if (!fault.is_set()) return ok();
    return refused(name, fault);
  }
  bool open(std::string_view message, simdjson::ondemand::document& document, JsonFault& fault);
  static Error refused(std::string_view name, const JsonFault& fault);

  simdjson::ondemand::parser parser_;
  std::string bytes_;
};

}  // namespace basis::wire
