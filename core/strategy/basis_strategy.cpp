#include "core/strategy/basis_strategy.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace basis {
namespace {

InstructionBlock pair(Amount coins, bool enter, bool everything) {
  Instruction spot;
  spot.action = ActionType::spot_trade;
  spot.amount = coins;
  spot.buy = enter;
  spot.everything = everything;
  Instruction perp = spot;
  perp.action = ActionType::perp_trade;
  perp.buy = !enter;
  return {{spot, perp}, BlockKind::pair, {}};
}

InstructionBlock transfer(const CashTargets& targets, bool discretionary) {
  Instruction instruction;
  instruction.action = ActionType::wallet_transfer;
  instruction.cash = targets;
  instruction.discretionary = discretionary;
  return {{instruction}, BlockKind::sequence, {}};
}

struct Pool {
  Amount balance;
  Amount notional;
};

Pool pooled_margin(const BookView& book) {
  Pool pool;
  for (const AccountMargin& margin : book.risk.margins) {
    pool.balance += margin.balance;
    pool.notional += margin.notional;
  }
  return pool;
}

Amount wallet_cash(const BookView& book) {
  const AccountId wallet = *book.universe.find_account(kWalletAccount);
  return book.holding(book.universe.get(wallet, PositionType::base_token, kQuoteAsset)).amount;
}

const AccountMargin* weakest(const BookView& book) {
  const AccountMargin* found = nullptr;
  for (const AccountMargin& margin : book.risk.margins)
    if (margin.margin_ratio && (found == nullptr || *margin.margin_ratio < *found->margin_ratio)) found = &margin;
  return found;
}

bool under(const AccountMargin* margin, Ratio limit) { return margin != nullptr && margin->under(limit); }

}  // namespace

Amount BasisStrategy::spot_coins(const BookView& book) const {
  Amount coins;
  for (const Instrument& instrument : book.universe.instruments())
    if (instrument.type == PositionType::base_token && instrument.asset == book.universe.delta_asset())
      coins += book.holding(instrument.id).amount;
  return coins;
}

bool BasisStrategy::entered(const BookView& book) const { return book.exposure.gross_delta.sign() > 0; }

std::optional<std::string> BasisStrategy::entry_obstacle(const BookView& book) const {
  const EntryGateSettings& gate = mode().entry_gate;
  if (!gate.enabled) return std::nullopt;
  Ray weighted;
  for (const Instrument& instrument : book.universe.instruments()) {
    const auto share = mode().hedge_allocation.find(book.universe.name(instrument.account));
    const auto& rate = book.market.funding_known[instrument.id.index()];
    if (instrument.type != PositionType::perp || share == mode().hedge_allocation.end() || share->second.is_zero())
      continue;
    if (!rate) return "entry gate: no funding rate of " + instrument.key + " is known yet";
    weighted += Ray::from_raw(mul_div(rate->raw(), share->second.raw(), Ratio::kOne, Rounding::half_even));
  }
  const Ray threshold = Ray::from_raw(mul_div(gate.funding_threshold.raw(), Ray::kOne, Ratio::kOne, Rounding::ceil));
  if (weighted >= threshold) return std::nullopt;
  return fmt::format("entry gate: weighted funding rate {:.6f} is under {}", weighted.to_double(),
                     gate.funding_threshold.to_string());
}

InstructionBlocks BasisStrategy::to_target(const BookView& book, Amount equity, Ratio margin_fraction,
                                           bool discretionary) const {
  const Amount one = Amount::from_int(1);
  const Amount transfer_gas = context().costs.gas("transfer", book.universe, book.market);
  // Every account may have to be reached once.
  const Amount gas =
      mul(transfer_gas, Ratio::from_int(static_cast<std::int64_t>(book.risk.margins.size())), Rounding::ceil);
  const Amount deployed = deployable(equity, gas);
  const Amount notional = scale(deployed, one, one + mul(one, margin_fraction, Rounding::floor), Rounding::floor);
  const Price price = book.price(book.universe.delta_asset());
  const Amount change = div(notional, price, Rounding::floor) - spot_coins(book);
  CashTargets targets;
  targets.wallet = std::max(Amount{}, equity - deployed - gas);
  targets.margin = mul(notional, margin_fraction, Rounding::floor);
  if (change.sign() < 0) return {pair(-change, false, false), transfer(targets, discretionary)};
  targets.spot = mul(change, price, Rounding::floor);
  return {transfer(targets, discretionary), pair(change, true, false)};
}

InstructionBlocks BasisStrategy::entry_full(const BookView& book, Amount equity) const {
  return to_target(book, equity, mode().margin_fraction, false);
}

InstructionBlocks BasisStrategy::entry_partial(const BookView& book, Amount equity) const {
  return to_target(book, equity, mode().margin_fraction, true);
}

InstructionBlocks BasisStrategy::exit_partial(const BookView& book, Amount equity) const {
  return to_target(book, equity, mode().margin_fraction, true);
}

InstructionBlocks BasisStrategy::exit_full(const BookView& book) const {
  CashTargets home;
  home.wallet = book.equity();
  return {pair(Amount{}, false, true), transfer(home, false)};
}

/// Spreads margin evenly where that lifts every account well clear of the
/// warning. Else legs shrink until the margin that is left, with what spot
/// brings in, is the target: p = (target - pooled) / (1 + target), which is
/// the target state at margin fraction `margin_ratio.target`.
Decision BasisStrategy::restore_margin(const BookView& book, const std::string& reason) const {
  const Pool pool = pooled_margin(book);
  const double even = ratio(pool.balance, pool.notional);
  if (even < mode().margin_ratio.donor.to_double())
    return {DecisionKind::exit_partial, fmt::format("{}, and no account can give ({:.4f} over all)", reason, even),
            true, to_target(book, book.equity(), mode().margin_ratio.target, false)};
  CashTargets level;
  // The weak account comes first: what the reserve lacks is not taken from margin now.
  level.wallet = std::min(wallet_cash(book), mul(book.equity(), mode().reserve_ratio, Rounding::ceil));
  level.margin = pool.balance;
  return {DecisionKind::move_margin,
          fmt::format("{}, {:.4f} over all accounts", reason, even),
          true,
          {transfer(level, false)}};
}

std::optional<Decision> BasisStrategy::override_risk(const BookView& book) const {
  const AccountMargin* weak = weakest(book);
  if (!under(weak, mode().margin_ratio.critical)) return std::nullopt;
  const std::string reason = fmt::format("margin ratio {:.4f} under critical", *weak->margin_ratio);
  if (book.equity().sign() <= 0) return Decision{DecisionKind::exit_full, reason, true, exit_full(book)};
  return restore_margin(book, reason);
}

std::optional<Decision> BasisStrategy::correct_delta(const BookView& book) const {
  if (!book.exposure.delta_over(mode().delta_tolerance)) return std::nullopt;
  const bool long_side = book.exposure.net_delta.sign() > 0;
  Instruction reduce;
  reduce.action = long_side ? ActionType::spot_trade : ActionType::perp_trade;
  reduce.amount = book.exposure.net_delta.abs();
  reduce.buy = !long_side;
  return Decision{DecisionKind::exit_partial,
                  fmt::format("net delta is {:.4f} of gross exposure", book.exposure.net_delta_of_gross),
                  true,
                  {{{reduce}, BlockKind::sequence, {}}}};
}

std::optional<Decision> BasisStrategy::correct_margin(const BookView& book) const {
  const AccountMargin* weak = weakest(book);
  if (!under(weak, mode().margin_ratio.warning)) return std::nullopt;
  return restore_margin(book, fmt::format("margin ratio {:.4f} under warning", *weak->margin_ratio));
}

}  // namespace basis
