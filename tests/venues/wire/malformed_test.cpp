#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "tests/venues/wire/codec_support.hpp"

namespace basis {
namespace {

using namespace test;

TEST_CASE("every fixture decodes, whatever stands behind it") {
  for (const Fixture& from : all_fixtures()) {
    CAPTURE(from.venue);
    CAPTURE(from.name);
    for (const char* behind : {"0", "\"", "}", "]}", "9\"", "\\"}) {
      const ExactFrame exact(from.text, behind);
      const Outcome out = outcome_of(from, exact.frame());
      CAPTURE(out.text);
      CHECK(out.fault == DecodeFault::none);
      CHECK(out.kind != FrameKind::none);
    }
  }
}

TEST_CASE("the readers in the venue's order and in any order agree on every fixture") {
  for (const Fixture& from : all_fixtures()) {
    CAPTURE(from.venue);
    CAPTURE(from.name);
    const Outcome as_sent = outcome_of(from, from.text);
    const Outcome spaced = outcome_of(from, "{ " + from.text.substr(1));
    CHECK(as_sent.said.size() > 10);
    CHECK(as_sent.said == spaced.said);
  }
}

TEST_CASE("a frame cut off at any byte is refused, even where its rest stands behind it") {
  for (const Fixture& from : all_fixtures()) {
    CAPTURE(from.venue);
    CAPTURE(from.name);
    for (std::size_t length = 0; length < from.text.size(); ++length) {
      CAPTURE(length);
      const std::string_view whole = from.text;
      const ExactFrame rest_behind(whole.substr(0, length), whole.substr(length));
      const ExactFrame zeros_behind(whole.substr(0, length));
      CHECK(outcome_of(from, rest_behind.frame()).fault != DecodeFault::none);
      CHECK(outcome_of(from, zeros_behind.frame()).fault != DecodeFault::none);
    }
  }
}

TEST_CASE("a frame with anything behind its document is refused") {
  for (const Fixture& from : all_fixtures()) {
    CAPTURE(from.venue);
    CAPTURE(from.name);
    for (const char* more : {"}", "]", "{}", "0", ",\"a\":1}", "\"\""})
      CHECK(outcome_of(from, from.text + more).fault != DecodeFault::none);
  }
}

TEST_CASE("changed bytes are refused or read, never more") {
  for (const std::uint64_t seed : {11ULL, 1'111ULL}) {
    CAPTURE(seed);
    std::mt19937_64 engine(seed);
    constexpr std::string_view kLikely = "{}[]\",:.0129-eE\\ntu \x01\xff";
    for (const Fixture& from : all_fixtures()) {
      for (int round = 0; round < 200; ++round) {
        std::string text = from.text;
        for (std::uint64_t changes = engine() % 3 + 1; changes > 0; --changes)
          text[engine() % text.size()] = kLikely[engine() % kLikely.size()];
        CAPTURE(text);
        const Outcome out = outcome_of(from, text);
        CHECK((out.kind == FrameKind::none) == (out.fault != DecodeFault::none));
      }
    }
  }
}

/// That `decoder`, whatever it has read before, says of `frame` what a fresh one says.
template <class Decoder>
void check_like_fresh(Decoder& decoder, const Fixture& from, PaddedFrame frame) {
  const Outcome fresh = outcome_of(from, frame);
  const Outcome used = run(decoder, frame, from.is_rest());
  CAPTURE(frame.text());
  REQUIRE(used.kind == fresh.kind);
  REQUIRE(used.fault == fresh.fault);
  REQUIRE(used.said == fresh.said);
  REQUIRE(used.text == fresh.text);
}

TEST_CASE("what a decoder has read before changes nothing") {
  constexpr std::uint64_t kSeed = 424'242;
  CAPTURE(kSeed);
  std::mt19937_64 engine(kSeed);
  for (const Fixture& from : all_fixtures()) {
    CAPTURE(from.venue);
    CAPTURE(from.name);
    with_decoder(from, kSmall, [&](auto& decoder) {
      const auto check = [&](std::string_view text, std::string_view behind) {
        check_like_fresh(decoder, from, ExactFrame(from.text).frame());
        check_like_fresh(decoder, from, ExactFrame(text, behind).frame());
      };
      const std::string_view whole = from.text;
      const std::size_t step = std::max<std::size_t>(whole.size() / 512, 1);
      for (std::size_t at = 0; at < whole.size(); at += step) {
        check(whole.substr(0, at), whole.substr(at));
        std::string text = from.text;
        text[at] = static_cast<char>(text[at] ^ (1 << engine() % 8));
        check(text, "0");
        text = from.text;
        text.insert(at, 1, whole[engine() % whole.size()]);
        check(text, "\"");
        text = from.text;
        text.erase(at, engine() % 4 + 1);
        check(text, "}");
      }
      return true;
    });
  }
}

TEST_CASE("a long way to a field is not taken for the short one its length ends in") {
  const Fixture from = fixture("binance", "spot_quote");
  const std::size_t behind = from.text.find("\"data\":");
  REQUIRE(behind != std::string::npos);
  const std::string start = from.text.substr(0, behind);
  for (std::size_t more = 0; more < 600; ++more) {
    CAPTURE(more);
    with_decoder(from, kSmall, [&](auto& decoder) {
      const std::string far = start + R"("x":")" + std::string(more, 'y') + "\"," + from.text.substr(behind);
      check_like_fresh(decoder, from, ExactFrame(far).frame());
      // As many of its first bytes as eight bits of its length say, and then the field.
      for (const std::size_t kept : {1UL, 2UL, 3UL, 4UL, 5UL})
        check_like_fresh(decoder, from, ExactFrame(far.substr(0, behind + kept) + from.text.substr(behind)).frame());
      return true;
    });
  }
}

TEST_CASE("more than there is room for is refused by name") {
  const DecoderLimits one_level{.frame_bytes = 4096, .levels = 1, .trades = 4};
  for (const Fixture& from :
       {fixture("binance", "spot_depth"), fixture("binance", "spot_top"), fixture("binance", "usdm_depth"),
        fixture("binance", "spot_rest_depth"), fixture("bybit", "book_snapshot"), fixture("bybit", "book_delta"),
        fixture("bybit", "rest_book"), fixture("okx", "book_snapshot"), fixture("okx", "top")}) {
    CAPTURE(from.name);
    CHECK(outcome_of(from, from.text, one_level).fault == DecodeFault::too_many_levels);
  }
  const DecoderLimits one_trade{.frame_bytes = 4096, .levels = 8, .trades = 1};
  CHECK(outcome_of(fixture("bybit", "trades"), fixture("bybit", "trades").text, one_trade).fault ==
        DecodeFault::too_many_events);
  CHECK(outcome_of(fixture("okx", "trades"), fixture("okx", "trades").text, one_trade).fault ==
        DecodeFault::too_many_events);
  for (const Fixture& from : all_fixtures()) {
    const DecoderLimits short_frames{.frame_bytes = from.text.size() - 1, .levels = 8, .trades = 4};
    CAPTURE(from.name);
    CHECK(outcome_of(from, from.text, short_frames).fault == DecodeFault::too_long);
  }
}

}  // namespace
}  // namespace basis
