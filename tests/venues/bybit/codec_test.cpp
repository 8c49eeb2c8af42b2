#include <doctest/doctest.h>

#include "tests/venues/wire/codec_support.hpp"

namespace basis {
namespace {

using namespace test;

const DecodedFrame& decoded(bybit::Decoder& decoder, const Fixture& from) {
  static FrameBuffer memory(4096);
  const PaddedFrame frame = memory.assign(from.text);
  const DecodeResult result =
      from.is_rest() ? decoder.decode_snapshot(frame, kBtc, [](const auto&) {}) : decoder.decode(frame);
  if (!result) FAIL(from.name << ": " << result.error().text());
  return decoder.last();
}

TEST_CASE("Bybit books: snapshot, change, top and REST") {
  auto decoder = bybit_decoder();
  const BookEvent& book = decoded(decoder, fixture("bybit", "book_snapshot")).book;
  CHECK(book.source.market == kBtc);
  CHECK(book.source.channel == FeedChannel::book);
  CHECK(book.update.snapshot);
  CHECK(book.update.chain == BookChain{18'521'288, 18'521'288, 0, 7'961'638'724});
  CHECK(book.update.exchange_time_ns == ms(1'672'304'484'978));
  CHECK(copied(book.update.bids) == std::vector{level("16493.5", "0.006"), level("16493", "0.1")});
  CHECK(copied(book.update.asks) == std::vector{level("16611", "0.029")});

  const BookEvent& change = decoded(decoder, fixture("bybit", "book_delta")).book;
  CHECK_FALSE(change.update.snapshot);
  CHECK(change.update.chain.last_id == 177'400'507);
  CHECK(copied(change.update.bids) == std::vector{level("30247.2", "30.028"), level("30245.4", "0")});
  CHECK(change.update.asks.empty());

  CHECK(decoded(decoder, fixture("bybit", "book_top")).book.source.channel == FeedChannel::top_book);
  CHECK(decoder.last().book.source.market == kEth);

  const BookEvent& rest = decoded(decoder, fixture("bybit", "rest_book")).book;
  CHECK(rest.source.channel == FeedChannel::rest_book);
  CHECK(rest.update.snapshot);
  CHECK(rest.update.chain == BookChain{230'704, 230'704, 0, 1'432'604'333});
  CHECK(copied(rest.update.asks) == std::vector{level("65557.7", "16.606555")});
  const FeedSymbol both[] = {{"BTCUSDT", kEth}};
  auto other = bybit::Decoder::create({}, both).value();
  const ExactFrame body(fixture("bybit", "rest_book").text);
  const DecodeResult wrong = other.decode_snapshot(body.frame(), kBtc, [](const auto&) {});
  REQUIRE_FALSE(wrong);
  CHECK(wrong.error().fault == DecodeFault::unknown_value);  // the answer is about another market
}

TEST_CASE("Bybit books of several depths are several streams; books of other kinds are not followed") {
  bybit::Decoder decoder = bybit_decoder();
  const auto topic = [&](const std::string& name) {
    const ExactFrame exact(
        R"({"topic":")" + name +
        R"(","type":"snapshot","ts":1,"data":{"s":"BTCUSDT","b":[["1","1"]],"a":[],"u":1,"seq":1},"cts":1})");
    const DecodeResult result = decoder.decode(exact.frame());
    return result ? static_cast<int>(decoder.last().book.stream) : -static_cast<int>(result.error().fault);
  };
  CHECK(topic("orderbook.1.BTCUSDT") == 1);
  CHECK(topic("orderbook.50.BTCUSDT") == 50);
  CHECK(topic("orderbook.200.BTCUSDT") == 200);
  CHECK(topic("orderbook.1000.BTCUSDT") == 1000);
  for (const char* other : {"orderbook.rpi.BTCUSDT", "orderbook.full.BTCUSDT", "kline.5.BTCUSDT"})
    CHECK(topic(other) == -static_cast<int>(DecodeFault::unknown_channel));
}

TEST_CASE("Bybit trades, with UUIDs and with numbers") {
  auto decoder = bybit_decoder();
  const DecodedFrame& frame = decoded(decoder, fixture("bybit", "trades"));
  REQUIRE(frame.trades.size() == 2);
  const PublicTrade& first = frame.trades[0];
  CHECK(first.source.market == kBtc);
  CHECK(first.source.exchange_time_ns == ms(1'672'304'486'868));
  CHECK(first.trade_time_ns == ms(1'672'304'486'865));
  CHECK(first.price == price("16578.5"));
  CHECK(first.size == size("0.001"));
  CHECK(first.taker == TakerSide::buy);
  CHECK(first.id == TradeId{0x20f43950d8dd5b31, 0x9112a178eb6023af});
  CHECK(frame.trades[1].taker == TakerSide::sell);
  CHECK(frame.trades[1].id == TradeId{0x20f43950d8dd5b31, 0x9112a178eb6023b0});
  CHECK(frame.trades[1].size == size("0.25"));

  const DecodedFrame& spot = decoded(decoder, fixture("bybit", "trades_spot"));
  REQUIRE(spot.trades.size() == 1);
  CHECK(spot.trades[0].source.market == kEth);
  CHECK(spot.trades[0].id == TradeId{0, 2'290'000'000'061'666'327});
}

TEST_CASE("Bybit tickers: what is absent has not changed") {
  auto decoder = bybit_decoder();
  const TickerChange& whole = decoded(decoder, fixture("bybit", "ticker_snapshot")).ticker;
  CHECK(whole.snapshot);
  CHECK(whole.source.market == kBtc);
  CHECK(whole.source.exchange_time_ns == ms(1'673'272'861'686));
  CHECK(whole.sequence == 24'987'956'059);
  CHECK(whole.last == price("17216"));
  CHECK(whole.mark == price("17217.33"));
  CHECK(whole.index == price("17227.36"));
  CHECK(whole.bid_price == price("17215.5"));
  CHECK(whole.bid_size == size("84.489"));
  CHECK(whole.ask_price == price("17216"));
  CHECK(whole.ask_size == size("83.02"));
  CHECK(whole.funding_rate == rate("-0.000212"));
  CHECK(whole.funding_time_ns == ms(1'673'280'000'000));

  const TickerChange& change = decoded(decoder, fixture("bybit", "ticker_delta")).ticker;
  CHECK_FALSE(change.snapshot);
  CHECK(change.bid_size == size("80.1"));
  CHECK_FALSE(change.bid_price);
  CHECK_FALSE(change.last);
  CHECK_FALSE(change.funding_rate);

  const TickerChange& spot = decoded(decoder, fixture("bybit", "ticker_spot")).ticker;
  CHECK(spot.snapshot);
  CHECK(spot.last == price("21109.77"));
  CHECK(spot.sequence == 2'588'407'389);
  CHECK_FALSE(spot.mark);
}

TEST_CASE("Bybit answers") {
  struct Case {
    const char* name;
    ControlKind kind;
    std::int64_t code;
    const char *request, *subject, *text;
  };
  const Case cases[] = {
      {"acknowledgement", ControlKind::acknowledged, 0, "10001", "subscribe", "subscribe"},
      {"refusal", ControlKind::refused, 0, "10002", "subscribe", "error:handler not found,topic:orderbook.7.BTCUSDT"},
      {"ping", ControlKind::ping, 0, "100001", "ping", ""},
      {"pong", ControlKind::pong, 0, "", "ping", "pong"},
      {"pong_private", ControlKind::pong, 0, "test", "pong", ""},
      {"rest_refusal", ControlKind::refused, 10'001, "", "orderbook", "params error: symbol invalid"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    auto decoder = bybit_decoder();
    const DecodedFrame& frame = decoded(decoder, fixture("bybit", c.name));
    CHECK(frame.kind == FrameKind::control);
    CHECK(frame.control.kind == c.kind);
    CHECK(frame.control.code == c.code);
    CHECK(frame.control.request == c.request);
    CHECK(frame.control.subject == c.subject);
    CHECK(frame.control.text == c.text);
  }
}

}  // namespace
}  // namespace basis
