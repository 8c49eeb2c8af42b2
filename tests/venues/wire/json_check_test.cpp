#include "venues/wire/json_check.hpp"

#include <doctest/doctest.h>

#include <string>

namespace basis::wire {
namespace {

bool sound(const std::string& text) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(text);
  simdjson::ondemand::document document;
  return parser.iterate(padded).get(document) == simdjson::SUCCESS && is_sound(document);
}

TEST_CASE("a document is sound when every byte of it is JSON, whatever is read of it") {
  for (const char* const text :
       {R"({})", R"([])", R"( {"a" : [1, -0.5e+3, 0, "x"], "b":{"c":null,"d":true}} )", R"({"a":"\u00e9\n\"\\"})",
        "{\"a\":\"\xc3\xa9\"}", R"([[],{},false])", R"({"u":99999999999999999999999,"f":1e999})"}) {
    CAPTURE(text);
    CHECK(sound(text));
  }
  for (const char* const text : {"",
                                 " ",
                                 "5",
                                 R"("x")",
                                 "{",
                                 "}",
                                 R"({"a":1)",
                                 R"({"a":1}})",
                                 R"({"a":1} x)",
                                 R"({"a":1}{})",
                                 R"({"a" 1})",
                                 R"({"a":})",
                                 R"({"a":1,})",
                                 R"({,"a":1})",
                                 R"({"a":1 "b":2})",
                                 R"({a:1})",
                                 R"([1 2])",
                                 R"([1,])",
                                 R"([,])",
                                 R"({"a":01})",
                                 R"({"a":1.})",
                                 R"({"a":.5})",
                                 R"({"a":+1})",
                                 R"({"a":1e})",
                                 R"({"a":-})",
                                 R"({"a":0x1})",
                                 R"({"a":tru})",
                                 R"({"a":truex})",
                                 R"({"a":nul})",
                                 R"({"a":"\x"})",
                                 R"({"a":"\u12"})",
                                 "{\"a\":\"\x01\"}",
                                 "{\"a\":\"\xc3\"}",
                                 R"({"a":"x)",
                                 R"([{]})",
                                 R"({"a":[1}])"}) {
    CAPTURE(text);
    CHECK_FALSE(sound(text));
  }
}

TEST_CASE("nesting is taken up to its limit, and a document is read from its start after the check") {
  const auto nested = [](std::size_t depth) {
    return "{\"a\":" + std::string(depth, '[') + "1" + std::string(depth, ']') + "}";
  };
  CHECK(sound(nested(kMostNesting - 1)));
  CHECK_FALSE(sound(nested(kMostNesting)));
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(std::string(R"({"b":2,"a":"first"})"));
  simdjson::ondemand::document document;
  REQUIRE(parser.iterate(padded).get(document) == simdjson::SUCCESS);
  REQUIRE(is_sound(document));
  std::string_view a;
  std::int64_t b = 0;
  CHECK(document["a"].get(a) == simdjson::SUCCESS);
  CHECK(document["b"].get(b) == simdjson::SUCCESS);
  CHECK(a == "first");
  CHECK(b == 2);
}

}  // namespace
}  // namespace basis::wire
