// WebSockets of the real network, slow and hot.
#include <atomic>
#include <thread>

#include "tests/support/allocations.hpp"
#include "tests/venues/net/loopback.hpp"
#include "tests/venues/net/raw_peer.hpp"

namespace basis::test {
namespace {

using net::Endpoint;

/// Plain and TLS, slow and hot.
constexpr std::pair<bool, bool> kKinds[] = {{false, false}, {true, false}, {false, true}, {true, true}};

TEST_CASE("beast socket: WebSockets, plain and TLS, slow and hot") {
  Loopback rig;
  for (const auto& [tls, hot] : kKinds) {
    CAPTURE(tls);
    CAPTURE(hot);
    HeardSocket heard;
    Endpoint endpoint = rig.endpoint(tls);
    endpoint.path = "/ws";
    const auto socket = rig.network->connect(
        {.endpoint = endpoint, .target = "/greet", .headers = {{"X-Key", "k"}}, .hot = hot}, heard);
    CHECK(!socket->send("early"));
    CHECK(rig.until([&] { return heard.heard.size() == 2; }));
    CHECK(rig.echo.upgrades.back().target == "/ws/greet");
    CHECK(net::find_header(rig.echo.upgrades.back().headers, "x-key") == "k");
    std::vector<std::string> expected{"open", "text hello"};
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65'535U, 65'536U, 3'000'000U}) {
      const std::string text(size, 'a');
      CHECK(socket->send(text));
      expected.push_back("text " + text);
    }
    CHECK(rig.until([&] { return heard.heard.size() == expected.size(); }));
    CHECK(socket->send("/ping"));
    expected.emplace_back("ping");
    socket->ping();
    CHECK(rig.until([&] { return heard.heard.size() == expected.size(); }));
    CHECK(heard.heard == expected);
    socket->close();
    CHECK(!socket->send("late"));
    CHECK(rig.until([&] { return heard.heard.size() > expected.size() && rig.echo.sockets.empty(); }));
    CHECK(heard.heard.back() == "closed closed by us");
  }
  CHECK(rig.echo.closed == 4);
}

TEST_CASE("beast socket: ends of a WebSocket, whoever begins them") {
  struct Case {
    const char* target;
    const char* text;
    std::vector<std::string> heard;
  };
  const Case cases[] = {
      {"/", "/close", {"open", "closed closed by the peer: 1001 restart"}},
      {"/", "/drop", {"open", "closed the peer ended the connection"}},
      {"/none", "", {"closed the upgrade was answered with 404"}},
      {"/full", "", {"open", "text full", "closed closed by the peer: 1008 too many connections"}},
  };
  for (const Case& each : cases) {
    for (const auto& [tls, hot] : kKinds) {
      CAPTURE(each.target);
      CAPTURE(each.text);
      CAPTURE(tls);
      CAPTURE(hot);
      Loopback rig;
      HeardSocket heard;
      const auto socket =
          rig.network->connect({.endpoint = rig.endpoint(tls), .target = each.target, .hot = hot}, heard);
      CHECK(rig.until([&] { return !heard.heard.empty(); }));
      if (*each.text != '\0') CHECK(socket->send(each.text));
      CHECK(rig.until([&] { return heard.heard.back().starts_with("closed"); }));
      CHECK(heard.heard == each.heard);
      CHECK(rig.until([&] { return rig.server->connections() == 0; }));
      CHECK(rig.echo.sockets.empty());
      CHECK(!socket->send("late"));
    }
  }
}

TEST_CASE("beast socket: a socket that is destroyed is told nothing, wherever it is, and its service hears the end") {
  for (const bool hot : {false, true}) {
    CAPTURE(hot);
    Loopback rig;
    HeardSocket heard;
    auto connecting = rig.network->connect({.endpoint = rig.endpoint(true), .hot = hot}, heard);
    connecting.reset();
    auto open = rig.network->connect({.endpoint = rig.endpoint(true), .hot = hot}, heard);
    CHECK(rig.until([&] { return heard.heard.size() == 1; }));
    CHECK(open->send("a"));
    open.reset();
    CHECK(rig.until([&] { return rig.echo.closed == 1 && rig.server->connections() == 0; }));
    CHECK(rig.echo.texts == std::vector<std::string>{"a"});
    CHECK(heard.heard == std::vector<std::string>{"open"});
    auto closing = rig.network->connect({.endpoint = rig.endpoint(true), .hot = hot}, heard);
    closing->close();
    CHECK(rig.until([&] { return heard.heard.size() == 2; }));
    CHECK(heard.heard.back() == "closed closed by us");
  }
}

/// A frame of a server: FIN and opcode, length in one to nine bytes, no mask (RFC 6455, section 5.2).
std::string frame(unsigned char first, std::string_view text) {
  std::string bytes(1, static_cast<char>(first));
  if (text.size() < 126) {
    bytes.push_back(static_cast<char>(text.size()));
  } else {
    bytes.push_back(126);
    bytes.push_back(static_cast<char>(text.size() >> 8));
    bytes.push_back(static_cast<char>(text.size() & 255));
  }
  return bytes.append(text);
}

/// Accepts one WebSocket without any library but the digest's, and sends what it is given.
struct RawWebSocket {
  void poll() {
    if (!peer.there()) peer = listener.accept();
    if (!peer.there()) return;
    received += peer.receive();
    const std::size_t end = received.find("\r\n\r\n");
    if (open || end == std::string::npos) return;
    open = true;
    const std::string_view label = "Sec-WebSocket-Key: ";
    const std::size_t key = received.find(label) + label.size();
    peer.send(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " +
        websocket_accept(received.substr(key, 24)) + "\r\n\r\n" + first);
    received.erase(0, end + 4);
  }
  RawPeer listener = RawPeer::listen();
  RawPeer peer;
  std::string first;  ///< goes out with the upgrade's answer
  std::string received;
  bool open = false;
};

/// What a client hears of these bytes, sent with the answer to its upgrade, until `lines` of it.
std::vector<std::string> hear(const std::string& bytes, std::size_t lines, bool hot) {
  Loopback rig;
  RawWebSocket server;
  server.first = bytes;
  HeardSocket heard;
  const auto socket = rig.network->connect(
      {.endpoint = {.tls = false, .host = "127.0.0.1", .port = server.listener.port()}, .hot = hot}, heard);
  CHECK(rig.until([&] {
    server.poll();
    return heard.heard.size() == lines;
  }));
  return heard.heard;
}

TEST_CASE("beast socket: frames of a WebSocket by hand") {
  using Heard = std::vector<std::string>;
  for (const bool hot : {false, true}) {
    CAPTURE(hot);
    CHECK(hear(frame(0x81, "a") + frame(0x01, "b") + frame(0x89, "") + frame(0x00, "c") + frame(0x80, "d"), 4, hot) ==
          Heard{"open", "text a", "ping", "text bcd"});
    CHECK(hear(frame(0x81, std::string(300, 'x')), 2, hot) == Heard{"open", "text " + std::string(300, 'x')});
    const std::string goodbye = frame(0x88, std::string("\x03\xe9") + "bye");
    CHECK(hear(goodbye, 2, hot) == Heard{"open", "closed closed by the peer: 1001 bye"});
    CHECK(hear(frame(0x82, "raw"), 2, hot) == Heard{"open", "closed the peer sent a binary message"});
    CHECK(hear(frame(0x85, ""), 2, hot).back().starts_with("closed "));
    CHECK(hear(std::string("\x81\x7f\0\0\0\0\x01\0\0\x01", 10), 2, hot).back().starts_with("closed "));
  }
}

TEST_CASE("beast socket: waiting ends when a hot socket has something to read") {
  Loopback rig;
  RawWebSocket server;
  HeardSocket heard;
  const auto socket = rig.network->connect(
      {.endpoint = {.tls = false, .host = "127.0.0.1", .port = server.listener.port()}, .hot = true}, heard);
  CHECK(rig.until([&] {
    server.poll();
    return heard.heard.size() == 1;
  }));
  std::atomic<bool> waits{false};
  std::jthread sender([&] {
    while (!waits) std::this_thread::yield();
    server.peer.send(frame(0x81, "a"));
  });
  const MonoTime from = rig.network->now_mono();
  waits = true;
  while (heard.heard.size() == 1 && rig.network->now_mono() - from < kSecond * 8) rig.network->run_for(kSecond * 4);
  CHECK(heard.heard == std::vector<std::string>{"open", "text a"});
  CHECK(rig.network->now_mono() - from < kSecond * 3);
}

/// Counts texts, without writing them down.
class CountedSocket final : public net::SocketListener {
 public:
  void on_open() override { ++opened; }
  void on_text(std::string_view text, UtcTime, MonoTime) override { bytes += text.size(); }
  void on_closed(const std::string&) override {}
  int opened = 0;
  std::size_t bytes = 0;
};

TEST_CASE("beast socket: a hot socket takes no memory for a message once it has met one as long") {
  Loopback rig;
  RawWebSocket server;
  CountedSocket heard;
  const auto socket = rig.network->connect(
      {.endpoint = {.tls = false, .host = "127.0.0.1", .port = server.listener.port()}, .hot = true}, heard);
  CHECK(rig.until([&] {
    server.poll();
    return heard.opened == 1;
  }));
  const std::string message(900, 'm');
  const std::string both = frame(0x81, message) + frame(0x01, "half") + frame(0x80, " whole") + frame(0x89, "ping");
  std::uint64_t taken = 0;
  for (std::size_t round = 1; round <= 2'000; ++round) {
    server.peer.send(both);
    const std::uint64_t before = allocations();
    while (heard.bytes < round * 910) rig.network->poll();
    CHECK(socket->send(message));
    if (round > 10) taken += allocations() - before;
    server.peer.receive();
  }
  CHECK(taken == 0);
}

}  // namespace
}  // namespace basis::test
