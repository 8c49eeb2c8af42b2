#pragma once

#include "core/base/types.hpp"

namespace basis {

/// `size` rounded down to a multiple of both steps, which are over zero. Of a negative size nothing is left.
inline Quantity cut_to_steps(Quantity size, Quantity first, Quantity second) {
  if (size.sign() <= 0) return Quantity{};
  for (;;) {
    const std::int64_t once = size.raw() / first.raw() * first.raw();
    const std::int64_t twice = once / second.raw() * second.raw();
    if (twice == size.raw()) return size;
    size = Quantity::from_raw(twice);
  }
}

}  // namespace basis
