#include "core/history/price_outliers.hpp"

#include <algorithm>
#include <optional>

#include "core/base/int128.hpp"

namespace basis {
namespace {

/// Twice the median; `prices` must not be empty.
i128 twice_median_of(const std::vector<PeerPrice>& prices) {
  std::vector<i128> sorted;
  for (const PeerPrice& peer : prices) sorted.push_back(peer.price);
  std::ranges::sort(sorted);
  return sorted[(sorted.size() - 1) / 2] + sorted[sorted.size() / 2];
}

bool deviates(i128 twice_price, i128 twice_median, Ratio limit) {
  const i128 apart = twice_price > twice_median ? twice_price - twice_median : twice_median - twice_price;
  return apart > mul_div(twice_median, limit.raw(), Ratio::kOne, Rounding::toward_zero);
}

/// How many times one value is the other, the larger over the smaller, in billionths. A price of a tenth is as far off
/// as one of ten times.
i128 times_apart(i128 a, i128 b) {
  return mul_div(std::max(a, b), 1'000'000'000, std::min(a, b), Rounding::toward_zero);
}

std::optional<PriceOutlier> worst_of(const std::vector<PeerPrice>& prices, Ratio limit) {
  std::optional<PriceOutlier> worst;
  i128 worst_times = 0;
  for (std::size_t i = 0; i < prices.size(); ++i) {
    std::vector<PeerPrice> others = prices;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    const i128 median = twice_median_of(others);
    const i128 price = prices[i].price * 2;
    if (!deviates(price, median, limit)) continue;
    const i128 times = times_apart(price, median);
    if (worst && times <= worst_times) continue;
    worst = PriceOutlier{prices[i], std::move(others), median};
    worst_times = times;
  }
  return worst;
}

/// Whether no price can deviate, because even the lowest and the highest are close enough.
bool all_close(const std::vector<PeerPrice>& prices, Ratio limit) {
  const auto [low, high] = std::ranges::minmax(prices, {}, &PeerPrice::price);
  return high.price - low.price <= mul_div(low.price, limit.raw(), Ratio::kOne, Rounding::toward_zero);
}

}  // namespace

std::vector<PriceOutlier> price_outliers(std::vector<PeerPrice> prices, Ratio limit) {
  std::vector<PriceOutlier> outliers;
  while (prices.size() > 1 && !all_close(prices, limit)) {
    auto worst = worst_of(prices, limit);
    if (!worst) break;
    prices = worst->others;
    outliers.push_back(std::move(*worst));
  }
  return outliers;
}

}  // namespace basis
