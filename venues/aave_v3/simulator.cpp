#include "venues/aave_v3/simulator.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/portfolio/valuation.hpp"
#include "core/risk/liquidation.hpp"

namespace basis {
namespace {

constexpr std::string_view kVenue = "aave_v3";

/// Units by which a debt may be over its cap because it was rounded up when it was scaled.
const Amount kRoundings = Amount::from_raw(16);

/// AaveOracle.sol: prices have eight decimals.
const Amount kOracleUnit = Amount::from_raw(Amount::kOne / 100'000'000);

/// What an average LTV is a whole number of.
const Ratio kBasisPoint = Ratio::from_raw(static_cast<std::int64_t>(Ratio::kOne / 10'000));

LendingTerms own_terms(const ProtocolContext& context, bool emode) {
  for (LendingTerms& terms : lending_terms(context.universe, context.settings, emode))
    if (context.universe.name(terms.account) == kVenue) return std::move(terms);
  broken_invariant("the mode has no account on aave_v3");
}

}  // namespace

SimulatedAave::SimulatedAave(const ProtocolContext& context)
    : universe_(context.universe),
      lending_(*context.settings.venues.at(std::string(kVenue)).lending),
      caps_bind_(context.settings.mode.execution.capacity == CapacityModel::refuse),
      has_emode_(lending_.emodes.contains(context.settings.mode.leverage.emode)),
      terms_(own_terms(context, false)),
      emode_terms_(own_terms(context, true)) {}

ProtocolAnswer SimulatedAave::call(const ContractStep& step, const ChainState& state,
                                   const MarketSnapshot& market) const {
  struct Operation {
    ActionType action;
    PositionType acts_on;
    ProtocolAnswer (SimulatedAave::*call)(const ContractStep&, const ChainState&, const MarketSnapshot&) const;
  };
  static constexpr std::array kOperations = {
      Operation{ActionType::supply, PositionType::a_token, &SimulatedAave::supply},
      Operation{ActionType::withdraw, PositionType::a_token, &SimulatedAave::withdraw},
      Operation{ActionType::borrow, PositionType::debt_token, &SimulatedAave::borrow},
      Operation{ActionType::repay, PositionType::debt_token, &SimulatedAave::repay},
  };
  if (step.action == ActionType::set_emode) return set_emode(step, state, market);
  for (const Operation& operation : kOperations) {
    if (operation.action != step.action) continue;
    const Instrument& instrument = universe_[step.instrument];
    if (market.indices[instrument.id.index()].sign() <= 0) return reverted("no Aave index of " + instrument.token);
    if (instrument.account == terms_.account && instrument.type == operation.acts_on) {
      if (step.size.sign() <= 0) return reverted(fmt::format("{} of nothing", action_name(step.action)));
      return (this->*operation.call)(step, state, market);
    }
    return reverted(fmt::format("{} of {}, which is no {}", action_name(step.action), instrument.key,
                                position_type_name(operation.acts_on)));
  }
  return reverted(fmt::format("{} has no operation {}", kVenue, action_name(step.action)));
}

LendingAccount SimulatedAave::after(const LedgerEntry& entry, const ChainState& state,
                                    const MarketSnapshot& market) const {
  PositionSet holdings = state.holdings;
  apply_entry(entry, holdings);
  return measure_lending(universe_, terms(state.emode), holdings, market);
}

Amount SimulatedAave::most_debt(const LedgerEntry& entry, const ChainState& state, const MarketSnapshot& market) const {
  PositionSet holdings = state.holdings;
  apply_entry(entry, holdings);
  const auto& collateral = terms(state.emode).collateral;
  const Price dollars = market.prices[universe_.share_asset().index()];
  Amount all;
  i128 points = 0;
  for (const Instrument& instrument : universe_.instruments()) {
    const auto& its = collateral[instrument.id.index()];
    if (!its) continue;
    const Amount worth = value(universe_, instrument, holdings[instrument.id.index()], market);
    // What is worth less than a unit of the oracle's dollars is worth nothing, and so is its LTV.
    if (!dollars.is_zero() && convert(worth, dollars, Price::from_int(1)) < kOracleUnit) continue;
    all += worth;
    points = add_checked(points, mul_div(worth.raw(), its->ltv.raw(), kBasisPoint.raw(), Rounding::floor));
  }
  if (all.is_zero()) return all;
  const Ratio average = Ratio::from_raw(static_cast<std::int64_t>(points / all.raw()) * kBasisPoint.raw());
  return mul(all, average, Rounding::floor);
}

ProtocolAnswer SimulatedAave::supply(const ContractStep& step, const ChainState& state,
                                     const MarketSnapshot& market) const {
  const Instrument& a_token = universe_[step.instrument];
  const InstrumentId source = universe_.held_token(a_token.token);
  if (std::string short_of = shortage(step.action, universe_[source], step.size, state); !short_of.empty())
    return reverted(std::move(short_of));
  const Ray index = market.indices[a_token.id.index()];
  const Amount scaled = div(step.size, index, Rounding::floor);
  if (scaled.is_zero()) return reverted("supply of " + step.size.to_string() + " is under one unit");
  const auto& cap = lending_.reserves.at(a_token.token).supply_cap;
  const Amount supplied = mul(state.holdings[a_token.id.index()].amount + scaled, index, Rounding::floor);
  if (caps_bind_ && cap && supplied > *cap)
    return reverted(
        fmt::format("supply of {} {} is over the cap of {}", supplied.to_string(), a_token.token, cap->to_string()));
  return posted({market.time,
                 EntryKind::supply,
                 {{source, Outside::pool, step.size, Amount{}}, {Outside::pool, a_token.id, scaled, Amount{}}}});
}

// SupplyLogic.executeWithdraw and ValidationLogic.validateHFAndLtv (validateHFAndLtvzero since v3.6): with debt
// the health factor must stay at or above 1; the LTV limit applies to new loans only.
ProtocolAnswer SimulatedAave::withdraw(const ContractStep& step, const ChainState& state,
                                       const MarketSnapshot& market) const {
  const Instrument& a_token = universe_[step.instrument];
  const Ray index = market.indices[a_token.id.index()];
  const Holding& held = state.holdings[a_token.id.index()];
  const Amount worth = underlying(a_token, held, market);
  if (step.size > worth)
    return reverted(
        fmt::format("withdrawal of {} {}, supplied is {}", step.size.to_string(), a_token.token, worth.to_string()));
  const Amount burned = step.size == worth ? held.amount : std::min(held.amount, div(step.size, index, Rounding::ceil));
  const LedgerEntry entry{market.time,
                          EntryKind::withdraw,
                          {{a_token.id, Outside::pool, burned, Amount{}},
                           {Outside::pool, universe_.held_token(a_token.token), step.size, Amount{}}}};
  if (after(entry, state, market).health_under(Ratio::from_int(1)))
    return reverted(
        fmt::format("withdrawal of {} {} would leave a health factor under 1", step.size.to_string(), a_token.token));
  return posted(entry);
}

// ValidationLogic.validateBorrow and, since v3.5, validateHFAndLtv after it, in its order.
ProtocolAnswer SimulatedAave::borrow(const ContractStep& step, const ChainState& state,
                                     const MarketSnapshot& market) const {
  const Instrument& debt = universe_[step.instrument];
  const std::string what = fmt::format("loan of {} {}", step.size.to_string(), debt.token);
  if (!terms(state.emode).borrowable[debt.id.index()])
    return reverted(what + ", which cannot be borrowed" + (state.emode ? " in the account's eMode" : ""));
  const Ray index = market.indices[debt.id.index()];
  const Amount scaled = div(step.size, index, Rounding::ceil);
  const Amount owed = mul(scaled - state.holdings[debt.id.index()].amount, index, Rounding::ceil);
  const auto& cap = lending_.reserves.at(debt.token).borrow_cap;
  if (caps_bind_ && cap && owed > *cap + kRoundings)
    return reverted(fmt::format("{} leads to {} owed, over the cap of {}", what, owed.to_string(), cap->to_string()));
  const LedgerEntry entry{market.time,
                          EntryKind::borrow,
                          {{debt.id, Outside::pool, scaled, Amount{}},
                           {Outside::pool, universe_.held_token(debt.token), step.size, Amount{}}}};
  const LendingAccount account = after(entry, state, market);
  const Amount most = most_debt(entry, state, market);
  if (most.sign() > 0 && account.health_under(Ratio::from_int(1)))
    return reverted(what + " would leave a health factor under 1");
  if (account.debt > most)
    return reverted(fmt::format("{} leads to a debt of {}, collateral allows {}", what, account.debt.to_string(),
                                most.to_string()));
  return posted(entry);
}

// BorrowLogic.executeRepay: the payment is the smaller of the offered and the owed amount.
ProtocolAnswer SimulatedAave::repay(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const {
  const Instrument& debt = universe_[step.instrument];
  const Holding& held = state.holdings[debt.id.index()];
  if (held.amount.is_zero()) return reverted("repayment of " + debt.token + ", nothing is owed");
  const Amount owed = -underlying(debt, held, market);
  const Amount paid = std::min(step.size, owed);
  const InstrumentId source = universe_.held_token(debt.token);
  if (std::string short_of = shortage(step.action, universe_[source], paid, state); !short_of.empty())
    return reverted(std::move(short_of));
  const Amount cleared = paid == owed ? -held.amount : div(paid, market.indices[debt.id.index()], Rounding::floor);
  if (cleared.is_zero()) return reverted("repayment of " + paid.to_string() + " is under one unit");
  return posted({market.time,
                 EntryKind::repay,
                 {{source, Outside::pool, paid, Amount{}}, {Outside::pool, debt.id, cleared, Amount{}}}});
}

// ValidationLogic.validateSetUserEMode: every debt must be borrowable in the category.
ProtocolAnswer SimulatedAave::set_emode(const ContractStep&, const ChainState& state, const MarketSnapshot&) const {
  if (!has_emode_) return reverted("the mode names no eMode");
  for (const Instrument& instrument : universe_.instruments())
    if (instrument.account == terms_.account && instrument.type == PositionType::debt_token &&
        !state.holdings[instrument.id.index()].amount.is_zero() && !emode_terms_.borrowable[instrument.id.index()])
      return reverted(instrument.token + " is owed, which cannot be borrowed in the eMode");
  ProtocolAnswer answer;
  answer.emode = true;
  return answer;
}

ProtocolAnswer SimulatedAave::settle(const ChainState& state, const MarketSnapshot& market) const {
  ProtocolAnswer answer;
  const std::vector<LiquidationCall> calls = liquidate(universe_, terms(state.emode), state.holdings, market);
  PositionSet left = state.holdings;
  for (const LiquidationCall& call : calls) {
    answer.entries.push_back({market.time,
                              EntryKind::liquidation,
                              {{call.collateral, Outside::pool, call.collateral_scaled, Amount{}},
                               {Outside::pool, call.debt, call.debt_scaled, Amount{}}}});
    answer.notices.push_back(
        {kLiquidation, call.collateral,
         fmt::format("{} {} taken for a repayment of {} {}", call.seized.to_string(), universe_[call.collateral].token,
                     call.repaid.to_string(), universe_[call.debt].token)});
    apply_entry(answer.entries.back(), left);
  }
  for (const InstrumentId debt : bad_debts(universe_, terms(state.emode), left)) {
    const Holding& owed = left[debt.index()];
    answer.entries.push_back({market.time, EntryKind::liquidation, {{Outside::pool, debt, -owed.amount, Amount{}}}});
    answer.notices.push_back(
        {kWriteOff, debt,
         fmt::format("{} {} of debt without collateral written off",
                     (-underlying(universe_[debt], owed, market)).to_string(), universe_[debt].token)});
  }
  return answer;
}

}  // namespace basis
