#include "tests/actors/trading/support.hpp"

namespace basis {
namespace {

using namespace test;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// The pair of orders that came of the last frame.
void check_pair_of(const Rig& rig, std::size_t first, OrderSide spot_side, const char* spot_limit,
                   const char* perp_limit) {
  REQUIRE(rig.sent.all.size() == first + 2);
  const SentOrder& spot = rig.sent.all[first];
  const SentOrder& perp = rig.sent.all[first + 1];
  CHECK(spot.venue == FeedVenue::binance_spot);
  CHECK(perp.venue == FeedVenue::binance_usdm);
  CHECK(spot.order.side == spot_side);
  CHECK(perp.order.side != spot_side);
  for (const SentOrder* one : {&spot, &perp}) {
    CHECK(one->order.kind == OrderKind::limit_ioc);
    CHECK(one->order.size == quantity("0.1"));
  }
  CHECK(spot.order.limit == price(spot_limit));
  CHECK(perp.order.limit == price(perp_limit));
  CHECK_FALSE(spot.order.reduce_only);
  CHECK(perp.order.reduce_only == (spot_side == OrderSide::sell));
  CHECK(spot.order.id.view() == fmt::format("run7000000{:012}", first + 1));
  CHECK(perp.order.id.view() == fmt::format("run7000000{:012}", first + 2));
}

TEST_CASE("a basis that pays becomes two signed orders, and one that no longer does takes them back") {
  Rig rig;
  rig.release();
  open_books(rig);
  CHECK(rig.counters().pairs == 0);
  rig.take(1, mark("50005.00", kPays), kMilli);
  // Bought at 50000.50 and 2 bps (10.0001), up to the tick; sold at 50010.0 less 10.002, down.
  check_pair_of(rig, 0, OrderSide::buy, "50010.51", "49999.9");
  const SentOrder& spot = rig.sent.all[0];
  const SentOrder& perp = rig.sent.all[1];
  CHECK(spot.bytes.starts_with("POST /api/v3/order HTTP/1.1\r\n"));
  CHECK(holds(spot.bytes, "Host: binan.example\r\n"));
  CHECK(holds(spot.bytes,
              "&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.1&price=50010.51&"
              "newClientOrderId=run7000000000000000001&timestamp=1700000000001&signature="));
  CHECK(holds(spot.bytes, "symbol=BTCUSDT&newOrderRespType=FULL&recvWindow=5000&"));
  CHECK(perp.bytes.starts_with("POST /fapi/v1/order HTTP/1.1\r\n"));
  CHECK(holds(perp.bytes, "symbol=BTCUSDT&newOrderRespType=RESULT&recvWindow=5000&side=SELL&type=LIMIT&"));
  CHECK(holds(perp.bytes, "quantity=0.1&price=49999.9&"));
  CHECK_FALSE(holds(perp.bytes, "reduceOnly=true"));
  CHECK(spot.stamps.received == Rig::mono(kMilli));
  CHECK(spot.stamps.received_utc.nanos() == kEpoch + kMilli.count);

  // Signalled once; within the cool-down nothing follows.
  rig.take(1, mark("50005.00", kPays), kSecond);
  rig.take(1, mark("50005.00", kCosts), kSecond * 10);
  CHECK(rig.sent.all.size() == 2);
  const Nanos later = kSecond * 70;
  rig.take(0, spot_update(102, 102, R"([["50000.00","4"]])"), later);
  rig.take(1, perp_update(101, 102, R"([["50010.0","4"]])"), later);
  // Sold at 50000.00 less 10.0, bought back at 50010.1 and 10.00202, up to the tick.
  check_pair_of(rig, 2, OrderSide::sell, "49990", "50020.2");
  CHECK(holds(rig.sent.all[3].bytes, "reduceOnly=true"));
  CHECK_FALSE(holds(rig.sent.all[2].bytes, "reduceOnly"));
  CHECK(rig.counters().pairs == 2);
  CHECK(rig.counters().orders == 4);
  CHECK(rig.path().pricing().counters().signals == 2);
  CHECK(rig.path().planner()->decisions() == 2);
  const PreTradeGate& gate = rig.path().sender()->gate();
  CHECK(gate.position(MarketId{0}).is_zero());
  CHECK(gate.position(MarketId{1}).is_zero());
}

TEST_CASE("margin and equity after fills at the limit, by hand") {
  Rig rig;
  rig.release();
  open_books(rig);
  LiveRisk& risk = rig.path().risk().risk();
  // 50,000 are for spot, 40 % of 50,000 are Binance's margin.
  CHECK(risk.equity() == amount("70000"));
  rig.take(1, mark("50005.00", kPays), kMilli);
  REQUIRE(rig.sent.all.size() == 2);
  // 0.1 sold at 49999.9 and marked at 50005.
  AccountMargin margin = risk.margin(rig.account("binance_usdm"));
  CHECK(margin.cash == amount("20000"));
  CHECK(margin.balance == amount("19999.49"));
  CHECK(margin.notional == amount("5000.5"));
  CHECK(*margin.margin_ratio == doctest::Approx(19999.49 / 5000.5));
  // And the coins at the mid of 50000.25.
  CHECK(risk.equity() == amount("69998.464"));
  CHECK(risk.net_delta(AssetId{1}).is_zero());
  CHECK_FALSE(risk.naked(0, Rig::mono(kSecond)).since.has_value());
  // The perp falls by 100: ten dollars on the short.
  rig.take(1, mark("49905.00", kPays), kSecond);
  CHECK(risk.equity() == amount("70008.464"));
  CHECK(risk.margin(rig.account("binance_usdm")).notional == amount("4990.5"));
  CHECK(rig.path().risk().worst() == RiskStatus::safe);

  rig.take(1, mark("49905.00", kCosts), kSecond * 69);
  rig.take(0, spot_update(102, 102, R"([["50000.00","4"]])"), kSecond * 70);
  rig.take(1, perp_update(101, 102, R"([["50010.0","4"]])"), kSecond * 70);
  REQUIRE(rig.sent.all.size() == 4);
  // Coins sold at 49990, the short bought back at 50020.2: 2.03 lost on it.
  margin = risk.margin(rig.account("binance_usdm"));
  CHECK(margin.cash == amount("19997.97"));
  CHECK(margin.notional.is_zero());
  CHECK(risk.equity() == amount("69995.919"));
}

TEST_CASE("each perp trades against spot with its own venue's request and whole steps of both") {
  Rig rig({.overrides = {"pricing.clip.BTC=0.12345678"}, .perps = {FeedVenue::okx, FeedVenue::bybit}});
  rig.release();
  rig.take(0, kSpotBook, {});
  rig.take(0, spot_update(101, 101), {});
  rig.take(
      1,
      R"({"arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"action":"snapshot","data":[{"asks":[["50010.1","500","0","1"]],"bids":[["50010.0","500","0","1"]],"ts":"1700000000000","checksum":0,"prevSeqId":-1,"seqId":50}]})",
      {});
  rig.take(
      1,
      R"({"arg":{"channel":"mark-price","instId":"BTC-USDT-SWAP"},"data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP","markPx":"50005","ts":"1700000000000"}]})",
      {});
  rig.take(
      1,
      R"({"arg":{"channel":"funding-rate","instId":"BTC-USDT-SWAP"},"data":[{"fundingRate":"0.0005","fundingTime":"1700726400000","instId":"BTC-USDT-SWAP","settFundingRate":"0","settState":"settled","ts":"1700000000000"}]})",
      kMilli);
  REQUIRE(rig.sent.all.size() == 2);
  // A contract is 0.01 BTC, sold by the hundredth: a step is 0.0001 BTC, of spot 0.00001.
  CHECK(rig.sent.all[0].order.size == quantity("0.1234"));
  CHECK(rig.sent.all[1].order.size == quantity("0.1234"));
  CHECK(rig.sent.all[1].venue == FeedVenue::okx);
  CHECK(holds(rig.sent.all[1].bytes, "POST /api/v5/trade/order"));
  CHECK(holds(rig.sent.all[1].bytes, R"("sz":"12.34")"));
  rig.take(
      2,
      R"({"topic":"orderbook.50.BTCUSDT","type":"snapshot","ts":1,"data":{"s":"BTCUSDT","b":[["50010.0","5"]],"a":[["50010.1","5"]],"u":5,"seq":5},"cts":1})",
      kMilli * 2);
  rig.take(
      2,
      R"({"topic":"tickers.BTCUSDT","type":"snapshot","data":{"symbol":"BTCUSDT","markPrice":"50005","fundingRate":"0.0005"},"cs":2,"ts":1})",
      kMilli * 3);
  REQUIRE(rig.sent.all.size() == 4);
  CHECK(rig.sent.all[2].venue == FeedVenue::binance_spot);
  CHECK(rig.sent.all[3].venue == FeedVenue::bybit);
  CHECK(rig.sent.all[3].order.size == quantity("0.123"));
  CHECK(rig.sent.all[2].order.size == quantity("0.123"));
}

TEST_CASE("halted at the start: neither leg goes, and the pair is tried again once released") {
  Rig rig;
  open_books(rig);
  rig.take(1, mark("50005.00", kPays), kMilli);
  CHECK(rig.sent.all.empty());
  CHECK(rig.refused(PreTradeReason::halted) == 1);
  CHECK(holds(rig.path().sender()->last_refusal(), "halted"));
  rig.release(kSecond);
  rig.take(1, mark("50005.00", kPays), kSecond * 30);
  CHECK(rig.sent.all.empty());
  rig.take(0, spot_update(102, 102, R"([["50000.00","4"]])"), kSecond * 61);
  rig.take(1, perp_update(101, 102, R"([["50010.0","4"]])"), kSecond * 61);
  CHECK(rig.sent.all.size() == 2);
  CHECK(rig.counters().pairs == 2);
}

TEST_CASE("a refused exit is signalled again, and a refused entry is never followed by an exit") {
  Rig rig;
  rig.release();
  open_books(rig);
  rig.take(1, mark("50005.00", kPays), kMilli);
  REQUIRE(rig.sent.all.size() == 2);
  const auto quotes = [&, id = 102](Nanos at) mutable {
    rig.take(0, spot_update(id, id, fmt::format(R"([["50000.00","{}"]])", id)), at);
    rig.take(1, perp_update(id - 1, id, fmt::format(R"([["50010.0","{}"]])", id)), at);
    ++id;
  };
  auto more = quotes;
  send_pooled(rig.path().sender_handle(), SetKillSwitch{KillState::halted, "by hand", Rig::mono(kSecond)});
  rig.take(1, mark("50005.00", kCosts), kSecond * 60);
  more(kSecond * 70);
  CHECK(rig.refused(PreTradeReason::halted) == 1);
  CHECK(rig.sent.all.size() == 2);
  rig.release(kSecond * 80);
  rig.take(1, mark("50005.00", kCosts), kSecond * 120);
  more(kSecond * 140);
  REQUIRE(rig.sent.all.size() == 4);
  CHECK(rig.sent.all[3].order.reduce_only);

  Rig out;
  open_books(out);
  out.take(1, mark("50005.00", kPays), kMilli);
  CHECK(out.refused(PreTradeReason::halted) == 1);
  out.release(kSecond);
  out.take(0, spot_update(102, 102, R"([["50000.00","4"]])"), kSecond * 70);
  out.take(1, mark("50005.00", kCosts), kSecond * 70);
  out.take(1, perp_update(101, 102, R"([["50010.0","4"]])"), kSecond * 70);
  CHECK(out.counters().pairs == 1);
}

OrderCommand leg(std::uint16_t market, OrderSide side, const char* limit) {
  OrderCommand order;
  order.side = side;
  order.kind = OrderKind::limit_ioc;
  order.market = MarketId{market};
  order.limit = price(limit);
  order.size = quantity("0.1");
  return order;
}

/// A pair that passes, for gates that are asked directly.
PairWanted good_pair(Nanos at) {
  PairWanted pair;
  pair.kind = SignalKind::enter;
  pair.stamps.received = Rig::mono(at);
  pair.stamps.received_utc = UtcTime::from_nanos(kEpoch + at.count);
  pair.spot = leg(0, OrderSide::buy, "50010");
  pair.perp = leg(1, OrderSide::sell, "50000");
  return pair;
}

TEST_CASE("what the gate refuses: neither leg goes, and the reason is counted") {
  struct Row {
    PreTradeReason reason;
    std::function<void(Rig&, PairWanted&)> spoil;
  };
  const auto risk = [](const RiskReading& view, Nanos as_of) {
    return [=](Rig& rig, PairWanted&) {
      send_pooled(rig.path().sender_handle(), RiskMeasured{view, Rig::mono(as_of)});
    };
  };
  const Row rows[] = {
      {PreTradeReason::none, [](Rig&, PairWanted&) {}},
      {PreTradeReason::halted,
       [](Rig& rig, PairWanted&) {
         send_pooled(rig.path().sender_handle(), SetKillSwitch{KillState::halted, "test", MonoTime()});
       }},
      {PreTradeReason::reducing_only,
       [](Rig& rig, PairWanted&) {
         send_pooled(rig.path().sender_handle(), SetKillSwitch{KillState::reducing, "test", MonoTime()});
       }},
      {PreTradeReason::risk_stale, risk({RiskStatus::safe, Amount{}}, kSecond * -6)},
      {PreTradeReason::risk_critical, risk({RiskStatus::critical, Amount{}}, {})},
      {PreTradeReason::daily_loss, risk({RiskStatus::safe, amount("-2000.01")}, {})},
      {PreTradeReason::no_price, [](Rig& rig, PairWanted&) { REQUIRE(rig.put(1, perp_update(150, 160), kMilli)); }},
      {PreTradeReason::price_old,
       [](Rig& rig, PairWanted& pair) {
         pair.stamps.received = Rig::mono(kSecond * 31);
         send_pooled(rig.path().sender_handle(), RiskMeasured{{RiskStatus::safe, Amount{}}, pair.stamps.received});
       }},
      {PreTradeReason::off_step, [](Rig&, PairWanted& pair) { pair.perp.size = quantity("0.1005"); }},
      {PreTradeReason::bad_size, [](Rig&, PairWanted& pair) { pair.spot.size = {}; }},
      {PreTradeReason::bad_limit_price, [](Rig&, PairWanted& pair) { pair.perp.limit = price("50000.05"); }},
      {PreTradeReason::price_band, [](Rig&, PairWanted& pair) { pair.perp.limit = price("49700"); }},
      {PreTradeReason::below_minimum_notional, [](Rig&, PairWanted& pair) { pair.perp.size = quantity("0.001"); }},
      {PreTradeReason::over_maximum_notional, [](Rig&, PairWanted& pair) { pair.spot.size = quantity("1.1"); }},
      {PreTradeReason::not_reducing, [](Rig&, PairWanted& pair) { pair.perp.reduce_only = true; }},
      {PreTradeReason::unknown_market, [](Rig&, PairWanted& pair) { pair.perp.market = MarketId{9}; }},
      {PreTradeReason::same_market, [](Rig&, PairWanted& pair) { pair.perp.market = MarketId{0}; }},
  };
  for (const Row& row : rows) {
    CAPTURE(pretrade_reason_name(row.reason));
    Rig rig;
    rig.release();
    open_books(rig);
    PairWanted pair = good_pair({});
    row.spoil(rig, pair);
    send_pooled(rig.path().sender_handle(), pair);
    rig.path().drain();
    CHECK(rig.counters().pairs == 1);
    const bool goes = row.reason == PreTradeReason::none;
    CHECK(rig.sent.all.size() == (goes ? 2 : 0));
    CHECK(rig.refused(row.reason) == (goes ? 0 : 1));
    CHECK(rig.path().sender()->last_refusal().empty() == goes);
    if (goes) continue;
    for (const MarketId leg : {MarketId{0}, MarketId{1}})
      for (const bool buy : {true, false}) CHECK(rig.path().sender()->gate().open(leg, buy).is_zero());
  }
}

TEST_CASE("the position limit holds over the pairs that share a leg") {
  Rig rig({.overrides = {"limits.maximum_position.BTC=0.1"}, .perps = {FeedVenue::binance_usdm, FeedVenue::bybit}});
  rig.release();
  open_books(rig);
  rig.take(1, mark("50005.00", kPays), kMilli);
  CHECK(rig.sent.all.size() == 2);
  rig.take(
      2,
      R"({"topic":"orderbook.50.BTCUSDT","type":"snapshot","ts":1,"data":{"s":"BTCUSDT","b":[["50010.0","5"]],"a":[["50010.1","5"]],"u":5,"seq":5},"cts":1})",
      kMilli * 2);
  rig.take(
      2,
      R"({"topic":"tickers.BTCUSDT","type":"snapshot","data":{"symbol":"BTCUSDT","markPrice":"50005","fundingRate":"0.0005"},"cs":2,"ts":1})",
      kMilli * 3);
  CHECK(rig.sent.all.size() == 2);
  CHECK(rig.refused(PreTradeReason::position_limit) == 1);
}

MonoTime clock_reading;

TEST_CASE("a lane that was held up sends nothing that has got old meanwhile") {
  Rig rig({.clock = [] { return clock_reading; }});
  clock_reading = Rig::mono({});
  rig.release();
  open_books(rig);
  REQUIRE(rig.put(1, mark("50005.00", kPays), kMilli));
  clock_reading = Rig::mono(kSecond * 31);
  rig.path().drain();
  CHECK(rig.counters().pairs == 1);
  CHECK(rig.sent.all.empty());
  CHECK(rig.refused(PreTradeReason::risk_stale) == 1);
}

TEST_CASE("a balance that differs from the book is named and leaves only orders that reduce; halted stays halted") {
  for (const bool halted : {false, true}) {
    Rig rig;
    if (!halted) rig.release();
    AccountReport told;
    told.account = rig.account("binance");
    told.asset = AssetId{0};
    told.amount = amount("50000");
    rig.path().report(told, Rig::mono({}));
    rig.path().drain();
    CHECK(rig.path().positions()->differences().empty());
    told.amount = amount("49999.99");
    rig.path().report(told, Rig::mono({}));
    rig.path().drain();
    REQUIRE(rig.path().positions()->differences().size() == 1);
    CHECK(rig.path().positions()->differences().front() ==
          "binance:BaseToken:USDT is 50000 in our book and 49999.99 at the venue");
    CHECK(rig.path().sender()->gate().kill_switch().state() == (halted ? KillState::halted : KillState::reducing));
  }
}

TEST_CASE("prices and risk alone: no mode, no credentials, no orders") {
  Rig rig({.trades = false});
  CHECK(rig.path().sender() == nullptr);
  CHECK(rig.path().planner() == nullptr);
  open_books(rig);
  rig.take(1, mark("50005.00", kPays), kMilli);
  CHECK(rig.path().pricing().counters().quotes > 0);
  CHECK(rig.path().pricing().counters().signals == 0);
  CHECK(rig.path().risk().assessments() > 0);
  CHECK(rig.path().dropped() == 0);
  CHECK(rig.path().clips().size() == 1);
}

TEST_CASE("lanes that cannot be started are an error, and the path still ends") {
  System caf;
  HotPathParts parts;
  const FollowedMarkets followed = followed_beside_mode({{FeedVenue::binance_spot, "BTCUSDT", 2}}, shipped_settings());
  parts.universe = followed.universe.get();
  parts.markets = followed.markets;
  parts.settings = hot_settings();
  for (auto& [name, lane] : parts.settings.lanes) lane.core = 1'000;
  parts.mode = &shipped_settings();
  parts.node_id = "run7";
  auto made = HotPath::create(caf.system, std::move(parts));
  REQUIRE(made.has_value());
  const auto started = made.value()->start();
  REQUIRE_FALSE(started.has_value());
  CHECK(started.error().kind == ErrorKind::usage);
  made.value()->stop();
}

TEST_CASE("a fault while the actors are made is reported as what it is") {
  System caf;
  HotPathParts parts;
  const FollowedMarkets followed = followed_beside_mode({{FeedVenue::binance_spot, "BTCUSDT", 2}}, shipped_settings());
  parts.universe = followed.universe.get();
  parts.markets = followed.markets;
  // Two of one id, which live risk does not take.
  parts.markets.push_back(parts.markets.front());
  parts.settings = hot_settings();
  parts.mode = &shipped_settings();
  parts.node_id = "run7";
  CHECK_THROWS_AS((void)HotPath::create(caf.system, std::move(parts)), InvariantError);
}

TEST_CASE("a path that cannot be made says why") {
  System caf;
  HotPathParts parts;
  const FollowedMarkets followed = followed_beside_mode({{FeedVenue::binance_spot, "BTCUSDT", 2}}, shipped_settings());
  parts.universe = followed.universe.get();
  parts.markets = followed.markets;
  parts.settings = hot_settings();
  parts.mode = &shipped_settings();
  parts.trades = true;
  parts.access = [](FeedVenue) { return VenueAccess{"", {}}; };
  parts.node_id = "not a tag";
  auto made = HotPath::create(caf.system, parts);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().kind == ErrorKind::usage);
  parts.node_id = "run7";
  made = HotPath::create(caf.system, parts);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().kind == ErrorKind::usage);
  parts.settings.clip.erase("BTC");
  made = HotPath::create(caf.system, std::move(parts));
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().text() == "hot_path.yaml: pricing.clip.BTC: missing, btc_basis trades it");
}

}  // namespace
}  // namespace basis
