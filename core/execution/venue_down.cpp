#include "core/execution/venue_down.hpp"

#include <algorithm>

#include "core/execution/steps.hpp"

namespace basis {
namespace {

struct Share {
  const Market* market;
  Ratio of_hedge;
};

/// The perps of the hedge of an asset beside those that are left out.
std::vector<Share> shares_of_others(std::optional<AssetId> asset, std::span<const MarketId> down,
                                    const Universe& universe, const ModeSettings& mode) {
  std::vector<Share> shares;
  for (const Market& market : universe.markets()) {
    const auto share = mode.hedge_allocation.find(market.venue);
    if (!market.configured() || market.is_spot() || market.base != asset || share == mode.hedge_allocation.end())
      continue;
    if (share->second.sign() > 0 && std::ranges::find(down, market.id) == down.end())
      shares.push_back({&market, share->second});
  }
  return shares;
}

Quantity share_of(Quantity coins, Ratio share, Ratio sum) {
  return Quantity::from_raw(static_cast<std::int64_t>(mul_div(coins.raw(), share.raw(), sum.raw(), Rounding::floor)));
}

PairLeg back(const PairLeg& leg, bool reduces) {
  return {leg.market, leg.side == OrderSide::buy ? OrderSide::sell : OrderSide::buy, reduces};
}

}  // namespace

std::vector<PairOrder> taken_over(const PairOrder& pair, Quantity coins, std::span<const MarketId> down,
                                  const Universe& universe, const ModeSettings& mode) {
  require(pair.second.has_value(), "a single leg has no hedge to be taken over");
  const Market& first = universe[pair.first.market];
  const std::vector<Share> shares = shares_of_others(first.base, down, universe, mode);
  Ratio sum;
  for (const Share& share : shares) sum += share.of_hedge;
  std::vector<PairOrder> pairs;
  Quantity rest = coins;
  const auto add = [&](const Market& market, Quantity part) {
    const Quantity size = cut_to_steps(std::min(part, rest), first.step, market.step);
    if (size.is_zero()) return;
    rest -= size;
    const auto same =
        std::ranges::find_if(pairs, [&](const PairOrder& one) { return one.second->market == market.id; });
    if (same != pairs.end()) {
      same->coins += size;
      return;
    }
    PairOrder& other = pairs.emplace_back(pair);
    other.id = 0;
    other.second->market = market.id;
    other.coins = size;
  };
  for (const Share& share : shares) add(*share.market, share_of(coins, share.of_hedge, sum));
  for (const Share& share : shares) add(*share.market, rest);
  return pairs;
}

std::vector<PairOrder> taken_back(std::span<const PairOrder> pairs, std::span<const PairFigures> figures,
                                  std::span<const MarketId> down, const PairTerms& exit) {
  std::vector<PairOrder> all;
  for (const PairFigures& done : figures) {
    const auto pair = std::ranges::find(pairs, done.id, &PairOrder::id);
    require(pair != pairs.end(), "figures of an unknown pair");
    const Quantity coins = std::min(done.net_first, done.net_second);
    if (!pair->second || coins.sign() <= 0 || std::ranges::find(down, pair->second->market) != down.end()) continue;
    PairOrder& one = all.emplace_back();
    one.first = back(pair->first, false);
    one.second = back(*pair->second, true);
    one.coins = coins;
    one.urgent = true;
    one.terms = exit;
  }
  return all;
}

}  // namespace basis
