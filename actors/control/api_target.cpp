#include "actors/control/api_target.hpp"

#include <charconv>
#include <initializer_list>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace basis {
namespace {

constexpr std::string_view kEventsPath = "/v1/events";
constexpr std::string_view kWhyPath = "/why";
constexpr std::size_t kMostEventId = 64;

Error bad_target(std::string_view name, std::string_view value, std::string_view allowed) {
  return {ErrorKind::usage, fmt::format("{}: '{}' is not taken (allowed: {})", name, value, allowed)};
}

/// Absent: a `%` that no two hex digits follow.
std::optional<std::string> decoded(std::string_view text) {
  std::string made;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      made += text[i];
      continue;
    }
    unsigned value = 0;
    const char* const digits = text.data() + i + 1;
    if (i + 2 >= text.size() || std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2) return std::nullopt;
    made += static_cast<char>(value);
    i += 2;
  }
  return made;
}

Result<std::size_t> row_number(const ApiTarget& target, const std::string& name, std::size_t least, std::size_t most,
                               std::size_t otherwise) {
  const auto found = target.query.find(name);
  if (found == target.query.end()) return otherwise;
  std::size_t value = 0;
  const char* const end = found->second.data() + found->second.size();
  const auto [at, fault] = std::from_chars(found->second.data(), end, value);
  if (fault == std::errc() && at == end && value >= least && value <= most) return value;
  return Error(ErrorKind::usage,
               fmt::format("{}: '{}' is out of range (allowed: {} to {})", name, found->second, least, most));
}

Result<void> check_names(const ApiTarget& target, std::initializer_list<std::string_view> known) {
  for (const auto& [name, value] : target.query)
    if (std::ranges::find(known, name) == known.end())
      return Error(ErrorKind::usage,
                   fmt::format("{}: it is not known here (allowed: {})", name,
                               known.size() == 0 ? "no parameters" : fmt::format("{}", fmt::join(known, ", "))));
  return ok();
}

Result<std::optional<UtcTime>> event_time(const ApiTarget& target, const std::string& name) {
  const auto found = target.query.find(name);
  if (found == target.query.end()) return std::optional<UtcTime>();
  const auto time = UtcTime::parse(found->second);
  if (!time) return bad_target(name, found->second, "a UTC time such as 2026-03-02T10:00:00Z");
  return std::optional(time.value());
}

Result<EventQuery> event_query(const ApiTarget& target) {
  BASIS_TRY(check_names(target, {"kind", "from", "to", "limit", "offset"}));
  EventQuery query;
  if (const auto kinds = target.query.find("kind"); kinds != target.query.end()) {
    std::string_view rest = kinds->second;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      query.kinds.emplace_back(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  BASIS_TRY(query.from, event_time(target, "from"));
  BASIS_TRY(query.to, event_time(target, "to"));
  if (query.from && query.to && *query.to < *query.from)
    return bad_target("to", target.query.at("to"), "a time that is not before `from`");
  BASIS_TRY(query.limit, row_number(target, "limit", 1, kMostRows, 100));
  BASIS_TRY(query.offset, row_number(target, "offset", 0, kMostEventOffset, 0));
  return query;
}

}  // namespace

Result<ApiTarget> parse_target(std::string_view target) {
  ApiTarget made;
  const std::size_t mark = target.find('?');
  made.path = target.substr(0, mark);
  if (mark == target.npos) return made;
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    const std::string_view one = rest.substr(0, end);
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    const std::size_t equals = one.find('=');
    if (equals == one.npos || equals == 0) return bad_target("query", one, "NAME=VALUE, joined by &");
    const auto value = decoded(one.substr(equals + 1));
    if (!value) return bad_target("query", one, "two hex digits behind every %");
    if (!made.query.emplace(one.substr(0, equals), *value).second) return bad_target("query", one, "every name once");
  }
  return made;
}

Result<PageOf> read_page(const StateTopic& topic, const ApiTarget& target) {
  BASIS_TRY(topic.paged ? check_names(target, {"limit", "offset"}) : check_names(target, {}));
  PageOf page;
  BASIS_TRY(page.limit, row_number(target, "limit", 1, kMostRows, 100));
  BASIS_TRY(page.offset, row_number(target, "offset", 0, kMostOffset, 0));
  return page;
}

Result<std::optional<EventAsk>> read_event_ask(const ApiTarget& target) {
  const std::string_view path = target.path;
  if (!path.starts_with(kEventsPath)) return std::optional<EventAsk>();
  const std::string_view rest = path.substr(kEventsPath.size());
  EventAsk asked;
  if (rest.empty()) {
    BASIS_TRY(asked.list, event_query(target));
    return std::optional(std::move(asked));
  }
  if (!rest.starts_with('/') || !rest.ends_with(kWhyPath) || rest.size() <= kWhyPath.size() + 1)
    return std::optional<EventAsk>();
  const std::string_view id = rest.substr(1, rest.size() - kWhyPath.size() - 1);
  if (id.size() > kMostEventId || id.find('/') != id.npos) return std::optional<EventAsk>();
  BASIS_TRY(check_names(target, {}));
  asked.why_of = id;
  return std::optional(std::move(asked));
}

}  // namespace basis
