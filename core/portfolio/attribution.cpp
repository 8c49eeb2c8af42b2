#include "core/portfolio/attribution.hpp"

#include <array>
#include <utility>

#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

Amount& slot(AttributionAmounts& amounts, Attribution name) { return amounts[static_cast<std::size_t>(name)]; }

void attribute_perp(const Universe& universe, const Instrument& instrument, const Holding& holding,
                    const MarketSnapshot& before, const MarketSnapshot& after, AttributionAmounts& into) {
  const std::size_t share = universe.share_asset().index();
  const std::size_t quote = universe.quote_asset().index();
  const auto notional = [&](Price at) { return mul(holding.amount, at, Rounding::floor); };
  const Amount before_usd = unrealised(holding, before.marks[instrument.id.index()]);
  const Amount after_usd = unrealised(holding, after.marks[instrument.id.index()]);
  const Amount with_asset_move = before_usd + (notional(after.prices[instrument.asset.index()]) -
                                               notional(before.prices[instrument.asset.index()]));
  const Amount start = convert(before_usd, before.prices[quote], before.prices[share]);
  const Amount middle = convert(with_asset_move, after.prices[quote], after.prices[share]);
  slot(into, Attribution::delta_pnl) += middle - start;
  slot(into, Attribution::basis_pnl) += convert(after_usd, after.prices[quote], after.prices[share]) - middle;
}

/// The name that the price move of an asset is attributed to: dust for a reward token,
/// that is, an asset that is neither the share class, the monitored asset nor the quote
/// currency; delta for these three.
Attribution price_move_of(const Universe& universe, AssetId asset) {
  const bool meant =
      asset == universe.share_asset() || asset == universe.delta_asset() || asset == universe.quote_asset();
  return meant ? Attribution::delta_pnl : Attribution::dust_pnl;
}

void attribute_token(const Universe& universe, const Instrument& instrument, const Holding& holding,
                     const MarketSnapshot& before, const MarketSnapshot& after, AttributionAmounts& into) {
  const std::size_t at = instrument.id.index();
  const AssetId share = universe.share_asset();
  const auto worth = [&](const MarketSnapshot& index, const MarketSnapshot& rate, const MarketSnapshot& price) {
    Amount tokens = instrument.has_index ? mul(holding.amount, index.indices[at], Rounding::floor) : holding.amount;
    if (instrument.has_rate) tokens = mul(tokens, rate.rates[at], Rounding::floor);
    if (instrument.asset == share) return tokens;
    return convert(tokens, price_of(universe, instrument.asset, price), price_of(universe, share, price));
  };
  const Amount start = worth(before, before, before);
  const Amount priced = worth(before, before, after);
  slot(into, price_move_of(universe, instrument.asset)) += priced - start;
  if (!instrument.has_index && !instrument.has_rate) return;
  const Amount grown = worth(after, before, after);
  slot(into, instrument.type == PositionType::debt_token ? Attribution::borrow_costs : Attribution::supply_yield) +=
      grown - priced;
  slot(into, Attribution::staking_yield_oracle) += worth(after, after, after) - grown;
}

}  // namespace

void attribute_market_move(const Universe& universe, const PositionSet& positions, const MarketSnapshot& before,
                           const MarketSnapshot& after, AttributionAmounts& into) {
  for (const Instrument& instrument : universe.instruments()) {
    const Holding& holding = positions[instrument.id.index()];
    if (holding.amount.is_zero()) continue;
    if (instrument.type == PositionType::perp)
      attribute_perp(universe, instrument, holding, before, after, into);
    else
      attribute_token(universe, instrument, holding, before, after, into);
  }
}

std::optional<Attribution> attribution_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::capital: return std::nullopt;
    case EntryKind::funding: return Attribution::funding_pnl;
    case EntryKind::reward: return Attribution::staking_yield_rewards;
    case EntryKind::unexplained: return Attribution::unexplained_pnl;
    // Fees and penalties, and what a venue forgave.
    case EntryKind::liquidation:
    case EntryKind::deleveraging: return Attribution::liquidation_pnl;
    // These entries change the value of the portfolio only by their costs, including
    // the rounding of the ledger.
    case EntryKind::transfer:
    case EntryKind::trade:
    case EntryKind::gas:
    case EntryKind::supply:
    case EntryKind::withdraw:
    case EntryKind::borrow:
    case EntryKind::repay:
    case EntryKind::stake:
    case EntryKind::unstake:
    case EntryKind::claim:
    case EntryKind::swap:
    case EntryKind::flash_loan:
    case EntryKind::group:
    case EntryKind::wrap: return Attribution::transaction_costs;
  }
  broken_invariant("unknown ledger entry kind");
}

Amount attribution_sum(const AttributionAmounts& amounts) {
  Amount sum;
  for (const Amount& amount : amounts) sum += amount;
  return sum;
}

}  // namespace basis
