#include <span>

#include "tests/actors/trading/support.hpp"
#include "tests/support/markets.hpp"

namespace basis {
namespace {

using namespace test;

/// Limits of both legs that pass anything near 50000.
PreTradeLimits loose_limits() {
  PreTradeLimits limits;
  for (const MarketId id : {MarketId{0}, MarketId{1}, MarketId{2}}) {
    MarketLimits one;
    Market market = spot_market_of(id.value);
    market.step = quantity("0.00001");
    market.tick = price("0.01");
    market.maximum_size = quantity("10");
    one.market = &keep(std::move(market));
    one.maximum_notional = amount("1000000");
    one.price_band = from_text<BasisPoints>("100");
    one.maximum_position = quantity("10");
    one.rate = {100, 100};
    limits.markets.push_back(one);
  }
  limits.total.maximum_gross = amount("10000000");
  limits.total.rate = {100, 100};
  limits.total.daily_loss = amount("1000");
  return limits;
}

FeedEvent top(std::uint16_t id) {
  FeedEvent event;
  event.market = MarketId{id};
  event.received_mono = Rig::mono({});
  event.what = TopUpdate{1, price("50000"), quantity("5"), price("50000.1"), quantity("5"), {}, {}};
  return event;
}

TEST_CASE("a leg that the encoder refuses keeps the other back, and nothing stays booked") {
  const FollowedMarkets followed = followed_markets({{FeedVenue::binance_spot, "BTCUSDT", 2},
                                                     {FeedVenue::binance_usdm, "BTCUSDT", 2},
                                                     {FeedVenue::bybit, "BTCUSDT", 2}},
                                                    shipped_settings());
  const auto encoders = OrderEncoders::create(
      std::span(followed.universe->markets()).first(2),
      [](FeedVenue) {
        return VenueAccess{"x.example", {Secret("k"), Secret("s"), {}}};
      },
      kSecond * 5);
  REQUIRE(encoders.has_value());
  System caf;
  Sent sent;
  FeedQueue queue(64, 3);
  PairSender::Parts parts;
  parts.limits = loose_limits();
  parts.queues = {&queue};
  parts.encoders = &encoders.value();
  parts.sink = &sent;
  parts.ids = ClientOrderIds::create("t", 0).value();
  parts.universe = followed.universe.get();
  parts.receive_window = kSecond * 5;
  moodycamel::ConcurrentQueue<HotOutcome> outcomes;
  parts.outcomes = &outcomes;
  const auto execution = spawn_hosted<PairSender, pair_sender_actor>(caf.system, std::move(parts));
  Lane lane(caf.system);
  lane.add(*execution.actor);
  queue.push(top(0));
  queue.push(top(1));
  queue.push(top(2));
  send_pooled(execution.handle, MarketReady{MarketId{0}, {true, true}, quantity("1")});
  send_pooled(execution.handle, MarketReady{MarketId{1}, {true, true}, quantity("-1")});
  send_pooled(execution.handle, MarketReady{MarketId{2}, {true, true}, quantity("0")});
  send_pooled(execution.handle, SetKillSwitch{KillState::active, "test", Rig::mono({})});
  send_pooled(execution.handle, RiskMeasured{{RiskStatus::safe, Amount{}}, Rig::mono({})});
  const auto work = [&](const char* coins, MarketId first, MarketId second, std::uint64_t id) {
    PairOrder order;
    order.id = id;
    order.first = {first, OrderSide::sell, false};
    order.second = PairLeg{second, OrderSide::buy, false};
    order.coins = quantity(coins);
    order.terms.slippage = BasisPoints::from_int(2);
    order.terms.max_naked = kSecond * 10;
    send_pooled(execution.handle, WorkPair{order, UtcTime::from_nanos(kEpoch), Rig::mono({})});
    lane.drain();
  };
  // The encoders know two markets; the gate and the worker a third, too.
  for (const auto& [first, second] : {std::pair{MarketId{0}, MarketId{2}}, std::pair{MarketId{2}, MarketId{0}}}) {
    work("0.01", first, second, 1);
    CHECK(sent.all.empty());
    CHECK(execution.actor->counters().orders == 0);
    CHECK(execution.actor->counters().encode_faults > 0);
    for (const MarketId leg : {first, second})
      for (const bool buy : {true, false}) CHECK(execution.actor->gate().open(leg, buy).is_zero());
  }
  work("0.01", MarketId{0}, MarketId{1}, 2);
  CHECK(sent.all.size() == 2);
  caf::anon_send_exit(execution.handle, caf::exit_reason::user_shutdown);
  lane.drain();
}

TEST_CASE("orders are stamped by their venue's clock, each venue by its own") {
  const FollowedMarkets followed = followed_markets({{FeedVenue::binance_spot, "BTCUSDT", 2},
                                                     {FeedVenue::binance_usdm, "BTCUSDT", 2},
                                                     {FeedVenue::okx, "BTC-USDT-SWAP", 2},
                                                     {FeedVenue::bybit, "XYZUSDT", 2}},
                                                    shipped_settings());
  auto encoders = OrderEncoders::create(
      followed.universe->markets(),
      [](FeedVenue) {
        return VenueAccess{"x.example", {Secret("k"), Secret("s"), Secret("p")}};
      },
      kSecond * 5);
  REQUIRE(encoders.has_value());
  OrderEncoders& all = encoders.value();
  const auto stamped = [&](std::uint16_t market) {
    OrderCommand order;
    order.id = ClientOrderIds::create("t", 0).value().make(1);
    order.market = MarketId{market};
    order.kind = OrderKind::limit_ioc;
    order.limit = price("50000");
    order.size = quantity("0.01");
    const auto out = std::make_unique<OrderEncoders::Requests>();
    REQUIRE(bool(all.encode(std::array{order}, UtcTime::from_nanos(kEpoch), *out)));
    return std::string((*out)[0].bytes());
  };
  const auto has = [](const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; };
  // 1,700,000,000 s is 2023-11-14T22:13:20Z.
  CHECK(has(stamped(0), "timestamp=1700000000000&"));
  CHECK(has(stamped(1), "timestamp=1700000000000&"));
  CHECK(has(stamped(2), "2023-11-14T22:13:20.000Z"));
  all.set_clock_offset(MarketId{0}, Nanos{1'500'000'000});
  all.set_clock_offset(MarketId{2}, Nanos{-250'000'000});
  all.set_clock_offset(MarketId{3}, kHour);  // is not configured: of no venue
  CHECK(has(stamped(0), "timestamp=1700000001500&"));
  CHECK(has(stamped(1), "timestamp=1700000000000&"));
  CHECK(has(stamped(2), "2023-11-14T22:13:19.750Z"));
  all.set_clock_offset(MarketId{0}, {});
  CHECK(has(stamped(0), "timestamp=1700000000000&"));
}

TEST_CASE("orders go to the venue of their market, and what is not configured goes nowhere") {
  const FollowedMarkets followed = followed_markets(
      {{FeedVenue::binance_spot, "BTCUSDT", 2}, {FeedVenue::okx, "BTC-USDT-SWAP", 2}, {FeedVenue::bybit, "XYZUSDT", 2}},
      shipped_settings());
  std::vector<FeedVenue> asked;
  const auto encoders = OrderEncoders::create(
      followed.universe->markets(),
      [&](FeedVenue venue) {
        asked.push_back(venue);
        return VenueAccess{"x.example", {Secret("k"), Secret("s"), Secret("p")}};
      },
      kSecond * 5);
  REQUIRE(encoders.has_value());
  CHECK(asked == std::vector<FeedVenue>{FeedVenue::binance_spot, FeedVenue::okx});
  const OrderEncoders& all = encoders.value();
  CHECK(all.venue_of(MarketId{0}) == FeedVenue::binance_spot);
  CHECK(all.venue_of(MarketId{1}) == FeedVenue::okx);
  CHECK_FALSE(all.venue_of(MarketId{2}).has_value());
  CHECK_FALSE(all.venue_of(MarketId{3}).has_value());
  std::array<OrderCommand, 2> orders;
  for (std::uint16_t i = 0; i < 2; ++i) {
    orders[i].id = ClientOrderIds::create("t", 0).value().make(i + 1U);
    orders[i].market = MarketId{i};
    orders[i].kind = OrderKind::limit_ioc;
    orders[i].limit = price("50000");
    orders[i].size = quantity("0.01");
  }
  const auto out = std::make_unique<OrderEncoders::Requests>();
  REQUIRE(bool(all.encode(orders, UtcTime::from_nanos(kEpoch), *out)));
  CHECK((*out)[0].bytes().starts_with("POST /api/v3/order"));
  CHECK((*out)[1].bytes().starts_with("POST /api/v5/trade/order"));
  // Each is signed for itself: what it is paired with makes no difference.
  const std::string signed_pair[] = {std::string((*out)[0].bytes()), std::string((*out)[1].bytes())};
  CHECK(signed_pair[0] != signed_pair[1]);
  for (const std::size_t i : {0U, 1U}) {
    REQUIRE(bool(all.encode(std::array{orders[i], orders[i]}, UtcTime::from_nanos(kEpoch), *out)));
    for (const wire::OrderBuffer& request : *out) CHECK(request.bytes() == signed_pair[i]);
  }
  for (const std::size_t unknown : {0U, 1U}) {
    std::array<OrderCommand, 2> faulty = orders;
    faulty[unknown].market = MarketId{2};
    const auto nowhere = all.encode(faulty, UtcTime::from_nanos(kEpoch), *out);
    CHECK(nowhere.fault == wire::EncodeFault::unknown_market);
    CHECK(nowhere.market == faulty[unknown].market);
    CHECK(nowhere.id == faulty[unknown].id);
    CHECK((*out)[0].bytes().empty());
    CHECK((*out)[1].bytes().empty());
  }
}

}  // namespace
}  // namespace basis
