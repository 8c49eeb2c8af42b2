#include "core/base/json_writer.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

namespace basis {
namespace {

TEST_CASE("objects and arrays nest, with commas where they belong") {
  JsonWriter json;
  json.begin_object();
  json.key("empty").begin_object().end_object();
  json.key("list").begin_array().integer(1).string("two").begin_array().end_array().null().boolean(true).end_array();
  json.key("rows").begin_array();
  json.begin_object().key("a").number(0.5).key("b").boolean(false).end_object();
  json.begin_object().end_object();
  json.end_array();
  json.key("raw").raw("{\"x\":1}");
  json.end_object();
  CHECK(json.text() == R"({"empty":{},"list":[1,"two",[],null,true],"rows":[{"a":0.5,"b":false},{}],"raw":{"x":1}})");
}

TEST_CASE("strings and keys are escaped") {
  struct Row {
    std::string_view text, json;
  };
  const Row rows[] = {
      {"", R"("")"},
      {"plain", R"("plain")"},
      {"say \"no\"", R"("say \"no\"")"},
      {"C:\\x", R"("C:\\x")"},
      {"a/b", R"("a/b")"},
      {"line\nbreak\ttab\r", R"("line\u000abreak\u0009tab\u000d")"},
      {std::string_view("nul\0end", 7), R"("nul\u0000end")"},
      {"\x1f\x20\x7f", "\"\\u001f \x7f\""},
      {"\xe2\x82\xac caf\xc3\xa9", "\"\xe2\x82\xac caf\xc3\xa9\""},
  };
  for (const Row& row : rows) {
    INFO(row.json);
    JsonWriter value;
    value.string(row.text);
    CHECK(value.text() == row.json);
    JsonWriter key;
    key.begin_object().key(row.text).integer(1).end_object();
    CHECK(key.text() == "{" + std::string(row.json) + ":1}");
  }
}

TEST_CASE("doubles are short and exact, and null when they are not finite") {
  const auto text = [](double value) {
    JsonWriter json;
    json.number(value);
    return json.text();
  };
  CHECK(text(0.1) == "0.1");
  CHECK(text(-2.5) == "-2.5");
  CHECK(text(1.0 / 3) == "0.3333333333333333");
  CHECK(std::stod(text(std::numeric_limits<double>::min())) == std::numeric_limits<double>::min());
  CHECK(std::stod(text(std::numeric_limits<double>::max())) == std::numeric_limits<double>::max());
  CHECK(text(std::nan("")) == "null");
  CHECK(text(std::numeric_limits<double>::infinity()) == "null");
  CHECK(text(-std::numeric_limits<double>::infinity()) == "null");
  JsonWriter json;
  json.begin_array().number(std::nan("")).number(1.5).number(std::nan("")).end_array();
  CHECK(json.text() == "[null,1.5,null]");
}

TEST_CASE("integers keep all their digits") {
  JsonWriter json;
  json.begin_array()
      .integer(std::numeric_limits<std::int64_t>::min())
      .integer(std::numeric_limits<std::int64_t>::max());
  CHECK(json.end_array().text() == "[-9223372036854775808,9223372036854775807]");
}

TEST_CASE("clear begins anew") {
  JsonWriter json;
  json.begin_array().integer(1);
  json.clear();
  json.begin_array().integer(2).end_array();
  CHECK(json.text() == "[2]");
}

}  // namespace
}  // namespace basis
