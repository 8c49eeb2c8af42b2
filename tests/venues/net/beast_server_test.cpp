#include "venues/net/beast_server.hpp"

#include "tests/venues/net/loopback.hpp"
#include "tests/venues/net/raw_peer.hpp"

namespace basis::test {
namespace {

/// What the server answers to these bytes, up to `end`.
std::string reply(Loopback& rig, std::string_view bytes, std::string_view end) {
  RawPeer peer = RawPeer::connect(rig.port(false));
  std::string got;
  while (!bytes.empty() && rig.until([&] {
    const std::size_t sent = peer.send(bytes);
    bytes.remove_prefix(sent);
    return sent > 0;
  })) {
  }
  rig.until([&] {
    got += peer.receive();
    return got.find(end) != std::string::npos || peer.ended();
  });
  return got;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

TEST_CASE("beast server: requests as clients write them") {
  struct Case {
    const char* what;
    std::string bytes;
    const char* begin;
    const char* end;
  };
  const std::string large(8 << 20, 'x');
  const Case cases[] = {
      {"plain", "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK\r\nX-Count: 1\r\nContent-Length: 7\r\n\r\n",
       "GET /a "},
      {"chunks", "POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", "HTTP/1.1 200 OK",
       "POST /b hi"},
      {"of the old kind", "GET /c HTTP/1.0\r\n\r\n", "HTTP/1.1 200 OK\r\nX-Count: 1\r\nConnection: close\r\n",
       "GET /c "},
      {"no HTTP", "hello\r\n\r\n", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n", "\r\n\r\n"},
      {"no number", "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n", "HTTP/1.1 400 Bad Request", "\r\n\r\n"},
      {"the largest", "POST /d HTTP/1.1\r\nContent-Length: 8388608\r\n\r\n" + large, "HTTP/1.1 200 OK", "xxxx"},
      {"too large", "POST /e HTTP/1.1\r\nContent-Length: 8388609\r\n\r\n", "HTTP/1.1 413 Payload Too Large",
       "\r\n\r\n"},
      {"a head without an end", "GET / HTTP/1.1\r\nX: " + std::string(70'000, 'x'), "HTTP/1.1 400 Bad Request",
       "\r\n\r\n"},
      {"an upgrade to nothing",
       "GET /none HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
       "HTTP/1.1 404 Not Found\r\n", "\r\n\r\n"},
      // The key and its answer are those of RFC 6455, section 1.3.
      {"an upgrade",
       "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
       "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
       "HTTP/1.1 101 Switching Protocols\r\n", "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="},
  };
  for (const Case& each : cases) {
    CAPTURE(each.what);
    Loopback rig;
    const std::string got = reply(rig, each.bytes, each.end);
    CHECK(got.substr(0, 160).starts_with(each.begin));
    CHECK(got.find(each.end) != std::string::npos);
    CHECK(rig.until([&] { return rig.server->connections() == 0; }));
  }
}

TEST_CASE("beast server: answers to pipelined requests keep their order, late ones too") {
  Loopback rig;
  RawPeer peer = RawPeer::connect(rig.port(false));
  peer.send("GET /never HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\nGET /c HTTP/1.1\r\n\r\nGET /part");
  CHECK(rig.until([&] { return rig.echo.kept.size() == 1; }));
  rig.wait(Nanos{10'000'000});
  CHECK(peer.receive().empty());
  CHECK(rig.echo.requests.size() == 1);
  const auto respond = rig.echo.kept.front();
  respond(net::HttpResponse{.body = "late"});
  respond(net::HttpResponse{.body = "twice"});
  std::string got;
  CHECK(rig.until([&] {
    got += peer.receive();
    return count(got, "HTTP/1.1 200") == 3;
  }));
  CHECK(got.find("late") < got.find("GET /b "));
  CHECK(got.find("GET /b ") < got.find("GET /c "));
  CHECK(got.find("twice") == std::string::npos);
  peer.send("ial HTTP/1.1\r\nConnection: close\r\n\r\n");
  CHECK(rig.until([&] {
    got += peer.receive();
    return peer.ended();
  }));
  CHECK(got.ends_with("GET /partial "));
  respond(net::HttpResponse{.body = "gone"});
}

TEST_CASE("beast server: a client that has gone is answered to nobody") {
  Loopback rig;
  RawPeer peer = RawPeer::connect(rig.port(false));
  peer.send("GET /never HTTP/1.1\r\n\r\n");
  CHECK(rig.until([&] { return rig.echo.kept.size() == 1; }));
  peer.close();
  CHECK(rig.until([&] { return rig.server->connections() == 0; }));
  rig.echo.kept.front()(net::HttpResponse{});
  rig.wait(Nanos{5'000'000});
}

TEST_CASE("beast server: a client that does not read holds up nobody, and is dropped in the end") {
  Loopback rig;
  HeardSocket good;
  const auto socket = rig.network->connect({.endpoint = rig.endpoint(true)}, good);
  CHECK(rig.until([&] { return rig.echo.sockets.size() == 1; }));
  RawPeer idle = RawPeer::connect(rig.port(false));
  idle.send(
      "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  CHECK(rig.until([&] { return rig.echo.sockets.size() == 2; }));
  const std::string message(1 << 20, 'm');
  for (int i = 0; i < 60; ++i) rig.echo.sockets[1]->send(message);
  socket->send("hello");
  CHECK(rig.until([&] { return good.heard.size() == 2; }));
  CHECK(rig.echo.closed == 0);
  for (int i = 0; i < 20; ++i) rig.echo.sockets[1]->send(message);
  CHECK(rig.until([&] { return rig.echo.closed == 1; }));
  CHECK(rig.server->connections() == 1);
}

TEST_CASE("beast server: what the service has due is done by its clock, faster than real time or not") {
  EchoService echo;
  auto network = net::BeastNetwork::make({}).value();
  // A day in which a second takes a millisecond.
  const UtcTime begun = network->now_utc();
  const auto clock = [&] { return begun + (network->now_utc() - begun) * 1'000; };
  auto opened = net::BeastServer::open({.listen = {{}}, .clock = clock, .speed = 1'000}, echo, network.get());
  REQUIRE(opened);
  const auto& server = opened.value();
  HeardSocket heard;
  const auto socket =
      network->connect({.endpoint = {.tls = false, .host = "127.0.0.1", .port = server->ports()[0]}}, heard);
  const MonoTime from = network->now_mono();
  const auto until = [&](std::size_t lines) {
    while (heard.heard.size() < lines && network->now_mono() - from < kSecond * 5) network->run_for(Nanos{1'000'000});
  };
  until(1);
  echo.due = clock() + kSecond * 10;
  echo.every = kSecond * 10;
  // The server looks when it is called; then ten of them are a hundred seconds of its day.
  socket->send("/silence");
  until(11);
  CHECK(heard.heard.size() >= 11);
  CHECK(network->now_mono() - from >= Nanos{90'000'000});
  CHECK(network->now_mono() - from < kSecond * 5);
}

TEST_CASE("beast server: a client that says nothing, or stops in the middle of a request, is dropped in time") {
  Loopback rig;
  rig.most_idle = Nanos{150'000'000};
  rig.most_half = Nanos{30'000'000};
  rig.serve();
  RawPeer idle = RawPeer::connect(rig.port(false));
  RawPeer half = RawPeer::connect(rig.port(false));
  RawPeer body = RawPeer::connect(rig.port(false));
  idle.send("GET /a HTTP/1.1\r\n\r\n");
  half.send("GET /b HTTP/1.1\r\nX-");
  body.send("POST /c HTTP/1.1\r\nContent-Length: 10\r\n\r\nhalf");
  HeardSocket heard;
  const auto socket = rig.network->connect({.endpoint = rig.endpoint(false)}, heard);
  CHECK(rig.until([&] { return rig.server->connections() == 4; }));
  CHECK(rig.until([&] { return rig.server->connections() == 2; }));
  idle.receive();
  half.receive();
  body.receive();
  CHECK(!idle.ended());
  CHECK(half.ended());
  CHECK(body.ended());
  CHECK(rig.until([&] { return rig.server->connections() == 1; }));
  CHECK(heard.heard == std::vector<std::string>{"open"});  // WebSockets may be silent
  CHECK(rig.echo.requests.size() == 1);
  CHECK(rig.echo.requests[0].peer == "127.0.0.1");
}

TEST_CASE("beast server: stopping lets answers out, closes WebSockets and takes nobody") {
  Loopback rig;
  HeardSocket heard;
  const auto socket = rig.network->connect({.endpoint = rig.endpoint(false)}, heard);
  const auto client = rig.network->http(rig.endpoint(true), 1);
  std::string answer;
  client->send({.target = "/never"}, kSecond * 5, [&](const net::HttpAnswer& got) { answer = told(got); });
  CHECK(rig.until([&] { return heard.heard.size() == 1 && rig.echo.kept.size() == 1; }));
  rig.server->stop();
  CHECK(rig.until([&] { return heard.heard.size() == 2; }));
  CHECK(heard.heard.back() == "closed closed by the peer: 1001 the server stops");
  CHECK(rig.server->connections() == 1);
  rig.echo.kept.front()(net::HttpResponse{.body = "last"});
  CHECK(rig.until([&] { return !answer.empty() && rig.server->connections() == 0; }));
  CHECK(answer == "200 last");
  CHECK(rig.ask(*client, {}) == "not left: connecting: Connection refused");
}

TEST_CASE("beast server: what cannot be listened on is told in one line") {
  EchoService echo;
  const TestCertificates certificates;
  const RawPeer taken = RawPeer::listen();
  const auto clock = [] { return UtcTime{}; };
  struct Case {
    net::ServerSettings settings;
    std::string text;
    ErrorKind kind;
  };
  const std::string none = certificates.file("none").string();
  const Case cases[] = {
      {{.listen = {{.port = taken.port()}}},
       fmt::format("127.0.0.1:{}: Address already in use", taken.port()),
       ErrorKind::usage},
      {{.listen = {{.address = "localhost", .port = 1}}}, "localhost:1: not an address", ErrorKind::usage},
      {{.listen = {{.address = "203.0.113.1"}}}, "203.0.113.1:0: Cannot assign requested address", ErrorKind::usage},
      {{.listen = {{.tls = true}}, .certificate = none, .key = certificates.key()},
       none + ": not a certificate (PEM)",
       ErrorKind::data},
      {{.listen = {{.tls = true}}, .certificate = certificates.file("server"), .key = none},
       none + ": not the key (PEM)",
       ErrorKind::data},
  };
  for (const Case& each : cases) {
    net::ServerSettings settings = each.settings;
    settings.clock = clock;
    const auto opened = net::BeastServer::open(settings, echo);
    REQUIRE(!opened);
    CHECK(opened.error().text().starts_with(each.text));
    CHECK(opened.error().kind == each.kind);
  }
}

TEST_CASE("beast server: by itself, it is polled by itself") {
  EchoService echo;
  auto server = net::BeastServer::open({.listen = {{}}, .clock = [] { return UtcTime{}; }}, echo).value();
  RawPeer peer = RawPeer::connect(server->ports()[0]);
  peer.send("GET /x HTTP/1.1\r\n\r\n");
  std::string got;
  for (int i = 0; i < 1'000 && got.empty(); ++i) {
    server->run_for(Nanos{1'000'000});
    got += peer.receive();
  }
  CHECK(got.ends_with("GET /x "));
  CHECK(!server->poll());
}

}  // namespace
}  // namespace basis::test
