#include "core/risk/account_liquidation.hpp"

#include <fmt/format.h>

#include "core/portfolio/perp_entry.hpp"
#include "core/portfolio/valuation.hpp"
#include "core/risk/maintenance.hpp"

namespace basis {
namespace {

/// The open perps of one account, with its cash.
struct PerpAccount {
  const Universe& universe;
  const VenueSettings& venue;
  const PositionSet& positions;
  const MarketSnapshot& market;
  InstrumentId cash;
  std::vector<InstrumentId> perps;

  [[nodiscard]] const MarketSettings& rules(InstrumentId perp) const { return venue.perp.at(universe[perp].symbol); }
  [[nodiscard]] const Holding& held(InstrumentId id) const { return positions[id.index()]; }
  [[nodiscard]] Price mark(InstrumentId perp) const { return market.marks[perp.index()]; }
};

bool has_margin(const PerpAccount& account) {
  Amount balance = account.held(account.cash).amount;
  Amount maintenance;
  for (const InstrumentId perp : account.perps) {
    const Holding& held = account.held(perp);
    balance += unrealised(held, account.mark(perp));
    maintenance += maintenance_margin(account.rules(perp), mul(held.amount.abs(), account.mark(perp), Rounding::ceil));
  }
  return maintenance.is_zero() || balance > maintenance;
}

AccountLiquidation close_all(const PerpAccount& account) {
  AccountLiquidation done;
  const UtcTime now = account.market.time;
  PositionSet after = account.positions;
  const auto post = [&](LedgerEntry entry) {
    apply_entry(entry, after);
    done.entries.push_back(std::move(entry));
  };
  for (const InstrumentId perp : account.perps) {
    const Holding& held = account.held(perp);
    const Price mark = account.mark(perp);
    const Amount worth = mul(-held.amount, mark, Rounding::ceil);
    post(perp_entry(now, EntryKind::liquidation, perp, account.cash, held, -held.amount, worth));
    const Amount fee = mul(worth.abs(), account.rules(perp).liquidation_fee_bps, Rounding::ceil);
    post({now, EntryKind::liquidation, {{account.cash, Outside::market, fee, Amount{}}}});
    done.closed.push_back({perp, fmt::format("{} {} closed at {} with a fee of {} USDT", held.amount.to_string(),
                                             account.universe[perp].key, mark.to_string(), fee.to_string())});
  }
  const Amount left = after[account.cash.index()].amount;
  if (left.sign() < 0) post({now, EntryKind::liquidation, {{Outside::market, account.cash, -left, Amount{}}}});
  return done;
}

}  // namespace

AccountLiquidation liquidate_account(const Universe& universe, const Settings& settings, AccountId account,
                                     const PositionSet& positions, const MarketSnapshot& market) {
  PerpAccount perps{universe, settings.venues.at(universe.name(account)), positions, market, {}, {}};
  for (const Instrument& instrument : universe.instruments())
    if (instrument.account == account && instrument.type == PositionType::perp &&
        !positions[instrument.id.index()].amount.is_zero())
      perps.perps.push_back(instrument.id);
  if (perps.perps.empty()) return {};
  perps.cash = universe.get(account, PositionType::base_token, kQuoteAsset);
  if (has_margin(perps)) return {};
  return close_all(perps);
}

}  // namespace basis
