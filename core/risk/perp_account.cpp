#include "core/risk/perp_account.hpp"

#include <fmt/format.h>

#include "core/portfolio/perp_entry.hpp"
#include "core/portfolio/valuation.hpp"
#include "core/risk/maintenance.hpp"

namespace basis {

std::optional<PerpAccount> open_perps(const Universe& universe, const Settings& settings, AccountId account,
                                      const PositionSet& positions) {
  std::vector<InstrumentId> perps;
  for (const Instrument& instrument : universe.instruments())
    if (instrument.account == account && instrument.type == PositionType::perp &&
        !positions[instrument.id.index()].amount.is_zero())
      perps.push_back(instrument.id);
  if (perps.empty()) return std::nullopt;
  return PerpAccount{universe, settings.venues.at(universe.venue_of(account)), positions,
                     universe.get(account, PositionType::base_token, kQuoteAsset), std::move(perps)};
}

namespace {

/// Cash and unrealised P&L.
Amount balance_at(const PerpAccount& account, const PerpMarks& marks) {
  Amount balance = account.positions[account.cash.index()].amount;
  for (std::size_t i = 0; i < marks.size(); ++i) balance += unrealised(account.held(i), marks[i]);
  return balance;
}

Amount notional_at(const PerpAccount& account, const PerpMarks& marks, std::size_t perp) {
  return mul(account.held(perp).amount.abs(), marks[perp], Rounding::ceil);
}

double margin_ratio_at(const PerpAccount& account, const PerpMarks& marks) {
  Amount notional;
  for (std::size_t i = 0; i < marks.size(); ++i) notional += notional_at(account, marks, i);
  return notional.is_zero() ? 0 : ratio(balance_at(account, marks), notional);
}

}  // namespace

bool has_margin(const PerpAccount& account, const PerpMarks& marks) {
  Amount maintenance;
  for (std::size_t i = 0; i < marks.size(); ++i)
    maintenance += maintenance_margin(account.rules(i), notional_at(account, marks, i));
  return maintenance.is_zero() || balance_at(account, marks) > maintenance;
}

AccountLiquidation close_perps(const PerpAccount& account, const PerpMarks& marks, UtcTime now, std::string_view when) {
  AccountLiquidation done;
  const double margin_ratio = margin_ratio_at(account, marks);
  PositionSet after = account.positions;
  const auto post = [&](LedgerEntry entry) {
    apply_entry(entry, after);
    done.entries.push_back(std::move(entry));
  };
  for (std::size_t i = 0; i < marks.size(); ++i) {
    const Holding& held = account.held(i);
    const Amount worth = mul(-held.amount, marks[i], Rounding::ceil);
    post(perp_entry(now, EntryKind::liquidation, account.perps[i], account.cash, held, -held.amount, worth));
    const Amount fee = mul(worth.abs(), account.rules(i).liquidation_fee_bps, Rounding::ceil);
    post({now, EntryKind::liquidation, {{account.cash, Outside::fee, fee, Amount{}}}});
    done.closed.push_back(
        {account.perps[i],
         fmt::format("{} {} closed at {} with a fee of {} USDT{}", held.amount.to_string(),
                     account.universe[account.perps[i]].key, marks[i].to_string(), fee.to_string(), when),
         margin_ratio});
  }
  const Amount left = after[account.cash.index()].amount;
  if (left.sign() < 0) post({now, EntryKind::liquidation, {{Outside::insurance, account.cash, -left, Amount{}}}});
  return done;
}

}  // namespace basis
