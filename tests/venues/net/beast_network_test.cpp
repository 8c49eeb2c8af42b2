#include "venues/net/beast_network.hpp"

#include "tests/venues/net/loopback.hpp"
#include "tests/venues/net/raw_peer.hpp"

namespace basis::test {
namespace {

using net::Endpoint;

TEST_CASE("beast network: requests over plain and TLS connections that are kept") {
  Loopback rig;
  for (const bool tls : {false, true}) {
    CAPTURE(tls);
    Endpoint endpoint = rig.endpoint(tls);
    endpoint.path = "/v1";
    const auto client = rig.network->http(endpoint, 2);
    CHECK(rig.ask(*client, {.target = "/time?x=1"}) == "200 GET /v1/time?x=1 ");
    CHECK(rig.ask(*client, {.method = "POST", .target = "/order", .body = "a=b"}) == "200 POST /v1/order a=b");
    CHECK(rig.ask(*client, {.method = "HEAD", .target = "/"}) == "200 ");
    CHECK(rig.ask(*client, {.target = "/large"}) == "200 " + std::string(1'000'000, 'x'));
    CHECK(rig.server->connections() == 1);
    CHECK(net::find_header(rig.echo.requests.back().headers, "Host") == fmt::format("127.0.0.1:{}", rig.port(tls)));
  }
}

TEST_CASE("beast network: a whole request as it was encoded, and one that would split") {
  Loopback rig;
  const auto client = rig.network->http(rig.endpoint(true), 1);
  std::string answer;
  const auto note = [&](const net::HttpAnswer& got) { answer = told(got); };
  client->send_encoded("POST /o HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi", kSecond * 5, note);
  CHECK(rig.until([&] { return !answer.empty(); }));
  CHECK(answer == "200 POST /o hi");
  CHECK(rig.ask(*client, {.headers = {{"X-A", "1\r\nX-B: 2"}}}) == "not left: a line break in a request's head");
  CHECK(rig.echo.requests.size() == 1);
}

TEST_CASE("beast network: more requests than connections wait in order, a late one not at all") {
  Loopback rig;
  const auto client = rig.network->http(rig.endpoint(false), 1);
  std::vector<std::string> answers;
  const auto note = [&](const net::HttpAnswer& got) { answers.push_back(told(got)); };
  client->send({.target = "/never"}, Nanos{80'000'000}, note);
  client->send({.target = "/late"}, Nanos{20'000'000}, note);
  client->send({.target = "/a"}, kSecond * 5, note);
  client->send({.target = "/b"}, kSecond * 5, note);
  CHECK(answers.empty());
  CHECK(rig.until([&] { return answers.size() == 4; }));
  CHECK(answers == std::vector<std::string>{"not left: no answer within 20 ms", "left: no answer within 80 ms",
                                            "200 GET /a ", "200 GET /b "});
}

TEST_CASE("beast network: nobody there, an unknown host, no handshake, a peer that ends without an answer") {
  Loopback rig;
  const Endpoint endpoint = rig.endpoint(false);
  const auto client = rig.network->http(endpoint, 1);
  CHECK(rig.ask(*client, {.target = "/drop"}) == "left: the peer ended the connection");
  Endpoint other = endpoint;
  other.host = "no-such-host.invalid";
  const auto nowhere = rig.network->http(other, 1);
  const std::string unknown = rig.ask(*nowhere, {});
  CHECK(unknown.starts_with("not left: looking up no-such-host.invalid: "));
  // TLS spoken to a plain port.
  other = endpoint;
  other.tls = true;
  const auto wrong = rig.network->http(other, 1);
  CHECK(rig.ask(*wrong, {}).starts_with("not left: TLS handshake failed: "));
  rig.server.reset();
  CHECK(rig.ask(*client, {}) == "not left: connecting: Connection refused");
}

TEST_CASE("beast network: a kept connection that the peer has ended is replaced, and the request sent once") {
  for (const bool tls : {false, true}) {
    Loopback rig;
    const auto client = rig.network->http(rig.endpoint(tls), 1);
    CHECK(rig.ask(*client, {.target = "/a"}) == "200 GET /a ");
    rig.serve();  // every connection of before is gone
    CHECK(rig.ask(*client, {.target = "/b"}) == "200 GET /b ");
    CHECK(rig.echo.requests.size() == 2);
  }
}

TEST_CASE("beast network: certificates that are not to be trusted are refused with their reason") {
  struct Case {
    const char* certificate;
    const char* host;
    bool own_authority;
    const char* answer;
  };
  const Case cases[] = {
      {"server", "127.0.0.1", true, "200 GET / "},
      {"server", "localhost", true, "200 GET / "},
      {"expired", "127.0.0.1", true, "not left: certificate refused: certificate has expired"},
      {"other_host", "127.0.0.1", true, "not left: certificate refused: IP address mismatch"},
      {"other_host", "localhost", true, "not left: certificate refused: hostname mismatch"},
      {"self_signed", "127.0.0.1", true, "not left: certificate refused: self-signed certificate"},
      {"server", "127.0.0.1", false, "not left: certificate refused: unable to get local issuer certificate"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.certificate);
    CAPTURE(each.host);
    const TestCertificates others;
    Loopback rig(each.certificate, each.own_authority ? net::NetworkSettings{}
                                                      : net::NetworkSettings{.ca_file = others.file("self_signed")});
    const auto client = rig.network->http(rig.endpoint(true, each.host), 1);
    const std::string answer = rig.ask(*client, {});
    // Another authority of the same name: the signature does not fit.
    if (each.own_authority)
      CHECK(answer == each.answer);
    else
      CHECK(answer.starts_with("not left: certificate refused: "));
    HeardSocket heard;
    const auto socket = rig.network->connect({.endpoint = rig.endpoint(true, each.host)}, heard);
    CHECK(rig.until([&] { return !heard.heard.empty(); }));
    CHECK((heard.heard.front() == "open") == answer.starts_with("200"));
  }
  const TestCertificates good;
  const auto none = net::BeastNetwork::make({.ca_file = good.file("none")});
  REQUIRE(!none);
  CHECK(none.error().text().starts_with(good.file("none").string() + ": not a file of certificates"));
}

TEST_CASE("beast network: a client that is destroyed calls nobody, also from inside an answer") {
  Loopback rig;
  int calls = 0;
  auto client = rig.network->http(rig.endpoint(true), 1);
  client->send({.target = "/a"}, kSecond, [&](const net::HttpAnswer&) { ++calls; });
  client.reset();
  client = rig.network->http(rig.endpoint(false), 2);
  client->send({.target = "/b"}, kSecond, [&](const net::HttpAnswer&) {
    ++calls;
    client.reset();
  });
  client->send({.target = "/never"}, kSecond, [&](const net::HttpAnswer&) { ++calls; });
  CHECK(rig.until([&] { return calls > 0; }));
  rig.wait(Nanos{20'000'000});
  CHECK(calls == 1);
}

TEST_CASE("beast network: timers fire once, in order, and not when they are destroyed") {
  Loopback rig;
  std::vector<int> fired;
  std::unique_ptr<net::Timer> self;
  const auto two = rig.network->after(Nanos{4'000'000}, [&] { fired.push_back(2); });
  const auto one = rig.network->after({}, [&] { fired.push_back(1); });
  auto none = rig.network->after(Nanos{2'000'000}, [&] { fired.push_back(0); });
  self = rig.network->after(Nanos{6'000'000}, [&] {
    fired.push_back(3);
    self.reset();
  });
  CHECK(fired.empty());
  none.reset();
  CHECK(rig.until([&] { return fired.size() == 3; }));
  CHECK(fired == std::vector<int>{1, 2, 3});
  CHECK(rig.network->now_mono() > MonoTime{});
}

/// A peer that answers as it is told.
struct RawServer {
  explicit RawServer(std::string answer) : answer_(std::move(answer)) {}
  void poll() {
    if (!peer_.there()) peer_ = listener.accept();
    if (peer_.there() && !peer_.receive().empty()) {
      peer_.send(answer_);
      if (ends) peer_.close();
    }
  }
  [[nodiscard]] Endpoint endpoint(bool tls = false) const {
    return {.tls = tls, .host = "127.0.0.1", .port = listener.port()};
  }
  RawPeer listener = RawPeer::listen();
  bool ends = false;

 private:
  RawPeer peer_;
  std::string answer_;
};

TEST_CASE("beast network: answers of other servers, whole and broken") {
  struct Case {
    const char* bytes;
    bool ends;
    const char* answer;
  };
  const Case cases[] = {
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", false, "200 hi"},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", false, "200 hi"},
      {"HTTP/1.0 418 Quiet\r\n\r\nto the end", true, "418 to the end"},
      {"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", false, "204 "},
      {"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nhi", true, "left: the peer ended the connection"},
      {"hello\r\n\r\n", false, "left: the answer is no HTTP: bad version"},
      {"HTTP/1.1 200 OK\r\nContent-Length: 16777217\r\n\r\n", false,
       "left: the answer is no HTTP: body limit exceeded"},
      {"", true, "left: the peer ended the connection"},
  };
  for (const Case& each : cases) {
    CAPTURE(std::string(each.bytes));
    Loopback rig;
    RawServer server(each.bytes);
    server.ends = each.ends;
    const auto client = rig.network->http(server.endpoint(), 1);
    std::string answer;
    client->send({}, kSecond * 5, [&](const net::HttpAnswer& got) { answer = told(got); });
    CHECK(rig.until([&] {
      server.poll();
      return !answer.empty();
    }));
    CHECK(answer == each.answer);
  }
}

TEST_CASE("beast network: every step has its limit") {
  Loopback rig;
  RawServer silent("");
  const auto secure = rig.network->http(silent.endpoint(true), 1);
  CHECK(rig.ask(*secure, {}, Nanos{30'000'000}) == "not left: no answer within 30 ms");
  HeardSocket handshake, upgrade, hot;
  const auto one = rig.network->connect({.endpoint = silent.endpoint(true), .limit = Nanos{30'000'000}}, handshake);
  const auto two = rig.network->connect({.endpoint = silent.endpoint(false), .limit = Nanos{30'000'000}}, upgrade);
  const auto three =
      rig.network->connect({.endpoint = silent.endpoint(false), .limit = Nanos{30'000'000}, .hot = true}, hot);
  CHECK(rig.until([&] { return handshake.heard.size() + upgrade.heard.size() + hot.heard.size() == 3; }));
  CHECK(hot.heard == upgrade.heard);
  CHECK(handshake.heard[0] == "closed timeout after 30 ms: TLS handshake");
  CHECK(upgrade.heard[0] == "closed timeout of the upgrade");
}

}  // namespace
}  // namespace basis::test
