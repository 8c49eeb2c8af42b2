#pragma once

#include "actors/control/node_state.hpp"
#include "core/base/json_writer.hpp"

namespace basis {

/// The members "open" and "sinks" of an object.
void write_alert_board(JsonWriter& json, const AlertBoard& board);

}  // namespace basis
