#include "core/risk/intrabar_liquidation.hpp"

#include "tests/core/portfolio/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kPurse = "binance_usdm:BaseToken:USDT";
const char* const kBtcPerp = "binance_usdm:Perp:BTCUSDT";
const char* const kEthPerp = "binance_usdm:Perp:ETHUSDT";

/// Binance with perps of both coins, and its tiers: BTC 0.4 % to 50,000, 0.5 % to 600,000, 1 % from 3 m to 12 m, 2 % to
/// 70 m. A liquidation costs 1.25 %.
struct TwoPerps : PortfolioFixture {
  TwoPerps() : PortfolioFixture(settings_of_binance()) { market.ended.resize(universe.instruments().size()); }
  static Settings settings_of_binance() {
    Settings settings = bare("USDT", "BTC", {kPurse, kBtcPerp, kEthPerp});
    settings.venues["binance"] = shipped("btc_basis").venues.at("binance");
    return settings;
  }
  void bar(const char* perp, const char* open, const char* high, const char* low) {
    market.ended[id(perp).index()] = {price(open), price(high), price(low)};
  }
  /// A position opened at `entry`.
  void trade(const char* perp, const char* size, const char* entry) {
    positions[id(perp).index()] = {amount(size), mul(amount(size), price(entry), Rounding::floor)};
  }
  [[nodiscard]] AccountLiquidation tried() const {
    const auto perps = open_perps(universe, settings, account("binance_usdm"), positions);
    return perps ? liquidate_inside_bar(*perps, market) : AccountLiquidation{};
  }
  /// What the notices say, one a line.
  [[nodiscard]] std::string told() const {
    std::string lines;
    for (const ClosedPerp& closed : tried().closed) lines += closed.text + "\n";
    return lines;
  }
};

}  // namespace

TEST_CASE("inside a bar: a short goes at the first price at its margin, though open and close are safe") {
  TwoPerps account;
  account.hold(kPurse, "1000");
  account.trade(kBtcPerp, "-1", "50000");
  account.bar(kBtcPerp, "50000", "51000", "49000");
  // 51,000 - P = 0.005 P - 50 at 50,796.019900497...; the next price of eight decimals is at it.
  CHECK(account.told() ==
        "-1 binance_usdm:Perp:BTCUSDT closed at 50796.0199005 with a fee of 634.95024875625 USDT, inside the hour from "
        "2024-05-11T23:00:00Z\n");
  // A bar of another length is named by its own begin.
  TwoPerps quick = account;
  quick.market.bar = kMinute * 5;
  CHECK(quick.told().ends_with(", inside the bar from 2024-05-11T23:55:00Z\n"));
  const AccountLiquidation done = account.tried();
  REQUIRE(done.entries.size() == 3);  // the close, the fee, and what the insurance fund covers
  for (const LedgerEntry& entry : done.entries) {
    CHECK(entry.time == account.market.time);
    CHECK(entry.kind == EntryKind::liquidation);
  }
  PositionSet after = account.positions;
  for (const LedgerEntry& entry : done.entries) apply_entry(entry, after);
  CHECK(after[account.id(kBtcPerp).index()] == Holding{});
  CHECK(after[account.id(kPurse).index()].amount.is_zero());  // 1,000 - 796.02 - 634.95 is below zero
  // The low does a short no harm, and a high just short of the price neither.
  account.bar(kBtcPerp, "50000", "50796.01990049", "40000");
  CHECK(account.told().empty());
}

TEST_CASE("inside a bar: a long goes by the low") {
  TwoPerps account;
  account.hold(kPurse, "1000");
  account.trade(kBtcPerp, "1", "50000");
  // P - 49,000 = 0.004 P at 49,196.787148594... (49,000 is in the first tier).
  account.bar(kBtcPerp, "50000", "60000", "49196.78714860");
  CHECK(account.told().empty());
  account.bar(kBtcPerp, "50000", "60000", "49000");
  CHECK(account.told().starts_with("1 binance_usdm:Perp:BTCUSDT closed at 49196.78714859 with a fee of"));
}

TEST_CASE("inside a bar: all perps of an account go the same share of the way, each to its own extreme") {
  TwoPerps account;
  // Half the way: 1,000 and 500 are lost, and 303 left are 0.5 % of 51,000 less 50, and 0.4 % of 24,500.
  account.hold(kPurse, "1803");
  account.trade(kBtcPerp, "-1", "50000");
  account.trade(kEthPerp, "10", "2500");
  account.bar(kBtcPerp, "50000", "52000", "48000");
  account.bar(kEthPerp, "2500", "2600", "2400");
  const std::string told = account.told();
  CHECK(told.find("-1 binance_usdm:Perp:BTCUSDT closed at 51000 ") != told.npos);
  CHECK(told.find("10 binance_usdm:Perp:ETHUSDT closed at 2450 ") != told.npos);
  for (const ClosedPerp& closed : account.tried().closed)
    CHECK(closed.margin_ratio == doctest::Approx(303.0 / (51'000 + 24'500)));
}

TEST_CASE("inside a bar: a long falls from one tier into the next without a jump of its margin") {
  TwoPerps account;
  account.hold(kPurse, "730000");
  account.trade(kBtcPerp, "250", "50000");
  // From 48,000 down the tier takes 1 % less 11,450: 730,000 - 250 (50,000 - P) = 2.5 P - 11,450 at 47,509.292929293.
  account.bar(kBtcPerp, "50000", "50000", "47400");
  CHECK(account.told().starts_with("250 binance_usdm:Perp:BTCUSDT closed at 47509.29292929 "));
  account.bar(kBtcPerp, "50000", "50000", "47509.2929293");
  CHECK(account.told().empty());
  // At 48,000 itself both tiers take 108,550, which is what is left of 608,550 there.
  account.hold(kPurse, "608550");
  account.bar(kBtcPerp, "50000", "50000", "47400");
  CHECK(account.told().starts_with("250 binance_usdm:Perp:BTCUSDT closed at 48000 "));
}

TEST_CASE("inside a bar: what is under its margin at the open already is closed there") {
  TwoPerps account;
  account.hold(kPurse, "200");
  account.trade(kBtcPerp, "-1", "50000");
  account.bar(kBtcPerp, "50000", "51000", "49000");
  CHECK(account.told().starts_with("-1 binance_usdm:Perp:BTCUSDT closed at 50000 "));
}

TEST_CASE("inside a bar: nothing without an ended bar, without a position, or when the extreme is the open") {
  TwoPerps account;
  account.hold(kPurse, "1000");
  account.bar(kBtcPerp, "50000", "60000", "40000");
  CHECK(account.told().empty());
  account.trade(kBtcPerp, "-1", "50000");
  account.bar(kBtcPerp, "50000", "50000", "50000");
  CHECK(account.told().empty());
  account.bar(kBtcPerp, "50000", "60000", "40000");
  CHECK_FALSE(account.told().empty());
  account.market.ended.clear();
  CHECK(account.told().empty());
}
