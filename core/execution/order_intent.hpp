#pragma once

#include <optional>

#include "core/base/types.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// An order that the caller wants to send, before the checks of the gate.
struct OrderIntent {
  InstrumentId instrument;
  bool buy = false;
  Quantity size;               ///< coins
  std::optional<Price> limit;  ///< absent: a market order
  bool reduce_only = false;    ///< the venue does not let it open a position or reverse its side
};

}  // namespace basis
