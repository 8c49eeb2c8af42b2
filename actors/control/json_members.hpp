#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "actors/control/node_state.hpp"
#include "actors/control/state_json.hpp"
#include "core/base/json_writer.hpp"

/// Members of objects, as the control API writes them: exact decimals and times as text, ratios as numbers.
namespace basis::member {

inline void text(JsonWriter& json, std::string_view key, std::string_view value) { json.key(key).string(value); }
template <class Fixed>
void fixed(JsonWriter& json, std::string_view key, Fixed value) {
  json.key(key).string(value.to_string());
}
inline void count(JsonWriter& json, std::string_view key, std::uint64_t value) {
  json.key(key).integer(static_cast<std::int64_t>(value));
}
inline void ratio(JsonWriter& json, std::string_view key, const std::optional<double>& value) {
  json.key(key);
  value ? json.number(*value) : json.null();
}
inline void seconds(JsonWriter& json, std::string_view key, Nanos value) {
  json.key(key).number(static_cast<double>(value.count) / 1e9);
}
inline void time(JsonWriter& json, std::string_view key, const std::optional<UtcTime>& value) {
  json.key(key);
  value ? json.string(value->to_string()) : json.null();
}

/// The members of a page of a list, each row written by `write`.
template <class Row, class Write>
void page_members(JsonWriter& json, const RowsOf<Row>& shown, PageOf page, Write write) {
  static const std::vector<std::shared_ptr<const Row>> kNone;
  const auto& rows = shown == nullptr ? kNone : *shown;
  count(json, "total", rows.size());
  count(json, "offset", page.offset);
  json.key("rows").begin_array();
  const std::size_t end = std::min(rows.size(), page.offset + page.limit);
  for (std::size_t i = std::min(page.offset, rows.size()); i < end; ++i) {
    json.begin_object();
    write(*rows[i]);
    json.end_object();
  }
  json.end_array();
}
template <class Row, class Write>
void page_of(JsonWriter& json, const RowsOf<Row>& rows, PageOf page, Write write) {
  json.begin_object();
  page_members(json, rows, page, write);
  json.end_object();
}

}  // namespace basis::member
