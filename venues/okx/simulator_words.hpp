#pragma once

#include "venues/okx/simulator_desk.hpp"

namespace basis::okx::simulated {

/// "live", "partially_filled", "filled", "canceled".
std::string_view state_word(const sim::ClientOrder& order);

}  // namespace basis::okx::simulated
