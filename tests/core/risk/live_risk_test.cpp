#include "core/risk/live_risk.hpp"

#include <doctest/doctest.h>

#include "tests/core/execution/gate_support.hpp"
#include "tests/core/risk/live_support.hpp"
#include "tests/support/numbers.hpp"

namespace basis {
namespace {

using namespace test;

// Accounts and assets of `two_venues`; account 0 is the wallet, asset 0 USDT.
constexpr AccountId kOne{1};
constexpr AccountId kTwo{2};
constexpr AssetId kBtc{1};
// Its instruments are cash 0, spot 1 and perp 2 of bybit, cash 3 and perp 4 of okx, and the wallet's coins 5.
constexpr MarketId kSpotMarket{0};
constexpr MarketId kNearPerp{1};
constexpr MarketId kFarPerp{2};

const Universe& two_exchanges() {
  static const Universe kUniverse = universe_of(
      with_markets(bare("USDT", "BTC",
                        {"bybit:BaseToken:USDT", "bybit:BaseToken:BTC", "bybit:Perp:BTCUSDT", "okx:BaseToken:USDT",
                         "okx:Perp:BTCUSDT", "wallet:BaseToken:BTC", "aave_v3:debtToken:debtUSDT"}),
                   {{amount("1000"), fraction("0.1"), 10}, {std::nullopt, fraction("0.2"), 5}}));
  return kUniverse;
}

/// The coins and perps of both exchanges are one hedge group.
LiveRiskSpec two_venues() {
  LiveRiskSpec spec;
  spec.universe = &two_exchanges();
  spec.groups = {{"BTC hedge", {held(1), held(2), held(4)}, amount("0.001")}};
  spec.margin_ratio = {fraction("0.8"), fraction("0.2"), fraction("0.12"), {}};
  spec.delta_drift = DeltaDriftSettings{fraction("0.02"), fraction("0.05")};
  return spec;
}

/// 10 coins of spot against 6 and 4 short, entered at 100; everything at 100 and fresh at `kNow`.
LiveRisk hedged(const LiveRiskSpec& spec = two_venues()) {
  LiveRisk risk(spec);
  risk.apply(event(kSpotMarket, kNow, top("99", "101")));
  for (const MarketId perp : {kNearPerp, kFarPerp}) risk.apply(event(perp, kNow, MarkUpdate{price("100"), {}}));
  risk.set_holding(held(0), {amount("600"), {}}, kNow);
  risk.set_holding(held(3), {amount("400"), {}}, kNow);
  risk.set_holding(held(1), {amount("10"), {}}, kNow);
  risk.set_holding(held(2), {amount("-6"), amount("-600")}, kNow);
  risk.set_holding(held(4), {amount("-4"), amount("-400")}, kNow);
  return risk;
}

TEST_CASE("margin, equity and delta by hand") {
  LiveRisk risk = hedged();
  CHECK(*risk.margin(kOne).margin_ratio == doctest::Approx(1));
  CHECK(risk.equity() == amount("2000"));
  CHECK(risk.net_delta(kBtc) == Amount{});
  CHECK(risk.net_delta_of_equity(kBtc, kNow) == 0.0);
  CHECK(risk.assess(kNow).status == RiskStatus::safe);
  // To 125: the short of 6 loses 150. (600 - 150) / 750; from 0.6 a rise of (0.6 - 0.1) / 1.1 is left.
  risk.apply(event(kNearPerp, kNow, MarkUpdate{price("125"), {}}));
  const AccountMargin margin = risk.margin(kOne);
  CHECK(margin.cash == amount("600"));
  CHECK(margin.balance == amount("450"));
  CHECK(margin.notional == amount("750"));
  CHECK(*margin.margin_ratio == doctest::Approx(0.6));
  CHECK(*margin.price_rise_to_liquidation == doctest::Approx(0.5 / 1.1));
  CHECK(*risk.margin(kTwo).margin_ratio == doctest::Approx(1));
  CHECK(risk.equity() == amount("1850"));
  risk.apply(event(kSpotMarket, kNow, top("124", "126")));
  CHECK(risk.equity() == amount("2100"));
}

TEST_CASE("a perp without any mark has its own mid, until the first mark") {
  LiveRisk risk(two_venues());
  risk.apply(event(kNearPerp, kNow, top("99", "101")));
  risk.set_holding(held(0), {amount("600"), {}}, kNow);
  risk.set_holding(held(2), {amount("-6"), amount("-600")}, kNow);
  CHECK(risk.equity() == amount("600"));
  risk.apply(event(kNearPerp, kNow, top("109", "111")));
  CHECK(risk.equity() == amount("540"));
  risk.apply(event(kNearPerp, kNow, MarkUpdate{price("105"), {}}));
  CHECK(risk.equity() == amount("570"));
  risk.apply(event(kNearPerp, kNow, top("119", "121")));
  CHECK(risk.equity() == amount("570"));
}

TEST_CASE("a perp's book and a spot's mark move nothing") {
  LiveRisk risk = hedged();
  risk.apply(event(kNearPerp, kNow, top("500", "501")));
  risk.apply(event(kSpotMarket, kNow, MarkUpdate{price("500"), {}}));
  risk.apply(event(id(9), kNow, top("500", "501")));
  CHECK(risk.equity() == amount("2000"));
}

TEST_CASE("margin: at the threshold safe, a unit under it not") {
  // Short 6 at 100 with cash c: ratio (c) / 600.
  const auto status = [](const char* cash) {
    LiveRisk risk = hedged();
    risk.set_holding(held(0), {amount(cash), {}}, kNow);
    return risk.assess(kNow).status;
  };
  CHECK(status("120") == RiskStatus::safe);
  CHECK(status("119.999999999999999999") == RiskStatus::warning);
  CHECK(status("72") == RiskStatus::warning);
  CHECK(status("71.999999999999999999") == RiskStatus::critical);
  CHECK(status("-5") == RiskStatus::critical);
}

TEST_CASE("drift: net delta's worth over equity, at the thresholds and over") {
  // Some more coins at 100 in the wallet, and dollars up to an equity of 3000: 2 % are 0.6 coins and 5 % are 1.5.
  const auto status = [](const char* coins) {
    LiveRisk risk = hedged();
    risk.set_holding(held(5), {amount(coins), {}}, kNow);
    risk.set_holding(held(0), {amount("1600") - mul(amount(coins), price("100"), Rounding::floor), {}}, kNow);
    CHECK(risk.equity() == amount("3000"));
    CHECK(*risk.net_delta_of_equity(kBtc, kNow) == doctest::Approx(from_text<Amount>(coins).to_double() * 100 / 3000));
    return risk.assess(kNow).status;
  };
  CHECK(status("0.6") == RiskStatus::safe);
  CHECK(status("0.600000000000000001") == RiskStatus::warning);
  CHECK(status("-0.600000000000000001") == RiskStatus::warning);
  CHECK(status("1.5") == RiskStatus::warning);
  CHECK(status("1.500000000000000001") == RiskStatus::critical);
}

TEST_CASE("a delta nobody can weigh, and one without equity, are critical") {
  LiveRisk risk(two_venues());
  const auto last = [&] { return risk.text(risk.assess(kNow).reasons.back()); };
  risk.set_holding(held(4), {amount("1"), amount("100")}, kNow);
  CHECK(risk.assess(kNow).status == RiskStatus::critical);
  CHECK(risk.text(risk.assess(kNow).reasons.at(1)) == "net delta of 1 BTC without a fresh price");
  CHECK(!risk.net_delta_of_equity(kBtc, kNow));
  risk.apply(event(kFarPerp, kNow, MarkUpdate{price("100"), {}}));
  CHECK(risk.text(risk.assess(kNow).reasons.at(1)) == "net delta of 1 BTC without equity");
  CHECK(!risk.net_delta_of_equity(kBtc, kNow));
  CHECK(last() == "BTC hedge is naked by 1 for 0.000 s, limit 10.000 s");
  risk.set_holding(held(4), {}, kNow);
  risk.set_holding(held(3), {amount("10000"), {}}, kNow);
  CHECK(risk.assess(kNow).status == RiskStatus::safe);
}

TEST_CASE("a held instrument without a fresh price is loud") {
  LiveRisk risk = hedged();
  CHECK(risk.assess(kNow + kSecond * 30).status == RiskStatus::safe);
  const LiveRiskReport& old = risk.assess(kNow + kSecond * 30 + Nanos{1'000'000});
  CHECK(old.status == RiskStatus::critical);
  REQUIRE(old.reasons.size() == 3);
  CHECK(risk.text(old.reasons[0]) ==
        "bybit:BaseToken:BTC is held and has no fresh price: the last is 30.001 s old, limit 30.000 s");
  // A lost one is told of at once, and critical when it stays away.
  risk.apply(event(kNearPerp, kNow + kSecond, MarkUpdate{price("100"), {}}));
  risk.apply(event(kNearPerp, kNow + kSecond, PriceLost{}));
  CHECK(risk.assess(kNow + kSecond).status == RiskStatus::warning);
  CHECK(risk.assess(kNow + kSecond).reasons.at(0).code == LiveRiskCode::no_fresh_price);
  CHECK(risk.equity() == amount("2000"));  // at the last price
  risk.apply(event(kNearPerp, kNow + kSecond, MarkUpdate{price("100"), {}}));
  CHECK(risk.assess(kNow + kSecond).status == RiskStatus::safe);
}

TEST_CASE("what never had a price counts as nothing and is critical; what is not held needs none") {
  LiveRisk risk(two_venues());
  CHECK(risk.assess(kNow).status == RiskStatus::safe);
  risk.set_holding(held(2), {amount("-1"), amount("-100")}, kNow);
  CHECK(risk.equity() == Amount{});
  CHECK(!risk.margin(kOne).margin_ratio);
  CHECK(risk.assess(kNow).status == RiskStatus::critical);
  CHECK(risk.text(risk.assess(kNow).reasons.at(0)) == "bybit:Perp:BTCUSDT is held and has never had a price");
  risk.apply(event(kNearPerp, kNow, MarkUpdate{price("90"), {}}));
  CHECK(risk.equity() == amount("10"));
}

TEST_CASE("naked: since when, how long, and no longer than allowed") {
  LiveRisk risk = hedged();
  CHECK(!risk.naked(0, kNow).since);
  risk.set_holding(held(1), {amount("10.001"), {}}, kNow);  // at the tolerance
  CHECK(!risk.naked(0, kNow).since);
  risk.set_holding(held(1), {amount("10.001000000000000001"), {}}, kNow + kSecond);
  CHECK(risk.naked(0, kNow + kSecond).since == kNow + kSecond);
  CHECK(risk.assess(kNow + kSecond).status == RiskStatus::warning);
  // From long to short it was never hedged.
  risk.set_holding(held(1), {amount("9"), {}}, kNow + kSecond * 3);
  NakedExposure naked = risk.naked(0, kNow + kSecond * 11);
  CHECK(naked.net == amount("-1"));
  CHECK(naked.since == kNow + kSecond);
  CHECK(naked.lasted == kSecond * 10);
  CHECK(!naked.too_long);
  naked = risk.naked(0, kNow + kSecond * 11 + Nanos{1});
  CHECK(naked.too_long);
  const LiveRiskReport& report = risk.assess(kNow + kSecond * 12);
  CHECK(report.status == RiskStatus::critical);
  CHECK(risk.text(report.reasons.back()) == "BTC hedge is naked by -1 for 11.000 s, limit 10.000 s");
  risk.set_holding(held(4), {amount("-3"), amount("-300")}, kNow + kSecond * 13);
  CHECK(!risk.naked(0, kNow + kHour).since);
  risk.set_holding(held(4), {amount("-2"), amount("-200")}, kNow + kSecond * 14);
  CHECK(risk.naked(0, kNow + kHour).since == kNow + kSecond * 14);
}

TEST_CASE("reasons tell what, how much and which limit") {
  LiveRisk risk = hedged();
  risk.set_holding(held(0), {amount("100"), {}}, kNow);
  CHECK(risk.text(risk.assess(kNow).reasons.at(0)) == "margin ratio of bybit is 0.1667, under warning 0.2");
  risk.set_holding(held(1), {amount("9"), {}}, kNow);
  // 100 of 1,400.
  CHECK(risk.text(risk.assess(kNow).reasons.at(1)) == "net delta of BTC is -0.0714 of equity, over act 0.05");
}

TEST_CASE("the rise to liquidation goes by the tier that the position is in") {
  LiveRisk risk = hedged();
  // 6 at 100 are 600 of notional, in the first tier: 0.1 of it. (1 - 0.1) / 1.1 is left.
  CHECK(*risk.margin(kOne).price_rise_to_liquidation == doctest::Approx(0.9 / 1.1));
  // 12 at 100 are in the second: 0.2 of 1200 less a deduction of 100. (600 - 140) / 1200 / 1.2 is left.
  risk.set_holding(held(2), {amount("-12"), amount("-1200")}, kNow);
  CHECK(*risk.margin(kOne).price_rise_to_liquidation == doctest::Approx(460.0 / 1200 / 1.2));
}

TEST_CASE("coins of another account are priced by the spot market of their asset, and debts are deducted") {
  LiveRisk risk = hedged();
  risk.set_holding(held(5), {amount("2"), {}}, kNow);
  CHECK(risk.equity() == amount("2200"));
  CHECK(risk.net_delta(kBtc) == amount("2"));
  risk.apply(event(kSpotMarket, kNow, top("109", "111")));
  CHECK(risk.equity() == amount("2320"));
  CHECK(risk.naked(0, kNow).net == Amount{});  // they hedge nothing
  // A debt counts when its index is known, and is loud until then.
  risk.set_holding(held(6), {amount("-100"), {}}, kNow);
  CHECK(risk.assess(kNow).status == RiskStatus::critical);
  CHECK(risk.text(risk.assess(kNow).reasons.at(0)) == "aave_v3:debtToken:debtUSDT is held and has never had a price");
  risk.set_index(held(6), ray("1.5"));
  CHECK(risk.equity() == amount("2170"));
  CHECK(risk.margin(kOne).cash == amount("600"));
  CHECK_THROWS_AS(risk.set_index(held(5), ray("1.5")), InvariantError);
  CHECK_THROWS_AS(risk.set_rate(held(6), ray("1.5")), InvariantError);
}

TEST_CASE("a faulty specification stops, and so do strangers") {
  const auto built = [](auto change) {
    LiveRiskSpec spec = two_venues();
    change(spec);
    return LiveRisk(spec);
  };
  CHECK_THROWS_AS(built([](LiveRiskSpec& s) { s.universe = nullptr; }), InvariantError);
  CHECK_THROWS_AS(built([](LiveRiskSpec& s) { s.groups[0].members.push_back(held(8)); }), InvariantError);
  CHECK_THROWS_AS(built([](LiveRiskSpec& s) { s.groups[0].members.push_back(held(0)); }), InvariantError);
  CHECK_THROWS_AS(built([](LiveRiskSpec& s) { s.groups.push_back(s.groups[0]); }), InvariantError);
  CHECK_THROWS_AS(built([](LiveRiskSpec& s) { s.groups[0].members.clear(); }), InvariantError);
  CHECK_THROWS_AS(built([](LiveRiskSpec& s) { s.max_price_age = Nanos{}; }), InvariantError);
  LiveRisk risk = hedged();
  CHECK_THROWS_AS(risk.set_holding(held(9), {}, kNow), InvariantError);
  CHECK_THROWS_AS((void)risk.margin({9}), InvariantError);
  CHECK_THROWS_AS((void)risk.net_delta({9}), InvariantError);
  CHECK_THROWS_AS((void)risk.naked(1, kNow), InvariantError);
}

}  // namespace
}  // namespace basis
