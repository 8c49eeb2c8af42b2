#include "core/strategy/hedged_strategy.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/execution/pair_sizing.hpp"
#include "core/execution/venue_cash.hpp"
#include "core/strategy/blocks.hpp"
#include "core/strategy/carry.hpp"

namespace basis {
namespace {

const AccountMargin* weakest(const PortfolioView& portfolio) {
  const AccountMargin* found = nullptr;
  for (const AccountMargin& margin : portfolio.risk.margins)
    if (margin.margin_ratio && (found == nullptr || *margin.margin_ratio < *found->margin_ratio)) found = &margin;
  return found;
}

bool under(const AccountMargin* margin, Ratio limit) { return margin != nullptr && margin->under(limit); }

}  // namespace

bool HedgedStrategy::entered(const PortfolioView& portfolio) const { return portfolio.exposure.gross_delta.sign() > 0; }

std::optional<std::string> HedgedStrategy::entry_obstacle(const PortfolioView& portfolio, const EntryPlan& plan) const {
  if (!mode().entry_gate.enabled) return std::nullopt;
  std::string fault = entry_gate_fault(measure_carry(portfolio, mode()), mode().entry_gate, plan.cost, plan.notional);
  return fault.empty() ? std::nullopt : std::optional(std::move(fault));
}

/// A gate that is enabled would have waited.
std::string HedgedStrategy::entry_remark(const PortfolioView& portfolio) const {
  const CarryFigures carry = measure_carry(portfolio, mode());
  if (carry.unknown.empty()) return {};
  return fmt::format("The mode was entered before a funding rate of {} was known.", carry.unknown);
}

bool HedgedStrategy::earns_too_little(const PortfolioView& portfolio) const {
  if (!mode().exit_gate.enabled) return false;
  const CarryFigures carry = measure_carry(portfolio, mode());
  return carry.unknown.empty() && carry.funding_annual_bps <= mode().exit_gate.carry_bps;
}

std::string HedgedStrategy::hedge_shortfall(const PortfolioView& portfolio, Amount coins,
                                            const CashTargets& targets) const {
  if (std::string leg = leg_under_minimum(portfolio, coins, context().settings); !leg.empty()) return leg;
  const Amount transfer = gas(portfolio, "transfer");
  for (const ExchangeAccounts& exchange : portfolio.universe.exchanges()) {
    const std::string& venue = exchange.venue;
    const Amount sent = venue_target(venue, targets, mode());
    if (sent.sign() <= 0) continue;
    if (std::string fault = under_gas(venue + " would be sent", sent, transfer, mode().share_class); !fault.empty())
      return fault;
  }
  return {};
}

MarginPool HedgedStrategy::pooled_margin(const PortfolioView& portfolio) {
  MarginPool pool;
  for (const VenueCash& at : venue_cash(portfolio)) {
    pool.balance += at.balance() + at.coming;
    pool.notional += at.margin.notional;
  }
  return pool;
}

bool HedgedStrategy::critical(const PortfolioView& portfolio) const {
  return under(weakest(portfolio), mode().margin_ratio.critical);
}

Amount HedgedStrategy::transfers_gas(const PortfolioView& portfolio) const {
  return mul(gas(portfolio, "transfer"),
             Ratio::from_int(static_cast<std::int64_t>(portfolio.universe.exchanges().size())), Rounding::ceil);
}

/// Exchanges deduct the gas of a withdrawal themselves, so without an on-chain position no gas is
/// needed.
Amount HedgedStrategy::working_gas(const PortfolioView&) const { return Amount{}; }

Amount HedgedStrategy::wallet_dollars(const PortfolioView& portfolio) {
  return portfolio.holding(portfolio.in_wallet(kQuoteAsset)).amount;
}

Amount HedgedStrategy::spot_coins(const PortfolioView& portfolio) const {
  Amount coins;
  for (const Instrument& instrument : portfolio.universe.instruments())
    if (instrument.type == PositionType::base_token && !instrument.on_chain &&
        instrument.asset == portfolio.universe.delta_asset())
      coins += portfolio.holding(instrument.id).amount;
  return coins;
}

Amount HedgedStrategy::reserve_kept(const PortfolioView& portfolio) const {
  const Amount reserve = mul(portfolio.equity(), mode().reserve_ratio, Rounding::ceil);
  return std::min(wallet_dollars(portfolio), std::max(reserve, working_gas(portfolio)));
}

bool HedgedStrategy::idle_cash_suffices(const PortfolioView& portfolio) const {
  const std::vector<VenueCash> venues = venue_cash(portfolio);
  return std::none_of(venues.begin(), venues.end(), [&](const VenueCash& at) {
    AccountMargin margin = at.margin;
    margin.balance = at.balance();
    return margin.under(mode().margin_ratio.warning);
  });
}

/// Cash that idles at the same exchange is the first source of margin. Otherwise spreads margin evenly when that lifts
/// every account to the donor ratio, which is well over the warning.
Decision HedgedStrategy::restore_margin(const PortfolioView& portfolio, const std::string& reason) const {
  if (idle_cash_suffices(portfolio))
    return {DecisionKind::move_margin, reason + ", cash idles at the same exchange", true, {idle_cash_block()}};
  const MarginPool pool = pooled_margin(portfolio);
  const double even = ratio(pool.balance, pool.notional);
  if (even < mode().margin_ratio.donor.to_double()) return raise_margin(portfolio, pool, reason);
  CashTargets level;
  // The weak account has priority: a reserve that is too small is not filled from margin here.
  level.wallet = reserve_kept(portfolio);
  level.margin = pool.balance;
  return {DecisionKind::move_margin,
          fmt::format("{}, {:.4f} over all accounts", reason, even),
          true,
          {cash_block(level, false)}};
}

std::optional<Decision> HedgedStrategy::override_risk(const PortfolioView& portfolio) const {
  const AccountMargin* weak = weakest(portfolio);
  if (!under(weak, mode().margin_ratio.critical)) return std::nullopt;
  const std::string reason = fmt::format("margin ratio {:.4f} under critical", *weak->margin_ratio);
  if (portfolio.equity().sign() <= 0)
    return Decision{DecisionKind::exit_full, reason, true, exit_full(portfolio, ExitSpeed::fast)};
  Decision decision = restore_margin(portfolio, reason);
  // More cash would come even later than what is on its way, so part of the position is closed.
  const bool sends = decision.kind == DecisionKind::move_margin && !idle_cash_suffices(portfolio);
  if (!sends || !helped(portfolio, *weak, mode().margin_ratio.warning)) return decision;
  return cut_position(portfolio, pooled_margin(portfolio), reason + ", and cash is still on its way");
}

bool HedgedStrategy::helped(const PortfolioView& portfolio, const AccountMargin& weak, Ratio warning) {
  const VenueCash at = cash_at(portfolio, portfolio.universe.venue_of(weak.account));
  AccountMargin then = weak;
  then.balance += at.coming;
  return at.coming.sign() > 0 && !then.under(warning);
}

std::optional<Decision> HedgedStrategy::correct_margin(const PortfolioView& portfolio) const {
  const AccountMargin* weak = weakest(portfolio);
  if (!under(weak, mode().margin_ratio.warning)) return std::nullopt;
  Decision decision = restore_margin(portfolio, fmt::format("margin ratio {:.4f} under warning", *weak->margin_ratio));
  // Transfers under the minimum wait until margin is critical.
  if (decision.kind == DecisionKind::move_margin)
    for (InstructionBlock& block : decision.blocks) block.instructions.front().discretionary = true;
  return decision;
}

}  // namespace basis
