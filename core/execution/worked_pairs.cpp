#include "core/execution/worked_pairs.hpp"

#include <algorithm>
#include <numeric>

#include "core/portfolio/fill_entry.hpp"

namespace basis {
namespace {

/// What is left to trade of one market, on one side.
struct Open {
  PairLeg leg;
  bool spot = false;
  Quantity coins;
};

/// Orders of one market are parts of one trade: a venue's maximum had split them.
std::vector<Open> gather(std::span<const OrderPtr> orders, const Universe& universe, const PositionSet& held) {
  std::vector<Open> all;
  for (const OrderPtr& order : orders) {
    const auto market = universe.market_of(order->instrument);
    require(market.has_value(), "a trade of an instrument without a market");
    const OrderSide side = order->buy ? OrderSide::buy : OrderSide::sell;
    const bool spot = universe[*market].is_spot();
    const bool reduces = !spot && held[order->instrument.index()].amount.sign() * (order->buy ? 1 : -1) < 0;
    const auto same = std::find_if(all.begin(), all.end(),
                                   [&](const Open& one) { return one.leg.market == *market && one.leg.side == side; });
    Open& open = same == all.end() ? all.emplace_back(Open{{*market, side, reduces}, spot, {}}) : *same;
    open.coins += quantity_of(order->size, Rounding::floor);
  }
  return all;
}

/// As much of `coins` as both markets trade: what is over a step of either goes with the rest of its leg, and may be a
/// step there.
Quantity in_both_steps(Quantity coins, const Market& first, const Market& second) {
  const std::int64_t a = std::max<std::int64_t>(first.step.raw(), 1);
  const std::int64_t b = std::max<std::int64_t>(second.step.raw(), 1);
  const std::int64_t gcd = std::gcd(a, b);
  std::int64_t step = 0;
  if (__builtin_mul_overflow(a / gcd, b, &step)) return {};
  return Quantity::from_raw(coins.raw() / step * step);
}

}  // namespace

std::vector<PairOrder> worked_pairs(std::span<const OrderPtr> orders, const Universe& universe, const PositionSet& held,
                                    const PairTermsOf& terms, bool urgent) {
  std::vector<Open> open = gather(orders, universe, held);
  std::vector<PairOrder> pairs;
  const auto add = [&](const Open& first, const Open* second, Quantity coins) {
    PairOrder pair;
    pair.first = first.leg;
    if (second != nullptr) pair.second = second->leg;
    pair.coins = coins;
    pair.urgent = urgent;
    // Who buys the spot leg of a pair enters; by itself a trade that reduces leaves.
    const bool enters = first.spot ? first.leg.side == OrderSide::buy : !first.leg.reduce_only;
    pair.terms = enters ? terms.entry : terms.exit;
    pairs.push_back(pair);
  };
  for (Open& spot : open) {
    if (!spot.spot) continue;
    for (Open& perp : open) {
      if (perp.spot || perp.leg.side == spot.leg.side || spot.coins.is_zero()) continue;
      const Quantity coins =
          in_both_steps(std::min(spot.coins, perp.coins), universe[spot.leg.market], universe[perp.leg.market]);
      if (coins.is_zero()) continue;
      add(spot, &perp, coins);
      spot.coins -= coins;
      perp.coins -= coins;
    }
  }
  for (const Open& one : open)
    if (!one.coins.is_zero()) add(one, nullptr, one.coins);
  return pairs;
}

}  // namespace basis
