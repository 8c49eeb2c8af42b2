#include "core/execution/twin_pairs.hpp"

#include <algorithm>

namespace basis {

std::vector<PairOrder> twin_pairs(const Market& closed, OrderSide side, Quantity coins,
                                  std::span<const HeldMarket> held, const PairTerms& terms) {
  struct Free {
    const Market* market = nullptr;
    Quantity coins;
  };
  std::vector<Free> others;
  for (const HeldMarket& one : held) {
    if (one.market->id == closed.id || !one.market->base || one.market->base != closed.base) continue;
    const Quantity against = (side == OrderSide::buy ? one.position : -one.position) - one.owed;
    if (against.sign() > 0) others.push_back({one.market, against});
  }
  std::ranges::stable_sort(others, [](const Free& a, const Free& b) { return a.coins > b.coins; });
  std::vector<PairOrder> twins;
  for (const Free& one : others) {
    const Quantity part = std::min(coins, one.coins);
    if (part.sign() <= 0) break;
    PairOrder twin;
    twin.first = {one.market->id, side == OrderSide::buy ? OrderSide::sell : OrderSide::buy, !one.market->is_spot()};
    twin.coins = part;
    twin.urgent = twin.twin = true;
    twin.terms = terms;
    twins.push_back(twin);
    coins -= part;
  }
  return twins;
}

PairTerms twin_terms(const PairTerms& exit) {
  PairTerms terms;
  terms.slippage = exit.slippage;
  terms.max_naked = exit.max_naked;
  return terms;
}

}  // namespace basis
