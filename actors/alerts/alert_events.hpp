#pragma once

#include <memory>
#include <vector>

#include "actors/control/node_state.hpp"

namespace basis {

/// Finds what has happened between two states.
class AlertEvents {
 public:
  [[nodiscard]] std::vector<AlertEvent> take(const NodeState& state);

 private:
  std::shared_ptr<const AlertRow> last_;  ///< the newest that was taken
  bool started_ = false;
};

}  // namespace basis
