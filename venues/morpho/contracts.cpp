#include "venues/morpho/contracts.hpp"

namespace basis::morpho {

const Morpho& morpho() {
  static const Morpho kFunctions;
  return kFunctions;
}

}  // namespace basis::morpho
