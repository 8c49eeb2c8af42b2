#pragma once

#include <doctest/doctest.h>

#include "core/execution/venue_postings.hpp"
#include "tests/core/risk/live_support.hpp"

namespace basis::test {

/// A book with 10,000 USDT and a short of 3 at 100 at bybit, a grace of two seconds, and its postings.
struct Ledgered {
  PortfolioFixture portfolio{with_markets(
      bare("USDT", "BTC", {"bybit:BaseToken:USDT", "bybit:BaseToken:BTC", "bybit:Perp:BTCUSDT", "okx:BaseToken:USDT"}),
      {})};
  const Universe& universe = portfolio.universe;
  AccountId account = portfolio.account("bybit");
  InstrumentId cash = portfolio.id("bybit:BaseToken:USDT");
  InstrumentId coins = portfolio.id("bybit:BaseToken:BTC");
  InstrumentId perp = portfolio.id("bybit:Perp:BTCUSDT");
  MarketId spot_market = *universe.market_of(coins);
  MarketId perp_market = *universe.market_of(perp);
  AssetId usdt = universe.quote_asset();
  AssetId btc = *universe.find_asset("BTC");
  UtcTime now = utc("2026-05-12T08:00:00Z");
  PortfolioBook book{universe, {{}, kSecond * 2}};
  VenuePostings postings{universe, book};
  Posted done;  ///< by the last report

  Ledgered() {
    book.post({now, EntryKind::capital, {{Outside::capital, cash, amount("10000"), {}}}});
    book.post({now, EntryKind::trade, {{Outside::market, perp, amount("-3"), amount("-300")}}});
  }
  template <class Report>
  void apply(const Report& report) {
    done = postings.apply(report, now);
    book.check_balance();
  }
  [[nodiscard]] Amount held(InstrumentId id) const { return book[id].amount; }
  [[nodiscard]] OrderReport fill(MarketId market, std::int64_t trade, bool buy, const char* size, const char* at,
                                 const char* fee, AssetId fee_asset) const {
    OrderReport report;
    report.kind = ReportKind::fill;
    report.market = market;
    report.order = VenueKey::of(500);
    report.trade = VenueKey::of(trade);
    report.side = buy ? OrderSide::buy : OrderSide::sell;
    report.size = quantity(size);
    report.price = price(at);
    report.fee_known = true;
    report.fee = amount(fee);
    report.fee_asset = fee_asset;
    report.at_venue = now;
    return report;
  }
  [[nodiscard]] AccountReport report(AccountReportKind kind, const char* of) const {
    AccountReport report;
    report.kind = kind;
    report.account = account;
    report.asset = usdt;
    report.market = perp_market;
    report.amount = amount(of);
    report.at_venue = now;
    return report;
  }
  [[nodiscard]] AccountReport transfer(const char* id, TransferState state, const char* of) const {
    AccountReport transfer = report(AccountReportKind::transfer, of);
    transfer.id = VenueKey::parse(id);
    transfer.state = state;
    return transfer;
  }
  [[nodiscard]] ReconcileVerdict verdict() const {
    return done.findings.empty() ? ReconcileVerdict::equal : done.findings.back().verdict;
  }
};

}  // namespace basis::test
