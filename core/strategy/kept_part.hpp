#pragma once

#include "core/base/types.hpp"

namespace basis {

/// The part of every leg that a withdrawal leaves: `kept` of `whole`.
struct KeptPart {
  Amount kept;
  Amount whole;
  Amount in_wallet{};     ///< share class that stays in the wallet beside what is owed
  bool released = false;  ///< coins have come out of the exit queue: the other legs follow

  [[nodiscard]] Amount of(Amount leg) const { return scale(leg, kept, whole, Rounding::floor); }
  [[nodiscard]] Amount leaving(Amount leg) const { return leg - of(leg); }
};

}  // namespace basis
