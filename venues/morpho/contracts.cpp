#include "venues/morpho/contracts.hpp"

namespace basis::morpho {

const Morpho& morpho() {
  static const Morpho functions;
  return functions;
}

}  // namespace basis::morpho
