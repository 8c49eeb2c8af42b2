#include "venues/net/memory_network.hpp"

#include <doctest/doctest.h>

#include "tests/venues/net/support.hpp"

namespace basis::test {
namespace {

using net::Endpoint;
using net::HttpAnswer;
using net::MemoryNetwork;
using Heard = std::vector<std::string>;

constexpr Nanos kMilli{1'000'000};
const UtcTime kStart = UtcTime::from_nanos(1'700'000'000'000'000'000);
const Endpoint kVenue{.tls = true, .host = "venue", .port = 443, .path = "/v1"};

/// A network with an echo behind kVenue: 2 ms there, 3 ms back.
struct World {
  World() {
    network.serve("venue", 443, echo);
    network.set_latency({kMilli * 2, kMilli * 2}, {kMilli * 3, kMilli * 3});
  }
  std::unique_ptr<net::Socket> connect(net::SocketListener& listener, const std::string& target = "/") {
    return network.connect({.endpoint = kVenue, .target = target}, listener);
  }
  net::HttpClient::Done note(std::vector<std::string>& answers) {
    return [this, &answers](const HttpAnswer& answer) {
      CHECK(answer.received_utc == network.now_utc());
      answers.push_back(fmt::format("{} ms {}", (network.now_utc() - kStart).count / 1'000'000, told(answer)));
    };
  }
  EchoService echo;  // outlives the network
  MemoryNetwork network{kStart, 7};
};

TEST_CASE("memory network: a WebSocket opens after a round trip, and texts take their ways in order") {
  World world;
  HeardSocket heard;
  const auto socket = world.connect(heard, "/greet");
  CHECK(!socket->send("early"));
  world.network.run_until(kStart + kMilli * 4);
  CHECK(heard.heard.empty());
  REQUIRE(world.echo.upgrades.size() == 1);
  CHECK(world.echo.upgrades[0].target == "/v1/greet");
  CHECK(world.echo.upgrades[0].peer == "127.0.0.1");
  CHECK(net::find_header(world.echo.upgrades[0].headers, "host") == "venue");
  world.network.run_until(kStart + kMilli * 5);
  CHECK(heard.heard == Heard{"open", "text hello"});
  CHECK(socket->send("a"));
  CHECK(socket->send("b"));
  CHECK(socket->send("/ping"));
  world.network.run_until(kStart + kMilli * 10);
  CHECK(heard.heard == Heard{"open", "text hello", "text a", "text b", "ping"});
  CHECK(heard.times.back() == kStart + kMilli * 10);
  CHECK(world.network.now_mono().nanos() == 10'000'000);
}

TEST_CASE("memory network: ends of a WebSocket, whoever begins them") {
  struct Case {
    const char* what;
    std::string target;
    std::function<void(World&, net::Socket&)> end;
    Heard heard;
    std::size_t closed;
  };
  const auto says = [](const char* text) { return [text](World&, net::Socket& socket) { CHECK(socket.send(text)); }; };
  const Case cases[] = {
      {"the service closes", "/", says("/close"), {"open", "closed closed by the peer: 1001 restart"}, 1},
      {"the service falls", "/", says("/drop"), {"open", "closed connection reset"}, 1},
      {"we close", "/", [](World&, net::Socket& socket) { socket.close(); }, {"open", "closed closed by us"}, 1},
      {"everything falls",
       "/",
       [](World& world, net::Socket& socket) {
         CHECK(socket.send("lost"));
         world.network.drop_connections("venue");
         CHECK(!socket.send("after"));
       },
       {"open", "closed connection reset"},
       1},
      {"another host falls",
       "/",
       [](World& world, net::Socket&) { world.network.drop_connections("other"); },
       {"open"},
       0},
      {"no such stream", "/none", [](World&, net::Socket&) {}, {"closed the upgrade was answered with 404"}, 0},
      {"closed while it upgrades",
       "/full",
       [](World&, net::Socket&) {},
       {"open", "text full", "closed closed by the peer: 1008 too many connections"},
       1},
  };
  for (const Case& each : cases) {
    CAPTURE(each.what);
    World world;
    HeardSocket heard;
    const auto socket = world.connect(heard, each.target);
    world.network.run_until(kStart + kMilli * 5);
    each.end(world, *socket);
    world.network.run_until(kStart + kMilli * 20);
    CHECK(heard.heard == each.heard);
    CHECK(world.echo.closed == each.closed);
    CHECK(socket->send("more") == (each.closed == 0 && each.target == "/"));
    CHECK(world.echo.texts != Heard{"lost"});
  }
}

TEST_CASE("memory network: a socket that is destroyed is told nothing, and its service hears the end") {
  World world;
  HeardSocket heard;
  auto socket = world.connect(heard);
  world.network.run_until(kStart + kMilli * 5);
  socket->send("a");
  socket.reset();
  world.network.run_until(kStart + kMilli * 20);
  CHECK(heard.heard == Heard{"open"});
  CHECK(world.echo.texts == Heard{"a"});
  CHECK(world.echo.closed == 1);
  CHECK(!world.network.run_next());
}

TEST_CASE("memory network: nobody there, refused, held beyond the limit") {
  World world;
  HeardSocket nobody, refused, held;
  const auto one = world.network.connect({.endpoint = {.tls = false, .host = "venue", .port = 80}}, nobody);
  world.network.run_until(kStart + kMilli * 5);
  CHECK(nobody.heard == Heard{"closed connection refused"});
  world.network.refuse("venue", true);
  const auto two = world.connect(refused);
  Heard answers;
  const auto client = world.network.http(kVenue, 1);
  client->send({}, kSecond, world.note(answers));
  world.network.run_until(kStart + kMilli * 10);
  CHECK(refused.heard == Heard{"closed connection refused"});
  CHECK(answers == Heard{"5 ms not left: connection refused"});
  world.network.refuse("venue", false);
  world.network.hold("venue", kStart + kSecond * 60);
  const auto three = world.network.connect({.endpoint = kVenue, .limit = kSecond}, held);
  world.network.run_until(kStart + kSecond * 2);
  CHECK(held.heard == Heard{"closed no connection within 1000 ms"});
}

TEST_CASE("memory network: what is held comes in its order at the end of the hold") {
  World world;
  HeardSocket heard;
  const auto socket = world.connect(heard);
  world.network.run_until(kStart + kMilli * 5);
  socket->send("a");
  world.network.hold("venue", kStart + kMilli * 100);
  socket->send("b");
  world.network.run_until(kStart + kMilli * 99);
  CHECK(world.echo.texts.empty());
  CHECK(world.network.next_due() == kStart + kMilli * 100);
  socket->send("c");
  world.network.run_until(kStart + kMilli * 103);
  CHECK(heard.heard == Heard{"open", "text a", "text b"});
  CHECK(world.echo.texts == Heard{"a", "b", "c"});
}

TEST_CASE("memory network: requests, their limits and their losses") {
  World world;
  Heard answers;
  const auto client = world.network.http(kVenue, 1);
  client->send({.method = "POST", .target = "/order", .body = "x=1"}, kSecond, world.note(answers));
  client->send({.target = "/second"}, kSecond, world.note(answers));
  client->send({.target = "/third"}, kMilli * 7, world.note(answers));
  CHECK(answers.empty());
  world.network.run_until(kStart + kMilli * 20);
  // One connection: the second request leaves at 5 ms, the third never.
  CHECK(answers ==
        Heard{"5 ms 200 POST /v1/order x=1", "7 ms not left: no answer within 7 ms", "10 ms 200 GET /v1/second "});
  CHECK(world.echo.request_times == std::vector{kStart + kMilli * 2, kStart + kMilli * 7});

  answers.clear();
  const auto raw = world.network.http({.tls = true, .host = "venue", .port = 443}, 2);
  world.network.lose_answers("venue", 1);
  raw->send({.target = "/a"}, kMilli * 100, world.note(answers));
  raw->send({.target = "/drop"}, kMilli * 100, world.note(answers));
  raw->send_encoded("POST /b HTTP/1.1\r\nHost: venue\r\nContent-Length: 2\r\n\r\nhi", kSecond, world.note(answers));
  raw->send_encoded("POST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nhi", kSecond, world.note(answers));
  world.network.run_until(kStart + kMilli * 200);
  CHECK(answers == Heard{"20 ms not left: not a whole request of HTTP/1.1: partial message",
                         "25 ms left: the peer closed without an answer", "30 ms 200 POST /b hi",
                         "120 ms left: no answer within 100 ms"});
  CHECK(world.echo.requests.size() == 5);
}

TEST_CASE("memory network: requests of a connection that falls") {
  World world;
  Heard answers;
  const auto client = world.network.http({.tls = true, .host = "venue", .port = 443}, 1);
  client->send({.target = "/never"}, kSecond, world.note(answers));
  client->send({.target = "/waits"}, kSecond, world.note(answers));
  world.network.run_until(kStart + kMilli * 1);
  world.network.drop_connections("venue");
  world.network.run_until(kStart + kMilli * 10);
  CHECK(answers == Heard{"1 ms left: connection reset", "6 ms 200 GET /waits "});
  CHECK(world.echo.requests.size() == 1);
  client->send({.target = "/never"}, kSecond, world.note(answers));
  world.network.run_until(kStart + kMilli * 20);
  world.network.drop_connections("venue");
  world.network.run_until(kStart + kMilli * 30);
  world.echo.kept.at(0)(net::HttpResponse{});  // it has gone: nothing happens
  world.network.run_until(kStart + kSecond * 5);
  CHECK(answers.size() == 3);
  CHECK(answers.back() == "20 ms left: connection reset");
}

TEST_CASE("memory network: a client that is destroyed calls nobody") {
  World world;
  Heard answers;
  auto client = world.network.http(kVenue, 1);
  client->send({.target = "/one"}, kSecond, world.note(answers));
  client->send({.target = "/two"}, kSecond, world.note(answers));
  client.reset();
  world.network.run_until(kStart + kSecond * 5);
  CHECK(answers.empty());
  CHECK(world.echo.requests.size() == 1);
}

TEST_CASE("memory network: timers and what a service has due, in order of time and then of creation") {
  World world;
  Heard order;
  const auto note = [&](const char* what) { return [&order, what] { order.emplace_back(what); }; };
  const auto b = world.network.after(kMilli * 10, note("b"));
  const auto a = world.network.after(kMilli * 5, note("a"));
  const auto c = world.network.after(kMilli * 10, note("c"));
  auto stopped = world.network.after(kMilli * 7, note("stopped"));
  stopped.reset();
  HeardSocket heard;
  const auto socket = world.connect(heard);
  world.network.run_until(kStart + kMilli * 6);
  CHECK(order == Heard{"a"});
  world.echo.due = kStart + kMilli * 10;
  world.echo.every = kMilli * 10;
  CHECK(world.network.run_next());
  CHECK(world.network.now_utc() == kStart + kMilli * 10);
  CHECK(order == Heard{"a"});  // the service first
  world.network.run_until(kStart + kMilli * 23);
  CHECK(order == Heard{"a", "b", "c"});
  CHECK(heard.times == std::vector{kStart + kMilli * 13, kStart + kMilli * 23});
}

/// What is heard of a burst over drawn latencies.
std::pair<Heard, std::vector<UtcTime>> burst(std::uint64_t seed) {
  EchoService echo;
  MemoryNetwork network(kStart, seed);
  network.serve("venue", 443, echo);
  network.set_latency({kMilli, kMilli * 9}, {kMilli, kMilli * 9});
  HeardSocket heard;
  const auto socket = network.connect({.endpoint = kVenue}, heard);
  network.run_until(kStart + kMilli * 100);
  std::vector<std::unique_ptr<net::Timer>> timers;
  for (int i = 0; i < 50; ++i)
    timers.push_back(network.after(kMilli * i, [&socket, i] { CHECK(socket->send(std::to_string(i))); }));
  network.run_until(kStart + kSecond);
  return {heard.heard, heard.times};
}

TEST_CASE("memory network: drawn latencies keep the order, stay in their range and come of the seed") {
  const auto [heard, times] = burst(1);
  REQUIRE(heard.size() == 51);
  for (std::size_t i = 0; i < 50; ++i) {
    CHECK(heard[i + 1] == fmt::format("text {}", i));
    const Nanos took = times[i] - (kStart + kMilli * 100 + kMilli * static_cast<std::int64_t>(i));
    CHECK(took >= kMilli * 2);
    CHECK(took <= kMilli * 18);
  }
  CHECK(burst(1) == burst(1));
  CHECK(burst(1).second != burst(2).second);
}

}  // namespace
}  // namespace basis::test
