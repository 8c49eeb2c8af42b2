#include "venues/client/history_rows.hpp"

#include <charconv>

namespace basis::client {
namespace {

/// A text, or a whole number as a text; absent: anything else.
std::optional<std::string> text_of(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  if (const auto* number = value.if_int64()) return std::to_string(*number);
  if (const auto* number = value.if_uint64()) return std::to_string(*number);
  return std::nullopt;
}

std::optional<UtcTime> time_of(const boost::json::value& value) {
  constexpr std::int64_t kMost = std::int64_t{1} << 43;  // in the year 2248
  const std::optional<std::string> text = text_of(value);
  std::int64_t millis = 0;
  if (!text) return std::nullopt;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), millis);
  if (fault != std::errc{} || end != text->data() + text->size() || millis < 0 || millis > kMost) return std::nullopt;
  return UtcTime::from_nanos(millis * 1'000'000);
}

Error unlike(std::string_view what) { return Error(ErrorKind::data, "the history: " + std::string(what)); }

}  // namespace

const boost::json::value* find_value(const boost::json::value& root, std::string_view path) {
  const boost::json::value* at = &root;
  while (at != nullptr && !path.empty()) {
    const std::string_view key = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(path.size(), key.size() + 1));
    const auto* object = at->if_object();
    at = object == nullptr ? nullptr : object->if_contains(key);
  }
  return at;
}

Result<std::vector<HistoryRow>> candle_rows(const boost::json::value& list, std::size_t count,
                                            std::optional<std::size_t> closed_at) {
  if (!list.is_array()) return unlike("is no list");
  std::vector<HistoryRow> rows;
  for (const boost::json::value& item : list.as_array()) {
    const auto* fields = item.if_array();
    if (fields == nullptr || fields->size() <= count) return unlike("a candle has too few fields");
    HistoryRow& row = rows.emplace_back();
    const auto at = time_of((*fields)[0]);
    if (!at) return unlike("a candle has no time");
    row.at = *at;
    for (std::size_t i = 1; i <= count; ++i) {
      auto text = text_of((*fields)[i]);
      if (!text) return unlike("a candle has a field that is no text");
      row.values.push_back(std::move(*text));
    }
    if (closed_at && *closed_at < fields->size()) row.closed = text_of((*fields)[*closed_at]) == "1";
  }
  return rows;
}

Result<std::vector<HistoryRow>> payment_rows(const boost::json::value& list, std::string_view time,
                                             const std::vector<std::string_view>& columns) {
  if (!list.is_array()) return unlike("is no list");
  std::vector<HistoryRow> rows;
  for (const boost::json::value& item : list.as_array()) {
    const boost::json::value* stamp = find_value(item, time);
    const auto at = stamp == nullptr ? std::nullopt : time_of(*stamp);
    if (!at) return unlike("a payment has no time");
    HistoryRow& row = rows.emplace_back();
    row.at = *at;
    for (const std::string_view column : columns) {
      const boost::json::value* value = find_value(item, column);
      auto text = value == nullptr ? std::nullopt : text_of(*value);
      if (!text) return unlike("a payment has no " + std::string(column));
      row.values.push_back(std::move(*text));
    }
  }
  return rows;
}

}  // namespace basis::client
