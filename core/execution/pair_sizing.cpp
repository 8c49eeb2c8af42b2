#include "core/execution/pair_sizing.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/readable.hpp"
#include "core/execution/pair_funding.hpp"
#include "core/execution/venue_cash.hpp"

namespace basis {
namespace {

struct SpotSide {
  InstrumentId instrument;
  const MarketSettings* market;
};

SpotSide spot_side(const PortfolioView& portfolio, const Settings& settings) {
  const auto account = spot_account(portfolio.universe, settings.mode);
  require(account.has_value(), "a pair needs a spot account");
  const InstrumentId id = portfolio.universe.get(*account, PositionType::base_token, settings.mode.asset);
  return {id, &market_of(portfolio.universe, portfolio.universe[id], settings)};
}

const AccountMargin& margin_of(const PortfolioView& portfolio, AccountId account) {
  const auto found = std::find_if(portfolio.risk.margins.begin(), portfolio.risk.margins.end(),
                                  [&](const AccountMargin& margin) { return margin.account == account; });
  require(found != portfolio.risk.margins.end(), "an account without margin trades perps");
  return *found;
}

/// The instruments that the hedge is spread over, with their shares.
std::vector<std::pair<const Instrument*, Ratio>> hedges(const PortfolioView& portfolio, const ModeSettings& mode) {
  std::vector<std::pair<const Instrument*, Ratio>> legs;
  for (const Instrument& instrument : portfolio.universe.instruments()) {
    if (instrument.type != PositionType::perp) continue;
    const auto share = mode.hedge_allocation.find(portfolio.universe.venue_of(instrument.account));
    if (share != mode.hedge_allocation.end() && share->second.sign() > 0) legs.emplace_back(&instrument, share->second);
  }
  return legs;
}

/// The most coins that one account's margin allows. Each coin spends `spent` (spot, and the cost of
/// selling short) and adds a short worth `short_unit`; afterwards the margin ratio must still be at
/// the warning level.
Amount affordable(const AccountMargin& margin, Amount spent, Amount short_unit, Ratio warning) {
  // One unit for each of the four postings that round to our disadvantage.
  const Amount free = margin.balance - mul(margin.notional, warning, Rounding::ceil) - Amount::from_raw(4);
  const Amount unit = spent + mul(short_unit, warning, Rounding::ceil);
  if (free.sign() <= 0 || unit.sign() <= 0) return Amount{};
  return scale(free, Amount::from_int(1), unit, Rounding::floor);
}

/// The most coins of a pair whose legs are these shares of it, by the orders that its legs are split into.
class OrderBound {
 public:
  explicit OrderBound(RoundingModel rounding) : rounding_(rounding) {}
  /// A leg of `part` coins of every `whole`.
  void add(const MarketSettings& market, Amount part, Amount whole) {
    const auto most = most_in_a_step(market, rounding_);
    if (!most || part.sign() <= 0) return;
    const Amount pair = scale(*most, whole, part, Rounding::floor);
    most_ = bounded_ ? std::min(most_, pair) : pair;
    bounded_ = true;
  }
  /// Coins up to the bound; what is over it is added to `left`.
  [[nodiscard]] Amount cut(Amount coins, Amount& left) const {
    if (!bounded_ || coins <= most_) return coins;
    left = coins - most_;
    return most_;
  }

 private:
  RoundingModel rounding_;
  bool bounded_ = false;
  Amount most_;
};

Amount cap_entry(const PortfolioView& portfolio, Amount wanted, const SpotSide& spot, const Settings& settings,
                 const CostCalculator& costs) {
  const Amount one = Amount::from_int(1);
  const Price ask = expected_fill(costs, *spot.market, portfolio.price(portfolio.universe.delta_asset()), true, wanted);
  const Amount spot_unit = mul(one, ask, Rounding::ceil);
  // Spot must be paid from cash; unrealised P&L cannot be used. What the account of spot lacks is moved to it from the
  // margin of its venue, so the two are one pool here.
  const VenueCash at = cash_at(portfolio, spot_venue(settings.mode));
  AccountMargin pool = at.margin;
  pool.balance = at.balance();
  const Amount cash = at.split() ? at.spot_cash + at.movable_margin() : at.cash();
  const Amount payable = std::max(Amount{}, cash - kept_for_gas(portfolio, costs));
  Amount most = std::min(wanted, div(payable, ask, Rounding::floor));
  for (const auto& [instrument, share] : hedges(portfolio, settings.mode)) {
    const Price mark = portfolio.market.marks[instrument->id.index()];
    const Price bid = expected_fill(costs, market_of(portfolio.universe, *instrument, settings), mark, false,
                                    mul(wanted, share, Rounding::ceil));
    const Amount share_of_coin = mul(one, share, Rounding::ceil);
    const Amount cost_of_short = mul(share_of_coin, mark - bid, Rounding::ceil);
    const bool pays_spot = instrument->account == at.accounts->perp;
    const Amount spent = pays_spot ? spot_unit + cost_of_short : cost_of_short;
    most = std::min(most, affordable(pays_spot ? pool : margin_of(portfolio, instrument->account), spent,
                                     mul(share_of_coin, mark, Rounding::ceil), settings.mode.margin_ratio.warning));
  }
  return most;
}

/// Sets the spot leg to the sum of the perp legs, rounded down to the spot market's size step.
void finish(const PortfolioView& portfolio, const SpotSide& spot, const Settings& settings, PairSizes& sizes) {
  const RoundingModel rounding = settings.mode.execution.rounding;
  Amount sum;
  for (const PerpLeg& leg : sizes.perps) sum += leg.size;
  sizes.spot = round_size(sum, *spot.market, rounding);
  if (meets_minimum(sizes.spot, portfolio.price(portfolio.universe.delta_asset()), *spot.market, rounding)) return;
  sizes.refusal = fmt::format("{} {} is under the venues' minimum order", sizes.spot.to_string(), settings.mode.asset);
  sizes.spot = Amount{};
  sizes.perps.clear();
}

void add_leg(const PortfolioView& portfolio, const Instrument& instrument, Amount size, const Settings& settings,
             PairSizes& sizes) {
  const MarketSettings& market = market_of(portfolio.universe, instrument, settings);
  const RoundingModel rounding = settings.mode.execution.rounding;
  const Amount rounded = round_size(size, market, rounding);
  if (meets_minimum(rounded, portfolio.market.marks[instrument.id.index()], market, rounding))
    sizes.perps.push_back({instrument.id, rounded});
}

Amount within_a_step(const PortfolioView& portfolio, const Instrument& instrument, Amount coins,
                     const Settings& settings) {
  const auto most =
      most_in_a_step(market_of(portfolio.universe, instrument, settings), settings.mode.execution.rounding);
  return most ? std::min(coins, *most) : coins;
}

/// What one venue should take of a trade, and the most it can take.
struct Bounded {
  const Instrument* instrument;
  Amount asked;
  Amount most;
};

/// Legs of a total of `wanted`, to a step: what is asked of each, and the rest where there is room.
std::vector<PerpLeg> fill_up(const PortfolioView& portfolio, Amount wanted, const std::vector<Bounded>& bounds,
                             const Settings& settings) {
  const RoundingModel rounding = settings.mode.execution.rounding;
  const auto fits = [&](const Bounded& bound, Amount size) {
    const MarketSettings& market = market_of(portfolio.universe, *bound.instrument, settings);
    const Amount rounded = round_size(std::min(size, bound.most), market, rounding);
    const bool taken = meets_minimum(rounded, portfolio.market.marks[bound.instrument->id.index()], market, rounding);
    return taken ? rounded : Amount{};
  };
  std::vector<Amount> sizes;
  Amount rest = wanted;
  for (const Bounded& bound : bounds) {
    sizes.push_back(fits(bound, std::min(bound.asked, rest)));
    rest -= sizes.back();
  }
  std::vector<PerpLeg> legs;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const Amount more = fits(bounds[i], sizes[i] + rest);
    rest -= more - sizes[i];
    if (more.sign() > 0) legs.push_back({bounds[i].instrument->id, more});
  }
  return legs;
}

}  // namespace

PairSizes size_entry(const PortfolioView& portfolio, Amount wanted, const Settings& settings,
                     const CostCalculator& costs) {
  const SpotSide spot = spot_side(portfolio, settings);
  PairSizes sizes;
  OrderBound bound(settings.mode.execution.rounding);
  const Amount one = Amount::from_int(1);
  bound.add(*spot.market, one, one);
  for (const auto& [instrument, share] : hedges(portfolio, settings.mode))
    bound.add(market_of(portfolio.universe, *instrument, settings), mul(one, share, Rounding::ceil), one);
  const Amount capped = bound.cut(cap_entry(portfolio, wanted, spot, settings, costs), sizes.left);
  for (const auto& [instrument, share] : hedges(portfolio, settings.mode))
    add_leg(portfolio, *instrument, mul(capped, share, Rounding::floor), settings, sizes);
  finish(portfolio, spot, settings, sizes);
  sizes.into_spot = cash_into_spot(portfolio, sizes, settings, costs);
  return sizes;
}

std::string leg_under_minimum(const PortfolioView& portfolio, Amount coins, const Settings& settings) {
  const RoundingModel rounding = settings.mode.execution.rounding;
  // Costs and steps make the legs a little smaller than planned.
  const Amount planned = mul(coins, Ratio::from_raw(Ratio::kOne / 100 * 97), Rounding::floor);
  const auto fault = [&](const Instrument& instrument, Amount wanted, Price price) -> std::string {
    const MarketSettings& market = market_of(portfolio.universe, instrument, settings);
    const Amount size = round_size(wanted, market, rounding);
    if (meets_minimum(size, price, market, rounding)) return {};
    return fmt::format("{} {} of {} {} ({} USDT) is under its smallest order",
                       portfolio.universe.venue_of(instrument.account),
                       instrument.type == PositionType::perp ? "hedge" : "purchase", readable_amount(wanted, 6),
                       settings.mode.asset, readable_amount(mul(wanted, price, Rounding::floor), 2));
  };
  for (const auto& [instrument, share] : hedges(portfolio, settings.mode))
    if (std::string text =
            fault(*instrument, mul(planned, share, Rounding::floor), portfolio.market.marks[instrument->id.index()]);
        !text.empty())
      return text;
  const InstrumentId spot = spot_side(portfolio, settings).instrument;
  return fault(portfolio.universe[spot], planned, portfolio.price(portfolio.universe.delta_asset()));
}

Amount pair_cost(const PortfolioView& portfolio, Amount coins, const Settings& settings, const CostCalculator& costs) {
  if (coins.sign() <= 0) return {};
  const auto both_ways = [&](const MarketSettings& market, Price price, Amount size) {
    const Price ask = expected_fill(costs, market, price, true, size);
    const Price bid = expected_fill(costs, market, price, false, size);
    return mul(size, ask - bid, Rounding::ceil);
  };
  const Price price = portfolio.price(portfolio.universe.delta_asset());
  Amount total = both_ways(*spot_side(portfolio, settings).market, price, coins);
  for (const auto& [instrument, share] : hedges(portfolio, settings.mode))
    total += both_ways(market_of(portfolio.universe, *instrument, settings),
                       portfolio.market.marks[instrument->id.index()], mul(coins, share, Rounding::floor));
  return total;
}

std::vector<PerpLeg> size_more_short(const PortfolioView& portfolio, Amount wanted, const Settings& settings,
                                     const CostCalculator& costs) {
  std::vector<Bounded> legs;
  for (const auto& [instrument, share] : hedges(portfolio, settings.mode)) {
    const Price mark = portfolio.market.marks[instrument->id.index()];
    const Amount leg = mul(wanted, share, Rounding::floor);
    // A venue may take what others have no room for, up to all of it, and costs grow with size.
    const Price bid = expected_fill(costs, market_of(portfolio.universe, *instrument, settings), mark, false, wanted);
    const Amount one = Amount::from_int(1);
    const Amount most = affordable(margin_of(portfolio, instrument->account), mul(one, mark - bid, Rounding::ceil),
                                   mul(one, mark, Rounding::ceil), settings.mode.margin_ratio.warning);
    legs.push_back({instrument, leg, within_a_step(portfolio, *instrument, most, settings)});
  }
  return fill_up(portfolio, wanted, legs, settings);
}

std::vector<PerpLeg> size_less_short(const PortfolioView& portfolio, Amount wanted, const Settings& settings) {
  std::vector<Bounded> legs;
  Amount total;
  for (const Instrument& instrument : portfolio.universe.instruments())
    if (instrument.type == PositionType::perp && portfolio.holding(instrument.id).amount.sign() < 0)
      total += portfolio.holding(instrument.id).amount.abs();
  for (const Instrument& instrument : portfolio.universe.instruments()) {
    const Amount held = portfolio.holding(instrument.id).amount;
    if (instrument.type == PositionType::perp && held.sign() < 0)
      legs.push_back({&instrument, scale(wanted, held.abs(), total, Rounding::floor),
                      within_a_step(portfolio, instrument, held.abs(), settings)});
  }
  return fill_up(portfolio, wanted, legs, settings);
}

PairSizes size_exit(const PortfolioView& portfolio, Amount wanted, bool everything, const Settings& settings) {
  const SpotSide spot = spot_side(portfolio, settings);
  PairSizes sizes;
  const Amount held_spot = portfolio.holding(spot.instrument).amount;
  Amount short_total;
  for (const Instrument& instrument : portfolio.universe.instruments())
    if (instrument.type == PositionType::perp) short_total += portfolio.holding(instrument.id).amount.abs();
  OrderBound bound(settings.mode.execution.rounding);
  bound.add(*spot.market, Amount::from_int(1), Amount::from_int(1));
  for (const Instrument& instrument : portfolio.universe.instruments())
    if (instrument.type == PositionType::perp)
      bound.add(market_of(portfolio.universe, instrument, settings), portfolio.holding(instrument.id).amount.abs(),
                short_total);
  // Shorts are not bought back for coins that are not at the spot account.
  const Amount asked = everything ? std::max(held_spot, short_total) : std::min(wanted, held_spot);
  const Amount least = bound.cut(asked, sizes.left);
  if (!sizes.left.is_zero()) everything = false;
  for (const Instrument& instrument : portfolio.universe.instruments()) {
    const Amount held = portfolio.holding(instrument.id).amount.abs();
    if (instrument.type != PositionType::perp || held.is_zero()) continue;
    if (everything)
      sizes.perps.push_back({instrument.id, held});
    else
      add_leg(portfolio, instrument, std::min(held, scale(least, held, short_total, Rounding::floor)), settings, sizes);
  }
  if (everything) {
    // A fee that was taken in coins leaves a part of a step that nobody buys.
    sizes.spot = round_size(held_spot, *spot.market, settings.mode.execution.rounding);
    return sizes;
  }
  finish(portfolio, spot, settings, sizes);
  sizes.spot = std::min(sizes.spot, portfolio.holding(spot.instrument).amount);
  return sizes;
}

}  // namespace basis
