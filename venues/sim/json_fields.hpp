#pragma once

#include <algorithm>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/json_writer.hpp"
#include "core/base/utc_time.hpp"

namespace basis::sim {

/// Fields of JSON objects, in the order of the calls.
class JsonFields {
 public:
  JsonFields& object() { return writer_.begin_object(), *this; }
  JsonFields& object(std::string_view name) { return writer_.key(name).begin_object(), *this; }
  JsonFields& array() { return writer_.begin_array(), *this; }
  JsonFields& array(std::string_view name) { return writer_.key(name).begin_array(), *this; }
  JsonFields& end_object() { return writer_.end_object(), *this; }
  JsonFields& end_array() { return writer_.end_array(), *this; }
  JsonFields& text(std::string_view name, std::string_view value) { return writer_.key(name).string(value), *this; }
  JsonFields& number(std::string_view name, std::int64_t value) { return writer_.key(name).integer(value), *this; }
  JsonFields& flag(std::string_view name, bool value) { return writer_.key(name).boolean(value), *this; }
  JsonFields& null(std::string_view name) { return writer_.key(name).null(), *this; }
  JsonFields& raw(std::string_view name, std::string_view json) { return writer_.key(name).raw(json), *this; }
  /// Items of an array.
  JsonFields& item(std::string_view text) { return writer_.string(text), *this; }
  JsonFields& item(std::int64_t value) { return writer_.integer(value), *this; }
  JsonFields& raw(std::string_view json) { return writer_.raw(json), *this; }

  [[nodiscard]] std::string take() { return std::move(writer_).take(); }

 private:
  JsonWriter writer_;
};

/// Milliseconds since 1970.
constexpr std::int64_t millis(UtcTime at) { return at.nanos() / 1'000'000; }
/// Times that cannot be held are the first or the last that can.
constexpr UtcTime from_millis(std::int64_t millis) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 1'000'000;
  return UtcTime::from_nanos(std::clamp(millis, -kMost, kMost) * 1'000'000);
}

}  // namespace basis::sim
