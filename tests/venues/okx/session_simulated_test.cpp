#include "core/marketdata/order_book.hpp"
#include "tests/venues/binance/simulated_world.hpp"
#include "venues/registry.hpp"

// A session of OKX against the simulated exchange, which checks signatures, modes and limits as the venue does.

namespace basis {
namespace {

using namespace test;
using Fault = sim::ExchangeFaultKind;

const SimulatedVenue& okx_venue(Product product) { return simulated_venue("okx", product); }

/// Sends a request of a person to the venue, past the session.
std::string by_hand(SimulatedWorld& world, const std::string& method, const std::string& path,
                    const std::string& body) {
  const wire::HmacSha256 signer{Secret("demo-secret")};
  std::array<char, 64> memory{}, signature{};
  wire::TextWriter stamp(memory.data()), sign(signature.data());
  stamp.iso_millis(world.network.now_utc());
  const std::string text = std::string(stamp.view()) + method + path + body;
  sign.base64(signer.sign(text));
  std::string answer;
  world.exchanges->service().on_request({method,
                                         path,
                                         {{"OK-ACCESS-KEY", "demo-key"},
                                          {"OK-ACCESS-PASSPHRASE", "demo-passphrase"},
                                          {"OK-ACCESS-TIMESTAMP", std::string(stamp.view())},
                                          {"OK-ACCESS-SIGN", std::string(sign.view())}},
                                         body},
                                        [&](const auto& response) { answer = response ? response->body : "dropped"; });
  return answer;
}

TEST_CASE(
    "OKX conformance 11, 12, 13, 15, 16: orders of every kind end at the exchange as here, over both transports") {
  for (const Product product : kBoth)
    for (const wire::Transport way : {wire::Transport::websocket, wire::Transport::rest}) {
      CAPTURE(static_cast<int>(product));
      CAPTURE(static_cast<int>(way));
      SimulatedWorld world(okx_venue(product), 5);
      world.start(way);
      REQUIRE_MESSAGE(world.ready(), world.session->status().text);
      const auto sent = [&](OrderSide side, OrderKind kind, std::int64_t ticks) {
        const OrderCommand order = world.order(side, kind, "0.01", ticks);
        REQUIRE(world.send(order));
        return order;
      };
      const OrderCommand rests = sent(OrderSide::buy, OrderKind::limit, 5'000);
      const OrderCommand takes = sent(OrderSide::buy, OrderKind::limit_ioc, -2'000);
      const OrderCommand misses = sent(OrderSide::sell, OrderKind::limit_ioc, 5'000);
      const OrderCommand crosses = sent(OrderSide::buy, OrderKind::post_only, -2'000);
      world.run(kSecond * 3);
      CHECK(world.state(rests) == "open");
      CHECK(world.state(takes) == "filled");
      CHECK(world.state(misses) == "cancelled");
      CHECK(world.state(crosses) == "cancelled");
      CHECK(world.owner->tracker.find(crosses.id)->reason == RejectReason::post_only);
      CHECK(world.owner->tracker.find(misses.id)->reason == RejectReason::not_enough_volume);
      CHECK(world.owner->filled[world.market->id] == quantity("0.01"));
      OrderCommand cancel = rests;
      cancel.action = OrderAction::cancel;
      REQUIRE(world.send(cancel));
      world.run(kSecond * 2);
      CHECK(world.state(rests) == "cancelled");
      const OrderCommand far = sent(OrderSide::sell, OrderKind::limit, -200'000);
      world.run(kSecond * 2);
      CHECK(world.owner->tracker.find(far.id)->reason == RejectReason::price_band);
      world.session->stop();
      world.run(kSecond * 5);
      CHECK(world.session->status().text == "stopped");
    }
}

TEST_CASE(
    "OKX conformance 3, 4, 7: the book of the session's messages is the exchange's own, over a shutdown and a "
    "maintenance that begins its ids anew") {
  for (const Product product : kBoth) {
    CAPTURE(static_cast<int>(product));
    SimulatedWorld world(okx_venue(product), 9);
    world.start();
    REQUIRE(world.ready());
    AnyDecoder decoder = make_decoder(FeedVenue::okx, {{world.venue.symbol, world.market->id}}).value();
    OrderBook book({.tick = world.market->tick, .sync = feed_venue_info(FeedVenue::okx).sync, .tick_follows = true});
    std::size_t read = 0;
    int refused = 0;
    const auto take = [&] {
      for (; read < world.owner->data_seen.size(); ++read) {
        FrameBuffer buffer(world.owner->data_seen[read].bytes.size());
        const PaddedFrame frame = buffer.assign(world.owner->data_seen[read].bytes);
        std::visit(
            [&](auto& reader) {
              const DecodeResult result = reader.decode(frame, [&](const auto& event) {
                if constexpr (std::is_same_v<std::decay_t<decltype(event)>, BookEvent>)
                  if (event.source.channel == FeedChannel::book) book.apply(event.update, world.network.now_utc());
              });
              refused += result ? 0 : 1;
            },
            decoder);
      }
      if (book.wants_snapshot()) world.session->request_book(world.market->id);
    };
    for (int i = 0; i < 240; ++i) {
      if (i == 80) world.happen(Fault::shutdown, kSecond * 30);
      if (i == 180) world.happen(Fault::maintenance, kSecond * 3);
      world.network.run_until(world.network.now_utc() + Nanos{500'000'000});
      take();
    }
    CHECK(refused == 0);
    CHECK(book.state() == BookState::live);
    world.run(Nanos{300'000'000});
    take();
    REQUIRE(book.top().has_value());
    CHECK(book.top()->bid.price.raw() > 0);
    CHECK(world.ready());
  }
}

TEST_CASE("OKX conformance 48, 49, 50: funding, liquidation and ADL are told, and are nobody else's orders") {
  SimulatedWorld world(okx_venue(Product::linear), 3);
  world.start();
  REQUIRE(world.ready());
  REQUIRE(world.send(world.order(OrderSide::buy, OrderKind::limit_ioc, "0.5", -3'000)));
  world.run(kSecond * 3);
  world.exchanges->markets().pay_funding(world.there, world.network.now_utc());
  world.run(kMinute * 2);
  CHECK(world.owner->count("funding") == 1);
  sim::ExchangeFault adl;
  adl.kind = Fault::deleveraging;
  adl.symbol = world.venue.symbol;
  adl.share = Ratio::parse("0.5").value();
  adl.at = world.network.now_utc() - kSessionStart;
  world.fault(adl);
  world.run(kSecond * 5);
  CHECK(world.owner->count("deleveraging") >= 1);
  world.happen(Fault::liquidation);
  world.run(kSecond * 5);
  CHECK(world.owner->venue_fills == 2);
  CHECK(world.owner->foreign == 0);
  CHECK(world.owner->count("liquidation") >= 1);
  CHECK(world.owner->positions.at(world.market->id).is_zero());
}

TEST_CASE("OKX conformance 49: a liquidation that nobody heard of is found by the download") {
  SimulatedWorld world(okx_venue(Product::linear), 4);
  world.start();
  REQUIRE(world.ready());
  REQUIRE(world.send(world.order(OrderSide::buy, OrderKind::limit_ioc, "0.5", -3'000)));
  world.run(kSecond * 3);
  world.network.drop_connections("venue.test");
  world.happen(Fault::liquidation);
  world.run(kSecond * 30);
  REQUIRE(world.ready());
  CHECK(world.owner->venue_fills == 1);
  CHECK(world.owner->foreign == 0);
  CHECK(world.owner->count("liquidation") >= 1);
  CHECK(world.owner->positions.at(world.market->id).is_zero());
}

TEST_CASE("OKX conformance 52, 54: an account in another mode is refused with advice") {
  SimulatedWorld world(okx_venue(Product::linear), 2);
  SUBCASE("long/short positions") {
    REQUIRE(
        by_hand(world, "POST", "/api/v5/account/set-position-mode", R"({"posMode":"long_short_mode"})").find("\"0\"") !=
        std::string::npos);
    world.start();
    CHECK(world.session->status().state == SessionState::refused);
    CHECK(world.session->status().text.find("net mode") != std::string::npos);
  }
  SUBCASE("spot mode") {
    REQUIRE(by_hand(world, "POST", "/api/v5/account/set-account-level", R"({"acctLv":"1"})").find("\"0\"") !=
            std::string::npos);
    world.start();
    CHECK(world.session->status().state == SessionState::refused);
    CHECK(world.session->status().text.find("futures mode") != std::string::npos);
  }
}

TEST_CASE("OKX conformance 56: somebody else's open order refuses the start") {
  SimulatedWorld world(okx_venue(Product::spot), 2);
  by_hand(
      world, "POST", "/api/v5/trade/order",
      R"({"instId":"BTC-USDT","tdMode":"cash","side":"buy","ordType":"limit","px":"59000","sz":"0.001","clOrdId":"web1"})");
  world.start();
  CHECK(world.session->status().state == SessionState::refused);
  CHECK(world.session->status().text.find("web1") != std::string::npos);
}

TEST_CASE("OKX conformance 10: a clock that is off is measured, and the request is sent once more") {
  SimulatedWorld world(okx_venue(Product::linear), 2);
  world.start();
  REQUIRE(world.ready());
  world.happen(Fault::clock_skew, kSecond * 50);
  world.run(kMinute * 2);
  CHECK(world.ready());
  CHECK(world.session->clock_offset() > kSecond * 45);
  const OrderCommand order = world.order(OrderSide::buy, OrderKind::limit, "0.01", 500);
  REQUIRE(world.send(order));
  world.run(kSecond * 2);
  CHECK(world.state(order) == "open");
}

TEST_CASE("OKX conformance 9: a halted market takes no new order here, and cancels pass") {
  SimulatedWorld world(okx_venue(Product::linear), 2);
  world.start();
  REQUIRE(world.ready());
  const OrderCommand rests = world.order(OrderSide::buy, OrderKind::limit, "0.01", 500);
  REQUIRE(world.send(rests));
  world.run(kSecond * 2);
  sim::ExchangeFault halt;
  halt.kind = Fault::halt;
  halt.symbol = world.venue.symbol;
  halt.at = world.network.now_utc() - kSessionStart;
  world.fault(halt);
  world.run(kSecond);
  const OrderCommand late = world.order(OrderSide::buy, OrderKind::limit, "0.01", 500);
  REQUIRE(world.send(late));
  world.run(kSecond * 5);
  CHECK(world.owner->tracker.find(late.id)->reason == RejectReason::no_market);
  OrderCommand cancel = rests;
  cancel.action = OrderAction::cancel;
  REQUIRE(world.send(cancel));
  world.run(kSecond * 2);
  CHECK(world.state(rests) == "cancelled");
}

TEST_CASE("OKX conformance 77: the dead-man's switch cancels, and what it ended is not foreign") {
  SimulatedWorld world(okx_venue(Product::linear), 2);
  world.start();
  REQUIRE(world.ready());
  const OrderCommand rests = world.order(OrderSide::buy, OrderKind::limit, "0.01", 5'000);
  REQUIRE(world.send(rests));
  world.session->arm_dead_man(world.market->id, kSecond * 30);
  world.run(kMinute * 2);
  CHECK(world.state(rests) == "open");
  // The node hangs: nothing refreshes the switch.
  world.network.hold("venue.test", world.network.now_utc() + kSecond * 40);
  world.run(kMinute * 2);
  CHECK(world.state(rests) == "cancelled");
  CHECK(world.owner->foreign == 0);
}

TEST_CASE("OKX demo trading: orders go as requests, with the header of the demo") {
  SimulatedWorld world(okx_venue(Product::linear), 2);
  world.streams = {true, "wspap.test", 443};
  world.network.serve("wspap.test", 443, world.exchanges->service());
  world.start();
  REQUIRE_MESSAGE(world.ready(), world.session->status().text);
  // An order over the WebSocket would be lost.
  world.fault(Fault::lose, "order");
  const OrderCommand rests = world.order(OrderSide::buy, OrderKind::limit, "0.01", 500);
  REQUIRE(world.send(rests));
  world.run(kSecond * 3);
  CHECK(world.state(rests) == "open");
  OrderCommand cancel = rests;
  cancel.action = OrderAction::cancel;
  REQUIRE(world.send(cancel));
  world.run(kSecond * 3);
  CHECK(world.state(rests) == "cancelled");
}

TEST_CASE("OKX conformance 65: a firewall's 403 quiets the session, and it comes back") {
  SimulatedWorld world(okx_venue(Product::spot), 2);
  world.start();
  REQUIRE(world.ready());
  world.fault(Fault::ban, "GET /api/v5/trade", kSecond * 30);
  world.run(kMinute * 2);
  CHECK_FALSE(world.ready());
  world.run(kMinute * 7);
  CHECK(world.ready());
}

}  // namespace
}  // namespace basis
