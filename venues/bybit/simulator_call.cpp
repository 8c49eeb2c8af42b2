#include "venues/bybit/simulator_call.hpp"

#include <fmt/format.h>

namespace basis::bybit::simulated {

Refusal wrong_parameter(std::string_view text) { return {10001, std::string(text), 200}; }

Refusal param_words(sim::ParamFault fault, std::string_view name) {
  return wrong_parameter(fault == sim::ParamFault::missing
                             ? fmt::format("Request parameter error: {} is required.", name)
                             : fmt::format("Request parameter error: {} is invalid.", name));
}

}  // namespace basis::bybit::simulated
