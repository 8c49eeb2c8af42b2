#include "venues/wire/redacted.hpp"

#include <doctest/doctest.h>

namespace basis::wire {
namespace {

TEST_CASE("redacted: secrets of members, parameters and paths") {
  struct Case {
    std::string_view text;
    std::string_view shown;
  };
  const Case cases[] = {
      {R"({"id":"n1","params":{"apiKey":"abc\"d","symbol":"BTCUSDT","signature" : "ff00"}})",
       R"({"id":"n1","params":{"apiKey":"*","symbol":"BTCUSDT","signature" : "*"}})"},
      {"POST https://api.binance.com/api/v3/order?symbol=BTCUSDT&signature=ab12&timestamp=1",
       "POST https://api.binance.com/api/v3/order?symbol=BTCUSDT&signature=*&timestamp=1"},
      {"symbol=BTCUSDT&signature=ab12", "symbol=BTCUSDT&signature=*"},
      {"wss://fstream.binance.com/private/ws/Kq9zP", "wss://fstream.binance.com/private/ws/*"},
      {"wss://fstream.binance.com/private?listenKey=Kq9zP&events=a",
       "wss://fstream.binance.com/private?listenKey=*&events=a"},
      {R"({"listenKey":"Kq9zP"})", R"({"listenKey":"*"})"},
      {R"({"op":"login","args":[{"apiKey":"a","passphrase":"p","timestamp":"1","sign":"s="}]})",
       R"({"op":"login","args":[{"apiKey":"*","passphrase":"*","timestamp":"1","sign":"*"}]})"},
      {R"({"req_id":"l1","op":"auth","args":["KEY",1662350400000,"SI\"GN"]})",
       R"({"req_id":"l1","op":"auth","args":["*",1662350400000,"*"]})"},
      {R"({"op":"auth","args":["KEY",1662350400000,"CUT)", R"({"op":"auth","args":["*",1662350400000,"*)"},
      {R"({"op":"subscribe","args":["order","wallet"]})", R"({"op":"subscribe","args":["order","wallet"]})"},
      {"wss://stream.binance.com:9443/ws/btcusdt@depth", "wss://stream.binance.com:9443/ws/btcusdt@depth"},
      {R"({"e":"executionReport","c":"n000001","sign":7})", R"({"e":"executionReport","c":"n000001","sign":7})"},
      {R"({"apiKey":"cut)", R"({"apiKey":"*)"},
      {"", ""},
  };
  for (const Case& each : cases) {
    CAPTURE(each.text);
    CHECK(redacted(each.text) == each.shown);
  }
}

}  // namespace
}  // namespace basis::wire
