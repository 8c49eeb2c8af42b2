#include "tests/actors/trading/support.hpp"

namespace basis {
namespace {

using namespace test;

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

/// The clip whose orders are number `first` and the next.
void check_clip(const Rig& rig, std::size_t first, OrderSide spot_side, const char* spot_limit,
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

/// Another size at the perp's bid: the prices stay.
std::string other_size(std::int64_t previous) {
  return perp_update(previous, previous + 1, fmt::format(R"([["50010.0","{}"]])", 4 + previous % 3));
}

TEST_CASE("a pair is worked clip by clip: a frame becomes two encoded orders, and the way out reduces") {
  Rig rig;
  rig.release();
  open_books(rig);
  rig.work(rig.pair(true, "0.2"), kMilli);
  rig.path().drain();
  // Bought at 50000.50 and at most 2 bps (10.0001) more, sold at 50010.0 and at most 10.002 less, in whole ticks.
  check_clip(rig, 0, OrderSide::buy, "50010.5", "50000");
  const SentOrder& spot = rig.sent.all[0];
  const SentOrder& perp = rig.sent.all[1];
  CHECK(spot.bytes.starts_with("POST /api/v3/order HTTP/1.1\r\n"));
  CHECK(holds(spot.bytes, "Host: binan.example\r\n"));
  CHECK(holds(spot.bytes,
              "&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0.1&price=50010.5&"
              "newClientOrderId=run7000000000000000001&timestamp=1700000000001&signature="));
  CHECK(holds(spot.bytes, "symbol=BTCUSDT&newOrderRespType=FULL&recvWindow=5000&"));
  CHECK(perp.bytes.starts_with("POST /fapi/v1/order HTTP/1.1\r\n"));
  CHECK(holds(perp.bytes, "symbol=BTCUSDT&newOrderRespType=RESULT&recvWindow=5000&side=SELL&type=LIMIT&"));
  CHECK(holds(perp.bytes, "quantity=0.1&price=50000&"));
  CHECK_FALSE(holds(perp.bytes, "reduceOnly=true"));
  CHECK(spot.stamps.received == Rig::mono(kMilli));
  CHECK(spot.stamps.received_utc.nanos() == kEpoch + kMilli.count);

  // The next clip goes when the first has been filled, and then all is done.
  rig.drain(kMilli * 2);
  check_clip(rig, 2, OrderSide::buy, "50010.5", "50000");
  rig.drain(kMilli * 3);
  CHECK(rig.sent.all.size() == 4);
  rig.work(rig.pair(false, "0.1"), kMilli * 4);
  rig.path().drain();
  // Sold at 50000.00 less 10.0, bought back at 50010.1 and at most 10.00202 more.
  check_clip(rig, 4, OrderSide::sell, "49990", "50020.1");
  CHECK(holds(rig.sent.all[5].bytes, "reduceOnly=true"));
  CHECK_FALSE(holds(rig.sent.all[4].bytes, "reduceOnly"));
  rig.drain(kMilli * 5);
  CHECK(rig.counters().pairs == 2);
  CHECK(rig.counters().orders == 6);
  CHECK(rig.counters().fills == 6);
  const PreTradeGate& gate = rig.path().sender()->gate();
  CHECK(gate.position(MarketId{0}) == quantity("0.1"));
  CHECK(gate.position(MarketId{1}) == quantity("-0.1"));
  std::size_t ended = 0;
  for (const HotOutcome& outcome : rig.outcomes())
    if (const auto* pair = std::get_if<PairEnded>(&outcome)) ended += pair->figures.end == PairEnd::done ? 1 : 0;
  CHECK(ended == 2);
}

TEST_CASE("the clock of an account's venue is in the stamps of its orders, and of no others") {
  Rig rig;
  rig.release();
  open_books(rig);
  rig.path().set_clock_offset(rig.account("binance"), kSecond * 2);
  rig.work(rig.pair(true, "0.1"), kMilli);
  rig.path().drain();
  REQUIRE(rig.sent.all.size() == 2);
  CHECK(holds(rig.sent.all[0].bytes, "&timestamp=1700000002001&signature="));
  CHECK(holds(rig.sent.all[1].bytes, "&timestamp=1700000000001&signature="));
}

TEST_CASE("a pair waits for its edge, and for a volatility that is low enough") {
  Rig rig;
  rig.release();
  open_books(rig);
  PairOrder order = rig.pair(true, "0.1");
  order.terms.least_edge_bps = 1.9;
  rig.work(order, kMilli);
  rig.drain(kMilli);
  CHECK(rig.sent.all.empty());
  // (50010.1 - 50000.5) / 50000.5 is 1.92 bps.
  rig.take(1, perp_update(101, 102, R"([["50010.1","5"]])", R"([["50010.1","0"],["50010.2","5"]])"), kMilli * 2);
  CHECK(rig.sent.all.size() == 2);
}

TEST_CASE("margin and equity of holdings, by hand") {
  Rig rig;
  open_books(rig);
  LiveRisk& risk = rig.path().risk().risk();
  const auto hold = [&](const char* key, const char* coins, const char* entry_cost = "0") {
    const auto instrument = rig.universe().find(key);
    REQUIRE(instrument.has_value());
    rig.path().holding_changed(*instrument, {amount(coins), amount(entry_cost)}, Rig::mono({}));
  };
  hold("binance:BaseToken:USDT", "50000");
  hold("binance_usdm:BaseToken:USDT", "20000");
  rig.drain();
  CHECK(risk.equity() == amount("70000"));
  // 0.1 bought at 50010.51, and sold at 49999.9 and marked at 50005.
  hold("binance:BaseToken:USDT", "44998.949");
  hold("binance:BaseToken:BTC", "0.1");
  hold("binance_usdm:Perp:BTCUSDT", "-0.1", "-4999.99");
  rig.take(1, mark("50005.00", "0.0001"), kMilli);
  const AccountMargin margin = risk.margin(rig.account("binance_usdm"));
  CHECK(margin.cash == amount("20000"));
  CHECK(margin.balance == amount("19999.49"));
  CHECK(margin.notional == amount("5000.5"));
  CHECK(*margin.margin_ratio == doctest::Approx(19999.49 / 5000.5));
  // And the coins at the mid of 50000.25.
  CHECK(risk.equity() == amount("69998.464"));
  CHECK(risk.net_delta(AssetId{1}).is_zero());
  CHECK_FALSE(risk.naked(0, Rig::mono(kSecond)).since.has_value());
  // The perp falls by 100: ten dollars on the short.
  rig.take(1, mark("49905.00", "0.0001"), kSecond);
  CHECK(risk.equity() == amount("70008.464"));
  CHECK(risk.margin(rig.account("binance_usdm")).notional == amount("4990.5"));
  CHECK(rig.path().risk().worst() == RiskStatus::safe);
}

TEST_CASE("each perp trades against spot with its own venue's request and whole steps of both") {
  Rig rig({.perps = {FeedVenue::okx, FeedVenue::bybit}});
  rig.release();
  rig.take(0, kSpotBook, {});
  rig.take(0, spot_update(101, 101), {});
  rig.take(
      1,
      R"({"arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"action":"snapshot","data":[{"asks":[["50010.1","500","0","1"]],"bids":[["50010.0","500","0","1"]],"ts":"1700000000000","checksum":0,"prevSeqId":-1,"seqId":50}]})",
      {});
  PairOrder order = rig.pair(true, "0.12345678", 1);
  order.terms.clip = {};
  rig.work(order, kMilli);
  rig.drain(kMilli);
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
  order = rig.pair(true, "0.12345678", 2);
  order.id = 2;
  order.terms.clip = {};
  rig.work(order, kMilli * 3);
  rig.drain(kMilli * 3);
  REQUIRE(rig.sent.all.size() == 4);
  CHECK(rig.sent.all[2].venue == FeedVenue::binance_spot);
  CHECK(rig.sent.all[3].venue == FeedVenue::bybit);
  CHECK(rig.sent.all[3].order.size == quantity("0.123"));
  CHECK(rig.sent.all[2].order.size == quantity("0.123"));
}

TEST_CASE("halted at the start: neither leg goes, and the pair ends as refused") {
  Rig rig;
  open_books(rig);
  rig.work(rig.pair(true, "0.1"), kMilli);
  rig.drain(kMilli);
  CHECK(rig.sent.all.empty());
  CHECK(rig.refused(PreTradeReason::halted) == 1);
  CHECK(holds(rig.path().sender()->last_refusal(), "halted"));
  const std::vector<HotOutcome> told = rig.outcomes();
  REQUIRE(told.size() == 1);
  const auto& ended = std::get<PairEnded>(told.front());
  CHECK(ended.figures.end == PairEnd::refused);
  CHECK(ended.figures.left == quantity("0.1"));
  CHECK(ended.reason == pretrade_reason_name(PreTradeReason::halted));
}

TEST_CASE("a clip that came to nothing goes again with the next frame") {
  Rig rig({.fills = false});
  rig.release();
  open_books(rig);
  rig.work(rig.pair(true, "0.1"), kMilli);
  rig.drain(kMilli);
  CHECK(rig.sent.all.size() == 2);
  rig.drain(kMilli * 2);
  CHECK(rig.sent.all.size() == 2);
  rig.take(1, other_size(101), kSecond);
  CHECK(rig.sent.all.size() == 4);
}

TEST_CASE("what the gate refuses: neither leg goes, and the reason is counted") {
  struct Row {
    PreTradeReason reason;
    std::function<void(Rig&, PairOrder&)> spoil;
  };
  const auto risk = [](const RiskReading& view, Nanos as_of) {
    return [=](Rig& rig, PairOrder&) { rig.path().risk_measured({view, Rig::mono(as_of)}); };
  };
  const auto kill = [](KillState state) {
    return [=](Rig& rig, PairOrder&) { rig.path().set_kill_switch({state, "test", MonoTime()}); };
  };
  const Row rows[] = {
      {PreTradeReason::none, [](Rig&, PairOrder&) {}},
      {PreTradeReason::halted, kill(KillState::halted)},
      {PreTradeReason::reducing_only, kill(KillState::reducing)},
      {PreTradeReason::risk_stale, risk({RiskStatus::safe, Amount{}}, kSecond * -6)},
      {PreTradeReason::risk_critical, risk({RiskStatus::critical, Amount{}}, {})},
      {PreTradeReason::daily_loss, risk({RiskStatus::safe, amount("-2000.01")}, {})},
      {PreTradeReason::price_band, [](Rig&, PairOrder& pair) { pair.terms.slippage = BasisPoints::from_int(60); }},
      {PreTradeReason::not_reducing, [](Rig&, PairOrder& pair) { pair.second->reduce_only = true; }},
  };
  for (const Row& row : rows) {
    CAPTURE(pretrade_reason_name(row.reason));
    Rig rig;
    rig.release();
    open_books(rig);
    PairOrder order = rig.pair(true, "0.1");
    row.spoil(rig, order);
    rig.work(order, {});
    rig.path().drain();
    CHECK(rig.counters().pairs == 1);
    const bool goes = row.reason == PreTradeReason::none;
    CHECK(rig.sent.all.size() == (goes ? 2 : 0));
    CHECK((rig.refused(row.reason) > 0) == !goes);
    CHECK(rig.path().sender()->last_refusal().empty() == goes);
    if (goes) continue;
    for (const MarketId leg : {MarketId{0}, MarketId{1}})
      for (const bool buy : {true, false}) CHECK(rig.path().sender()->gate().open(leg, buy).is_zero());
  }
}

TEST_CASE("a clip over the largest order is cut, both legs alike") {
  Rig rig;
  rig.release();
  open_books(rig);
  PairOrder order = rig.pair(true, "1.1");
  order.terms.clip = {};
  rig.work(order, {});
  rig.path().drain();
  REQUIRE(rig.sent.all.size() == 2);
  // Of 50,000 USDT at a limit of 50,010.5 in steps of the perp.
  CHECK(rig.sent.all[0].order.size == quantity("0.999"));
  CHECK(rig.sent.all[1].order.size == quantity("0.999"));
}

TEST_CASE("a configured clip over the largest order is cut as well, far from the end of its pair") {
  Rig rig({.overrides = {"limits.maximum_position.BTC=100", "limits.maximum_gross=100000000"}});
  rig.release();
  open_books(rig);
  PairOrder order = rig.pair(true, "5");
  order.terms.clip = quantity("1.1");
  rig.work(order, {});
  rig.path().drain();
  REQUIRE(rig.sent.all.size() == 2);
  CHECK(rig.sent.all[0].order.size == quantity("0.999"));
  CHECK(rig.sent.all[1].order.size == quantity("0.999"));
}

TEST_CASE("a book that is not live gives no order") {
  Rig rig;
  rig.release();
  open_books(rig);
  REQUIRE(rig.put(1, perp_update(150, 160), kMilli));
  rig.work(rig.pair(true, "0.1"), kMilli);
  rig.drain(kMilli);
  CHECK(rig.sent.all.empty());
}

TEST_CASE("the position limit holds over the pairs that share a leg") {
  Rig rig({.overrides = {"limits.maximum_position.BTC=0.1"}, .perps = {FeedVenue::binance_usdm, FeedVenue::bybit}});
  rig.release();
  open_books(rig);
  rig.work(rig.pair(true, "0.1"), kMilli);
  rig.drain(kMilli);
  CHECK(rig.sent.all.size() == 2);
  rig.take(
      2,
      R"({"topic":"orderbook.50.BTCUSDT","type":"snapshot","ts":1,"data":{"s":"BTCUSDT","b":[["50010.0","5"]],"a":[["50010.1","5"]],"u":5,"seq":5},"cts":1})",
      kMilli * 2);
  PairOrder order = rig.pair(true, "0.1", 2);
  order.id = 2;
  rig.work(order, kMilli * 3);
  rig.drain(kMilli * 3);
  CHECK(rig.sent.all.size() == 2);
  CHECK(rig.refused(PreTradeReason::position_limit) >= 1);
}

MonoTime clock_reading;

TEST_CASE("a lane that was held up sends nothing that has got old meanwhile") {
  Rig rig({.clock = [] { return clock_reading; }});
  clock_reading = Rig::mono({});
  rig.release();
  open_books(rig);
  rig.work(rig.pair(true, "0.1"), kMilli);
  clock_reading = Rig::mono(kSecond * 31);
  rig.path().drain();
  CHECK(rig.counters().pairs == 1);
  CHECK(rig.sent.all.empty());
  CHECK(rig.refused(PreTradeReason::risk_stale) >= 1);
}

TEST_CASE("prices and risk alone: no mode, no credentials, no orders") {
  Rig rig({.trades = false});
  CHECK(rig.path().sender() == nullptr);
  open_books(rig);
  rig.take(1, mark("50005.00", "0.0005"), kMilli);
  CHECK(rig.path().pricing().counters().quotes > 0);
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
  parts.tradable = {followed.markets.front()->id};
  parts.access = [](FeedVenue) { return VenueAccess{"", {}}; };
  parts.node_id = "not a tag";
  auto made = HotPath::create(caf.system, parts);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().kind == ErrorKind::usage);
  parts.node_id = "run7";
  made = HotPath::create(caf.system, parts);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().kind == ErrorKind::usage);
  parts.settings.maximum_position.erase("BTC");
  made = HotPath::create(caf.system, std::move(parts));
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().text() == "node.yaml: limits.maximum_position.BTC: missing, btc_basis trades it");
}

}  // namespace
}  // namespace basis
