#pragma once

namespace basis {

/// The direction of a rounding. Every function that rounds takes one; there is no default.
enum class Rounding {
  floor,           ///< toward minus infinity
  ceil,            ///< toward plus infinity
  toward_zero,     ///< the smaller magnitude
  away_from_zero,  ///< the larger magnitude
  half_even,       ///< to the nearest, ties to the even neighbour
};

}  // namespace basis
