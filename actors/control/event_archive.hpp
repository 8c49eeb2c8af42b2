#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// Which events of the journal are wanted.
struct EventQuery {
  std::vector<std::string> kinds{};  ///< kinds of entries or types of events; empty: all events
  std::optional<UtcTime> from{};
  std::optional<UtcTime> to{};  ///< included
  std::size_t limit = 100;
  std::size_t offset = 0;
};
/// What is asked of the journal: a list of events, or what led to one.
struct EventAsk {
  std::string why_of;  ///< the number of an entry, "line:N", or the id of an order; empty: the list
  EventQuery list;
};
struct EventAnswer {
  std::uint64_t ticket = 0;
  Result<std::string> body;  ///< JSON
};

/// The events of a node's journal, as JSON. It reads, beside the node that writes.
class EventArchive {
 public:
  virtual ~EventArchive() = default;
  /// {"offset", "more", "searched_all", "rows": [{"id", "time", "kind", "type", "event", "text"}]}, newest first. Usage
  /// error: a kind that is none. Data error: the journal cannot be read.
  virtual Result<std::string> list(const EventQuery& query) = 0;
  /// {"id", "rows": [{"depth", "text"}]}: the event, and below it what led to it. Usage error: there is no such event.
  virtual Result<std::string> why(const std::string& id) = 0;

 protected:
  EventArchive() = default;
  EventArchive(const EventArchive&) = default;
  EventArchive& operator=(const EventArchive&) = default;
};

}  // namespace basis
