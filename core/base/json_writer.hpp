#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace basis {

/// Writes JSON text into a string that it owns, in the order of the calls.
/// Amounts are passed as decimal strings. A double is written in the shortest form
/// that reads back as the same double, or as null when it is not finite.
class JsonWriter {
 public:
  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view text);
  JsonWriter& number(double value);
  JsonWriter& integer(std::int64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  /// Inserts text that is JSON already.
  JsonWriter& raw(std::string_view json);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// Moves the text out of the writer.
  [[nodiscard]] std::string take() && { return std::move(text_); }
  void clear();

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate();

  std::string text_;
  bool needs_comma_ = false;
};

}  // namespace basis
