#include <doctest/doctest.h>

#include "tests/venues/wire/codec_support.hpp"
#include "venues/feed_venue.hpp"

namespace basis {
namespace {

using namespace test;

const DecodedFrame& decoded(okx::Decoder& decoder, const Fixture& from) {
  static FrameBuffer memory(4096);
  const PaddedFrame frame = memory.assign(from.text);
  const DecodeResult result =
      from.is_rest() ? decoder.decode_snapshot(frame, kBtc, [](const auto&) {}) : decoder.decode(frame);
  if (!result) FAIL(from.name << ": " << result.error().text());
  return decoder.last();
}

TEST_CASE("OKX books: snapshot with checksum, change, heartbeat") {
  auto decoder = okx_decoder();
  const BookEvent& book = decoded(decoder, fixture("okx", "book_snapshot")).book;
  CHECK(book.source.market == kBtc);
  CHECK(book.source.channel == FeedChannel::book);
  CHECK(book.update.snapshot);
  CHECK(book.update.chain == BookChain{123'456, 123'456, -1, 0});
  CHECK(book.update.exchange_time_ns == ms(1'597'026'383'085));
  CHECK(book.update.checksum == -855'196'043);
  CHECK(copied(book.update.asks) == std::vector{level("8476.98", "415"), level("8477", "7")});
  CHECK(copied(book.update.bids) == std::vector{level("8476.97", "256")});
  REQUIRE(book.update.ask_texts.size() == 2);
  CHECK(book.update.ask_texts[1].price() == "8477");
  CHECK(book.update.ask_texts[1].size() == "7");
  REQUIRE(book.update.bid_texts.size() == 1);
  CHECK(book.update.bid_texts[0].price() == "8476.97");

  const BookEvent& change = decoded(decoder, fixture("okx", "book_update")).book;
  CHECK(change.source.market == kBtcSwap);
  CHECK_FALSE(change.update.snapshot);
  CHECK(change.update.chain == BookChain{123'460, 123'460, 123'456, 0});
  CHECK_FALSE(change.update.checksum);  // zero says that there is none
  CHECK(change.update.ask_texts.empty());
  CHECK(copied(change.update.asks) == std::vector{level("8477", "0")});

  const BookEvent& heartbeat = decoded(decoder, fixture("okx", "book_heartbeat")).book;
  CHECK(heartbeat.update.chain == BookChain{123'460, 123'460, 123'460, 0});
  CHECK(heartbeat.update.asks.empty());
  CHECK(heartbeat.update.bids.empty());
}

TEST_CASE("OKX book channels are several streams") {
  okx::Decoder decoder = okx_decoder();
  const auto stream = [&](const std::string& channel) {
    const ExactFrame exact(
        R"({"arg":{"channel":")" + channel +
        R"(","instId":"BTC-USDT"},"action":"update","data":[{"asks":[],"bids":[],"ts":"1","checksum":0,"prevSeqId":1,"seqId":2}]})");
    REQUIRE(decoder.decode(exact.frame()));
    return book_stream_name(FeedVenue::okx, decoder.last().book.stream);
  };
  for (const char* name : {"books", "books-l2-tbt", "books50-l2-tbt"}) CHECK(stream(name) == name);
  CHECK(decoder.decode(ExactFrame(R"({"arg":{"channel":"books-rpi","instId":"BTC-USDT"},"data":[]})").frame())
            .error()
            .fault == DecodeFault::unknown_channel);
  const Outcome all = run(decoder, ExactFrame(fixture("okx", "trades_all").text).frame(), false);
  REQUIRE(all.events.size() == 1);
  CHECK(std::get<PublicTrade>(all.events[0]).price == price("100.5"));
}

TEST_CASE("OKX whole books: books5 and REST") {
  auto decoder = okx_decoder();
  const BookEvent& top = decoded(decoder, fixture("okx", "top")).book;
  CHECK(top.source.channel == FeedChannel::top_book);
  CHECK(top.source.market == kBtc);
  CHECK(top.update.snapshot);
  CHECK(top.update.chain.last_id == 363'996'337);
  CHECK(copied(top.update.asks) == std::vector{level("111.06", "55154"), level("111.07", "53276")});
  const BookEvent& rest = decoded(decoder, fixture("okx", "rest_book")).book;
  CHECK(rest.source.channel == FeedChannel::rest_book);
  CHECK(rest.source.market == kBtc);
  CHECK(rest.source.exchange_time_ns == ms(1'629'966'436'396));
  CHECK(rest.update.chain.last_id == 3'235'851'742);
  CHECK(copied(rest.update.bids) == std::vector{level("41006.3", "0.30178218")});
}

TEST_CASE("OKX best bid and offer, also of one side") {
  auto decoder = okx_decoder();
  const BestQuote& quote = decoded(decoder, fixture("okx", "quote")).quote;
  CHECK(quote.source.market == kBtc);
  CHECK(quote.source.exchange_time_ns == ms(1'670'324'386'802));
  CHECK(quote.update_id == 363'996'338);
  CHECK(quote.bid_price == price("111.05"));
  CHECK(quote.bid_size == size("57745"));
  CHECK(quote.ask_price == price("111.06"));
  CHECK(quote.ask_size == size("55154"));
  CHECK(decoded(decoder, fixture("okx", "quote_one_sided")).quote.ask_size == size("0"));
  CHECK(decoder.last().quote.bid_size == size("57745"));
}

TEST_CASE("OKX trades") {
  auto decoder = okx_decoder();
  const DecodedFrame& frame = decoded(decoder, fixture("okx", "trades"));
  REQUIRE(frame.trades.size() == 2);
  const PublicTrade& first = frame.trades[0];
  CHECK(first.source.market == kBtc);
  CHECK(first.trade_time_ns == ms(1'630'048'897'897));
  CHECK(first.price == price("42219.9"));
  CHECK(first.size == size("0.12060306"));
  CHECK(first.taker == TakerSide::buy);
  CHECK(first.id == TradeId{0, 130'639'474});
  CHECK(first.fills == 3);
  CHECK(frame.trades[1].taker == TakerSide::sell);
  CHECK(frame.trades[1].fills == 1);
}

TEST_CASE("OKX ticker, mark price, funding rate") {
  auto decoder = okx_decoder();
  const TickerChange& ticker = decoded(decoder, fixture("okx", "ticker")).ticker;
  CHECK(ticker.snapshot);
  CHECK(ticker.source.market == kBtc);
  CHECK(ticker.source.exchange_time_ns == ms(1'597'026'383'085));
  CHECK(ticker.last == price("9999.99"));
  CHECK(ticker.ask_price == price("10000.01"));
  CHECK(ticker.ask_size == size("11"));
  CHECK_FALSE(ticker.bid_price);
  CHECK_FALSE(ticker.bid_size);

  const MarkPrice& mark = decoded(decoder, fixture("okx", "mark")).mark;
  CHECK(mark.source.market == kBtcSwap);
  CHECK(mark.source.exchange_time_ns == ms(1'630'049'139'746));
  CHECK(mark.mark == price("42310.6"));
  CHECK_FALSE(mark.index);

  const FundingRate& funding = decoded(decoder, fixture("okx", "funding")).funding;
  CHECK(funding.source.market == kBtcSwap);
  CHECK(funding.rate == rate("0.0001875391284828"));
  CHECK(funding.funding_time_ns == ms(1'700'726'400'000));
  CHECK(funding.settled_rate == rate("0.0001699799259033"));
  CHECK(decoded(decoder, fixture("okx", "funding_processing")).funding.rate == rate("-0.0001"));
  CHECK_FALSE(decoder.last().funding.settled_rate);
}

TEST_CASE("OKX answers, notices and the bare words of its heartbeat") {
  struct Case {
    const char* name;
    ControlKind kind;
    std::int64_t code;
    const char *request, *subject, *text;
  };
  const Case cases[] = {
      {"acknowledgement", ControlKind::acknowledged, 0, "1512", "books", ""},
      {"acknowledgement_old", ControlKind::acknowledged, 0, "", "tickers", ""},
      {"connections", ControlKind::notice, 0, "", "orders", ""},
      {"notice", ControlKind::notice, 64'008, "", "notice",
       "The connection will soon be closed for a service upgrade. Please reconnect."},
      {"rest_refusal", ControlKind::refused, 51'001, "", "books", "Instrument ID does not exist"},
  };
  auto decoder = okx_decoder();
  for (const Case& c : cases) {
    CAPTURE(c.name);
    const DecodedFrame& frame = decoded(decoder, fixture("okx", c.name));
    CHECK(frame.kind == FrameKind::control);
    CHECK(frame.control.kind == c.kind);
    CHECK(frame.control.code == c.code);
    CHECK(frame.control.request == c.request);
    CHECK(frame.control.subject == c.subject);
    CHECK(frame.control.text == c.text);
  }
  const ControlMessage& refusal = decoded(decoder, fixture("okx", "refusal")).control;
  CHECK(refusal.kind == ControlKind::refused);
  CHECK(refusal.code == 60'012);
  CHECK(refusal.request == "1513");
  for (const auto& [word, kind] : {std::pair{"pong", ControlKind::pong}, std::pair{"ping", ControlKind::ping}}) {
    const ExactFrame exact(word);
    REQUIRE(decoder.decode(exact.frame()));
    CHECK(decoder.last().control.kind == kind);
  }
}

}  // namespace
}  // namespace basis
