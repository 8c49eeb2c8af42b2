#include "core/config/value_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/config/text_distance.hpp"

namespace basis {
namespace {

using Problem = std::optional<std::string>;

constexpr int kRangeDecimals = 18;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(separator, at), text.size());
    parts.emplace_back(trimmed(text.substr(at, end - at)));
    at = end + 1;
  }
  return parts;
}

/// One end of a range; absent when it is open. The ranges are part of the program, so malformed text is a broken
/// invariant.
std::optional<i128> bound(std::string_view text) {
  text = trimmed(text);
  if (text.empty()) return std::nullopt;
  const auto parsed = parse_decimal(text, kRangeDecimals);
  require(parsed.has_value(), "a schema range holds a malformed number");
  return parsed.value();
}

Problem check_range(std::string_view text, std::string_view range) {
  const auto parsed = parse_decimal(text, kRangeDecimals);
  if (!parsed) return parsed.error().text();
  if (in_range(parsed.value(), range)) return std::nullopt;
  return fmt::format("{} is out of range", text);
}

/// Parses the text as a `T` within the row's range and rewrites it in canonical form.
template <class T>
Problem check_decimal(const SchemaRow& row, std::string& text) {
  const auto parsed = T::parse(text);
  if (!parsed) return parsed.error().text();
  if (Problem problem = check_range(text, row.allowed)) return problem;
  text = parsed.value().to_string();
  return std::nullopt;
}

Problem check_integer(const SchemaRow& row, std::string& text) {
  const auto parsed = parse_decimal(text, 0);
  if (!parsed) return fmt::format("'{}' is not a whole number", text);
  if (parsed.value() > std::numeric_limits<std::int64_t>::max() ||
      parsed.value() < std::numeric_limits<std::int64_t>::min())
    return fmt::format("{} is out of range", text);
  if (Problem problem = check_range(text, row.allowed)) return problem;
  text = to_decimal(parsed.value());
  return std::nullopt;
}

Problem check_choice(const SchemaRow& row, std::string& text) {
  const std::vector<std::string> choices = split_choices(row.allowed);
  if (std::find(choices.begin(), choices.end(), text) != choices.end()) return std::nullopt;
  return fmt::format("'{}' is not a choice{}", text, suggestion(text, choices));
}

Problem check_flag(const SchemaRow&, std::string& text) {
  if (text == "true" || text == "false") return std::nullopt;
  return fmt::format("'{}' is neither true nor false", text);
}

Problem check_text(const SchemaRow&, std::string& text) {
  const bool printable = std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c != '\x7f'; });
  if (!text.empty() && printable) return std::nullopt;
  return std::string(text.empty() ? "the value is empty" : "the value holds control characters");
}

using Check = Problem (*)(const SchemaRow&, std::string&);

struct KindRow {
  ValueKind kind;
  bool is_list;
  Check check;  ///< applied to the scalar or to each item
};

constexpr KindRow kKinds[] = {
    {ValueKind::text, false, check_text},
    {ValueKind::choice, false, check_choice},
    {ValueKind::flag, false, check_flag},
    {ValueKind::integer, false, check_integer},
    {ValueKind::ratio, false, check_decimal<Ratio>},
    {ValueKind::amount, false, check_decimal<Amount>},
    {ValueKind::price, false, check_decimal<Price>},
    {ValueKind::basis_points, false, check_decimal<BasisPoints>},
    {ValueKind::text_list, true, check_text},
    {ValueKind::choice_list, true, check_choice},
    {ValueKind::integer_list, true, check_integer},
};

const KindRow& kind_row(ValueKind kind) {
  for (const KindRow& row : kKinds)
    if (row.kind == kind) return row;
  broken_invariant("a value kind without a check");
}

Problem check_list(const SchemaRow& row, Check check, std::vector<std::string>& items) {
  for (auto item = items.begin(); item != items.end(); ++item) {
    if (Problem problem = check(row, *item)) return problem;
    if (std::find(items.begin(), item, *item) != item) return fmt::format("'{}' stands there twice", *item);
  }
  return std::nullopt;
}

}  // namespace

bool in_range(i128 raw, std::string_view range) {
  if (range.empty()) return true;
  const std::size_t comma = range.find(',');
  require(range.size() > 2 && comma != std::string_view::npos, "a schema range is malformed");
  const std::optional<i128> low = bound(range.substr(1, comma - 1));
  const std::optional<i128> high = bound(range.substr(comma + 1, range.size() - comma - 2));
  if (low && (range.front() == '[' ? raw < *low : raw <= *low)) return false;
  if (high && (range.back() == ']' ? raw > *high : raw >= *high)) return false;
  return true;
}

std::vector<std::string> split_choices(std::string_view allowed) { return split(allowed, '|'); }

std::optional<std::string> check_value(const SchemaRow& row, ConfigValue& value) {
  const KindRow& kind = kind_row(row.kind);
  if (kind.is_list && !value.is_list && value.origin.is_override) {
    value.items = split(value.text, ',');
    value.is_list = true;
  }
  if (kind.is_list != value.is_list)
    return kind.is_list ? fmt::format("'{}' is a single value; a list is expected", value.text)
                        : fmt::format("{} is a list; a single value is expected", value.shown());
  return kind.is_list ? check_list(row, kind.check, value.items) : kind.check(row, value.text);
}

}  // namespace basis
