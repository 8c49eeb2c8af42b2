#include "core/execution/lowering_sale.hpp"

#include <algorithm>

#include "core/execution/swap_quote.hpp"
#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

/// Proceeds on the DEX of a unit of collateral at its oracle rate, for a sale of about `sold`
/// tokens.
Ray sale_factor(const SwapQuote& quote, Amount sold, Ray oracle_rate) {
  const Amount worth = mul(sold, oracle_rate, Rounding::ceil);
  return Ray::from_raw(mul_div(quote.out.raw(), Ray::kOne, worth.raw(), Rounding::floor));
}

LeverDown size_lower(const LeverageState& state, const LeverageTarget& target, const LeverageCosts& costs) {
  if (target.close) return size_close(state, target.as_token, costs);
  return size_lever_down(state, target.release, target.as_token, target.ltv, costs);
}

/// Limit of the sizings for one lowering.
constexpr int kMostSizings = 64;

/// Sizes a lowering against the cost of its own sale, which depends on its size.
class SaleSearch {
 public:
  SaleSearch(const PortfolioView& portfolio, const LeveragePosition& position, const LeverageTarget& target,
             const Settings& settings, const CostCalculator& costs)
      : portfolio_(portfolio), target_(target), settings_(settings), costs_(costs), position_(position) {
    const Instrument& collateral = portfolio.universe[position_.collateral];
    held_ = underlying(collateral, portfolio.holding(position_.collateral), portfolio.market);
    sale_.instrument = position_.staked;
    sale_.into = portfolio.universe.held_token("WETH");
  }

  /// Costs grow with size, so the smallest sale that does is found from below. Near the largest sale that does at all
  /// the way from below is long; from above every try is enough, though more than needed.
  LeverDown find() {
    if (const auto least = approach(scale(held_, Amount::from_int(1), Amount::from_int(1024), Rounding::ceil), true))
      return *least;
    return *approach(held_, false);
  }

 private:
  /// Sizes the change anew, at the cost of the sale that it needed before, until it needs no other. Absent when it is
  /// refused or does not settle on the way up.
  std::optional<LeverDown> approach(Amount start, bool up) {
    sale_.size = start;
    LeverDown down;
    for (int round = 0; round < kMostSizings; ++round) {
      down = size_at_cost();
      if (!down.refusal.empty()) return up ? std::nullopt : std::optional(down);
      const Amount next = tokens_of(down.sell);
      if (down.sell.sign() <= 0 || (up ? next <= sale_.size : next >= sale_.size)) return down;
      sale_.size = next;
    }
    return up ? std::nullopt : std::optional(down);
  }

  [[nodiscard]] Amount tokens_of(Amount coins) const {
    return std::min(held_, div(coins, position_.rate, Rounding::ceil));
  }

  [[nodiscard]] LeverDown size_at_cost() const {
    const SwapQuote quote = quote_swap(sale_, portfolio_.universe, dex_of(settings_), costs_, portfolio_.market);
    if (!quote.refusal.empty()) {
      LeverDown refused;
      refused.refusal = quote.refusal;
      return refused;
    }
    return size_lower(position_.state, target_, {flash_fee(settings_), sale_factor(quote, sale_.size, position_.rate)});
  }

  const PortfolioView& portfolio_;
  const LeverageTarget& target_;
  const Settings& settings_;
  const CostCalculator& costs_;
  const LeveragePosition& position_;
  Amount held_;
  ContractStep sale_;
};

}  // namespace

BasisPoints flash_fee(const Settings& settings) {
  const auto venue = std::find_if(settings.venues.begin(), settings.venues.end(),
                                  [](const auto& named) { return named.second.flash_loan.has_value(); });
  return venue == settings.venues.end() ? BasisPoints{} : venue->second.flash_loan->fee;
}

LeverDown size_lowering(const PortfolioView& portfolio, const LeveragePosition& position, const LeverageTarget& target,
                        const Settings& settings, const CostCalculator& costs) {
  return SaleSearch(portfolio, position, target, settings, costs).find();
}

}  // namespace basis
