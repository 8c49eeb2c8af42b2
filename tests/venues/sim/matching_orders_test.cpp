#include <optional>

#include "tests/venues/sim/matching_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// Bids 100 x 5 and 99.5 x 5, asks 100.5 x 3 and 101 x 4.
struct Shop : Trading {
  explicit Shop(const OrderEntrySettings& entry = {}, MatchingEngine::Options options = {},
                std::vector<Market> made = made_markets())
      : Trading(options, entry, std::move(made)) {
    for (const MarketId id : {kSpotMarket, kPerpMarket})
      snapshot(id, {{"100", "5"}, {"99.5", "5"}}, {{"100.5", "3"}, {"101", "4"}});
  }
  /// The venue's answer to a buy on the perp, without its id.
  std::string answer(const char* size, OrderKind kind, const char* at = "0") {
    buy(kPerpMarket, "x", size, kind, at);
    cancel(kPerpMarket, "x");
    return told();
  }
};

OrderEntrySettings like_bybit() {
  OrderEntrySettings rules;
  rules.crossing_post_only = CrossingPostOnly::cancelled;
  rules.rest_expires = false;
  rules.ids_reusable = false;
  return rules;
}

}  // namespace

TEST_CASE("limit away from the market: open with our price, side and size, and limit * size is locked") {
  Shop shop;
  shop.buy(kSpotMarket, "a", "4", kLimit, "99");
  CHECK(shop.told() == "a accepted 4 @ 99\n");
  CHECK(shop.spot.held(kUsdt) == amount("1000000"));
  CHECK(shop.spot.available(kUsdt) == amount("999604"));
  shop.sell(kSpotMarket, "b", "7", kLimit, "102");
  CHECK(shop.spot.available(kBtc) == amount("993"));
  shop.cancel(kSpotMarket, "a");
  shop.cancel(kSpotMarket, "b");
  CHECK(shop.told() == "b accepted 7 @ 102\na cancelled\nb cancelled\n");
  CHECK(shop.spot.available(kUsdt) == amount("1000000"));
  CHECK(shop.spot.available(kBtc) == amount("1000"));
}

TEST_CASE("market: fills sum to the size; what the book does not hold expires") {
  Shop shop;
  shop.sell(kPerpMarket, "a", "12", kMarket);
  CHECK(shop.told() ==
        "a accepted 12\n"
        "a fill 5 @ 100 taker fee 0.25 USDT\n"
        "a fill 5 @ 99.5 taker fee 0.24875 USDT\n"
        "a expired not_enough_volume\n");
  shop.sell(kPerpMarket, "b", "1", kMarket);  // all is taken
  CHECK(shop.told() == "b accepted 1\nb expired not_enough_volume\n");
}

TEST_CASE("ioc with none, part and all there") {
  Shop shop;
  shop.buy(kPerpMarket, "a", "1", kIoc, "100");
  CHECK(shop.told() == "a accepted 1 @ 100\na expired not_enough_volume\n");
  shop.buy(kPerpMarket, "b", "4", kIoc, "100.5");
  CHECK(shop.told() == "b accepted 4 @ 100.5\nb fill 3 @ 100.5 taker fee 0.15075 USDT\nb expired not_enough_volume\n");
  shop.buy(kPerpMarket, "c", "4", kIoc, "105");
  CHECK(shop.told() == "c accepted 4 @ 105\nc fill 4 @ 101 taker fee 0.202 USDT\n");
}

TEST_CASE("fok one step short is not filled and cancels nothing; whole it fills") {
  Shop shop;
  shop.sell(kPerpMarket, "own", "1", kLimit, "102");
  shop.told();
  shop.buy(kPerpMarket, "a", "8", kFok, "102");
  CHECK(shop.told() == "a accepted 8 @ 102\na expired not_enough_volume\n");
  shop.buy(kPerpMarket, "b", "7", kFok, "102");
  CHECK(shop.told() ==
        "b accepted 7 @ 102\n"
        "own expired self_trade\n"
        "b fill 3 @ 100.5 taker fee 0.15075 USDT\n"
        "b fill 4 @ 101 taker fee 0.202 USDT\n");
}

TEST_CASE("post-only that crosses: refused, cancelled after its acknowledgement, or only cancelled") {
  struct Row {
    CrossingPostOnly crossing;
    const char* told;
  };
  for (const Row& row : {Row{CrossingPostOnly::refused, "a rejected post_only\n"},
                         Row{CrossingPostOnly::cancelled, "a accepted 1 @ 100.5\na cancelled post_only\n"},
                         Row{CrossingPostOnly::cancelled_unseen, "a cancelled post_only\n"}}) {
    OrderEntrySettings rules;
    rules.crossing_post_only = row.crossing;
    Shop shop(rules);
    shop.sell(kPerpMarket, "own", "1", kLimit, "102");
    shop.told();
    shop.buy(kPerpMarket, "a", "1", kPostOnly, "100.5");
    CHECK(shop.told() == row.told);
    CHECK(shop.engine.order(ClientOrderId::parse("own").value())->open);
    shop.buy(kPerpMarket, "b", "1", kPostOnly, "100");
    CHECK(shop.told() == "b accepted 1 @ 100\n");
    shop.buy(kPerpMarket, "c", "3", kLimit, "100.5");  // empties the level
    shop.told();
    shop.buy(kPerpMarket, "d", "1", kPostOnly, "100.5");  // and so this adds to the book
    CHECK(shop.told() == "d accepted 1 @ 100.5\n");
  }
}

TEST_CASE("refusals: each check with its reason, on the edge and one step beyond") {
  std::vector<Market> markets = made_markets();
  Market& rules = markets[1];
  rules.minimum_size = quantity("2");
  rules.maximum_size = quantity("100");
  rules.minimum_notional = amount("250");
  rules.price_band = fraction("0.1");
  struct Row {
    const char *size, *at, *told;
  };
  // The mid is 100.25, so the band ends at 110.275.
  for (const Row& row : {Row{"3", "99", "x accepted 3 @ 99\nx cancelled\n"},
                         Row{"3", "99.25", "x rejected tick\nx rejected cancel unknown_order\n"},
                         Row{"2.5", "99", "x rejected step\nx rejected cancel unknown_order\n"},
                         Row{"1", "99", "x rejected size\nx rejected cancel unknown_order\n"},
                         Row{"101", "99", "x rejected size\nx rejected cancel unknown_order\n"},
                         Row{"2", "99", "x rejected notional\nx rejected cancel unknown_order\n"},
                         Row{"100", "2.5", "x accepted 100 @ 2.5\nx cancelled\n"},
                         Row{"100", "2", "x rejected notional\nx rejected cancel unknown_order\n"},
                         Row{"3", "110.5", "x rejected price_band\nx rejected cancel unknown_order\n"},
                         Row{"0", "99", "x rejected parameters\nx rejected cancel unknown_order\n"},
                         Row{"3", "0", "x rejected parameters\nx rejected cancel unknown_order\n"},
                         Row{"-3", "99", "x rejected parameters\nx rejected cancel unknown_order\n"}}) {
    CAPTURE(std::string(row.size));
    CAPTURE(std::string(row.at));
    Shop shop({}, {}, markets);
    CHECK(shop.answer(row.size, kLimit, row.at) == row.told);
  }
  Shop shop({}, {}, markets);
  CHECK(shop.answer("3", kLimit, "110").starts_with("x accepted 3 @ 110\nx fill 3 @ 100.5"));
}

TEST_CASE("checks in the venue's order: of two faults the earlier one is told") {
  std::vector<Market> markets = made_markets();
  markets[1].minimum_size = quantity("2");
  markets[1].minimum_notional = amount("1000");
  markets[1].price_band = fraction("0.1");
  OrderEntrySettings entry;
  entry.maximum_open = 1;
  Shop shop(entry, {}, markets);
  CHECK(shop.answer("1.5", kLimit, "99.25") == "x rejected tick\nx rejected cancel unknown_order\n");
  CHECK(shop.answer("1.5", kLimit, "99") == "x rejected step\nx rejected cancel unknown_order\n");
  CHECK(shop.answer("1", kLimit, "150") == "x rejected size\nx rejected cancel unknown_order\n");
  CHECK(shop.answer("5", kLimit, "150") == "x rejected notional\nx rejected cancel unknown_order\n");
  shop.buy(kPerpMarket, "own", "20", kLimit, "90");
  CHECK(shop.told() == "own accepted 20 @ 90\n");
  shop.reduce(kPerpMarket, "r", OrderSide::sell, "20", kLimit, "80");
  CHECK(shop.told() == "r rejected price_band\n");
  shop.reduce(kPerpMarket, "r", OrderSide::sell, "20", kLimit, "99");
  CHECK(shop.told() == "r rejected reduce_only\n");
  CHECK(shop.answer("900000", kLimit, "99") == "x rejected too_many_orders\nx rejected cancel unknown_order\n");
  shop.cancel(kPerpMarket, "own");
  shop.told();
  CHECK(shop.answer("900000", kLimit, "105") == "x rejected funds\nx rejected cancel unknown_order\n");
  CHECK(shop.answer("20", kPostOnly, "105") == "x rejected post_only\nx rejected cancel unknown_order\n");
  shop.engine.halt(kPerpMarket, true);
  CHECK(shop.answer("1.5", kLimit, "99.25") == "x rejected no_market\nx rejected cancel unknown_order\n");
}

TEST_CASE("a market order stops at the band from the mark") {
  std::vector<Market> markets = made_markets();
  markets[1].price_band = fraction("0.5");
  markets[1].market_band = fraction("0.005");
  Shop shop({}, {}, markets);
  shop.mark(kPerpMarket, "100.2");  // 100.2 * 1.005 = 100.701
  shop.buy(kPerpMarket, "a", "5", kMarket);
  CHECK(shop.told() == "a accepted 5\na fill 3 @ 100.5 taker fee 0.15075 USDT\na expired not_enough_volume\n");
  markets[1].market_band.reset();
  Shop wide({}, {}, markets);
  wide.buy(kPerpMarket, "a", "5", kMarket);
  CHECK(wide.told().ends_with("a fill 2 @ 101 taker fee 0.101 USDT\n"));
}

TEST_CASE("halt: new orders and amendments are refused, cancels pass") {
  Shop shop;
  shop.buy(kPerpMarket, "a", "1", kLimit, "99");
  shop.engine.halt(kPerpMarket, true);
  shop.buy(kPerpMarket, "b", "1", kLimit, "99");
  shop.amend(kPerpMarket, "a", "2", "99");
  shop.cancel(kPerpMarket, "a");
  shop.engine.halt(kPerpMarket, false);
  shop.buy(kPerpMarket, "c", "1", kLimit, "99");
  CHECK(shop.told() ==
        "a accepted 1 @ 99\nb rejected no_market\na rejected amend no_market\na cancelled\nc accepted 1 @ 99\n");
}

TEST_CASE("a book that is not live: takers are refused, makers rest and are not filled") {
  Shop shop;
  shop.lose(kPerpMarket);
  for (const OrderKind kind : {kMarket, kIoc, kFok})
    CHECK(shop.answer("1", kind, "105").starts_with("x rejected no_market\n"));
  shop.buy(kPerpMarket, "a", "1", kLimit, "105");
  shop.buy(kPerpMarket, "b", "1", kPostOnly, "105");
  shop.sold(kPerpMarket, "90", "100");
  CHECK(shop.told() == "a accepted 1 @ 105\nb accepted 1 @ 105\n");
  shop.snapshot(kPerpMarket, {{"100", "5"}}, {{"104", "1"}, {"105", "3"}});
  CHECK(shop.told() == "a fill 1 @ 105 maker fee 0.021 USDT\nb fill 1 @ 105 maker fee 0.021 USDT\n");
  shop.buy(MarketId{9}, "z", "1", kMarket);
  CHECK(shop.told() == "z rejected no_market\n");
}

TEST_CASE("short of balance or margin: rejected, nothing stays locked") {
  Shop shop;
  shop.buy(kSpotMarket, "a", "10000", kLimit, "100");
  CHECK(shop.told() == "a accepted 10000 @ 100\n");
  CHECK(shop.spot.available(kUsdt).is_zero());
  shop.buy(kSpotMarket, "b", "1", kLimit, "1");
  shop.cancel(kSpotMarket, "a");
  CHECK(shop.told() == "b rejected funds\na cancelled\n");
  shop.sell(kSpotMarket, "c", "1001", kLimit, "200");
  CHECK(shop.told() == "c rejected funds\n");
  CHECK(shop.spot.available(kUsdt) == amount("1000000"));
  // A market order needs what its walk costs: 3 * 100.5 + 4 * 101.
  REQUIRE(shop.engine.transfer(kSpotAccount, kUsdt, -amount("999294.51"), shop.now()));
  shop.buy(kSpotMarket, "d", "7", kMarket);
  CHECK(shop.told() == "d rejected funds\n");
  REQUIRE(shop.engine.transfer(kSpotAccount, kUsdt, amount("0.01"), shop.now()));
  shop.buy(kSpotMarket, "e", "7", kMarket);
  CHECK(shop.told().starts_with("e accepted 7\n"));
  CHECK(shop.spot.held(kUsdt).is_zero());
}

TEST_CASE("reduce-only on flat is refused, is cut to the position on arrival, and cut again at each fill") {
  Shop shop;
  shop.reduce(kPerpMarket, "a", OrderSide::sell, "1", kMarket);
  shop.reduce(kSpotMarket, "a", OrderSide::sell, "1", kMarket);
  CHECK(shop.told() == "a rejected reduce_only\na rejected parameters\n");
  shop.buy(kPerpMarket, "b", "3", kMarket);
  shop.told();
  shop.reduce(kPerpMarket, "c", OrderSide::buy, "1", kMarket);
  CHECK(shop.told() == "c rejected reduce_only\n");
  shop.reduce(kPerpMarket, "d", OrderSide::sell, "9", kLimit, "105");
  CHECK(shop.told() == "d accepted 3 @ 105\n");
  shop.sell(kPerpMarket, "e", "1", kMarket);
  shop.told();
  shop.bought(kPerpMarket, "105", "1");
  CHECK(shop.told() == "d amended 2 @ 105\nd fill 1 @ 105 maker fee 0.021 USDT\n");
  shop.sell(kPerpMarket, "f", "1", kMarket);  // flat
  shop.told();
  shop.bought(kPerpMarket, "106", "1");
  CHECK(shop.told() == "d cancelled reduce_only\n");
}

TEST_CASE("self-trade: the resting order goes, the arriving one, or both; reached or not") {
  struct Row {
    SelfTrade mode;
    const char* told;
  };
  for (const Row& row :
       {Row{SelfTrade::expire_maker,
            "a accepted 1 @ 104\nm expired self_trade\nn expired self_trade\n"
            "a fill 1 @ 100.5 taker fee 0.05025 USDT\n"},
        Row{SelfTrade::expire_taker, "a accepted 1 @ 104\na expired self_trade\n"},
        Row{SelfTrade::expire_both,
            "a accepted 1 @ 104\nm expired self_trade\nn expired self_trade\na expired self_trade\n"}}) {
    Shop shop;
    shop.sell(kPerpMarket, "n", "1", kLimit, "104");
    shop.sell(kPerpMarket, "m", "1", kLimit, "103");
    shop.sell(kPerpMarket, "o", "1", kLimit, "105");
    shop.told();
    OrderCommand command = Trading::order(kPerpMarket, "a", OrderSide::buy, "1", kLimit, "104");
    command.self_trade = row.mode;
    shop.engine.take(command, shop.now());
    CHECK(shop.told() == row.told);
  }
  // A venue that cancels what it prevents.
  Shop bybit(like_bybit());
  bybit.sell(kPerpMarket, "m", "1", kLimit, "103");
  bybit.buy(kPerpMarket, "a", "1", kMarket);
  CHECK(bybit.told() ==
        "m accepted 1 @ 103\na accepted 1\nm cancelled self_trade\na fill 1 @ 100.5 taker fee 0.05025 USDT\n");
}

TEST_CASE("amend: down keeps the place, up or another price loses it, and a refusal leaves the old order") {
  Shop shop;
  shop.buy(kPerpMarket, "a", "4", kLimit, "100");  // 5 before it
  shop.buy(kPerpMarket, "b", "2", kLimit, "100");  // 9 before it
  shop.amend(kPerpMarket, "a", "3", "100");
  CHECK(shop.told() == "a accepted 4 @ 100\nb accepted 2 @ 100\na amended 3 @ 100\n");
  shop.sold(kPerpMarket, "100", "9");  // 5, then 3 of a, then 1 of b
  CHECK(shop.told() == "a fill 3 @ 100 maker fee 0.06 USDT\nb fill 1 @ 100 maker fee 0.02 USDT\n");
  shop.change(kPerpMarket, {{"100", "2"}}, {});
  shop.buy(kPerpMarket, "c", "1", kLimit, "100");  // 2 and one of b
  shop.amend(kPerpMarket, "b", "3", "100");        // b goes behind c
  shop.told();
  shop.sold(kPerpMarket, "100", "4");
  CHECK(shop.told() == "c fill 1 @ 100 maker fee 0.02 USDT\nb fill 1 @ 100 maker fee 0.02 USDT\n");
  shop.amend(kPerpMarket, "b", "3", "100");
  shop.amend(kPerpMarket, "b", "2", "100");
  shop.amend(kPerpMarket, "b", "3", "100.25");
  shop.amend(kPerpMarket, "b", "900000", "100");
  shop.amend(kPerpMarket, "a", "9", "100");
  CHECK(shop.told() ==
        "b rejected amend no_change\nb rejected amend no_change\nb rejected amend tick\nb rejected amend funds\n"
        "a rejected amend unknown_order\n");
  shop.amend(kPerpMarket, "b", "5", "100.5");  // takes the three that are there
  CHECK(shop.told() == "b amended 5 @ 100.5\nb fill 3 @ 100.5 taker fee 0.15075 USDT\n");
}

TEST_CASE("amend: a venue that amends down only, and a post-only that would cross") {
  OrderEntrySettings rules;
  rules.amends_only_down = true;
  Shop shop(rules);
  shop.buy(kSpotMarket, "a", "4", kPostOnly, "99");
  shop.amend(kSpotMarket, "a", "5", "99");
  shop.amend(kSpotMarket, "a", "3", "99.5");
  shop.amend(kSpotMarket, "a", "3", "99");
  CHECK(shop.told() ==
        "a accepted 4 @ 99\na rejected amend parameters\na rejected amend parameters\na amended 3 @ 99\n");
  CHECK(shop.spot.available(kUsdt) == amount("999703"));
  Shop other;
  other.buy(kSpotMarket, "a", "4", kPostOnly, "99");
  other.amend(kSpotMarket, "a", "4", "101");
  CHECK(other.told() == "a accepted 4 @ 99\na rejected amend post_only\n");
  CHECK(other.spot.available(kUsdt) == amount("999604"));
}

TEST_CASE("client ids: unique among open orders, or for ever") {
  Shop shop;
  shop.buy(kPerpMarket, "a", "1", kLimit, "99");
  shop.buy(kPerpMarket, "a", "1", kLimit, "98");
  shop.cancel(kPerpMarket, "a");
  shop.buy(kPerpMarket, "a", "1", kLimit, "97");
  CHECK(shop.told() == "a accepted 1 @ 99\na rejected duplicate_id\na cancelled\na accepted 1 @ 97\n");
  CHECK(shop.engine.order(ClientOrderId::parse("a").value())->terms.limit == price("97"));
  Shop bybit(like_bybit());
  bybit.buy(kPerpMarket, "a", "1", kLimit, "99");
  bybit.cancel(kPerpMarket, "a");
  bybit.buy(kPerpMarket, "a", "1", kLimit, "97");
  CHECK(bybit.told() == "a accepted 1 @ 99\na cancelled\na rejected duplicate_id\n");
}

TEST_CASE("rate: orders over the limit of an interval are refused for later, cancels are not") {
  OrderEntrySettings rules;
  rules.orders_an_interval = 2;
  rules.interval = kSecond * 10;
  Shop shop(rules);
  shop.buy(kPerpMarket, "a", "1", kLimit, "99");
  shop.buy(kSpotMarket, "b", "1", kLimit, "99");  // another account
  shop.amend(kPerpMarket, "a", "2", "99");
  shop.buy(kPerpMarket, "c", "1", kLimit, "99");
  shop.amend(kPerpMarket, "a", "3", "99");
  shop.cancel(kPerpMarket, "a");
  CHECK(shop.told() ==
        "a accepted 1 @ 99\nb accepted 1 @ 99\na amended 2 @ 99\nc rejected later\na rejected amend later\n"
        "a cancelled\n");
  shop.clock = 10;
  shop.buy(kPerpMarket, "c", "1", kLimit, "99");
  CHECK(shop.told() == "c accepted 1 @ 99\n");
}

TEST_CASE("open orders of a market are counted; takers need no place") {
  OrderEntrySettings rules;
  rules.maximum_open = 2;
  Shop shop(rules);
  shop.buy(kPerpMarket, "a", "1", kLimit, "99");
  shop.sell(kPerpMarket, "b", "1", kLimit, "103");
  shop.buy(kPerpMarket, "c", "1", kLimit, "99");
  shop.buy(kPerpMarket, "d", "1", kIoc, "100");
  shop.buy(kSpotMarket, "e", "1", kLimit, "99");
  CHECK(shop.told() ==
        "a accepted 1 @ 99\nb accepted 1 @ 103\nc rejected too_many_orders\nd accepted 1 @ 100\n"
        "d expired not_enough_volume\ne accepted 1 @ 99\n");
}

TEST_CASE("ideal: whole, at once, at the mid, without fee, steps and minimums") {
  Shop shop({}, {.fill = FillModel::ideal});
  shop.buy(kPerpMarket, "a", "1234.5", kMarket);
  CHECK(shop.told() == "a accepted 1234.5\na fill 1234.5 @ 100.25 taker fee 0 USDT\n");
  shop.sell(kPerpMarket, "b", "0.001", kIoc, "100.5");  // the mid is under its limit
  CHECK(shop.told() == "b accepted 0.001 @ 100.5\nb expired not_enough_volume\n");
  shop.sell(kPerpMarket, "c", "2", kPostOnly, "101");
  shop.change(kPerpMarket, {{"101", "1"}}, {{"100.5", "0"}, {"101", "0"}, {"101.5", "1"}});
  CHECK(shop.told() == "c accepted 2 @ 101\nc fill 2 @ 101.25 maker fee 0 USDT\n");
}

TEST_CASE("queries: an order by its id with its end, open orders, fills") {
  Shop shop;
  shop.buy(kPerpMarket, "a", "4", kIoc, "100.5");
  shop.buy(kPerpMarket, "b", "1", kLimit, "99");
  const std::optional<OrderRecord> ended = shop.engine.order(ClientOrderId::parse("a").value());
  REQUIRE(ended.has_value());
  CHECK_FALSE(ended->open);
  CHECK(ended->end == ReportKind::expired);
  CHECK(ended->reason == RejectReason::not_enough_volume);
  CHECK(ended->filled == quantity("3"));
  CHECK_FALSE(shop.engine.order(ClientOrderId::parse("never").value()).has_value());
  std::vector<OrderRecord> open;
  shop.engine.list_open_orders(open);
  REQUIRE(open.size() == 1);
  CHECK(open.front().terms.id.view() == "b");
  REQUIRE(shop.engine.fills().size() == 1);
  CHECK(shop.engine.fills().front().trade == VenueKey::of(1));
  shop.buy(kSpotMarket, "c", "1", kMarket);  // trade ids are those of the market
  CHECK(shop.engine.fills().back().trade == VenueKey::of(1));
  std::vector<AccountReport> account;
  shop.engine.list_account(kMarginAccount, shop.now(), account);
  REQUIRE(account.size() == 4);
  CHECK(account[1].kind == AccountReportKind::position);
  CHECK(account[1].amount == amount("3"));
  CHECK(account[1].price == price("100.5"));
}
