#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace basis {

/// Writes JSON text into a string it owns, in the order of the calls.
/// Amounts go in as decimal strings; doubles in their shortest exact form,
/// and one that is not finite as null.
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
  /// Text that is JSON already.
  JsonWriter& raw(std::string_view json);

  [[nodiscard]] const std::string& text() const { return text_; }
  /// The text, leaving the writer empty.
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
