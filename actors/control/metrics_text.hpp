#pragma once

#include <string>

#include "actors/control/node_state.hpp"
#include "actors/control/state_json.hpp"

namespace basis {

/// The figures of a node as Prometheus reads them (exposition format 0.0.4). Amounts of money are rounded to doubles;
/// times are seconds. What is not known is left out.
std::string metrics_text(const NodeState& state, const NodeFacts& facts);

}  // namespace basis
