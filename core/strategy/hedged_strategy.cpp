#include "core/strategy/hedged_strategy.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/strategy/blocks.hpp"

namespace basis {
namespace {

const AccountMargin* weakest(const BookView& book) {
  const AccountMargin* found = nullptr;
  for (const AccountMargin& margin : book.risk.margins)
    if (margin.margin_ratio && (found == nullptr || *margin.margin_ratio < *found->margin_ratio)) found = &margin;
  return found;
}

bool under(const AccountMargin* margin, Ratio limit) { return margin != nullptr && margin->under(limit); }

}  // namespace

bool HedgedStrategy::entered(const BookView& book) const { return book.exposure.gross_delta.sign() > 0; }

std::optional<std::string> HedgedStrategy::entry_obstacle(const BookView& book) const {
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

MarginPool HedgedStrategy::pooled_margin(const BookView& book) {
  MarginPool pool;
  for (const AccountMargin& margin : book.risk.margins) {
    pool.balance += margin.balance;
    pool.notional += margin.notional;
  }
  return pool;
}

Amount HedgedStrategy::transfers_gas(const BookView& book) const {
  return mul(gas(book, "transfer"), Ratio::from_int(static_cast<std::int64_t>(book.risk.margins.size())),
             Rounding::ceil);
}

Amount HedgedStrategy::wallet_dollars(const BookView& book) { return book.holding(book.in_wallet(kQuoteAsset)).amount; }

Amount HedgedStrategy::spot_coins(const BookView& book) const {
  Amount coins;
  for (const Instrument& instrument : book.universe.instruments())
    if (instrument.type == PositionType::base_token && !instrument.on_chain &&
        instrument.asset == book.universe.delta_asset())
      coins += book.holding(instrument.id).amount;
  return coins;
}

Amount HedgedStrategy::reserve_kept(const BookView& book) const {
  return std::min(wallet_dollars(book), mul(book.equity(), mode().reserve_ratio, Rounding::ceil));
}

/// Spreads margin evenly where that lifts every account well clear of the warning.
Decision HedgedStrategy::restore_margin(const BookView& book, const std::string& reason) const {
  const MarginPool pool = pooled_margin(book);
  const double even = ratio(pool.balance, pool.notional);
  if (even < mode().margin_ratio.donor.to_double()) return raise_margin(book, pool, reason);
  CashTargets level;
  // The weak account comes first: what the reserve lacks is not taken from margin now.
  level.wallet = reserve_kept(book);
  level.margin = pool.balance;
  return {DecisionKind::move_margin,
          fmt::format("{}, {:.4f} over all accounts", reason, even),
          true,
          {cash_block(level, false)}};
}

std::optional<Decision> HedgedStrategy::override_risk(const BookView& book) const {
  const AccountMargin* weak = weakest(book);
  if (!under(weak, mode().margin_ratio.critical)) return std::nullopt;
  const std::string reason = fmt::format("margin ratio {:.4f} under critical", *weak->margin_ratio);
  if (book.equity().sign() <= 0)
    return Decision{DecisionKind::exit_full, reason, true, exit_full(book, ExitSpeed::fast)};
  return restore_margin(book, reason);
}

std::optional<Decision> HedgedStrategy::correct_margin(const BookView& book) const {
  const AccountMargin* weak = weakest(book);
  if (!under(weak, mode().margin_ratio.warning)) return std::nullopt;
  return restore_margin(book, fmt::format("margin ratio {:.4f} under warning", *weak->margin_ratio));
}

}  // namespace basis
