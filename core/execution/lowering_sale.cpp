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

  /// Starts from the cost of the largest sale. When that cost forbids the change, a smaller sale may still do.
  LeverDown find() {
    LeverDown down = approach(held_, 3, [](Amount next, Amount size) { return next >= size; });
    if (down.refusal.empty()) return down;
    const LeverDown smaller = approach(scale(held_, Amount::from_int(1), Amount::from_int(1024), Rounding::ceil), 64,
                                       [](Amount next, Amount size) { return next <= size; });
    return smaller.refusal.empty() ? smaller : down;
  }

 private:
  /// Sizes the change anew until the sale it needs is `settled`.
  template <class Settled>
  LeverDown approach(Amount start, int rounds, const Settled& settled) {
    sale_.size = start;
    LeverDown down;
    for (int round = 0; round < rounds; ++round) {
      down = size_at_cost();
      if (!down.refusal.empty() || down.sell.sign() <= 0) break;
      const Amount next = tokens_of(down.sell);
      if (settled(next, sale_.size)) break;
      sale_.size = next;
    }
    return down;
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
