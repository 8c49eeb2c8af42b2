#include <doctest/doctest.h>

#include "tests/venues/wire/codec_support.hpp"

namespace basis {
namespace {

using namespace test;

/// The fixture's text with `what` replaced once.
std::string with(const Fixture& from, std::string_view what, std::string_view by) {
  std::string text = from.text;
  const std::size_t at = text.find(what);
  REQUIRE(at != std::string::npos);
  return text.replace(at, what.size(), by);
}

struct Case {
  const char* venue;
  const char* name;
  const char* what;
  const char* by;
  DecodeFault fault;
  const char* field;
};

constexpr Case kCases[] = {
    // wrong types
    {"binance", "spot_quote", "50093239212", "\"50093239212\"", DecodeFault::wrong_type, "u"},
    {"binance", "spot_quote", "50093239212", "1.5", DecodeFault::wrong_type, "u"},
    {"binance", "spot_quote", "50093239212", "null", DecodeFault::wrong_type, "u"},
    {"binance", "spot_quote", "\"61837.63000000\"", "61837.63", DecodeFault::wrong_type, "b"},
    {"binance", "spot_quote", "\"61837.63000000\"", "null", DecodeFault::wrong_type, "b"},
    {"binance", "spot_quote", "\"BTCUSDT\"", "7", DecodeFault::wrong_type, "s"},
    {"binance", "spot_trade", "\"m\":true", "\"m\":1", DecodeFault::wrong_type, "m"},
    {"binance", "spot_depth", "[[\"16600.01000000\",\"100.00000000\"]]", "{}", DecodeFault::wrong_type, "a"},
    {"binance", "spot_depth", "[\"16600.01000000\",\"100.00000000\"]", "\"x\"", DecodeFault::wrong_type, "a"},
    {"binance", "spot_depth", ",\"100.00000000\"", "", DecodeFault::wrong_type, "a"},
    {"bybit", "book_delta", "\"data\":{", "\"data\":[],\"date\":{", DecodeFault::wrong_type, "data"},
    {"bybit", "ticker_delta", "\"80.100\"", "80.1", DecodeFault::wrong_type, "bid1Size"},
    {"okx", "trades", "\"42219.9\"", "42219.9", DecodeFault::wrong_type, "px"},
    {"okx", "funding", "\"1700726400000\"", "1700726400000", DecodeFault::wrong_type, "fundingTime"},
    // numbers
    {"binance", "spot_quote", "61837.63000000", "61837,63", DecodeFault::bad_number, "b"},
    {"binance", "spot_quote", "61837.63000000", "", DecodeFault::bad_number, "b"},
    {"binance", "spot_quote", "61837.63000000", "NaN", DecodeFault::bad_number, "b"},
    {"binance", "spot_quote", "61837.63000000", "\\u0031", DecodeFault::bad_number, "b"},
    {"binance", "spot_quote", "61837.63000000", "61837.630000001", DecodeFault::too_precise, "b"},
    {"binance", "spot_quote", "61837.63000000", "-1", DecodeFault::out_of_range, "b"},
    {"binance", "spot_quote", "61837.63000000", "92233720368.54775808", DecodeFault::out_of_range, "b"},
    {"binance", "spot_quote", "61837.63000000", "1e999", DecodeFault::out_of_range, "b"},
    {"binance", "spot_quote", "50093239212", "99999999999999999999999", DecodeFault::out_of_range, "u"},
    {"binance", "spot_trade", "\"E\":1672515782136", "\"E\":-1", DecodeFault::out_of_range, "E"},
    {"binance", "spot_trade", "\"E\":1672515782136", "\"E\":167251578213600", DecodeFault::out_of_range, "E"},
    {"binance", "spot_agg_trade", "\"l\":105", "\"l\":99", DecodeFault::out_of_range, "l"},
    {"binance", "spot_agg_trade", "\"f\":100", "\"f\":-9223372036854775808", DecodeFault::out_of_range, "l"},
    {"binance", "usdm_mark", "-0.00038167", "0.0000000000000000000000000001", DecodeFault::too_precise, "r"},
    {"bybit", "trades", "20f43950-d8dd-5b31-9112-a178eb6023af", "20f43950-d8dd-5b31-9112-a178eb6023ag",
     DecodeFault::bad_number, "i"},
    {"okx", "book_snapshot", "-855196043", "-2147483649", DecodeFault::out_of_range, "checksum"},
    {"okx", "trades", "\"count\":\"3\"", "\"count\":\"0\"", DecodeFault::out_of_range, "count"},
    // words
    {"binance", "spot_quote", "BTCUSDT", "DOGEUSDT", DecodeFault::unknown_symbol, "s"},
    {"binance", "spot_quote", "bookTicker", "kline_1m", DecodeFault::unknown_channel, "stream"},
    {"binance", "acknowledgement", "result", "outcome", DecodeFault::unknown_message, ""},
    {"bybit", "book_delta", "delta", "deltas", DecodeFault::unknown_value, "type"},
    {"bybit", "book_delta", "orderbook", "orderBookL2_25", DecodeFault::unknown_channel, "topic"},
    {"bybit", "ticker_snapshot", "tickers.BTCUSDT", "tickers", DecodeFault::unknown_channel, "topic"},
    {"bybit", "trades", "Buy", "buy", DecodeFault::unknown_value, "S"},
    {"okx", "trades", "\"buy\"", "\"Buy\"", DecodeFault::unknown_value, "side"},
    {"okx", "book_update", "\"update\"", "\"upd\"", DecodeFault::unknown_value, "action"},
    {"okx", "trades", "\"channel\":\"trades\"", "\"channel\":\"candle1m\"", DecodeFault::unknown_channel, "channel"},
    {"okx", "notice", "\"notice\"", "\"nonsense\"", DecodeFault::unknown_message, "event"},
    // fields
    {"binance", "spot_quote", "\"A\":", "\"Z\":", DecodeFault::missing_field, "A"},
    {"bybit", "book_delta", "\"seq\":", "\"sec\":", DecodeFault::missing_field, "seq"},
    {"okx", "book_update", "\"data\":[", "\"data\":[],\"x\":[", DecodeFault::missing_field, "data"},
};

TEST_CASE("what is wrong with a frame is said, and where") {
  for (const Case& c : kCases) {
    CAPTURE(std::string(c.name));
    CAPTURE(std::string(c.by));
    const Fixture from = fixture(c.venue, c.name);
    const Outcome out = outcome_of(from, with(from, c.what, c.by));
    CHECK(fault_name(out.fault) == fault_name(c.fault));
    CHECK(out.field == std::string(c.field));
  }
}

TEST_CASE("an error names the fault, the byte, the field and what stood there") {
  const Fixture from = fixture("binance", "spot_quote");
  CHECK(outcome_of(from, with(from, "BTCUSDT", "DOGE")).text == "unknown_symbol at byte 60, field 's': DOGE");
  const Outcome snapshot = outcome_of(from, fixture("binance", "spot_rest_depth").text);
  CHECK(snapshot.fault == DecodeFault::needs_instrument);
}

/// Where values of `text` begin and end: behind every colon, comma or bracket.
std::vector<std::pair<std::size_t, std::size_t>> scalars(const std::string& text) {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  bool inside = false;  // a string
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (text[at] == '"' && text[at - 1] != '\\') inside = !inside;
    if (inside || (text[at] != ':' && text[at] != ',' && text[at] != '[')) continue;
    const std::size_t begin = at + 1;
    const std::size_t end = text[begin] == '"' ? text.find('"', begin + 1) + 1 : text.find_first_of(",]}", begin);
    if (end != 0 && end != std::string::npos && end > begin) found.emplace_back(begin, end);
  }
  return found;
}

TEST_CASE("any value of another kind, huge or deep in the place of any other is refused or passed over") {
  const std::string digits(3'000, '9');
  const std::string deep_array = std::string(3'000, '[') + std::string(3'000, ']');
  std::string deep_object;
  for (int i = 0; i < 1'500; ++i) deep_object += "{\"a\":";
  deep_object += "1" + std::string(1'500, '}');
  const std::string open_only(3'000, '[');
  const DecoderLimits limits{.frame_bytes = 32'768, .levels = 8, .trades = 4};
  for (const Fixture& from : all_fixtures()) {
    CAPTURE(from.venue);
    CAPTURE(from.name);
    for (const auto& [begin, end] : scalars(from.text)) {
      for (const std::string& value :
           {std::string("null"), std::string("true"), std::string("{}"), std::string("[]"), std::string("\"\""),
            std::string("-"), digits, "\"" + digits + "\"", "\"0." + digits + "\"", "\"1e" + digits + "\"", deep_array,
            deep_object, open_only}) {
        std::string text = from.text;
        text.replace(begin, end - begin, value);
        CAPTURE(begin);
        CAPTURE(value.substr(0, 8));
        const ExactFrame exact(text);
        const Outcome out = outcome_of(from, exact.frame(), limits);
        CHECK((out.kind == FrameKind::none) == (out.fault != DecodeFault::none));
        if (value == open_only) CHECK(out.fault != DecodeFault::none);
      }
    }
  }
}

TEST_CASE("every bit of every frame turned over is refused or read, never more") {
  for (const Fixture& from : all_fixtures()) {
    CAPTURE(from.venue);
    CAPTURE(from.name);
    for (std::size_t at = 0; at < from.text.size(); ++at) {
      for (int bit = 0; bit < 8; ++bit) {
        std::string text = from.text;
        text[at] = static_cast<char>(text[at] ^ (1 << bit));
        CAPTURE(text);
        const Outcome out = outcome_of(from, text);
        CHECK((out.kind == FrameKind::none) == (out.fault != DecodeFault::none));
        // A space ahead keeps a frame from the readers of the venue's own order.
        const Outcome in_any_order = outcome_of(from, " " + text);
        CHECK((in_any_order.fault == DecodeFault::none) == (out.fault == DecodeFault::none));
        CHECK(in_any_order.said == out.said);
      }
    }
  }
}

}  // namespace
}  // namespace basis
