#include "venues/net/paced_network.hpp"

#include <doctest/doctest.h>

#include "tests/venues/net/support.hpp"
#include "venues/net/memory_network.hpp"

namespace basis::test {
namespace {

constexpr Nanos kMilli{1'000'000};
const UtcTime kReal = UtcTime::from_nanos(1'700'000'000'000'000'000);
const UtcTime kSimulated = UtcTime::from_nanos(1'800'000'000'000'000'000);
const net::Endpoint kPeer{.tls = false, .host = "venue", .port = 80, .path = ""};

TEST_CASE("paced network: twenty times as fast from its start on: time, timers, answers and messages") {
  EchoService echo;
  net::MemoryNetwork network(kReal, 7);
  network.serve("venue", 80, echo);
  network.set_latency({kMilli * 2, kMilli * 2}, {kMilli * 3, kMilli * 3});
  network.run_until(kReal + kSecond);
  net::PacedNetwork paced(network, kSimulated, 20);
  CHECK(paced.now_utc() == kSimulated);
  const MonoTime began = paced.now_mono();

  std::optional<UtcTime> fired;
  const auto timer = paced.after(kSecond * 10, [&] { fired = paced.now_utc(); });
  std::optional<UtcTime> answered;
  const auto client = paced.http(kPeer, 1);
  net::HttpRequest request;
  request.method = "GET";
  request.target = "/";
  client->send(std::move(request), kSecond, [&](const net::HttpAnswer& answer) {
    REQUIRE(std::holds_alternative<net::HttpResponse>(answer.result));
    answered = answer.received_utc;
  });
  HeardSocket heard;
  const auto socket = paced.connect({.endpoint = kPeer, .target = "/greet"}, heard);
  network.run_until(kReal + kSecond * 2);

  CHECK(paced.now_utc() == kSimulated + kSecond * 20);
  CHECK(paced.now_mono() - began == kSecond * 20);
  // Half a second of real time.
  CHECK(fired == kSimulated + kSecond * 10);
  // 5 ms there and back, after as much for the connection.
  REQUIRE(answered);
  CHECK(*answered >= kSimulated + kMilli * 100);
  CHECK(*answered <= kSimulated + kMilli * 400);
  REQUIRE(heard.heard == std::vector<std::string>{"open", "text hello"});
  CHECK(heard.times.front() >= kSimulated + kMilli * 100);
  CHECK(heard.times.front() <= kSimulated + kMilli * 400);
}

}  // namespace
}  // namespace basis::test
