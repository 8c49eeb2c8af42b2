#include "core/marketdata/order_book.hpp"
#include "tests/venues/binance/simulated_world.hpp"
#include "venues/recorded_frame.hpp"

// A session of Bybit against the simulated exchange, which checks signatures, rules and limits as the venue does.

namespace basis {
namespace {

using namespace test;
using Kind = sim::ExchangeFaultKind;

const wire::Transport kBybitWays[] = {wire::Transport::rest, wire::Transport::websocket};

TEST_CASE("bybit, conformance 11, 12, 13, 15, 16: orders of every kind end at the simulated exchange as here") {
  for (const Product product : kBoth)
    for (const wire::Transport way : kBybitWays) {
      CAPTURE(static_cast<int>(product));
      CAPTURE(static_cast<int>(way));
      SimulatedWorld world(simulated_venue("bybit", product), 5);
      world.start(way);
      REQUIRE_MESSAGE(world.ready(), world.session->status().text);
      const OrderCommand rests = world.order(OrderSide::buy, OrderKind::limit, "0.01", 500);
      OrderCommand takes = world.order(OrderSide::buy, OrderKind::market, "0.01", 0);
      takes.limit = {};
      const OrderCommand misses = world.order(OrderSide::sell, OrderKind::limit_ioc, "0.01", 500);
      const OrderCommand crosses = world.order(OrderSide::buy, OrderKind::post_only, "0.01", -200);
      for (const OrderCommand& order : {rests, takes, misses, crosses}) REQUIRE(world.send(order));
      world.run(kSecond * 3);
      CHECK(world.state(rests) == "open");
      CHECK(world.state(takes) == "filled");
      CHECK(world.state(misses) == "cancelled");
      CHECK(world.state(crosses) == "cancelled");
      CHECK(world.owner->tracker.find(crosses.id)->reason == RejectReason::post_only);
      CHECK(world.owner->filled[world.market->id] == quantity("0.01"));
      // Conformance 25: an amendment is told by the stream, not by its receipt.
      OrderCommand amend = rests;
      amend.action = OrderAction::amend;
      amend.size = quantity("0.02");
      REQUIRE(world.send(amend));
      world.run(kSecond * 2);
      CHECK(world.owner->tracker.find(rests.id)->terms.size == quantity("0.02"));
      OrderCommand cancel = rests;
      cancel.action = OrderAction::cancel;
      REQUIRE(world.send(cancel));
      world.run(kSecond * 2);
      CHECK(world.state(rests) == "cancelled");
      OrderCommand small = world.order(OrderSide::buy, OrderKind::limit, "0.0001", 50);
      small.limit = round_to_tick(price("1000"), world.market->tick, Rounding::floor);
      if (product != Product::spot) small.size = quantity("0.001");
      REQUIRE(world.send(small));
      world.run(kSecond * 2);
      CHECK(world.owner->tracker.find(small.id)->reason == RejectReason::notional);
      world.session->stop();
      world.run(kSecond * 5);
      CHECK(world.session->status().text == "stopped");
    }
}

TEST_CASE("bybit, conformance 3, 4, 6: the book of the session's messages is the simulated exchange's own") {
  for (const Product product : kBoth) {
    CAPTURE(static_cast<int>(product));
    SimulatedWorld world(simulated_venue("bybit", product), 9);
    world.start();
    REQUIRE(world.ready());
    AnyDecoder decoder = make_decoder(world.venue.feed, {{"BTCUSDT", world.market->id}}).value();
    OrderBook book({.tick = world.market->tick, .sync = feed_venue_info(world.venue.feed).sync, .tick_follows = true});
    std::size_t read = 0;
    int refused = 0;
    const auto take = [&] {
      for (; read < world.owner->data_seen.size(); ++read) {
        const Owner::Data& data = world.owner->data_seen[read];
        FrameBuffer buffer(data.bytes.size());
        const PaddedFrame frame = buffer.assign(data.bytes);
        const auto handler = [&](const auto& event) {
          using Event = std::decay_t<decltype(event)>;
          if constexpr (std::is_same_v<Event, BookEvent>) book.apply(event.update, world.network.now_utc());
        };
        std::visit([&](auto& reader) { refused += reader.decode(frame, handler) ? 0 : 1; }, decoder);
      }
      if (book.wants_snapshot()) world.session->request_book(world.market->id);
    };
    for (int i = 0; i < 120; ++i) {
      if (i == 40) world.fault(Kind::skip, "orderbook.50.BTCUSDT");
      if (i == 80) world.happen(Kind::drop_sockets);
      world.network.run_until(world.network.now_utc() + Nanos{500'000'000});
      take();
    }
    CHECK(refused == 0);
    CHECK(book.state() == BookState::live);
    CHECK(world.ready());
    const auto there = world.top();
    REQUIRE((there && book.top()));
    // The frames of the last moments are on their way.
    const i128 off = i128{there->bid.price.raw()} - book.top()->bid.price.raw();
    CHECK(off < there->bid.price.raw() / 200);
    CHECK(-off < there->bid.price.raw() / 200);
  }
}

TEST_CASE("bybit, conformance 48, 49, 50: funding, liquidation and ADL at the simulated exchange") {
  SimulatedWorld world(simulated_venue("bybit", Product::linear), 3);
  world.start();
  REQUIRE(world.ready());
  const OrderCommand order = world.order(OrderSide::buy, OrderKind::limit_ioc, "0.5", -400);
  REQUIRE(world.send(order));
  world.run(kSecond * 3);
  REQUIRE(world.state(order) == "filled");
  world.exchanges->markets().pay_funding(world.there, world.network.now_utc());
  world.run(kMinute);
  CHECK(world.owner->count("funding") == 1);
  sim::ExchangeFault adl;
  adl.kind = Kind::deleveraging;
  adl.at = world.network.now_utc() - kSessionStart;
  adl.symbol = "BTCUSDT";
  adl.share = from_text<Ratio>("0.5");
  world.fault(adl);
  world.run(kSecond * 5);
  CHECK(world.owner->count("deleveraging -0.25") == 1);
  world.happen(Kind::liquidation);
  world.run(kSecond * 5);
  CHECK(world.owner->venue_fills >= 2);
  CHECK(world.owner->foreign == 0);
  CHECK(world.owner->count("liquidation -0.25") == 1);
  CHECK(world.owner->count("position 0") >= 1);
}

TEST_CASE("bybit, conformance 53: a withdrawal is told until it is final, and sent once though its answer is lost") {
  SimulatedWorld world(simulated_venue("bybit", Product::linear), 4);
  world.start();
  REQUIRE(world.ready());
  MoneyOrder leaves;
  leaves.kind = MoneyOrder::Kind::withdrawal;
  leaves.id = "out2";
  leaves.asset = *world.world.universe->find_asset("USDT");
  leaves.address = "0xabc";
  leaves.network = "ETH";
  leaves.amount = amount("500");
  world.fault(Kind::no_answer, "POST /v5/asset/withdraw/create");
  world.session->move(leaves);
  world.run(kMinute);
  CHECK(world.owner->count("transfer -500") == 2);
  REQUIRE(world.client().movements().size() == 1);
  CHECK(world.client().movements().back().done);
}

TEST_CASE("bybit: what arrives in the funding account is brought into the unified one, once") {
  SimulatedWorld world(simulated_venue("bybit", Product::linear), 11);
  world.start();
  REQUIRE(world.ready());
  const AssetId there = *world.exchanges->universe().find_asset("USDT");
  const Amount before = world.pool().held(there);
  const Amount funded = world.client().funding()->contains(there) ? world.client().funding()->at(there) : Amount{};
  REQUIRE(world.client().pay_in("funding", there, amount("1234.5"), world.network.now_utc()));
  world.fault(Kind::no_answer, "POST /v5/asset/transfer/inter-transfer");
  world.run(kMinute * 5);
  CHECK(world.pool().held(there) == before + funded + amount("1234.5"));
  const auto left = world.client().funding()->find(there);
  CHECK((left == world.client().funding()->end() || left->second.is_zero()));
  CHECK(world.owner->alert("funding") == nullptr);
}

TEST_CASE("bybit: one session trades spot and perpetuals, and each market's data names its feed") {
  SimulatedWorld world(simulated_venue("bybit", Product::linear), 12);
  const Market& spot = world.world.market(Product::spot, "BTCUSDT", "bybit");
  world.markets = {world.market, &spot};
  world.start();
  REQUIRE_MESSAGE(world.ready(), world.session->status().text);
  CHECK(world.owner->ready.contains(spot.id));
  std::map<std::string, int> topics;
  for (const Owner::Data& data : world.owner->data_seen)
    for (const char* const price : {"orderbook.50.BTCUSDT", "publicTrade.BTCUSDT"})
      topics[price] += data.bytes.find(price) != std::string::npos ? 1 : 0;
  CHECK(topics["orderbook.50.BTCUSDT"] > 2);
  OrderCommand buys = world.order(OrderSide::buy, OrderKind::limit_ioc, "0.01", -400);
  OrderCommand coins = buys;
  coins.id = world.ids.make(++world.sequence);
  coins.market = spot.id;
  REQUIRE(world.send(buys));
  REQUIRE(world.send(coins));
  world.run(kSecond * 3);
  CHECK(world.state(buys) == "filled");
  CHECK(world.state(coins) == "filled");
  CHECK(world.client().orders().size() == 2);
  CHECK(world.owner->filled[spot.id] == quantity("0.01"));
  world.session->stop();
  world.run(kSecond * 5);
  CHECK(world.session->status().text == "stopped");
}

/// What a person does at the venue's own page.
void by_hand_at_bybit(SimulatedWorld& world, const char* path, const std::string& body) {
  const std::string stamp = std::to_string(sim::millis(world.network.now_utc()));
  const wire::HmacSha256 signer{Secret("demo-secret")};
  std::array<char, wire::kHexDigest> hex{};
  wire::write_hex(hex.data(), signer.sign(stamp + "demo-key5000" + body));
  world.exchanges->service().on_request({"POST",
                                         path,
                                         {{"X-BAPI-API-KEY", "demo-key"},
                                          {"X-BAPI-TIMESTAMP", stamp},
                                          {"X-BAPI-RECV-WINDOW", "5000"},
                                          {"X-BAPI-SIGN", std::string(hex.data(), hex.size())}},
                                         body},
                                        [](const auto& answer) {
                                          REQUIRE(answer.has_value());
                                          CHECK(answer->body.find(R"("retCode":0)") != std::string::npos);
                                        });
}

TEST_CASE("bybit, conformance 52, 54: a mode that is not ours is refused with advice, and a leverage that changes") {
  const auto refused = [](const char* path, const char* body) {
    SimulatedWorld world(simulated_venue("bybit", Product::linear), 6);
    by_hand_at_bybit(world, path, body);
    world.start();
    CHECK(world.session->status().state == SessionState::refused);
    return world.session->status().text;
  };
  CHECK(refused("/v5/account/set-margin-mode", R"({"setMarginMode":"ISOLATED_MARGIN"})").find("ISOLATED_MARGIN") !=
        std::string::npos);
  CHECK(refused("/v5/position/switch-mode", R"({"category":"linear","coin":"USDT","mode":3})").find("hedge") !=
        std::string::npos);
  SimulatedWorld world(simulated_venue("bybit", Product::linear), 7);
  world.start();
  REQUIRE(world.ready());
  by_hand_at_bybit(world, "/v5/position/set-leverage",
                   R"({"category":"linear","symbol":"BTCUSDT","buyLeverage":"7","sellLeverage":"7"})");
  world.run(kSecond * 2);
  CHECK(world.owner->alert("leverage_changed") != nullptr);
}

TEST_CASE("bybit, conformance 10, 21, 31, 36: a clock, lost answers and an id that is in use") {
  SimulatedWorld world(simulated_venue("bybit", Product::linear), 8);
  world.start();
  REQUIRE(world.ready());
  const OrderCommand lost = world.order(OrderSide::buy, OrderKind::limit, "0.01", 300);
  world.fault(Kind::no_answer, "order.create");
  REQUIRE(world.send(lost));
  world.run(kSecond * 2);
  // The stream settles what the answer would have said.
  CHECK(world.state(lost) == "open");
  const OrderCommand unknown = world.order(OrderSide::buy, OrderKind::limit, "0.01", 310);
  world.fault(Kind::unknown, "order.create");
  REQUIRE(world.send(unknown));
  world.run(kMinute);
  CHECK(world.state(unknown) == "open");
  const OrderCommand never = world.order(OrderSide::buy, OrderKind::limit, "0.01", 320);
  world.fault(Kind::lose, "order.create");
  REQUIRE(world.send(never));
  world.run(kMinute * 3);
  CHECK(world.state(never) == "rejected");
  world.happen(Kind::clock_skew, kSecond * 3);
  world.run(kMinute * 20);
  CHECK(world.ready());
  const OrderCommand after = world.order(OrderSide::buy, OrderKind::limit, "0.01", 330);
  REQUIRE(world.send(after));
  world.run(kSecond * 3);
  CHECK(world.state(after) == "open");
}

TEST_CASE("bybit: demo trading takes orders as requests, the others over a connection") {
  const wire::ApiCredentials keys{Secret("demo-key"), Secret("demo-secret"), Secret()};
  for (const FeedVenue venue : {FeedVenue::bybit, FeedVenue::bybit_spot}) {
    CHECK(order_transport(venue, keys, {true, "api-demo.bybit.com", 443}) == wire::Transport::rest);
    CHECK(order_transport(venue, keys, {true, "api.bybit.com", 443}) == wire::Transport::websocket);
    CHECK(order_transport(venue, keys, {true, "api-testnet.bybit.com", 443}) == wire::Transport::websocket);
  }
}

}  // namespace
}  // namespace basis
