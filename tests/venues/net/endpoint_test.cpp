#include "venues/net/endpoint.hpp"

#include <doctest/doctest.h>

#include "venues/net/http.hpp"

namespace basis::net {
namespace {

TEST_CASE("endpoint: scheme, host, port and path") {
  struct Case {
    std::string_view url;
    Endpoint endpoint;
    std::string_view authority;
  };
  const Case cases[] = {
      {"https://api.binance.com", {true, "api.binance.com", 443, ""}, "api.binance.com"},
      {"wss://fstream.binance.com/public/", {true, "fstream.binance.com", 443, "/public"}, "fstream.binance.com"},
      {"ws://127.0.0.1:9000", {false, "127.0.0.1", 9000, ""}, "127.0.0.1:9000"},
      {"http://[::1]/a/b", {false, "::1", 80, "/a/b"}, "[::1]"},
      {"wss://[fe80::2]:9443", {true, "fe80::2", 9443, ""}, "[fe80::2]:9443"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.url);
    const auto endpoint = Endpoint::parse(each.url);
    REQUIRE(endpoint);
    CHECK(endpoint.value() == each.endpoint);
    CHECK(endpoint.value().authority() == each.authority);
  }
}

TEST_CASE("endpoint: what is none is refused with its text") {
  for (const std::string_view url :
       {"", "api.binance.com", "ftp://a", "https://", "https://:443", "https://a:0", "https://a:65536", "https://a:x",
        "https://u:p@a", "https://a/b?c", "https://a#b", "https://[::1", "https://[::1]x", "https://a b"}) {
    CAPTURE(url);
    const auto endpoint = Endpoint::parse(url);
    REQUIRE(!endpoint);
    CHECK(endpoint.error().text().find(url) != std::string::npos);
  }
}

TEST_CASE("http: a header is found by name, letter case aside") {
  const std::vector<HttpHeader> headers{{"Retry-After", "7"}, {"X-MBX-USED-WEIGHT-1M", "12"}, {"retry-after", "9"}};
  CHECK(find_header(headers, "retry-after") == "7");
  CHECK(find_header(headers, "x-mbx-used-weight-1m") == "12");
  CHECK(!find_header(headers, "x-mbx"));
}

}  // namespace
}  // namespace basis::net
