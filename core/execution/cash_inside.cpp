#include "core/execution/cash_inside.hpp"

#include <algorithm>

#include "core/execution/pair_funding.hpp"

namespace basis {
namespace {

/// Coins that the target of cash for spot buys; none where they are under the market's smallest order.
Amount coins_to_buy(const PortfolioView& portfolio, Amount cash, const Settings& settings) {
  const auto account = spot_account(portfolio.universe, settings.mode);
  if (cash.sign() <= 0 || !account) return {};
  const auto id = portfolio.universe.find(*account, PositionType::base_token, settings.mode.asset);
  if (!id) return {};
  const RoundingModel rounding = settings.mode.execution.rounding;
  const MarketSettings& market = market_of(portfolio.universe, portfolio.universe[*id], settings);
  const Price price = portfolio.price(portfolio.universe.delta_asset());
  // Rounded up: the target was rounded down from the coins.
  const Amount coins = div(cash, price, Rounding::ceil);
  return meets_minimum(round_size(coins, market, rounding), price, market, rounding) ? coins : Amount{};
}

}  // namespace

bool needs_margin(const VenueCash& at, const ModeSettings& mode) {
  const auto share = mode.hedge_allocation.find(at.accounts->venue);
  return at.margin.notional.sign() > 0 || (share != mode.hedge_allocation.end() && share->second.sign() > 0);
}

InsidePlan::InsidePlan(const PortfolioView& portfolio, const CashTargets& targets, const Settings& settings,
                       const CostCalculator& costs, bool moves_across)
    : targets_(targets), mode_(settings.mode) {
  const Amount coins = coins_to_buy(portfolio, targets.spot, settings);
  if (coins.is_zero()) return;
  purchase_ = purchase_cash(portfolio, coins, settings, costs);
  purchased_ = moves_across || size_entry(portfolio, coins, settings, costs).spot.sign() > 0;
}

/// The costs of a purchase come out of the margin of its venue. Where there is too little for both, margin has its
/// part, and the pair takes from it what it may.
Amount InsidePlan::wanted_in_spot(const VenueCash& at, const CashAcross& across) const {
  if (!needs_margin(at, mode_)) return at.spot_cash + at.movable_margin() + across.in - across.out;
  if (at.accounts->venue != spot_venue(mode_)) return {};
  const Amount total = at.balance() + across.in - across.out;
  const Amount margin = margin_target(at.accounts->venue, targets_, mode_) + targets_.spot - purchase_;
  return std::clamp(total - std::max(Amount{}, margin), Amount{}, purchase_);
}

std::optional<CashMove> InsidePlan::move(const VenueCash& at, const CashAcross& across) const {
  if (!at.split()) return std::nullopt;
  const Amount there = at.spot_cash + across.in - across.out;
  const Amount to_spot = std::min(wanted_in_spot(at, across) - there, at.movable_margin());
  const AccountId spot = *at.accounts->spot;
  const AccountId perp = *at.accounts->perp;
  if (to_spot.sign() < 0) return CashMove{spot, perp, -to_spot};
  // What leaves the exchange must be in the account of spot; what a purchase needs only when it can be made.
  const Amount needed =
      purchased_ || !needs_margin(at, mode_) ? to_spot : std::min(to_spot, std::max(Amount{}, -there));
  return needed.sign() > 0 ? std::optional(CashMove{perp, spot, needed}) : std::nullopt;
}

}  // namespace basis
