#include "core/risk/liquidation.hpp"

#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

const Ratio kOne = Ratio::from_int(1);

/// Tokens of `to` that are worth `amount` tokens of `from` at oracle rates.
Amount worth_in(Amount amount, const Instrument& from, const Instrument& to, const MarketSnapshot& market,
                Rounding rounding) {
  Amount asset = from.has_rate ? mul(amount, market.rates[from.id.index()], rounding) : amount;
  if (from.asset != to.asset)
    asset = div(mul(asset, market.prices[from.asset.index()], rounding), market.prices[to.asset.index()], rounding);
  return to.has_rate ? div(asset, market.rates[to.id.index()], rounding) : asset;
}

/// The position of one kind with the largest worth; null when there is none.
template <class Counts>
const Instrument* largest(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market,
                          const Counts& counts) {
  const Instrument* found = nullptr;
  Amount most;
  for (const Instrument& instrument : universe.instruments()) {
    const Holding& held = positions[instrument.id.index()];
    if (held.amount.is_zero() || !counts(instrument)) continue;
    const Amount worth = value(universe, instrument, held, market).abs();
    if (found != nullptr && worth <= most) continue;
    found = &instrument;
    most = worth;
  }
  return found;
}

LiquidationCall make_call(const Instrument& debt, const Instrument& collateral, Ratio bonus, Ratio close_factor,
                          const PositionSet& positions, const MarketSnapshot& market) {
  const Holding& owed = positions[debt.id.index()];
  const Holding& held = positions[collateral.id.index()];
  const Amount debt_tokens = -underlying(debt, owed, market);
  const Amount collateral_tokens = underlying(collateral, held, market);
  LiquidationCall call{debt.id, collateral.id, mul(debt_tokens, close_factor, Rounding::ceil), {}, {}, {}};
  call.seized = worth_in(mul(call.repaid, kOne + bonus, Rounding::ceil), debt, collateral, market, Rounding::ceil);
  if (call.seized > collateral_tokens) {
    call.seized = collateral_tokens;
    call.repaid = div(worth_in(call.seized, collateral, debt, market, Rounding::floor), kOne + bonus, Rounding::floor);
  }
  // When all of it is repaid or seized, the whole scaled balance is used, so that no rounding unit
  // remains.
  call.debt_scaled =
      call.repaid == debt_tokens ? -owed.amount : div(call.repaid, market.indices[debt.id.index()], Rounding::floor);
  call.collateral_scaled = call.seized == collateral_tokens
                               ? held.amount
                               : div(call.seized, market.indices[collateral.id.index()], Rounding::ceil);
  return call;
}

}  // namespace

std::vector<LiquidationCall> liquidate(const Universe& universe, const LendingTerms& terms, PositionSet positions,
                                       const MarketSnapshot& market) {
  std::vector<LiquidationCall> calls;
  for (;;) {
    const LendingAccount account = measure_lending(universe, terms, positions, market);
    if (!account.health_under(kOne)) return calls;
    const Instrument* debt = largest(universe, positions, market, [&](const Instrument& i) {
      return i.account == terms.account && i.type == PositionType::debt_token;
    });
    const Instrument* collateral = largest(
        universe, positions, market, [&](const Instrument& i) { return terms.collateral[i.id.index()].has_value(); });
    if (debt == nullptr || collateral == nullptr) return calls;
    const Ratio close_factor = account.health_under(terms.full_close_below) ? kOne : terms.close_factor;
    const Ratio bonus = terms.collateral[collateral->id.index()]->liquidation_bonus;
    calls.push_back(make_call(*debt, *collateral, bonus, close_factor, positions, market));
    positions[debt->id.index()].amount += calls.back().debt_scaled;
    positions[collateral->id.index()].amount -= calls.back().collateral_scaled;
  }
}

std::vector<InstrumentId> bad_debts(const Universe& universe, const LendingTerms& terms, const PositionSet& positions) {
  std::vector<InstrumentId> debts;
  for (const Instrument& instrument : universe.instruments()) {
    if (positions[instrument.id.index()].amount.is_zero()) continue;
    if (terms.collateral[instrument.id.index()]) return {};
    if (instrument.account == terms.account && instrument.type == PositionType::debt_token)
      debts.push_back(instrument.id);
  }
  return debts;
}

}  // namespace basis
