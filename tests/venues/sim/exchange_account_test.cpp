#include "tests/venues/sim/matching_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// Books deep enough for every trade here, around 100 for coins of both kinds.
struct Ledger : Trading {
  explicit Ledger(std::int64_t leverage = 5, const OrderEntrySettings& entry = {},
                  std::vector<Market> made = made_markets())
      : Trading({}, entry, std::move(made), leverage) {
    for (const MarketId id : {kSpotMarket, kPerpMarket, kEtherMarket}) {
      snapshot(id, {{"100", "1000"}}, {{"100.5", "1000"}});
      if (id != kSpotMarket) mark(id, "100");
    }
    engine.forget_messages();
  }
  /// Leaves so much in the margin account.
  void leave(const char* dollars) {
    REQUIRE(engine.transfer(kMarginAccount, kUsdt, amount(dollars) - margin.held(kUsdt), now()));
    engine.forget_messages();
  }
};

}  // namespace

TEST_CASE("fees: in coins on a spot purchase, in the quote on a sale, rounded up to 1e-8") {
  Ledger ledger;
  ledger.buy(kSpotMarket, "a", "3", kMarket);
  ledger.sell(kSpotMarket, "b", "1", kMarket);
  CHECK(ledger.told() ==
        "a accepted 3\na fill 3 @ 100.5 taker fee 0.0015 BTC\nb accepted 1\nb fill 1 @ 100 taker fee 0.05 USDT\n");
  CHECK(ledger.spot.held(kBtc) == amount("1001.9985"));
  CHECK(ledger.spot.held(kUsdt) == amount("999798.45"));  // less 301.5, with 99.95
  const Market& market = ledger.markets[1];
  // 0.00000003 * 33,333.3 * 0.0005 = 0.00000049999995 and 1e-8 * 100 * 0.0002 = 2e-10.
  CHECK(
      ledger.margin.fee_of(market, OrderSide::buy, Liquidity::taker, price("33333.3"), quantity("0.00000003")).amount ==
      amount("0.0000005"));
  CHECK(ledger.margin.fee_of(market, OrderSide::buy, Liquidity::maker, price("100"), quantity("0.00000001")).amount ==
        amount("0.00000001"));
}

TEST_CASE("fees: in a third token at its price, as long as there is enough of it") {
  Ledger ledger;
  REQUIRE(ledger.engine.transfer(kSpotAccount, kBnb, amount("0.0003"), ledger.now()));
  ledger.spot.pay_fees_in(kBnb, price("600"));
  ledger.engine.forget_messages();
  ledger.buy(kSpotMarket, "a", "3", kMarket);  // 301.5 * 0.0005 / 600 = 0.00025125
  ledger.buy(kSpotMarket, "b", "1", kMarket);  // 0.00008375 are more than what is left
  CHECK(
      ledger.told() ==
      "a accepted 3\na fill 3 @ 100.5 taker fee 0.00025125 BNB\nb accepted 1\nb fill 1 @ 100.5 taker fee 0.0005 BTC\n");
  CHECK(ledger.spot.held(kBnb) == amount("0.00004875"));
  CHECK(ledger.spot.held(kBtc) == amount("1003.9995"));
  // 100 * 0.0005 / 700 = 0.0000714285...
  ledger.spot.pay_fees_in(kBnb, price("700"));
  CHECK(ledger.spot.fee_of(ledger.markets[0], OrderSide::sell, Liquidity::taker, price("50"), quantity("1")).amount ==
        amount("0.00003572"));
}

TEST_CASE("fees: a token that has a recorded market costs the mid of its book") {
  Ledger ledger;
  REQUIRE(ledger.engine.transfer(kSpotAccount, kBtc, -amount("900"), ledger.now()));
  ledger.spot.pay_fees_in(kBtc, price("1"));
  ledger.snapshot(kSpotMarket, {{"199.5", "9"}}, {{"200.5", "9"}});
  ledger.engine.forget_messages();
  ledger.sell(kSpotMarket, "a", "2", kMarket);  // 399 * 0.0005 / 200
  CHECK(ledger.told() == "a accepted 2\na fill 2 @ 199.5 taker fee 0.0009975 BTC\n");
}

TEST_CASE("rebates: credited, and at one venue in the other currency") {
  std::vector<Market> markets = made_markets();
  markets[0].maker_fee = bps("-1");
  OrderEntrySettings swapped;
  swapped.rebate_in_other = true;
  for (const auto& [entry, fee] : {std::pair(OrderEntrySettings{}, "-0.0001 BTC"), std::pair(swapped, "-0.01 USDT")}) {
    Ledger ledger(5, entry, markets);
    ledger.buy(kSpotMarket, "a", "1", kLimit, "100");
    ledger.told();
    ledger.sold(kSpotMarket, "99", "1");
    CHECK(ledger.told() == fmt::format("a fill 1 @ 100 maker fee {}\n", fee));
    CHECK(ledger.spot.held(kBtc) + ledger.spot.held(kUsdt) ==
          amount("1000901") + (entry.rebate_in_other ? amount("0.01") : amount("0.0001")));
  }
}

TEST_CASE("perp: a trade through zero closes, then opens") {
  Ledger ledger;
  ledger.buy(kPerpMarket, "a", "3", kMarket);   // at 100.5, fee 0.15075
  ledger.sell(kPerpMarket, "b", "5", kMarket);  // at 100, fee 0.25: loses 1.5, then two short at 100
  CHECK(ledger.margin.position(ledger.markets[1]) == Holding{amount("-2"), amount("-200")});
  CHECK(ledger.margin.held(kUsdt) == amount("999998.09925"));
  CHECK(ledger.margin.entries().size() == 1);
}

TEST_CASE("funding: on the position that stood before the stamp; an order that arrives at that instant comes after") {
  Ledger ledger;
  ledger.sell(kPerpMarket, "a", "4", kMarket);
  ledger.engine.forget_messages();
  ledger.mark(kPerpMarket, "101");
  ledger.engine.settle_funding(kPerpMarket, ray("0.0001"), ledger.now());
  ledger.sell(kPerpMarket, "b", "6", kMarket);
  CHECK(ledger.booked() == "funding 1 0.0404 @ 101\n");
  ledger.engine.settle_funding(kPerpMarket, ray("-0.0003"), ledger.now());
  CHECK(ledger.booked() == "funding 1 -0.303 @ 101\n");
  ledger.engine.settle_funding(kEtherMarket, ray("0.0003"), ledger.now());  // no position, no payment
  CHECK(ledger.booked().empty());
  CHECK(ledger.margin.received_from(Outside::funding, {3}) == amount("-0.2626"));
}

TEST_CASE("margin: position at mark over leverage, the larger side of open orders, unrealised P&L") {
  Ledger ledger;
  ledger.leave("1000");
  ledger.buy(kPerpMarket, "a", "4", kMarket);  // 402 and a fee of 0.201
  // 999.799 - 2 unrealised - 400 / 5.
  CHECK(ledger.margin.available(kUsdt) == amount("917.799"));
  CHECK(ledger.margin.withdrawable(kUsdt) == amount("917.799"));
  ledger.mark(kPerpMarket, "200");  // 398 unrealised: withdrawn may be what is there without it
  CHECK(ledger.margin.available(kUsdt) == amount("1237.799"));
  CHECK(ledger.margin.withdrawable(kUsdt) == amount("999.799"));
  ledger.mark(kPerpMarket, "100");
  ledger.buy(kPerpMarket, "b", "2", kLimit, "90");    // 180 on one side
  ledger.sell(kPerpMarket, "c", "3", kLimit, "110");  // 330 on the other: 66
  CHECK(ledger.margin.available(kUsdt) == amount("851.799"));
  ledger.reduce(kPerpMarket, "d", OrderSide::sell, "4", kLimit, "120");  // takes no margin
  CHECK(ledger.margin.available(kUsdt) == amount("851.799"));
  CHECK_FALSE(ledger.engine.transfer(kMarginAccount, kUsdt, -amount("851.799000000000000001"), ledger.now()));
  CHECK(ledger.engine.transfer(kMarginAccount, kUsdt, -amount("851.799"), ledger.now()));
  CHECK(ledger.margin.available(kUsdt).is_zero());
  ledger.engine.forget_messages();
  ledger.buy(kPerpMarket, "e", "2", kLimit, "90");  // 360 on that side: more than 330
  ledger.sell(kPerpMarket, "f", "4", kMarket);      // closes, and needs nothing
  CHECK(ledger.told().starts_with("e rejected funds\nf accepted 4\nb expired self_trade\nf fill 4 @ 100 "));
}

TEST_CASE("leverage: at most what the tier of position and orders allows") {
  Ledger ledger(50);
  const Market& market = ledger.markets[1];
  CHECK(ledger.margin.leverage_of(market) == 50);
  CHECK_FALSE(ledger.margin.set_leverage(market, 51));
  CHECK_FALSE(ledger.margin.set_leverage(market, 0));
  CHECK_FALSE(ledger.margin.set_leverage(ledger.markets[0], 2));
  ledger.leave("100");
  ledger.buy(kPerpMarket, "a", "10", kLimit, "100");  // 1,000: 20 of margin
  CHECK(ledger.margin.available(kUsdt) == amount("80"));
  ledger.buy(kPerpMarket, "b", "1", kLimit, "99");  // 1,099 in the second tier: 20 times, 54.95
  CHECK(ledger.margin.leverage_of(market) == 20);
  CHECK(ledger.margin.available(kUsdt) == amount("45.05"));
  ledger.told();
  ledger.buy(kPerpMarket, "c", "10", kLimit, "99");  // 2,089 / 20 = 104.45
  CHECK(ledger.told() == "c rejected funds\n");
  CHECK(ledger.margin.set_leverage(market, 10));
  CHECK(ledger.margin.available(kUsdt).is_zero());
}

TEST_CASE("maintenance: by all tiers with their deductions; liquidated at it and not a unit over it") {
  // 30 coins at 100 are 3,000 in the second tier: 60 less 10.
  for (const auto& [dollars, liquidated] : {std::pair("50", true), std::pair("50.000000000000000001", false)}) {
    Ledger ledger;
    ledger.sell(kPerpMarket, "a", "30", kMarket);
    ledger.leave("600");
    ledger.margin.transfer(kUsdt, amount(dollars) - amount("600"), ledger.now());
    REQUIRE(ledger.margin.held(kUsdt) == amount("600"));  // the venue does not let it go
    ledger.margin.trade({{4}, {3}, true, Amount{}, Amount{}, AccountFee{kUsdt, amount("600") - amount(dollars)}},
                        ledger.now());
    CHECK(ledger.margin.maintenance({3}) == amount("50"));
    ledger.engine.forget_messages();
    ledger.mark(kPerpMarket, "100");
    CHECK(ledger.booked() == (liquidated ? "liquidation 1 30 @ 100 fee 30\n" : ""));
  }
}

TEST_CASE("liquidation: open orders first, then the largest position, until it is over; each with its fee") {
  Ledger ledger(50);
  ledger.sell(kPerpMarket, "a", "30", kMarket);
  ledger.buy(kEtherMarket, "b", "10", kMarket);  // entered at 100.5, marked at 100
  ledger.buy(kEtherMarket, "c", "1", kLimit, "50");
  ledger.leave("700");
  ledger.mark(kPerpMarket, "120.5");  // 80 are left, 62.3 and 10 must be
  CHECK(ledger.told().empty());
  ledger.mark(kPerpMarket, "121");  // 65 are left, 3,630 * 0.02 - 10 and 10 must be
  CHECK(ledger.told() == "c cancelled liquidation\n- fill 30 @ 121 taker fee 36.3 USDT\n");
  CHECK(ledger.margin.position(ledger.markets[1]).amount.is_zero());
  CHECK(ledger.margin.position(ledger.markets[3]).amount == amount("10"));  // 28.7 are over its 10
  CHECK(ledger.margin.held(kUsdt) == amount("33.7"));
  ledger.mark(kEtherMarket, "98");  // 8.7 against 9.8
  CHECK(ledger.booked() == "liquidation 3 -10 @ 98 fee 9.8\ninsurance 0 1.1\n");
  // 33.7 - 25 - 9.8 is under zero, which the insurance fund pays.
  CHECK(ledger.margin.held(kUsdt).is_zero());
  CHECK(ledger.margin.received_from(Outside::insurance, {3}) == amount("1.1"));
}

TEST_CASE("deleveraging: the named share of a position closes at mark, without a fee") {
  OrderEntrySettings rules;
  rules.negative_forced_ids = true;
  Ledger ledger(5, rules);
  ledger.sell(kPerpMarket, "a", "7", kMarket);
  ledger.mark(kPerpMarket, "90");
  ledger.engine.forget_messages();
  ledger.engine.deleverage(kPerpMarket, fraction("0.5"), ledger.now());  // three and a half, by the step three
  CHECK(ledger.engine.fills().back().trade == VenueKey::of(-2));
  CHECK(ledger.engine.fills().back().origin == FillOrigin::deleveraging);
  CHECK(ledger.booked() == "deleveraging 1 3 @ 90\n");
  CHECK(ledger.margin.held(kUsdt) == amount("1000029.65"));  // 30 earned, 0.35 paid on entry
  ledger.engine.deleverage(kPerpMarket, fraction("1"), ledger.now());
  CHECK(ledger.booked() == "deleveraging 1 4 @ 90\n");
  ledger.engine.deleverage(kPerpMarket, fraction("1"), ledger.now());
  CHECK(ledger.booked().empty());
}

TEST_CASE("transfers: one report for each, and nothing moves that may not leave") {
  Ledger ledger;
  CHECK(ledger.engine.transfer(kSpotAccount, kUsdt, -amount("10"), ledger.now()));
  CHECK(ledger.engine.transfer(kMarginAccount, kUsdt, amount("10"), ledger.now()));
  CHECK_FALSE(ledger.engine.transfer(kSpotAccount, kEther, amount("1"), ledger.now()));
  CHECK_FALSE(ledger.engine.transfer(kSpotAccount, kBtc, -amount("1000.1"), ledger.now()));
  CHECK(ledger.booked() == "transfer 0 -10\ntransfer 0 10\n");
}

TEST_CASE("account reports: after an event the balances and positions that changed, and no others") {
  Ledger ledger;
  ledger.engine.forget_messages();
  ledger.buy(kPerpMarket, "a", "2", kMarket);
  std::vector<AccountReport> told;
  for (const VenueMessage& message : ledger.engine.messages())
    if (const auto* report = std::get_if<AccountReport>(&message)) told.push_back(*report);
  REQUIRE(told.size() == 2);
  CHECK(told[0].kind == AccountReportKind::balance);
  CHECK(told[0].amount == amount("999999.8995"));
  CHECK(told[0].available == amount("999958.8995"));  // less 1 unrealised and 200 / 5
  CHECK(told[1].kind == AccountReportKind::position);
  CHECK(told[1].market == kPerpMarket);
  CHECK(told[1].amount == amount("2"));
  CHECK(told[1].price == price("100.5"));
}
