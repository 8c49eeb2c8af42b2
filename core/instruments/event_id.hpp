#pragma once

#include <compare>
#include <cstdint>

namespace basis {

/// Identifies an event by its source and its running number at that source, from 1.
/// The event logger replaces it by one sequence number. {0, 0} means "no cause".
struct EventId {
  std::uint32_t source = 0;
  std::uint32_t number = 0;
  [[nodiscard]] bool known() const { return source != 0; }
  friend auto operator<=>(const EventId&, const EventId&) = default;
};

}  // namespace basis
