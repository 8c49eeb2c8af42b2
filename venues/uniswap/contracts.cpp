#include "venues/uniswap/contracts.hpp"

namespace basis::uniswap {

const SwapRouter& swap_router() {
  static const SwapRouter functions;
  return functions;
}

const Quoter& quoter() {
  static const Quoter functions;
  return functions;
}

const Pool& pool() {
  static const Pool functions;
  return functions;
}

}  // namespace basis::uniswap
