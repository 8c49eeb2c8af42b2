#pragma once

#include <optional>

#include "core/domain/ids.hpp"
#include "core/num/types.hpp"

namespace basis {

/// An order before it is one: what somebody would like to send.
struct OrderIntent {
  InstrumentId instrument;
  bool buy = false;
  Quantity size;               ///< coins
  std::optional<Price> limit;  ///< none: at the market
  bool reduce_only = false;    ///< the venue will not let it open or turn a position
};

}  // namespace basis
