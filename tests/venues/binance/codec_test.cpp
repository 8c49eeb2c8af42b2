#include <doctest/doctest.h>

#include "tests/venues/wire/codec_support.hpp"

namespace basis {
namespace {

using namespace test;

const DecodedFrame& decoded(binance::Decoder& decoder, const Fixture& from) {
  static FrameBuffer memory(4096);
  const PaddedFrame frame = memory.assign(from.text);
  const DecodeResult result =
      from.is_rest() ? decoder.decode_snapshot(frame, kBtc, [](const auto&) {}) : decoder.decode(frame);
  if (!result) FAIL(from.name << ": " << result.error().text());
  return decoder.last();
}

TEST_CASE("Binance best bid and offer") {
  auto spot = binance_decoder(Product::spot);
  const BestQuote& quote = decoded(spot, fixture("binance", "spot_quote")).quote;
  CHECK(quote.source.market == kBtc);
  CHECK(quote.source.channel == FeedChannel::best_quote);
  CHECK(quote.source.exchange_time_ns == 0);
  CHECK(quote.update_id == 50'093'239'212);
  CHECK(quote.bid_price == price("61837.63"));
  CHECK(quote.bid_size == size("3.78826"));
  CHECK(quote.ask_price == price("61837.64"));
  CHECK(quote.ask_size == size("1.54698"));
  CHECK(decoded(spot, fixture("binance", "spot_quote_raw")).quote.source.market == kEth);
  CHECK(spot.last().quote.ask_size == size("40.66"));

  auto usdm = binance_decoder(Product::linear);
  CHECK(decoded(usdm, fixture("binance", "usdm_quote")).quote.source.exchange_time_ns == ms(1'568'014'460'893));
  CHECK(usdm.last().quote.update_id == 400'900'217);
  const BestQuote& reordered = decoded(usdm, fixture("binance", "usdm_quote_reordered")).quote;
  CHECK(reordered.source.market == kEth);
  CHECK(reordered.bid_price == price("181.4"));
  CHECK(reordered.bid_size == size("2"));
  CHECK(reordered.ask_price == price("181.5"));
  CHECK(reordered.ask_size == size("1"));
}

TEST_CASE("Binance trades, single and aggregated: the taker is who was not the maker") {
  struct Case {
    const char* name;
    Product product;
    FeedChannel channel;
    std::int64_t sent, matched;
    const char *at, *how_much;
    std::uint64_t id;
    std::uint32_t fills;
    TakerSide taker;
  };
  using enum Product;
  const Case cases[] = {
      {"spot_trade", spot, FeedChannel::trade, 1'672'515'782'136, 1'672'515'782'134, "16600.01", "0.001", 12'345, 1,
       TakerSide::sell},
      {"spot_agg_trade", spot, FeedChannel::agg_trade, 1'672'515'782'136, 1'672'515'782'135, "16600.01", "0.5", 9'001,
       6, TakerSide::buy},
      {"usdm_trade", linear, FeedChannel::trade, 1'680'652'700'455, 1'680'652'700'452, "28145.1", "0.002",
       3'535'186'032, 1, TakerSide::buy},
      {"usdm_agg_trade", linear, FeedChannel::agg_trade, 1'672'515'782'136, 1'672'515'782'130, "16600.1", "100",
       5'933'014, 1, TakerSide::sell},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    auto decoder = binance_decoder(c.product);
    const DecodedFrame& frame = decoded(decoder, fixture("binance", c.name));
    REQUIRE(frame.kind == FrameKind::trades);
    REQUIRE(frame.trades.size() == 1);
    const PublicTrade& trade = frame.trades[0];
    CHECK(trade.source.market == kBtc);
    CHECK(trade.source.channel == c.channel);
    CHECK(trade.source.exchange_time_ns == ms(c.sent));
    CHECK(trade.trade_time_ns == ms(c.matched));
    CHECK(trade.price == price(c.at));
    CHECK(trade.size == size(c.how_much));
    CHECK(trade.id == TradeId{0, c.id});
    CHECK(trade.fills == c.fills);
    CHECK(trade.taker == c.taker);
  }
}

TEST_CASE("Binance changes of a book") {
  auto spot = binance_decoder(Product::spot);
  const BookEvent& change = decoded(spot, fixture("binance", "spot_depth")).book;
  CHECK(change.source.market == kBtc);
  CHECK(change.source.channel == FeedChannel::book);
  CHECK_FALSE(change.update.snapshot);
  CHECK(change.update.chain == BookChain{157, 160, 0, 0});
  CHECK(change.update.exchange_time_ns == ms(1'672'515'782'136));
  CHECK(copied(change.update.bids) == std::vector{level("16600", "10"), level("16599.5", "0")});
  CHECK(copied(change.update.asks) == std::vector{level("16600.01", "100")});
  CHECK_FALSE(change.update.checksum);
  CHECK(decoded(spot, fixture("binance", "spot_depth_raw")).book.source.market == kEth);
  CHECK(spot.last().book.update.bids.empty());

  auto usdm = binance_decoder(Product::linear);
  const BookEvent& futures = decoded(usdm, fixture("binance", "usdm_depth")).book;
  CHECK(futures.update.chain == BookChain{157, 160, 149, 0});
  CHECK(copied(futures.update.asks) == std::vector{level("16600.2", "100"), level("16601", "0")});
}

TEST_CASE("Binance whole books: tops and REST answers") {
  auto spot = binance_decoder(Product::spot);
  const BookEvent& top = decoded(spot, fixture("binance", "spot_top")).book;
  CHECK(top.source.market == kBtc);
  CHECK(top.source.channel == FeedChannel::top_book);
  CHECK(top.update.snapshot);
  CHECK(top.update.chain == BookChain{160, 160, 0, 0});
  CHECK(copied(top.update.bids) == std::vector{level("16600", "4.31"), level("16599.9", "1")});
  const BookEvent& rest = decoded(spot, fixture("binance", "spot_rest_depth")).book;
  CHECK(rest.source.channel == FeedChannel::rest_book);
  CHECK(rest.update.snapshot);
  CHECK(rest.update.chain.last_id == 1'027'024);
  CHECK(rest.update.exchange_time_ns == 0);
  CHECK(copied(rest.update.asks) == std::vector{level("16600.2", "12"), level("16601", "3")});

  auto usdm = binance_decoder(Product::linear);
  const BookEvent& futures = decoded(usdm, fixture("binance", "usdm_top")).book;
  CHECK(futures.source.channel == FeedChannel::top_book);
  CHECK(futures.update.snapshot);
  CHECK(futures.update.chain == BookChain{390'497'796, 390'497'878, 390'497'794, 0});
  CHECK(decoded(usdm, fixture("binance", "usdm_rest_depth")).book.update.exchange_time_ns == ms(1'589'436'922'972));
  CHECK(copied(usdm.last().book.update.asks) == std::vector{level("4.000002", "12")});
}

TEST_CASE("Binance mark price and funding rate come in one message") {
  auto usdm = binance_decoder(Product::linear);
  const DecodedFrame& frame = decoded(usdm, fixture("binance", "usdm_mark"));
  CHECK(frame.kind == FrameKind::mark_and_funding);
  CHECK(frame.mark.source.market == kBtc);
  CHECK(frame.mark.source.exchange_time_ns == ms(1'562'305'380'000));
  CHECK(frame.mark.mark == price("11794.15"));
  CHECK(frame.mark.index == price("11784.62659091"));
  CHECK(frame.funding.rate == rate("-0.00038167"));
  CHECK(frame.funding.funding_time_ns == ms(1'562'306'400'000));
  CHECK_FALSE(frame.funding.settled_rate);
  CHECK(decoded(usdm, fixture("binance", "usdm_mark_delivery")).kind == FrameKind::mark_price);
}

TEST_CASE("Binance marks of all contracts: those that are not followed or do not fit are left out") {
  binance::Decoder decoder = binance_decoder(Product::linear);
  const Outcome marks = run(decoder, ExactFrame(fixture("binance", "usdm_marks").text).frame(), false);
  CHECK(marks.kind == FrameKind::marks);
  REQUIRE(marks.events.size() == 3);
  CHECK(std::get<MarkPrice>(marks.events[0]).mark == price("100.1"));
  CHECK(std::get<FundingRate>(marks.events[1]).rate == rate("0.0001"));
  CHECK(std::get<MarkPrice>(marks.events[2]).source.market == kEth);
  // The raw stream sends the bare array.
  const std::string raw = R"([{"e":"markPriceUpdate","E":5,"s":"BTCUSDT","p":"0.000000001","i":"1","r":"0","T":9},)"
                          R"({"e":"markPriceUpdate","E":5,"s":"ETHUSDT","p":"7","i":"7","r":"0","T":9}])";
  const ExactFrame bare(raw);
  const DecodeResult result = decoder.decode(bare.frame());
  REQUIRE(result);
  REQUIRE(decoder.last().marks.size() == 1);
  CHECK(decoder.last().marks.front().mark.mark == price("7"));
  REQUIRE(result.left_out() != nullptr);
  CHECK(result.left_out()->unheld == kBtc);
  CHECK(result.left_out()->fault == DecodeFault::too_precise);
  CHECK(decoder.decode(ExactFrame(fixture("binance", "usdm_mark").text).frame()).left_out() == nullptr);
  CHECK(decoder.decode(ExactFrame(raw + "]").frame()).kind() == FrameKind::none);
  CHECK(decoder.decode(ExactFrame(R"([{"e":"24hrTicker","s":"BTCUSDT"}])").frame()).error().fault ==
        DecodeFault::unknown_channel);
}

TEST_CASE("Binance announces that it closes the connection") {
  binance::Decoder decoder = binance_decoder(Product::spot);
  const Outcome notice = run(decoder, ExactFrame(fixture("binance", "server_shutdown").text).frame(), false);
  REQUIRE(notice.events.size() == 1);
  CHECK(std::get<ControlMessage>(notice.events[0]).kind == ControlKind::notice);
}

TEST_CASE("times of 16 digits are microseconds, of 13 milliseconds") {
  binance::Decoder decoder = binance_decoder(Product::spot);
  const auto time_of = [&](const std::string& time) {
    const ExactFrame exact(R"({"e":"depthUpdate","E":)" + time + R"(,"s":"BTCUSDT","U":1,"u":2,"b":[],"a":[]})");
    return decoder.decode(exact.frame()) ? decoder.last().book.source.exchange_time_ns : -1;
  };
  CHECK(time_of("1764000000000") == 1'764'000'000'000'000'000);
  CHECK(time_of("1764000000000001") == 1'764'000'000'000'001'000);
  CHECK(time_of("9000000000000000") == 9'000'000'000'000'000'000);
  CHECK(time_of("9000000000000001") == -1);
  CHECK(time_of("176400000000000") == -1);
  CHECK(time_of("17640000000000000") == -1);
}

TEST_CASE("a number that cannot be held names its market, damage does not") {
  binance::Decoder decoder = binance_decoder(Product::spot);
  const auto error_of = [&](const std::string& levels) {
    const ExactFrame exact(R"({"e":"depthUpdate","E":1,"s":"ETHUSDT","U":1,"u":2,"b":[)" + levels + R"(],"a":[]})");
    const DecodeResult result = decoder.decode(exact.frame());
    REQUIRE_FALSE(result);
    return result.error();
  };
  CHECK(error_of(R"(["0.000004567","1"])").unheld == kEth);
  CHECK(error_of(R"(["1","99999999999999"])").unheld == kEth);
  CHECK_FALSE(error_of(R"(["-1","1"])").unheld.has_value());
  CHECK_FALSE(error_of(R"(["1x","1"])").unheld.has_value());
}

TEST_CASE("Binance answers") {
  struct Case {
    const char* name;
    ControlKind kind;
    std::int64_t code;
    const char *request, *text;
  };
  const Case cases[] = {
      {"acknowledgement", ControlKind::acknowledged, 0, "17", ""},
      {"refusal", ControlKind::refused, 2, "b7", "Invalid request: unknown variant SUBSCRIB"},
      {"refusal_flat", ControlKind::refused, 3, "4", "Invalid JSON: expected value at line 1 column 1"},
      {"rest_refusal", ControlKind::refused, -1121, "", "Invalid symbol."},
  };
  for (const Case& c : cases) {
    CAPTURE(c.name);
    auto decoder = binance_decoder(Product::spot);
    const DecodedFrame& frame = decoded(decoder, fixture("binance", c.name));
    CHECK(frame.kind == FrameKind::control);
    CHECK(frame.control.kind == c.kind);
    CHECK(frame.control.code == c.code);
    CHECK(frame.control.request == c.request);
    CHECK(frame.control.text == c.text);
  }
}

TEST_CASE("COIN-M is recognised and refused by name") {
  const FeedSymbol coin[] = {{"BTCUSDT", kBtc}, {"BTCUSD_PERP", kEth}, {"ETHUSD_250926", kEth}};
  const auto refused = binance::Decoder::create({Product::linear}, coin);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().lines.size() == 2);
  CHECK(refused.error().lines[0] == "'BTCUSD_PERP' is a COIN-M contract");

  const Fixture usdm = fixture("binance", "usdm_quote");
  for (
      const char* text :
      {R"({"stream":"btcusd_perp@bookTicker","data":{"e":"bookTicker","u":1,"s":"BTCUSD_PERP","ps":"BTCUSD","b":"1","B":"1","a":"2","A":"1","T":1,"E":1}})",
       R"({"e":"depthUpdate","E":1,"T":1,"s":"BTCUSD_250926","ps":"BTCUSD","U":1,"u":2,"pu":0,"b":[],"a":[]})",
       R"({"e":"aggTrade","E":1,"a":2,"s":"BTCUSD_PERP","p":"1","q":"1","f":1,"l":1,"T":1,"m":false})",
       R"({"e":"trade","E":1,"T":1,"s":"BTCUSD_PERP","t":1,"p":"1","q":"1","m":false})",
       R"({"e":"markPriceUpdate","E":1,"s":"BTCUSD_PERP","p":"1","P":"1","r":"0.0001","T":1})"}) {
    const Outcome out = outcome_of(usdm, text);
    CAPTURE(text);
    CHECK(out.fault == DecodeFault::coin_margined);
    CHECK(out.text.find("USD_") != std::string::npos);
  }
  const Outcome rest =
      outcome_of(fixture("binance", "usdm_rest_depth"),
                 R"({"lastUpdateId":1,"symbol":"BTCUSD_PERP","pair":"BTCUSD","E":1,"T":1,"bids":[],"asks":[]})");
  CHECK(rest.fault == DecodeFault::coin_margined);
}

}  // namespace
}  // namespace basis
