#include "venues/uniswap/contracts.hpp"

namespace basis::uniswap {

const SwapRouter& swap_router() {
  static const SwapRouter kFunctions;
  return kFunctions;
}

const Quoter& quoter() {
  static const Quoter kFunctions;
  return kFunctions;
}

const Pool& pool() {
  static const Pool kFunctions;
  return kFunctions;
}

}  // namespace basis::uniswap
