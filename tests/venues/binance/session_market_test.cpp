#include "tests/venues/binance/session_world.hpp"

namespace basis {
namespace {

using namespace test;

std::size_t streaming(const SessionWorld& world, const std::string& stream) {
  std::size_t count = 0;
  for (const auto& connection : world.venue->connections)
    count += static_cast<std::size_t>(std::count(connection.streams.begin(), connection.streams.end(), stream));
  return count;
}

std::string trade(int id) { return fmt::format(R"({{"e":"trade","s":"BTCUSDT","t":{},"p":"1"}})", id); }

TEST_CASE("messages come in the combined form with their URL and connection, books as answers with theirs") {
  SessionWorld world(Product::linear);
  world.start();
  world.venue->publish("btcusdt@depth@100ms", R"({"e":"depthUpdate"})");
  world.venue->publish("btcusdt@markPrice@1s", R"({"e":"markPriceUpdate"})");
  world.session->request_book(world.markets[0]->id);
  world.session->request_book(world.markets[0]->id);
  world.run(kSecond);
  REQUIRE(world.owner->data_seen.size() == 3);
  const auto& depth = world.owner->data_seen[0];
  CHECK(depth.bytes == R"({"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate"}})");
  CHECK(depth.channel == "wss://venue.test/public/stream");
  CHECK(depth.connection != 0);
  const auto& mark = world.owner->data_seen[1];
  CHECK(mark.channel == "wss://venue.test/market/stream");
  CHECK(mark.connection != depth.connection);
  const auto& book = world.owner->data_seen[2];
  CHECK(book.answer);
  CHECK(book.connection == 0);
  CHECK(book.channel == "https://venue.test/fapi/v1/depth?symbol=BTCUSDT&limit=1000");
  CHECK(world.venue->asked("GET /fapi/v1/depth") == 1);
}

TEST_CASE(
    "conformance 6: after a reconnect the wanted streams return, refused ones are tried again, and books are lost") {
  SessionWorld world(Product::spot);
  world.venue->bad_streams = {"btcusdt@trade"};
  world.start();
  REQUIRE(world.owner->alert("stream_refused") != nullptr);
  CHECK(world.owner->alert("stream_refused")->text.find("btcusdt@trade") == 0);
  CHECK(streaming(world, "btcusdt@depth@100ms") == 1);
  CHECK(streaming(world, "btcusdt@trade") == 0);
  world.venue->bad_streams.clear();
  world.run(kMinute * 2);
  CHECK(streaming(world, "btcusdt@trade") == 1);
  for (const auto& connection : world.venue->connections)
    if (connection.path == "/stream") {
      connection.socket->drop();
      break;
    }
  world.run(kSecond * 5);
  CHECK(world.owner->lost_feeds.size() == 1);
  CHECK(streaming(world, "btcusdt@depth@100ms") == 1);
  world.venue->publish("btcusdt@depth@100ms", "{}");
  world.run(kSecond);
  CHECK(world.owner->data_seen.back().connection > world.owner->lost_feeds.front());
}

TEST_CASE("conformance 5: one silent stream is subscribed again, the others are left alone") {
  SessionWorld world(Product::spot, {"BTCUSDT", "ETHUSDT"});
  world.start();
  const int before = world.venue->asked("UNSUBSCRIBE");
  for (int i = 0; i < 45; ++i) {
    world.venue->publish("btcusdt@depth@100ms", "{}");
    world.run(kSecond);
  }
  CHECK(world.venue->asked("UNSUBSCRIBE") == before + 1);
  CHECK(streaming(world, "ethusdt@depth@100ms") == 1);
  CHECK(streaming(world, "btcusdt@depth@100ms") == 1);
  CHECK(world.owner->lost_feeds.empty());
}

TEST_CASE("conformance 7, 8: a successor is in step before the old connection goes, and each trade is told once") {
  SessionWorld world(Product::spot);
  world.start();
  world.venue->publish("btcusdt@trade", trade(1));
  world.run(kSecond);
  for (const auto& connection : world.venue->connections)
    if (connection.path == "/stream") connection.socket->send(R"({"e":"serverShutdown","E":1764331200000})");
  world.run(kSecond);
  // Both are open until the book's stream was heard on the new one.
  CHECK(streaming(world, "btcusdt@trade") == 2);
  world.venue->publish("btcusdt@trade", trade(2));
  world.run(kSecond);
  CHECK(world.owner->lost_feeds.empty());
  world.venue->publish("btcusdt@depth@100ms", "{}");
  world.run(kSecond);
  CHECK(world.owner->lost_feeds.size() == 1);
  CHECK(streaming(world, "btcusdt@trade") == 1);
  world.venue->publish("btcusdt@trade", trade(3));
  world.run(kSecond);
  std::vector<std::string> trades;
  for (const auto& data : world.owner->data_seen)
    if (data.bytes.find("@trade") != std::string::npos) trades.push_back(data.bytes);
  REQUIRE(trades.size() == 3);
  CHECK(trades[1].find(R"("t":2)") != std::string::npos);
  CHECK(trades[2].find(R"("t":3)") != std::string::npos);
}

TEST_CASE("conformance 7: after 24 hours every connection has been replaced, and the session was ready all the time") {
  SessionWorld world(Product::linear);
  world.start();
  for (int minute = 0; minute < 24 * 60; ++minute) {
    world.venue->publish("btcusdt@depth@100ms", "{}");
    world.venue->publish("btcusdt@markPrice@1s", "{}");
    world.network.run_until(world.network.now_utc() + kSecond * 20);
    world.venue->publish("btcusdt@depth@100ms", "{}");
    world.venue->publish("btcusdt@markPrice@1s", "{}");
    world.network.run_until(world.network.now_utc() + kSecond * 20);
    for (const auto& connection : world.venue->connections) connection.socket->ping();
    world.venue->publish("btcusdt@depth@100ms", "{}");
    world.venue->publish("btcusdt@markPrice@1s", "{}");
    world.network.run_until(world.network.now_utc() + kSecond * 20);
  }
  CHECK(world.ready());
  CHECK(world.owner->count("status ready") == 1);
  CHECK(world.owner->count("status waiting") == 0);
  CHECK(world.venue->asked("UPGRADE /public/stream") == 2);
  CHECK(world.venue->asked("UPGRADE /private/ws/key1") == 2);
  CHECK(world.venue->asked("UPGRADE /ws-fapi/v1") == 2);
}

}  // namespace
}  // namespace basis
