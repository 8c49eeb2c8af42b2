#include <algorithm>

#include "venues/sim/matching_engine.hpp"

namespace basis {

void MatchingEngine::marked(MarketId market, Price mark, UtcTime now) {
  MarketState& at = begin(market);
  if (at.market.is_spot() || !at.market.configured()) return;
  at.account.set_mark(at.market, mark);
  if (at.account.must_liquidate(at.market)) liquidate(at, now);
  tell_account(at.account, now);
}

/// Open orders first, then positions at their marks, the largest first, until there is margin again.
void MatchingEngine::liquidate(MarketState& at, UtcTime now) {
  cancel_all(at.account.id(), std::nullopt, RejectReason::liquidation, now);
  while (at.account.must_liquidate(at.market))
    report_closed(at.account.liquidate_largest(at.market, now), FillOrigin::liquidation, now);
  const Amount paid = at.account.cover_deficit(at.market, now);
  if (paid.is_zero()) return;
  AccountReport report;
  report.kind = AccountReportKind::insurance;
  report.account = at.account.id();
  report.asset = *at.market.quote;
  report.id = VenueKey::of(++booking_count_);
  report.amount = paid;
  report.at_venue = now;
  say(report);
}

void MatchingEngine::force_liquidation(MarketId market, UtcTime now) {
  MarketState& at = begin(market);
  cancel_all(at.account.id(), std::nullopt, RejectReason::liquidation, now);
  while (at.account.has_position(at.market))
    report_closed(at.account.liquidate_largest(at.market, now), FillOrigin::liquidation, now);
  tell_account(at.account, now);
}

void MatchingEngine::deleverage(MarketId market, Ratio share, UtcTime now) {
  MarketState& at = begin(market);
  if (const auto closed = at.account.deleverage(at.market, share, now))
    report_closed(*closed, FillOrigin::deleveraging, now);
  tell_account(at.account, now);
}

/// A closed position is told twice under one id: as the trade it is, and as the event.
void MatchingEngine::report_closed(const ClosedPosition& closed, FillOrigin origin, UtcTime now) {
  const Market& market = *closed.market;
  MarketState& at = state(market.id);
  ++at.trades;
  OrderReport fill;
  fill.kind = ReportKind::fill;
  fill.side = closed.change.sign() > 0 ? OrderSide::buy : OrderSide::sell;
  fill.liquidity = Liquidity::taker;
  fill.origin = origin;
  fill.fee_known = true;
  fill.market = market.id;
  fill.fee_asset = *market.quote;
  fill.order = VenueKey::of(++order_count_);
  fill.trade = VenueKey::of(at.rules.negative_forced_ids ? -at.trades : at.trades);
  fill.price = closed.price;
  fill.size = quantity_of(closed.change.abs(), Rounding::floor);
  fill.fee = closed.fee;
  fill.at_venue = now;
  say(fill);
  fills_.push_back(fill);

  AccountReport event;
  event.kind = origin == FillOrigin::liquidation ? AccountReportKind::liquidation : AccountReportKind::deleveraging;
  event.account = at.account.id();
  event.asset = *market.quote;
  event.market = market.id;
  event.id = fill.trade;
  event.amount = closed.change;
  event.fee = closed.fee;
  event.price = closed.price;
  event.at_venue = now;
  say(event);
}

void MatchingEngine::settle_funding(MarketId market, Ray rate, UtcTime now) {
  MarketState& at = begin(market);
  if (at.market.is_spot() || !at.market.configured() || at.account.position(at.market).amount.is_zero()) return;
  AccountReport report;
  report.kind = AccountReportKind::funding;
  report.account = at.account.id();
  report.asset = *at.market.quote;
  report.market = market;
  report.id = VenueKey::of(++booking_count_);
  report.price = at.account.mark_of(at.market);
  report.amount = at.account.settle_funding(at.market, rate, now);
  report.at_venue = now;
  say(report);
  tell_account(at.account, now);
}

bool MatchingEngine::transfer(AccountId account, AssetId asset, Amount amount, UtcTime now) {
  ExchangeAccount& at = *pool(account).account;
  at.forget_entries();
  if (!at.transfer(asset, amount, now)) return false;
  AccountReport report;
  report.kind = AccountReportKind::transfer;
  report.account = account;
  report.asset = asset;
  report.id = VenueKey::of(++booking_count_);
  report.amount = amount;
  report.at_venue = now;
  say(report);
  tell_account(at, now);
  return true;
}

void MatchingEngine::tell(AccountId account, UtcTime now) {
  for (const Pool& one : pools_)
    if (one.account->id() == account) tell_account(*one.account, now);
}

void MatchingEngine::cancel_all(AccountId account, std::optional<MarketId> market, RejectReason reason, UtcTime now) {
  for (const auto& at : markets_) {
    if (at == nullptr || at->account.id() != account || (market && at->market.id != *market)) continue;
    for (OwnSide& side : at->own)
      while (!side.empty()) end(*at, side[0], ReportKind::cancelled, reason, now);
  }
}

void MatchingEngine::arm_dead_man(AccountId account, std::optional<MarketId> market, std::optional<UtcTime> at) {
  std::erase_if(dead_men_, [&](const DeadMan& one) { return one.account == account && one.market == market; });
  if (at) dead_men_.push_back({account, market, *at});
}

std::optional<UtcTime> MatchingEngine::next_timer() const {
  std::optional<UtcTime> next;
  for (const DeadMan& one : dead_men_)
    if (!next || one.at < *next) next = one.at;
  return next;
}

void MatchingEngine::fire_timers(UtcTime now) {
  for (std::size_t i = 0; i < dead_men_.size();) {
    const DeadMan due = dead_men_[i];
    if (due.at > now) {
      ++i;
      continue;
    }
    dead_men_.erase(dead_men_.begin() + static_cast<std::ptrdiff_t>(i));
    pool(due.account).account->forget_entries();
    cancel_all(due.account, due.market, RejectReason::dead_man, due.at);
    tell_account(*pool(due.account).account, due.at);
  }
}

AccountReport MatchingEngine::balance_of(const ExchangeAccount& account, const AccountSpec::Pocket& pocket,
                                         UtcTime now) {
  AccountReport report;
  report.kind = AccountReportKind::balance;
  report.free_known = true;
  report.account = account.id();
  report.asset = pocket.asset;
  report.amount = account.held(pocket.asset);
  report.available = account.available(pocket.asset);
  report.withdrawable = account.withdrawable(pocket.asset);
  report.at_venue = now;
  return report;
}

/// The entry's price is rounded to the nearest unit.
AccountReport MatchingEngine::position_of(const ExchangeAccount& account, const Market& market, UtcTime now) {
  const Holding& held = account.position(market);
  AccountReport report;
  report.kind = AccountReportKind::position;
  report.account = account.id();
  report.asset = *market.quote;
  report.market = market.id;
  report.amount = held.amount;
  if (!held.amount.is_zero())
    report.price =
        Price::from_raw_checked(mul_div(held.entry_cost.raw(), Price::kOne, held.amount.raw(), Rounding::half_even));
  report.at_venue = now;
  return report;
}

void MatchingEngine::tell_account(ExchangeAccount& account, UtcTime now) {
  account.tell_changes([&](const AccountSpec::Pocket& pocket) { say(balance_of(account, pocket, now)); },
                       [&](const Market& market) { say(position_of(account, market, now)); });
}

}  // namespace basis
