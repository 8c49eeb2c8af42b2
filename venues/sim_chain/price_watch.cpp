#include "venues/sim_chain/price_watch.hpp"

namespace basis::sim {
namespace {

constexpr std::string_view kFirst = "binance";

std::optional<Price> middle_of(const MarketBoard& board) {
  const auto top = board.top();
  if (!top) return std::nullopt;
  return Price::from_raw((top->bid.price.raw() + top->ask.price.raw()) / 2);
}

}  // namespace

std::optional<Price> ether_price(const Marketplace& markets) {
  const Universe& universe = markets.universe();
  const auto ether = universe.find_asset("ETH");
  std::optional<Price> found;
  for (const auto& board : markets.boards()) {
    const Market& market = board->market();
    if (!market.is_spot() || !ether || market.base != ether) continue;
    const auto middle = middle_of(*board);
    if (!middle) continue;
    if (market.venue == kFirst) return middle;
    if (!found) found = middle;
  }
  return found;
}

}  // namespace basis::sim
