#pragma once

#include <vector>

#include "core/execution/client_order_id.hpp"
#include "core/execution/pair_order.hpp"

namespace basis {

/// A pair that was worked when its node ended, with what is done of it.
struct OpenPair {
  /// An order of it, and the mid of its market when it was sent.
  struct Sent {
    ClientOrderId id;
    Price mid;
  };
  PairOrder order;
  PairFigures figures;
  bool stopping = false;  ///< it is to end with what is done
  std::vector<Sent> orders;
};

}  // namespace basis
