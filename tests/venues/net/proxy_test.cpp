#include "venues/net/proxy.hpp"

#include "tests/venues/net/loopback.hpp"
#include "tests/venues/net/raw_peer.hpp"

namespace basis::test {
namespace {

using net::Endpoint;
using net::parse_proxies;
using net::proxy_for;

TEST_CASE("proxy: read from the environment, lower case first") {
  const auto read = [](const std::map<std::string, std::string>& environment) {
    const auto settings = parse_proxies(environment);
    REQUIRE(settings);
    return settings.value();
  };
  CHECK(!read({}).https);
  CHECK(!read({{"HTTPS_PROXY", ""}}).https);
  const auto both =
      read({{"HTTPS_PROXY", "http://upper:1"}, {"https_proxy", "http://lower:2/"}, {"HTTP_PROXY", "other"}});
  CHECK(both.https->endpoint == Endpoint{.tls = false, .host = "lower", .port = 2});
  CHECK(both.http->endpoint == Endpoint{.tls = false, .host = "other", .port = 80});
  CHECK(both.https->authorization.empty());
  // base64 of "user:p@ss", by hand: dXNlcjpwQHNz.
  CHECK(read({{"https_proxy", "http://user:p%40ss@proxy:3128"}}).https->authorization == "Basic dXNlcjpwQHNz");
  CHECK(read({{"NO_PROXY", "a, .B.com ,,c:8"}}).direct == std::vector<std::string>{"a", ".b.com", "c:8"});
  for (const char* bad : {"https://proxy", "socks5://proxy:1", "http://user:secret@proxy:0", "http://proxy/path"}) {
    const auto refused = parse_proxies({{"HTTP_PROXY", bad}});
    REQUIRE(!refused);
    CHECK(refused.error().text() == "HTTP_PROXY: not a proxy of the form http://[user:password@]host[:port]");
  }
}

TEST_CASE("proxy: which way an endpoint is reached") {
  net::ProxySettings settings{.https = net::Proxy{{.tls = false, .host = "secure", .port = 1}},
                              .http = net::Proxy{{.tls = false, .host = "plain", .port = 1}}};
  struct Case {
    const char* direct;
    const char* host;
    std::uint16_t port;
    bool proxied;
  };
  const Case cases[] = {
      {"binance.com", "binance.com", 443, false},
      {"binance.com", "api.binance.com", 443, false},
      {".binance.com", "api.binance.com", 443, false},
      {"binance.com", "notbinance.com", 443, true},
      {"binance.com", "API.Binance.com", 443, false},
      {"binance.com:9443", "api.binance.com", 443, true},
      {"binance.com:443", "api.binance.com", 443, false},
      {"*", "anything", 1, false},
      {"", "127.0.0.1", 9000, false},
      {"", "localhost", 443, false},
      {"10.0.0.7", "10.0.0.7", 443, false},
      {"", "10.0.0.7", 443, true},
      {"", "localhost.com", 443, true},
      {"", "::1", 9000, false},
      {"com", "api.binance.com", 443, false},
      {".", "api.binance.com", 443, true},
  };
  for (const Case& each : cases) {
    CAPTURE(each.direct);
    CAPTURE(each.host);
    settings.direct = {each.direct};
    const Endpoint endpoint{.tls = true, .host = each.host, .port = each.port};
    CHECK((proxy_for(settings, endpoint) != nullptr) == each.proxied);
  }
  settings.direct.clear();
  CHECK(proxy_for(settings, {.tls = true, .host = "a"})->endpoint.host == "secure");
  CHECK(proxy_for(settings, {.tls = false, .host = "a"})->endpoint.host == "plain");
}

/// A proxy of one connection: takes CONNECT, answers `answer`, and passes bytes on to `target`.
struct Tunnel {
  void poll() {
    if (!client.there()) client = listener.accept();
    if (!client.there()) return;
    const std::string from = client.receive();
    if (!open) {
      asked += from;
      if (asked.find("\r\n\r\n") == std::string::npos) return;
      open = true;
      client.send(answer);
      server = RawPeer::connect(target);
      return;
    }
    server.send(from);
    client.send(server.receive());
  }
  RawPeer listener = RawPeer::listen();
  RawPeer client, server;
  std::uint16_t target = 0;
  std::string answer = "HTTP/1.1 200 Connection established\r\n\r\n";
  std::string asked;
  bool open = false;
};

TEST_CASE("proxy: connections go through it, certificates stay those of the host") {
  for (const bool tls : {false, true}) {
    CAPTURE(tls);
    Tunnel tunnel;
    const net::Proxy proxy{{.tls = false, .host = "127.0.0.1", .port = tunnel.listener.port()}, "Basic eDp5"};
    Loopback rig("other_host", {.proxies = {.https = proxy, .http = proxy}});
    tunnel.target = rig.port(tls);
    HeardSocket heard;
    const auto socket = rig.network->connect({.endpoint = rig.endpoint(tls, "example.com"), .target = "/greet"}, heard);
    CHECK(rig.until([&] {
      tunnel.poll();
      return heard.heard.size() == 2;
    }));
    CHECK(heard.heard == std::vector<std::string>{"open", "text hello"});
    const std::string authority = fmt::format("example.com:{}", rig.port(tls));
    CHECK(tunnel.asked ==
          fmt::format("CONNECT {0} HTTP/1.1\r\nHost: {0}\r\nProxy-Authorization: Basic eDp5\r\n\r\n", authority));
  }
}

TEST_CASE("proxy: one that refuses, and one that is not there") {
  Tunnel tunnel;
  tunnel.answer = "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n";
  const net::Proxy proxy{{.tls = false, .host = "127.0.0.1", .port = tunnel.listener.port()}};
  Loopback rig("server", {.proxies = {.https = proxy}});
  tunnel.target = rig.port(true);
  const auto client = rig.network->http(rig.endpoint(true, "example.com"), 1);
  std::string answer;
  client->send({}, kSecond, [&](const net::HttpAnswer& got) { answer = told(got); });
  CHECK(rig.until([&] {
    tunnel.poll();
    return !answer.empty();
  }));
  CHECK(answer == "not left: CONNECT by the proxy: refused with 'HTTP/1.1 407 Proxy Authentication Required'");
  tunnel.listener.close();
  CHECK(rig.ask(*client, {}) == "not left: connecting to the proxy: Connection refused");
}

}  // namespace
}  // namespace basis::test
