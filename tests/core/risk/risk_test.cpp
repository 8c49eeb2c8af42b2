#include "core/risk/risk.hpp"
#include "core/risk/maintenance.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/support/rounds.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kPerp = "binance_usdm:Perp:BTCUSDT";
const char* const kCash = "binance_usdm:BaseToken:USDT";

struct RiskBook : PortfolioFixture {
  RiskBook() : PortfolioFixture(shipped("btc_basis")) {
    set_price("BTC", "50000");
    for (const char* perp : {kPerp, "bybit:Perp:BTCUSDT", "okx:Perp:BTCUSDT"}) set_mark(perp, "50000");
  }
  [[nodiscard]] RiskLimits limits(bool hedged = false) const {
    RiskLimits limits = risk_limits(universe, settings);
    limits.hedged = hedged;
    return limits;
  }
  [[nodiscard]] RiskReport assess(bool hedged = false) const {
    return assess_risk(universe, positions, market, measure_exposure(universe, positions, market), limits(hedged));
  }
  [[nodiscard]] AccountMargin margin(std::string_view name) const {
    for (const AccountMargin& one : assess().margins)
      if (one.account == account(name)) return one;
    FAIL("no margin of " << name);
    return {};
  }
};

}  // namespace

TEST_CASE("risk: margin ratio at, just under and just over each threshold") {
  struct Row {
    const char* cash;  ///< beside a short of one coin at 50,000, opened at that price
    RiskStatus status;
    const char* reason;
  };
  for (const Row& row : {Row{"10000.000001", RiskStatus::safe, ""}, Row{"10000", RiskStatus::safe, ""},
                         Row{"9999.999999", RiskStatus::warning, "under warning 0.2"},
                         Row{"6000.000001", RiskStatus::warning, "under warning 0.2"},
                         Row{"6000", RiskStatus::warning, "under warning 0.2"},
                         Row{"5999.999999", RiskStatus::critical, "under critical 0.12"},
                         Row{"0", RiskStatus::critical, "under critical 0.12"},
                         Row{"-1", RiskStatus::critical, "under critical 0.12"}}) {
    CAPTURE(std::string(row.cash));
    RiskBook portfolio;
    portfolio.hold(kCash, row.cash);
    portfolio.hold(kPerp, "-1", "-50000");
    const RiskReport report = portfolio.assess();
    CHECK(report.status == row.status);
    REQUIRE(report.reasons.size() == (row.status == RiskStatus::safe ? 0 : 1));
    if (report.reasons.empty()) continue;
    CHECK(report.reasons.front().find("margin ratio of binance_usdm is") == 0);
    CHECK(report.reasons.front().find(row.reason) != std::string::npos);
  }
}

TEST_CASE("risk: an account exactly at its warning is never warned of, whatever its size") {
  for (std::uint64_t seed = 1; seed <= test::rounds(400); ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    RiskBook portfolio;
    const Amount coins = draw.amount_between("0.001", "90");
    portfolio.positions[portfolio.id(kPerp).index()] = {-coins, mul(-coins, price("50000"), Rounding::floor)};
    const Amount notional = mul(coins, price("50000"), Rounding::ceil);
    portfolio.positions[portfolio.id(kCash).index()].amount = mul(notional, fraction("0.2"), Rounding::ceil);
    REQUIRE(portfolio.assess().status == RiskStatus::safe);
    portfolio.positions[portfolio.id(kCash).index()].amount = mul(notional, fraction("0.12"), Rounding::ceil);
    REQUIRE(portfolio.assess().status == RiskStatus::warning);
    portfolio.positions[portfolio.id(kCash).index()].amount -= kUnit;
    REQUIRE(portfolio.assess().status == RiskStatus::critical);
  }
}

TEST_CASE("risk: what a margin account is made of") {
  RiskBook portfolio;
  portfolio.hold(kCash, "20000");
  portfolio.hold("binance:BaseToken:BTC", "2");
  portfolio.hold(kPerp, "-2", "-98000");
  portfolio.set_mark(kPerp, "50500");
  portfolio.hold("wallet:BaseToken:USDT", "77777");
  const AccountMargin margin = portfolio.margin("binance_usdm");
  CHECK(margin.cash == amount("20000"));
  CHECK(margin.balance == amount("17000"));  // 20,000 + 98,000 - 101,000; coins and wallet do not count
  CHECK(margin.notional == amount("101000"));
  REQUIRE(margin.margin_ratio.has_value());
  CHECK(*margin.margin_ratio == doctest::Approx(17000.0 / 101000).epsilon(1e-15));
  const AccountMargin idle = portfolio.margin("okx");
  CHECK_FALSE(idle.margin_ratio.has_value());
  CHECK_FALSE(idle.price_rise_to_liquidation.has_value());
  REQUIRE(portfolio.assess().margins.size() == 3);
}

TEST_CASE("risk: price rise to liquidation leaves exactly the maintenance margin, within its tier") {
  for (std::uint64_t seed = 1; seed <= test::rounds(500); ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    RiskBook portfolio;
    const Amount coins = draw.amount_between("0.1", "50");
    portfolio.positions[portfolio.id(kPerp).index()] = {
        -coins, mul(-coins, draw.price_between("40000", "50000"), Rounding::floor)};
    portfolio.positions[portfolio.id(kCash).index()].amount =
        mul(coins, draw.price_between("11000", "60000"), Rounding::floor);
    const AccountMargin margin = portfolio.margin("binance_usdm");
    REQUIRE(margin.price_rise_to_liquidation.has_value());
    const MarketSettings& rules = portfolio.settings.venues.at("binance").perp.at("BTCUSDT");
    const double rate = tier_of(rules.margin_tiers, margin.notional)->maintenance_margin.to_double();
    const Amount missing = margin.balance - maintenance_margin(rules, margin.notional);
    const double by_formula = missing.to_double() / margin.notional.to_double() / (1 + rate);
    REQUIRE(*margin.price_rise_to_liquidation == doctest::Approx(by_formula).epsilon(1e-9));
    portfolio.market.marks[portfolio.id(kPerp).index()] =
        Price::from_raw(static_cast<std::int64_t>(50000e8 * (1 + *margin.price_rise_to_liquidation)));
    const AccountMargin at_limit = portfolio.margin("binance_usdm");
    if (tier_of(rules.margin_tiers, at_limit.notional) != tier_of(rules.margin_tiers, margin.notional)) continue;
    REQUIRE(at_limit.balance.to_double() ==
            doctest::Approx(maintenance_margin(rules, at_limit.notional).to_double()).epsilon(1e-6));
  }
}

TEST_CASE("risk: a net long account has no price rise to fear") {
  RiskBook portfolio;
  portfolio.hold(kCash, "20000");
  portfolio.hold(kPerp, "1", "50000");
  CHECK(portfolio.margin("binance_usdm").margin_ratio.has_value());
  CHECK_FALSE(portfolio.margin("binance_usdm").price_rise_to_liquidation.has_value());
}

TEST_CASE("risk: delta tolerance is a fraction of gross, and only a hedged book has one") {
  struct Row {
    const char* spot;  ///< against a short of 0.995: gross is spot + 0.995
    bool warns;
  };
  // (spot - 0.995) / (spot + 0.995) = 0.005 at spot = 0.995 * 1.005 / 0.995 = 1.005
  for (const Row& row : {Row{"1.005", false}, Row{"1.005000000000001", true}, Row{"0.9851", false},
                         Row{"0.98505", true}, Row{"0.995", false}}) {
    CAPTURE(std::string(row.spot));
    RiskBook portfolio;
    portfolio.hold("binance:BaseToken:BTC", row.spot);
    portfolio.hold("bybit:BaseToken:USDT", "50000");
    portfolio.hold("bybit:Perp:BTCUSDT", "-0.995", "-49750");
    portfolio.hold("wallet:BaseToken:USDT", "50000");
    const RiskReport report = portfolio.assess(true);
    CHECK(report.status == (row.warns ? RiskStatus::warning : RiskStatus::safe));
    if (row.warns) CHECK(report.reasons.front().find("of gross, over 0.005") != std::string::npos);
    CHECK(portfolio.assess(false).status == RiskStatus::safe);
  }
}

TEST_CASE("risk: several breaches are all reported, and the gravest decides") {
  RiskBook portfolio;
  portfolio.hold(kCash, "9000");
  portfolio.hold(kPerp, "-1", "-50000");
  portfolio.hold("bybit:BaseToken:USDT", "5000");
  portfolio.hold("bybit:Perp:BTCUSDT", "-1", "-50000");
  const RiskReport report = portfolio.assess(true);
  CHECK(report.status == RiskStatus::critical);
  REQUIRE(report.reasons.size() == 3);
  CHECK(report.reasons[0].find("binance") != std::string::npos);
  CHECK(report.reasons[1].find("bybit") != std::string::npos);
  CHECK(report.reasons[2].find("net delta -2 is -1.0000 of gross") == 0);
}

TEST_CASE("risk: reserve status at its edges") {
  struct Row {
    const char *wallet, *elsewhere;
    ReserveStatus status;
  };
  for (const Row& row :
       {Row{"10000", "90000", ReserveStatus::adequate}, Row{"10000", "90000.00000000000002", ReserveStatus::low},
        Row{"5000", "95000", ReserveStatus::low},
        Row{"4999.999999999999999999", "95000.000000000000000001", ReserveStatus::critical},
        Row{"0", "100000", ReserveStatus::critical}, Row{"100000", "0", ReserveStatus::adequate}}) {
    CAPTURE(std::string(row.wallet));
    RiskBook portfolio;
    portfolio.hold("wallet:BaseToken:USDT", row.wallet);
    portfolio.hold("bybit:BaseToken:USDT", row.elsewhere);
    CHECK(portfolio.assess().reserve == row.status);
  }
}

TEST_CASE("risk: names") {
  CHECK(risk_status_name(RiskStatus::warning) == "warning");
  CHECK(reserve_status_name(ReserveStatus::low) == "low");
}
