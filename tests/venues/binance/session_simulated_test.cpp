#include "core/marketdata/order_book.hpp"
#include "tests/venues/binance/simulated_world.hpp"
#include "venues/recorded_frame.hpp"
#include "venues/registry.hpp"

// A session against the simulated exchange, which checks signatures, filters and limits as the venue does.

namespace basis {
namespace {

using namespace test;
using Fault = sim::ExchangeFaultKind;

const wire::Transport kWays[] = {wire::Transport::rest, wire::Transport::signed_websocket, wire::Transport::websocket};

TEST_CASE(
    "conformance 11, 12, 13, 15: orders of every kind end at the simulated exchange as here, over every transport") {
  for (const Product product : kBoth)
    for (const wire::Transport way : kWays) {
      CAPTURE(static_cast<int>(product));
      CAPTURE(static_cast<int>(way));
      SimulatedWorld world(product, 5);
      world.start(way);
      REQUIRE_MESSAGE(world.ready(), world.session->status().text);
      const OrderCommand rests = world.order(OrderSide::buy, OrderKind::limit, "0.01", 5'000);
      const OrderCommand takes = world.order(OrderSide::buy, OrderKind::limit_ioc, "0.01", -2'000);
      const OrderCommand misses = world.order(OrderSide::sell, OrderKind::limit_ioc, "0.01", 5'000);
      const OrderCommand crosses = world.order(OrderSide::buy, OrderKind::post_only, "0.01", -2'000);
      for (const OrderCommand& order : {rests, takes, misses, crosses}) REQUIRE(world.send(order));
      world.run(kSecond * 3);
      CHECK(world.state(rests) == "open");
      CHECK(world.state(takes) == "filled");
      CHECK(world.state(misses) == "expired");
      CHECK(world.state(crosses) == "rejected");
      CHECK(world.owner->tracker.find(crosses.id)->reason == RejectReason::post_only);
      CHECK(world.owner->filled[world.market->id] == quantity("0.01"));
      OrderCommand cancel = rests;
      cancel.action = OrderAction::cancel;
      REQUIRE(world.send(cancel));
      world.run(kSecond * 2);
      CHECK(world.state(rests) == "cancelled");
      // Conformance 16: what the venue's filters refuse has the class of our own check.
      OrderCommand small = world.order(OrderSide::buy, OrderKind::limit, "0.00001", 5'000);
      if (product != Product::spot) small.size = quantity("0.001");
      REQUIRE(world.send(small));
      world.run(kSecond * 2);
      CHECK(world.owner->tracker.find(small.id)->reason == RejectReason::notional);
      world.session->stop();
      world.run(kSecond * 5);
      CHECK(world.session->status().text == "stopped");
    }
}

TEST_CASE(
    "conformance 2, 7, 8: the book of the session's messages is the simulated exchange's own, over a shutdown too") {
  for (const Product product : kBoth) {
    CAPTURE(static_cast<int>(product));
    SimulatedWorld world(product, 9);
    world.start();
    REQUIRE(world.ready());
    const FeedVenue feed = product == Product::spot ? FeedVenue::binance_spot : FeedVenue::binance_usdm;
    AnyDecoder decoder = make_decoder(feed, {{"BTCUSDT", world.market->id}}).value();
    OrderBook book({.tick = world.market->tick, .sync = feed_venue_info(feed).sync, .tick_follows = true});
    std::size_t read = 0;
    int refused = 0;
    int compared = 0;
    std::map<std::int64_t, BestQuote> quotes;
    const auto take = [&] {
      for (; read < world.owner->data_seen.size(); ++read) {
        const Owner::Data& data = world.owner->data_seen[read];
        FrameBuffer buffer(data.bytes.size());
        const PaddedFrame frame = buffer.assign(data.bytes);
        const auto handler = [&](const auto& event) {
          using Event = std::decay_t<decltype(event)>;
          if constexpr (std::is_same_v<Event, BookEvent>) book.apply(event.update, world.network.now_utc());
          if constexpr (std::is_same_v<Event, BestQuote>) quotes.emplace(event.update_id, event);
          // A quote and the book are the same state where their ids are equal.
          const auto quote = quotes.find(book.position().last_id);
          if (!book.top() || quote == quotes.end()) return;
          ++compared;
          CHECK(book.top()->bid.price == quote->second.bid_price);
          CHECK(book.top()->bid.size == quote->second.bid_size);
          CHECK(book.top()->ask.price == quote->second.ask_price);
          CHECK(book.top()->ask.size == quote->second.ask_size);
        };
        std::visit(
            [&](auto& reader) {
              const DecodeResult result = data.answer ? reader.decode_snapshot(frame, world.market->id, handler)
                                                      : reader.decode(frame, handler);
              refused += result ? 0 : 1;
            },
            decoder);
      }
      if (book.wants_snapshot()) world.session->request_book(world.market->id);
    };
    for (int i = 0; i < 240; ++i) {
      if (i == 120) world.happen(Fault::shutdown, kSecond * 30);
      world.network.run_until(world.network.now_utc() + Nanos{500'000'000});
      take();
    }
    CHECK(refused == 0);
    CHECK(compared > 20);
    CHECK(book.state() == BookState::live);
    CHECK(world.ready());
  }
}

TEST_CASE("conformance 48, 49, 50, 53: funding, liquidation, ADL and a transfer at the simulated exchange") {
  SimulatedWorld world(Product::linear, 3);
  world.start();
  REQUIRE(world.ready());
  const OrderCommand order = world.order(OrderSide::buy, OrderKind::limit_ioc, "0.5", -3'000);
  REQUIRE(world.send(order));
  world.run(kSecond * 3);
  REQUIRE(world.state(order) == "filled");
  MoneyOrder money;
  money.id = "back1";
  money.asset = *world.world.universe->find_asset("USDT");
  money.amount = amount("1000");
  money.to = world.world.account(Product::spot);
  world.session->move(money);
  world.run(kSecond * 20);
  CHECK(world.owner->count("transfer -1000") == 2);
  CHECK(world.owner->count("transfer 1000") == 1);
  world.happen(Fault::liquidation);
  world.run(kSecond * 5);
  CHECK(world.owner->venue_fills >= 1);
  CHECK(world.owner->foreign == 0);
  CHECK(world.owner->count("liquidation") >= 1);
  CHECK(world.owner->count("position 0") >= 1);
}

TEST_CASE("conformance 49: a liquidation that nobody heard of is found by the download, and is nobody else's order") {
  SimulatedWorld world(Product::linear, 4);
  world.start();
  REQUIRE(world.ready());
  REQUIRE(world.send(world.order(OrderSide::buy, OrderKind::limit_ioc, "0.5", -3'000)));
  world.run(kSecond * 3);
  const int fills = world.owner->fills;
  REQUIRE(fills >= 1);
  world.network.drop_connections("venue.test");
  world.happen(Fault::liquidation);
  world.run(kSecond * 20);
  REQUIRE(world.ready());
  CHECK(world.owner->venue_fills >= 1);
  CHECK(world.owner->foreign == 0);
  CHECK(world.owner->fills == fills);
  CHECK(world.owner->count("liquidation") >= 1);
  CHECK(world.owner->positions.at(world.market->id).is_zero());
}

}  // namespace
}  // namespace basis
