#pragma once

namespace basis {

/// Every rounding in the program names its direction.
enum class Rounding {
  floor,           ///< toward minus infinity
  ceil,            ///< toward plus infinity
  toward_zero,     ///< the smaller magnitude
  away_from_zero,  ///< the larger magnitude
  half_even,       ///< to the nearest, ties to the even neighbour
};

}  // namespace basis
