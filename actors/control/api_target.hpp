#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "actors/control/event_archive.hpp"
#include "actors/control/state_json.hpp"
#include "core/base/result.hpp"

namespace basis {

/// The path and query of a request.
struct ApiTarget {
  std::string path;
  std::map<std::string, std::string> query;
};
/// Usage error: a query that is no list of NAME=VALUE, a name that comes twice, or a value with a `%` that no two hex
/// digits follow (RFC 3986, 2.1).
Result<ApiTarget> parse_target(std::string_view target);

/// The rows of a list that are asked for. Usage error: a parameter that is not known, or out of its range.
Result<PageOf> read_page(const StateTopic& topic, const ApiTarget& target);

/// Events of the journal that are passed over at most: beyond them `from` and `to` lead further.
inline constexpr std::size_t kMostEventOffset = 10'000;
/// What is asked of the journal by `/v1/events` and `/v1/events/{id}/why`; absent: it is none of these paths. Usage
/// error: a parameter that is not known, or out of its range.
Result<std::optional<EventAsk>> read_event_ask(const ApiTarget& target);

}  // namespace basis
