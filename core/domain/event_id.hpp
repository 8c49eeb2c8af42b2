#pragma once

#include <compare>
#include <cstdint>

namespace basis {

/// Names an event by who saw it and how many that one had seen before; the
/// event logger turns it into one sequence number. {0, 0} is "no cause".
struct EventId {
  std::uint32_t source = 0;
  std::uint32_t number = 0;
  [[nodiscard]] bool known() const { return source != 0; }
  friend auto operator<=>(const EventId&, const EventId&) = default;
};

}  // namespace basis
