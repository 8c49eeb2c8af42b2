// Alerts from a node's states to their receiver, on their own thread, over real sockets.

#include "actors/alerts/alert_desk.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <set>
#include <thread>

#include "core/config/load_config.hpp"
#include "tests/actors/alerts/support.hpp"
#include "tests/support/source_dir.hpp"
#include "venues/net/beast_server.hpp"

namespace basis::test {
namespace {

using Texts = std::vector<std::string>;

/// A desk that posts to a receiver, which this thread polls.
struct Office {
  Office() {
    server =
        net::BeastServer::open({.listen = {{}}, .clock = [] { return utc("2026-03-02T10:00:00Z"); }}, receiver).value();
    AlertDesk::Parts parts;
    parts.office.universe = &universe;
    parts.office.settings.repeat = kHour;
    parts.office.settings.quiet = kMinute;
    parts.office.origin = kOrigin;
    parts.webhook = Secret(fmt::format("http://127.0.0.1:{}/hook", server->ports().front()));
    desk = AlertDesk::open(std::move(parts)).value();
  }
  void show(KillState kill) {
    auto state = std::make_shared<NodeState>();
    state->number = ++number;
    state->now = utc("2026-03-02T10:00:00Z") + kSecond * static_cast<std::int64_t>(number);
    state->started = utc("2026-03-02T09:00:00Z");
    state->control.kill = kill;
    state->control.kill_reason = "by hand";
    desk->show(std::move(state));
  }
  bool until(std::size_t requests) {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (receiver.requests.size() < requests) {
      if (std::chrono::steady_clock::now() > limit) return false;
      server->run_for(Nanos{5'000'000});
    }
    return true;
  }
  [[nodiscard]] Texts told() const {
    Texts all;
    for (const net::HttpRequest& request : receiver.requests)
      all.push_back(member(request.body, "kind") + " " + member(request.body, "rule"));
    return all;
  }

  const Universe universe =
      Universe::build(load_config(shipped_configs().string(), "btc_basis", {}, Environment{}).value().settings).value();
  Receiver receiver;
  std::unique_ptr<net::BeastServer> server;
  std::unique_ptr<AlertDesk> desk;
  std::uint64_t number = 0;
};

TEST_CASE("alert desk: what a node shows is told, and how it ended") {
  Office office;
  REQUIRE(office.desk->sinks().size() == 1);
  CHECK(office.desk->sinks().front().starts_with("webhook 127.0.0.1:"));
  office.show(KillState::active);
  REQUIRE(office.until(1));
  office.show(KillState::halted);
  REQUIRE(office.until(2));
  while (office.desk->board() == nullptr || office.desk->board()->sinks.front().told < 2)
    office.server->run_for(Nanos{5'000'000});
  REQUIRE(office.desk->board()->open.size() == 1);
  CHECK(office.desk->board()->open.front().rule == "kill_switch");
  office.show(KillState::active);
  REQUIRE(office.until(3));
  // A node that stops is halted, which is no alert.
  office.desk->node_stops();
  office.show(KillState::halted);
  std::thread ends([&] { office.desk->end({kNodeStopped, {}, AlertSeverity::info, "in order"}, kSecond * 20); });
  CHECK(office.until(4));
  // The answer to the last has to get to it.
  for (int i = 0; i < 40; ++i) office.server->run_for(Nanos{5'000'000});
  ends.join();
  CHECK(office.told() ==
        Texts{"event node_started", "fired kill_switch", "recovered kill_switch", "event node_stopped"});
  const Texts ids = office.receiver.ids();
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == 4);
}

TEST_CASE("alert desk: without sinks the board alone has what is open, and the end waits for nobody") {
  const Universe universe;
  AlertDesk::Parts parts;
  parts.office.universe = &universe;
  const auto desk = AlertDesk::open(std::move(parts));
  REQUIRE(desk.has_value());
  CHECK(desk.value()->sinks().empty());
  auto state = std::make_shared<NodeState>();
  state->number = 1;
  state->control.paused = true;
  desk.value()->show(std::move(state));
  const auto opened = [&] {
    const AlertBoardPtr board = desk.value()->board();
    return board != nullptr && board->open.size() == 1;
  };
  while (!opened()) std::this_thread::yield();
  desk.value()->end({kNodeStopped, {}, AlertSeverity::info, "in order"}, kHour);
}

TEST_CASE("alert desk: a receiver that is not there holds up no end beyond its limit") {
  const Universe universe;
  AlertDesk::Parts parts;
  parts.office.universe = &universe;
  parts.webhook = Secret("http://127.0.0.1:1/s3cret");
  Texts said;  // by its thread, which ends before they are read
  parts.office.say = [&](const std::string& line) { said.push_back(line); };
  const auto desk = AlertDesk::open(std::move(parts));
  REQUIRE(desk.has_value());
  desk.value()->end({kNodeFailed, {}, AlertSeverity::critical, "it failed"}, Nanos{300'000'000});
  CHECK(said.size() == 2);
  CHECK(said.front().starts_with("alerts: webhook 127.0.0.1:1: connecting: "));
  CHECK(said.back() == "alerts: webhook 127.0.0.1:1: 1 alerts are not told");
}

TEST_CASE("alert desk: an address that is none is refused before anything begins") {
  AlertDesk::Parts parts;
  parts.webhook = Secret("s3cret");
  const auto desk = AlertDesk::open(std::move(parts));
  REQUIRE(!desk.has_value());
  CHECK(desk.error().kind == ErrorKind::usage);
}

}  // namespace
}  // namespace basis::test
