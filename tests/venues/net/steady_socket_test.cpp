#include "venues/net/steady_socket.hpp"

#include <doctest/doctest.h>

#include "tests/venues/net/support.hpp"
#include "venues/net/memory_network.hpp"
#include "venues/net/silence_watch.hpp"

namespace basis::test {
namespace {

using net::Backoff;
using net::SteadySocket;
using Lines = std::vector<std::string>;

const UtcTime kBegin = UtcTime::from_nanos(1'700'000'000'000'000'000);

/// Writes down what a steady socket says, with whole seconds since the start.
class HeardSteady final : public net::SteadyListener {
 public:
  explicit HeardSteady(const net::Network& network) : network_(network) {}
  void on_open(std::uint32_t connection) override { note("open", connection, ""); }
  void on_text(std::uint32_t connection, std::string_view text, UtcTime, MonoTime) override {
    note("text", connection, text);
  }
  void on_closed(std::uint32_t connection, const std::string& reason) override { note("closed", connection, reason); }
  Lines take() { return std::exchange(lines_, {}); }

 private:
  void note(std::string_view what, std::uint32_t connection, std::string_view text) {
    const auto seconds = (network_.now_utc() - kBegin).count / kSecond.count;
    lines_.push_back(fmt::format("{} {} {} {}", seconds, what, connection, text));
  }
  const net::Network& network_;
  Lines lines_;
};

struct Rig {
  explicit Rig(net::SteadySettings settings = {}) : socket(network, with_place(std::move(settings)), heard) {
    network.serve("venue", 443, echo);
  }
  static net::SteadySettings with_place(net::SteadySettings settings) {
    settings.request.endpoint = {.tls = true, .host = "venue"};
    return settings;
  }
  void run_to(std::int64_t seconds) { network.run_until(kBegin + kSecond * seconds); }
  EchoService echo;  // outlives the network
  net::MemoryNetwork network{kBegin, 1};
  HeardSteady heard{network};
  SteadySocket socket;
};

TEST_CASE("backoff: doubled up to the most, each wait from half of it to the whole") {
  Backoff backoff(Nanos{1'000}, Nanos{10'000}, 3);
  for (const std::int64_t whole : {1'000, 2'000, 4'000, 8'000, 10'000, 10'000}) {
    const Nanos wait = backoff.next();
    CHECK(wait.count >= whole / 2);
    CHECK(wait.count <= whole);
  }
  backoff.reset();
  CHECK(backoff.next().count <= 1'000);
  Backoff one(kSecond, kMinute, 1), same(kSecond, kMinute, 1), other(kSecond, kMinute, 2);
  const Nanos first = one.next();
  CHECK(first == same.next());
  CHECK(first != other.next());
}

TEST_CASE("steady socket: comes back after a loss, with numbers that count up") {
  Rig rig({.silence = kHour});
  CHECK(!rig.socket.send(1, "early"));
  rig.socket.start();
  rig.run_to(1);
  CHECK(rig.heard.take() == Lines{"0 open 1 "});
  CHECK(rig.socket.current() == 1);
  CHECK(rig.socket.send(1, "a"));
  CHECK(!rig.socket.send(2, "a"));
  rig.run_to(10);
  CHECK(rig.heard.take() == Lines{"1 text 1 a"});
  rig.network.drop_connections("venue");
  rig.run_to(11);
  CHECK(rig.heard.take() == Lines{"10 closed 1 connection reset", "10 open 2 "});
  CHECK(!rig.socket.send(1, "b"));
  CHECK(rig.socket.current() == 2);
}

TEST_CASE("steady socket: waits grow while the venue refuses, and begin anew once a connection has settled") {
  Rig rig({.first_wait = kSecond, .most_wait = kSecond * 8, .settled = kSecond * 30, .silence = kHour});
  rig.network.refuse("venue", true);
  rig.socket.start();
  rig.run_to(40);
  const Lines refused = rig.heard.take();
  // The waits before attempts 2 to 5 are at most 1, 2, 4 and 8 s, and at least half of that.
  REQUIRE(refused.size() >= 6);
  CHECK(refused.size() <= 11);
  CHECK(refused[0] == "0 closed 1 connection refused");
  rig.network.refuse("venue", false);
  rig.run_to(48);
  CHECK(rig.heard.take().size() == 1);
  // Lost before it has settled: the wait is still a long one.
  rig.network.drop_connections("venue");
  rig.run_to(50);
  CHECK(rig.socket.current() == 0);
  rig.run_to(57);
  CHECK(rig.socket.current() != 0);
  rig.run_to(100);
  rig.network.drop_connections("venue");
  rig.run_to(102);
  CHECK(rig.socket.current() != 0);
}

TEST_CASE("conformance 7: before the end of its life a connection has a successor in step") {
  Rig rig({.life = kSecond * 100, .silence = kHour, .overlap = kSecond * 5});
  rig.socket.start();
  rig.run_to(101);
  CHECK(rig.heard.take() == Lines{"0 open 1 ", "100 open 2 "});
  CHECK(rig.socket.current() == 1);
  CHECK(rig.socket.send(1, "old"));
  CHECK(rig.socket.send(2, "new"));
  rig.run_to(102);
  CHECK(rig.heard.take() == Lines{"101 text 1 old", "101 text 2 new"});
  rig.socket.in_step(1);
  CHECK(rig.socket.current() == 1);
  rig.socket.in_step(2);
  CHECK(rig.socket.current() == 2);
  CHECK(rig.heard.take().empty());
  rig.run_to(103);
  CHECK(rig.heard.take() == Lines{"102 closed 1 replaced by connection 2"});
  CHECK(rig.echo.sockets.size() == 1);
  // Its own life counts from its own opening.
  rig.run_to(199);
  CHECK(rig.heard.take().empty());
  rig.run_to(200);
  CHECK(rig.heard.take() == Lines{"200 open 3 "});
}

TEST_CASE("conformance 7: an announced restart begins with a successor at once, told any number of times") {
  Rig rig({.silence = kHour, .overlap = kSecond * 5});
  rig.socket.restart_soon();
  rig.socket.start();
  rig.run_to(1);
  rig.socket.restart_soon();
  rig.socket.restart_soon();
  rig.run_to(2);
  CHECK(rig.heard.take() == Lines{"0 open 1 ", "1 open 2 "});
  // One that does not come in step is given up, and another is tried, while the old one goes on.
  rig.run_to(8);
  const Lines heard = rig.heard.take();
  REQUIRE(heard.size() == 2);
  CHECK(heard[0] == "6 closed 2 not in step within 5 s");
  CHECK(heard[1] == "6 open 3 ");
  CHECK(rig.socket.current() == 1);
  // The venue ends both; what was the successor's attempt goes on as the only one.
  rig.network.drop_connections("venue");
  rig.run_to(12);
  CHECK(rig.socket.current() == 4);
  CHECK(rig.echo.sockets.size() == 1);
}

TEST_CASE("steady socket: a successor takes the place of a connection that is lost before it is in step") {
  Rig rig({.silence = kHour, .overlap = kSecond * 5});
  rig.socket.start();
  rig.run_to(1);
  rig.socket.restart_soon();
  rig.run_to(2);
  rig.heard.take();
  CHECK(rig.socket.send(1, "/drop"));
  rig.run_to(60);
  CHECK(rig.heard.take() == Lines{"2 closed 1 connection reset"});
  CHECK(rig.socket.current() == 2);
}

TEST_CASE("steady socket: nothing heard for the limit ends a connection; a ping or a message keeps it") {
  Rig rig({.silence = kSecond * 20});
  rig.socket.start();
  rig.run_to(15);
  rig.echo.sockets.at(0)->ping();
  rig.run_to(30);
  rig.echo.sockets.at(0)->send("tick");
  rig.run_to(49);
  CHECK(rig.heard.take() == Lines{"0 open 1 ", "30 text 1 tick"});
  rig.run_to(51);
  CHECK(rig.heard.take() == Lines{"50 closed 1 nothing heard for 20 s", "50 open 2 "});
  CHECK(rig.echo.sockets.size() == 1);
}

TEST_CASE("steady socket: stopping closes everything for good") {
  Rig rig({.silence = kSecond * 20});
  rig.socket.start();
  rig.run_to(1);
  rig.socket.restart_soon();
  rig.run_to(2);
  rig.heard.take();
  rig.socket.stop();
  rig.run_to(300);
  CHECK(rig.heard.take() == Lines{"2 closed 1 closed by us", "2 closed 2 closed by us"});
  CHECK(rig.echo.sockets.empty());
  CHECK(!rig.network.next_due());
  rig.socket.start();
  rig.run_to(301);
  CHECK(rig.heard.take() == Lines{"300 open 3 "});
}

TEST_CASE("conformance 5: of several streams the silent one is found by its own limit") {
  net::SilenceWatch watch;
  const auto mono = [](std::int64_t seconds) { return MonoTime{} + kSecond * seconds; };
  CHECK(!watch.next_due());
  watch.follow("btcusdt@depth", kSecond * 10, mono(0));
  watch.follow("ethusdt@trade", kSecond * 60, mono(0));
  CHECK(watch.next_due() == mono(10));
  watch.heard("btcusdt@depth", mono(5));
  watch.heard("unknown", mono(5));
  CHECK(watch.due(mono(14)).empty());
  CHECK(watch.due(mono(15)) == Lines{"btcusdt@depth"});
  CHECK(watch.due(mono(16)).empty());
  CHECK(watch.due(mono(60)) == Lines{"btcusdt@depth", "ethusdt@trade"});
  watch.unfollow("btcusdt@depth");
  watch.unfollow("btcusdt@depth");
  CHECK(watch.next_due() == mono(120));
}

}  // namespace
}  // namespace basis::test
