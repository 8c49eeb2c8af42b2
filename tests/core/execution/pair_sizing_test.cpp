#include "core/execution/pair_sizing.hpp"
#include "core/portfolio/valuation.hpp"
#include "tests/core/strategy/support.hpp"
#include "tests/support/rounds.hpp"

using namespace basis;
using namespace basis::test;

namespace {

Amount sum_of(const PairSizes& sizes) {
  Amount sum;
  for (const PerpLeg& leg : sizes.perps) sum += leg.size;
  return sum;
}

void check_legs(const Desk& desk, const PairSizes& sizes,
                const std::vector<std::pair<std::string, const char*>>& legs) {
  REQUIRE(sizes.perps.size() == legs.size());
  for (std::size_t i = 0; i < legs.size(); ++i) {
    CHECK(sizes.perps[i].instrument == desk.id(legs[i].first));
    CHECK(sizes.perps[i].size == amount(legs[i].second));
  }
}

/// Carries an entry out as a venue would: at the fill price of the cost model, notional rounded against us.
void enter(Desk& desk, const PairSizes& sizes) {
  const auto fill = [&](const MarketSettings& rules, Price arrival, Amount size, bool buy) {
    const BasisPoints cost = desk.costs.order_cost(rules, mul(size, arrival, Rounding::half_even));
    return mul(size, desk.costs.fill_price(arrival, buy, cost, rules.tick), buy ? Rounding::ceil : Rounding::floor);
  };
  const MarketSettings& spot = desk.settings.venues.at("binance").spot.at("BTCUSDT");
  const Price now = desk.market.prices[desk.universe.delta_asset().index()];
  const auto dollars = [&](const char* account) -> Amount& {
    return desk.positions[desk.id(std::string(account) + ":BaseToken:USDT").index()].amount;
  };
  dollars("binance_usdm") -= sizes.into_spot;
  dollars("binance") += sizes.into_spot;
  desk.positions[desk.id("binance:BaseToken:BTC").index()].amount += sizes.spot;
  dollars("binance") -= fill(spot, now, sizes.spot, true);
  for (const PerpLeg& leg : sizes.perps) {
    const Instrument& instrument = desk.universe[leg.instrument];
    const MarketSettings& rules =
        desk.settings.venues.at(desk.universe.venue_of(instrument.account)).perp.at(instrument.symbol);
    Holding& holding = desk.positions[leg.instrument.index()];
    holding.entry_cost -= fill(rules, desk.market.marks[leg.instrument.index()], leg.size, false);
    holding.amount -= leg.size;
  }
}

}  // namespace

TEST_CASE("entry: legs by allocation, down to each venue's step, spot their exact sum") {
  Desk desk("btc_basis");
  desk.fund("1000000", "500000", "500000");
  const PairSizes sizes = size_entry(desk.view(), amount("1.23456"), desk.settings, desk.costs);
  // 0.493824, 0.370368, and 0.370368 BTC as 37.0368 contracts of 0.01 BTC.
  check_legs(desk, sizes, {{kBtcPerps[0], "0.493"}, {kBtcPerps[1], "0.37"}, {kBtcPerps[2], "0.3703"}});
  CHECK(sizes.spot == amount("1.2333"));
  CHECK(sizes.refusal.empty());
}

TEST_CASE("entry: without rounding the sizes are exact") {
  Desk desk("btc_basis", kNoCosts);
  desk.fund("1000000", "500000", "500000");
  const PairSizes sizes = size_entry(desk.view(), amount("1.23456"), desk.settings, desk.costs);
  check_legs(desk, sizes, {{kBtcPerps[0], "0.493824"}, {kBtcPerps[1], "0.370368"}, {kBtcPerps[2], "0.370368"}});
  CHECK(sizes.spot == amount("1.23456"));
  const PairSizes dust = size_entry(desk.view(), amount("0.000000000000000010"), desk.settings, desk.costs);
  CHECK(dust.spot == Amount::from_raw(10));
}

TEST_CASE("entry: a venue with no share gets no leg") {
  Desk desk("btc_basis", {"hedge_allocation.okx=0", "hedge_allocation.bybit=0.6"});
  desk.fund("1000000", "500000", "0");
  const PairSizes sizes = size_entry(desk.view(), amount("1"), desk.settings, desk.costs);
  check_legs(desk, sizes, {{kBtcPerps[0], "0.4"}, {kBtcPerps[1], "0.6"}});
  CHECK(sizes.spot == amount("1"));
}

TEST_CASE("entry: a leg under its venue's minimum is left out with its share of spot") {
  Desk desk("btc_basis");
  desk.fund("100000", "50000", "50000");
  // Binance: 0.0016 down to 0.001, 50 USDT, and Binance wants 100.
  const PairSizes sizes = size_entry(desk.view(), amount("0.004"), desk.settings, desk.costs);
  check_legs(desk, sizes, {{kBtcPerps[1], "0.001"}, {kBtcPerps[2], "0.0012"}});
  CHECK(sizes.spot == amount("0.0022"));
}

TEST_CASE("entry: nothing over any minimum is a refusal that says so") {
  Desk desk("btc_basis");
  desk.fund("100000", "50000", "50000");
  for (const char* wanted : {"0.00003", "0", "-1"}) {
    CAPTURE(std::string(wanted));
    const PairSizes sizes = size_entry(desk.view(), amount(wanted), desk.settings, desk.costs);
    CHECK(sizes.perps.empty());
    CHECK(sizes.spot.is_zero());
    CHECK(sizes.refusal == "0 BTC is under the venues' minimum order");
  }
}

TEST_CASE("entry: legs that pass alone are void when spot does not") {
  Desk desk("btc_basis");
  desk.fund("100000", "50000", "50000");
  // Only OKX passes, with 0.0001 BTC; that is worth 5 USDT, exactly what Binance wants for spot.
  CHECK(size_entry(desk.view(), amount("0.0004"), desk.settings, desk.costs).spot == amount("0.0001"));
  desk.set_btc("49999");
  const PairSizes sizes = size_entry(desk.view(), amount("0.0004"), desk.settings, desk.costs);
  CHECK(sizes.perps.empty());
  CHECK(sizes.refusal == "0.0001 BTC is under the venues' minimum order");
}

TEST_CASE("entry: capped by cash and by margin") {
  struct Row {
    const char *binance, *bybit, *okx, *most;
  };
  // Binance pays 50,000 a coin and keeps 0.4 * 50,000 * 0.2; the others keep 0.3 * 50,000 * 0.2.
  for (const Row& row :
       {Row{"54000", "50000", "50000", "1"}, Row{"500000", "1500", "50000", "0.5"}, Row{"500000", "50000", "3000", "1"},
        Row{"500000", "50000", "0", "0"}, Row{"0", "50000", "50000", "0"}, Row{"500000", "-5", "50000", "0"},
        Row{"500000", "50000", "50000", "5"}}) {
    CAPTURE(std::string(row.most));
    Desk desk("btc_basis", kNoCosts);
    desk.fund(row.binance, row.bybit, row.okx);
    const Amount spot = size_entry(desk.view(), amount("5"), desk.settings, desk.costs).spot;
    CHECK(spot <= amount(row.most));
    CHECK(spot >= amount(row.most) - amount("0.000000000000001"));
  }
}

TEST_CASE("entry: unrealised profit is margin but not cash to buy spot with") {
  Desk desk("btc_basis", kNoCosts);
  desk.fund("25000", "50000", "50000");
  desk.hedge("1", "1", "0", "0");
  desk.positions[desk.id(kBtcPerps[0]).index()].entry_cost = amount("-100000");
  const PairSizes sizes = size_entry(desk.view(), amount("5"), desk.settings, desk.costs);
  CHECK(sizes.spot <= amount("0.5"));
  CHECK(sizes.spot > amount("0.49999"));
}

TEST_CASE("entry: over random books no account ends under the warning and no cash below zero") {
  int capped = 0;
  int sent = 0;
  for (std::uint64_t seed = 1; seed <= test::rounds(600); ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    Desk desk("btc_basis", {draw.chance(50) ? "execution.costs=none" : "execution.costs=model",
                            draw.chance(50) ? "execution.rounding=none" : "execution.rounding=venue"});
    desk.set_price("BTC", draw.price_between("9000", "120000").to_string());
    for (const std::string& perp : kBtcPerps) {
      desk.set_mark(perp, draw.price_between("9000", "120000").to_string());
      if (draw.chance(50)) continue;
      const Amount size = draw.amount_between("0", "3");
      desk.positions[desk.id(perp).index()] = {-size,
                                               mul(-size, draw.price_between("9000", "120000"), Rounding::floor)};
    }
    for (const char* venue : {"binance", "binance_usdm", "bybit", "okx"})
      desk.positions[desk.id(std::string(venue) + ":BaseToken:USDT").index()].amount =
          draw.amount_between("0", draw.chance(30) ? "2000000" : "50000");
    const Amount wanted = draw.amount_between("0.0001", "20");
    const PairSizes sizes = size_entry(desk.view(), wanted, desk.settings, desk.costs);
    REQUIRE(sizes.spot == sum_of(sizes));
    REQUIRE(sizes.spot <= wanted);
    REQUIRE(sizes.perps.empty() == !sizes.refusal.empty());
    if (sizes.perps.empty()) continue;
    ++sent;
    if (sizes.spot < wanted - amount("0.01")) ++capped;
    enter(desk, sizes);
    REQUIRE(desk.held("binance:BaseToken:USDT").amount.sign() >= 0);
    desk.view();
    for (AccountMargin margin : desk.risk.margins) {
      CAPTURE(desk.universe.name(margin.account));
      // What is kept for gas is margin again once the legs are through.
      if (desk.universe.venue_of(margin.account) == "binance")
        margin.balance += desk.held("binance:BaseToken:USDT").amount;
      REQUIRE_FALSE(margin.under(desk.settings.mode.margin_ratio.warning));
      REQUIRE(margin.cash.sign() >= 0);
    }
  }
  CHECK(sent > static_cast<int>(test::rounds(600)) / 6);
  CHECK(capped > static_cast<int>(test::rounds(600)) / 18);
}

TEST_CASE("entry: cash goes to where it is short, spot or margin, before the legs") {
  Desk desk("btc_basis");
  const auto moved = [&](const char* spot, const char* margin) {
    desk.fund(margin, "50000", "50000");
    desk.hold("binance:BaseToken:USDT", spot);
    const PairSizes sizes = size_entry(desk.view(), amount("1"), desk.settings, desk.costs);
    CHECK(sizes.spot == amount("1"));
    return sizes.into_spot.to_string();
  };
  // A coin at 50,052.5 and two transfers of 6 USDT.
  CHECK(moved("0", "80000") == "50064.5");
  CHECK(moved("20000", "80000") == "30064.5");
  CHECK(moved("50064.5", "80000") == "0");
  // 0.4 coins short want 4,000 of margin and cost 0.4 * 27.5; what spot does not need goes there only if it must.
  CHECK(moved("80000", "4011") == "0");
  CHECK(moved("80000", "4010.9") == "-29935.5");
}

TEST_CASE("exit: in proportion to what each account has") {
  Desk desk("btc_basis");
  desk.hedge("1", "0.6", "0.3", "0.1");
  const PairSizes half = size_exit(desk.view(), amount("0.5"), false, desk.settings);
  check_legs(desk, half, {{kBtcPerps[0], "0.3"}, {kBtcPerps[1], "0.15"}, {kBtcPerps[2], "0.05"}});
  CHECK(half.spot == amount("0.5"));
  const PairSizes rounded = size_exit(desk.view(), amount("0.33333"), false, desk.settings);
  check_legs(desk, rounded, {{kBtcPerps[0], "0.199"}, {kBtcPerps[1], "0.099"}, {kBtcPerps[2], "0.0333"}});
  CHECK(rounded.spot == amount("0.3313"));
}

TEST_CASE("exit: no more than there is of spot, and shorts in proportion to it") {
  Desk desk("btc_basis");
  desk.hedge("0.3", "0.4", "0.3", "0.3");
  const PairSizes sizes = size_exit(desk.view(), amount("50"), false, desk.settings);
  check_legs(desk, sizes, {{kBtcPerps[0], "0.12"}, {kBtcPerps[1], "0.09"}, {kBtcPerps[2], "0.09"}});
  CHECK(sizes.spot == amount("0.3"));
}

TEST_CASE("exit: everything closes every leg as it stands, minimums and steps aside") {
  Desk desk("btc_basis");
  desk.hedge("1.00003", "0.9995", "0", "0.00005");
  const PairSizes sizes = size_exit(desk.view(), Amount{}, true, desk.settings);
  check_legs(desk, sizes, {{kBtcPerps[0], "0.9995"}, {kBtcPerps[2], "0.00005"}});
  CHECK(sizes.spot == amount("1.00003"));
  desk.hedge("0", "0", "0", "0");
  const PairSizes nothing = size_exit(desk.view(), Amount{}, true, desk.settings);
  CHECK(nothing.perps.empty());
  CHECK(nothing.spot.is_zero());
}

TEST_CASE("exit: a partial exit of an empty book is refused, not divided by zero") {
  Desk desk("btc_basis");
  CHECK(size_exit(desk.view(), amount("1"), false, desk.settings).refusal ==
        "0 BTC is under the venues' minimum order");
}

TEST_CASE("market rules: step, contracts and minimums") {
  const Settings settings = shipped("btc_basis");
  const MarketSettings& okx = settings.venues.at("okx").perp.at("BTCUSDT");
  const MarketSettings& binance = settings.venues.at("binance").perp.at("BTCUSDT");
  CHECK(round_size(amount("0.37039"), okx, RoundingModel::venue) == amount("0.3703"));
  CHECK(round_size(amount("0.000099999999999999"), okx, RoundingModel::venue).is_zero());
  CHECK(round_size(amount("0.0019999"), binance, RoundingModel::venue) == amount("0.001"));
  CHECK(round_size(amount("0.0019999"), binance, RoundingModel::none) == amount("0.0019999"));
  CHECK(meets_minimum(amount("0.0001"), price("50000"), okx, RoundingModel::venue));
  CHECK_FALSE(meets_minimum(amount("0.00009"), price("50000"), okx, RoundingModel::venue));
  CHECK(meets_minimum(amount("0.002"), price("50000"), binance, RoundingModel::venue));
  CHECK_FALSE(meets_minimum(amount("0.002"), price("49999.99"), binance, RoundingModel::venue));
  CHECK_FALSE(meets_minimum(amount("0.0009"), price("500000"), binance, RoundingModel::venue));
  CHECK(meets_minimum(kUnit, price("1"), binance, RoundingModel::none));
  CHECK_FALSE(meets_minimum(Amount{}, price("50000"), binance, RoundingModel::none));
}

// Binance's largest orders are 9,000 coins of spot and 1,000 of the perp, which takes 0.4 of a pair: 1,000 orders carry
// 1,000,000 / 0.4 = 2,500,000 coins. Bybit's 100 coins an order for 0.3 bind first: 100,000 / 0.3 = 333,333.333.
TEST_CASE("pair sizing: a thousand orders of the leg that needs most of them bound every leg") {
  Desk desk("btc_basis");
  desk.fund("100000000000", "50000000000", "50000000000");
  const PairSizes sizes = size_entry(desk.view(), amount("1000000"), desk.settings, desk.costs);
  CHECK(sizes.left.to_double() == doctest::Approx(1'000'000 - 333'333.333).epsilon(1e-9));
  Amount hedged;
  for (const PerpLeg& leg : sizes.perps) {
    hedged += leg.size;
    const MarketSettings& market = market_of(desk.universe, desk.universe[leg.instrument], desk.settings);
    CHECK(split_size(leg.size, market, RoundingModel::venue).size() <= 1000);
  }
  CHECK(sizes.spot == hedged);
  CHECK(hedged.to_double() == doctest::Approx(333'333.333).epsilon(1e-6));
  CHECK(size_entry(desk.view(), amount("1000"), desk.settings, desk.costs).left.is_zero());
  CHECK_FALSE(most_in_a_step(desk.settings.venues.at("bybit").perp.at("BTCUSDT"), RoundingModel::none).has_value());
}

TEST_CASE("pair sizing: a full exit over the bound is a partial one of both legs") {
  Desk desk("btc_basis");
  desk.fund("100000000000", "50000000000", "50000000000");
  desk.hedge("1000000", "400000", "300000", "300000");
  const PairSizes sizes = size_exit(desk.view(), Amount{}, true, desk.settings);
  Amount bought;
  for (const PerpLeg& leg : sizes.perps) bought += leg.size;
  CHECK(sizes.spot == bought);
  CHECK(bought.to_double() == doctest::Approx(333'333.333).epsilon(1e-6));
  CHECK(sizes.left.to_double() == doctest::Approx(1'000'000 - 333'333.333).epsilon(1e-9));
}

TEST_CASE("more short: what one venue takes for all of them is planned at the cost of all of it") {
  Desk desk("btc_basis");
  desk.fund("0", "0", "500000");
  PairSizes sizes;
  sizes.perps = size_more_short(desk.view(), amount("100"), desk.settings, desk.costs);
  REQUIRE(sizes.perps.size() == 1);
  // 500,000 / (10,000 of margin a coin and 10 * sqrt(5) basis points of 50,000) = 49.45 coins. At the cost of its own
  // share, 30 coins, it would be 49.7, and 10 * sqrt(2.48) basis points then leave less than the warning.
  CHECK(sizes.perps[0].size > amount("49.4"));
  CHECK(sizes.perps[0].size < amount("49.5"));
  enter(desk, sizes);
  desk.view();
  CHECK_FALSE(desk.margin("okx").under(desk.settings.mode.margin_ratio.warning));
}
