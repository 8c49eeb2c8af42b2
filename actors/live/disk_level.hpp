#pragma once

#include <cstdint>

#include "core/config/node.hpp"
#include "core/execution/kill_switch.hpp"

namespace basis {

/// What a node may send with so many bytes free where it writes. What is held back is released with a quarter more free
/// than where it began.
[[nodiscard]] inline KillState disk_level(KillState held, std::int64_t free_bytes, const DiskLimits& limits) {
  const auto under = [&](std::int64_t limit, KillState state) {
    return limit > 0 && free_bytes < (held >= state ? limit + limit / 4 : limit);
  };
  if (under(limits.halt_bytes, KillState::halted)) return KillState::halted;
  return under(limits.reduce_bytes, KillState::reducing) ? KillState::reducing : KillState::active;
}

}  // namespace basis
