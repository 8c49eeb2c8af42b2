#include "core/execution/pair_sizing.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/execution/cash_plan.hpp"

namespace basis {
namespace {

struct SpotSide {
  InstrumentId instrument;
  AccountId account;
  const MarketSettings* market;
};

SpotSide spot_side(const BookView& book, const Settings& settings) {
  const auto account = spot_account(book.universe, settings.mode);
  require(account.has_value(), "a pair needs a spot account");
  const std::string& asset = settings.mode.asset;
  return {book.universe.get(*account, PositionType::base_token, asset), *account,
          &settings.venues.at(book.universe.name(*account)).spot.at(asset + std::string(kQuoteAsset))};
}

const MarketSettings& perp_market(const Universe& universe, const Instrument& instrument, const Settings& settings) {
  return settings.venues.at(universe.name(instrument.account)).perp.at(instrument.symbol);
}

const AccountMargin& margin_of(const BookView& book, AccountId account) {
  const auto found = std::find_if(book.risk.margins.begin(), book.risk.margins.end(),
                                  [&](const AccountMargin& margin) { return margin.account == account; });
  require(found != book.risk.margins.end(), "an account without margin trades perps");
  return *found;
}

/// The instruments a hedge is spread over, with their shares.
std::vector<std::pair<const Instrument*, Ratio>> hedges(const BookView& book, const ModeSettings& mode) {
  std::vector<std::pair<const Instrument*, Ratio>> legs;
  for (const Instrument& instrument : book.universe.instruments()) {
    if (instrument.type != PositionType::perp) continue;
    const auto share = mode.hedge_allocation.find(book.universe.name(instrument.account));
    if (share != mode.hedge_allocation.end() && share->second.sign() > 0) legs.emplace_back(&instrument, share->second);
  }
  return legs;
}

/// The most coins one account's margin allows: after spot costs `spot_unit` a
/// coin (zero where no spot is bought) and a short of `share` a coin, its
/// margin ratio must still be at the warning level.
Amount affordable(const AccountMargin& margin, Amount spot_unit, Amount short_unit, Ratio warning) {
  const Amount free = margin.balance - mul(margin.notional, warning, Rounding::ceil);
  const Amount unit = spot_unit + mul(short_unit, warning, Rounding::ceil);
  if (free.sign() <= 0 || unit.sign() <= 0) return Amount{};
  return scale(free, Amount::from_int(1), unit, Rounding::floor);
}

Amount cap_entry(const BookView& book, Amount wanted, const SpotSide& spot, const Settings& settings,
                 const CostCalculator& costs) {
  const Amount one = Amount::from_int(1);
  const Price ask = costs.fill_price(
      book.price(*book.universe.find_asset(settings.mode.asset)), true,
      costs.trade_cost(spot.market->cost_pair, mul(wanted, book.price(book.universe.delta_asset()), Rounding::ceil)),
      spot.market->tick);
  const Amount spot_unit = mul(one, ask, Rounding::ceil);
  // Cash that is spent on spot must be there as cash.
  Amount most = std::min(wanted, div(std::max(Amount{}, margin_of(book, spot.account).cash), ask, Rounding::floor));
  for (const auto& [instrument, share] : hedges(book, settings.mode)) {
    const bool same = instrument->account == spot.account;
    const Amount mark = mul(one, book.market.marks[instrument->id.index()], Rounding::ceil);
    most = std::min(most, affordable(margin_of(book, instrument->account), same ? spot_unit : Amount{},
                                     mul(mark, share, Rounding::ceil), settings.mode.margin_ratio.warning));
  }
  return most;
}

/// Spot follows the sum of the perp legs, down to the spot market's step.
void finish(const BookView& book, const SpotSide& spot, const Settings& settings, PairSizes& sizes) {
  const RoundingModel rounding = settings.mode.execution.rounding;
  Amount sum;
  for (const PerpLeg& leg : sizes.perps) sum += leg.size;
  sizes.spot = round_size(sum, *spot.market, rounding);
  if (meets_minimum(sizes.spot, book.price(book.universe.delta_asset()), *spot.market, rounding)) return;
  sizes.refusal = fmt::format("{} {} is under the venues' minimum order", sizes.spot.to_string(), settings.mode.asset);
  sizes.spot = Amount{};
  sizes.perps.clear();
}

void add_leg(const BookView& book, const Instrument& instrument, Amount size, const Settings& settings,
             PairSizes& sizes) {
  const MarketSettings& market = perp_market(book.universe, instrument, settings);
  const RoundingModel rounding = settings.mode.execution.rounding;
  const Amount rounded = round_size(size, market, rounding);
  if (meets_minimum(rounded, book.market.marks[instrument.id.index()], market, rounding))
    sizes.perps.push_back({instrument.id, rounded});
}

}  // namespace

Amount round_size(Amount coins, const MarketSettings& market, RoundingModel rounding) {
  if (rounding == RoundingModel::none) return coins;
  if (!market.contract_size) return round_to_step(coins, market.step, Rounding::toward_zero);
  const Amount contracts = scale(coins, Amount::from_int(1), *market.contract_size, Rounding::toward_zero);
  return scale(round_to_step(contracts, market.step, Rounding::toward_zero), *market.contract_size, Amount::from_int(1),
               Rounding::toward_zero);
}

bool meets_minimum(Amount coins, Price at, const MarketSettings& market, RoundingModel rounding) {
  if (coins.sign() <= 0) return false;
  if (rounding == RoundingModel::none) return true;
  const Amount size =
      market.contract_size ? scale(coins, Amount::from_int(1), *market.contract_size, Rounding::toward_zero) : coins;
  return size >= market.minimum_size && mul(coins, at, Rounding::floor) >= market.minimum_notional;
}

PairSizes size_entry(const BookView& book, Amount wanted, const Settings& settings, const CostCalculator& costs) {
  const SpotSide spot = spot_side(book, settings);
  const Amount capped = cap_entry(book, wanted, spot, settings, costs);
  PairSizes sizes;
  for (const auto& [instrument, share] : hedges(book, settings.mode))
    add_leg(book, *instrument, mul(capped, share, Rounding::floor), settings, sizes);
  finish(book, spot, settings, sizes);
  return sizes;
}

PairSizes size_exit(const BookView& book, Amount wanted, bool everything, const Settings& settings) {
  const SpotSide spot = spot_side(book, settings);
  PairSizes sizes;
  Amount short_total;
  for (const Instrument& instrument : book.universe.instruments())
    if (instrument.type == PositionType::perp) short_total += book.holding(instrument.id).amount.abs();
  for (const Instrument& instrument : book.universe.instruments()) {
    const Amount held = book.holding(instrument.id).amount.abs();
    if (instrument.type != PositionType::perp || held.is_zero()) continue;
    if (everything)
      sizes.perps.push_back({instrument.id, held});
    else
      add_leg(book, instrument, std::min(held, scale(wanted, held, short_total, Rounding::floor)), settings, sizes);
  }
  if (everything) {
    sizes.spot = book.holding(spot.instrument).amount;
    return sizes;
  }
  finish(book, spot, settings, sizes);
  sizes.spot = std::min(sizes.spot, book.holding(spot.instrument).amount);
  return sizes;
}

}  // namespace basis
