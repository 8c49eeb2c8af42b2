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
  // 51,000 - P = 0.005 P at 50,746.268656716...; the next price of eight decimals is at it.
  CHECK(account.told() ==
        "-1 binance_usdm:Perp:BTCUSDT closed at 50746.26865672 with a fee of 634.328358209 USDT, inside the hour from "
        "2024-05-11T23:00:00Z\n");
  const AccountLiquidation done = account.tried();
  REQUIRE(done.entries.size() == 3);  // the close, the fee, and what the insurance fund covers
  for (const LedgerEntry& entry : done.entries) {
    CHECK(entry.time == account.market.time);
    CHECK(entry.kind == EntryKind::liquidation);
  }
  PositionSet after = account.positions;
  for (const LedgerEntry& entry : done.entries) apply_entry(entry, after);
  CHECK(after[account.id(kBtcPerp).index()] == Holding{});
  CHECK(after[account.id(kPurse).index()].amount.is_zero());  // 1,000 - 746.27 - 634.33 is below zero
  // The low does a short no harm, and a high just short of the price neither.
  account.bar(kBtcPerp, "50000", "50746.26865671", "40000");
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
  // Half the way: 1,000 and 500 are lost, and 353 left are 0.5 % of 51,000 and 0.4 % of 24,500.
  account.hold(kPurse, "1853");
  account.trade(kBtcPerp, "-1", "50000");
  account.trade(kEthPerp, "10", "2500");
  account.bar(kBtcPerp, "50000", "52000", "48000");
  account.bar(kEthPerp, "2500", "2600", "2400");
  const std::string told = account.told();
  CHECK(told.find("-1 binance_usdm:Perp:BTCUSDT closed at 51000 ") != told.npos);
  CHECK(told.find("10 binance_usdm:Perp:ETHUSDT closed at 2450 ") != told.npos);
  for (const ClosedPerp& closed : account.tried().closed)
    CHECK(closed.margin_ratio == doctest::Approx(353.0 / (51'000 + 24'500)));
}

TEST_CASE("inside a bar: a long may pass its margin before it falls into a lower tier, where it would stand again") {
  TwoPerps account;
  account.hold(kPurse, "730000");
  account.trade(kBtcPerp, "250", "50000");
  // Down to 48,000 the tier takes 2 %: 730,000 - 250 (50,000 - P) = 5 P at 48,040.816326530... At the low 205,000 are
  // left, and the lower tier takes 119,750.
  account.bar(kBtcPerp, "50000", "50000", "47900");
  CHECK(account.told().starts_with("250 binance_usdm:Perp:BTCUSDT closed at 48040.81632653 "));
  account.hold(kPurse, "750000");  // 250,000 at 48,000, where 240,000 are taken
  CHECK(account.told().empty());
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
