#include "venues/session.hpp"

#include <array>

namespace basis {

std::string_view session_state_name(SessionState state) {
  static constexpr std::array<std::string_view, 6> kNames{"stopped", "connecting", "recovering",
                                                          "ready",   "waiting",    "refused"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace basis
