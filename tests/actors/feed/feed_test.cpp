#include "actors/feed/feed.hpp"

#include <fmt/format.h>

#include "tests/actors/feed/support.hpp"

namespace basis {
namespace {

using namespace test;

constexpr Nanos kMilli{1'000'000};

const char* const kSpotRest =
    R"({"lastUpdateId":100,"bids":[["50000.00","0.05"],["49990.00","1"]],"asks":[["50010.00","0.2"],["50020.00","1"]]})";
std::string spot_update(int first, int last, const char* bids, const char* asks) {
  return fmt::format(
      R"({{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":1700000000000,"s":"BTCUSDT","U":{},"u":{},"b":{},"a":{}}}}})",
      first, last, bids, asks);
}
std::string spot_quote(int id, const char* bid, const char* bid_size, const char* ask, const char* ask_size) {
  return fmt::format(
      R"({{"stream":"btcusdt@bookTicker","data":{{"u":{},"s":"BTCUSDT","b":"{}","B":"{}","a":"{}","A":"{}"}}}})", id,
      bid, bid_size, ask, ask_size);
}

Feed::Options clip(const char* coins) {
  Feed::Options options;
  for (std::uint16_t asset = 0; asset < 8; ++asset) options.clips.emplace(AssetId{asset}, quantity(coins));
  return options;
}

/// A spot feed that is live at update 101, with a clip of 0.1.
FedFeed live_spot(std::size_t capacity = 1'024) {
  FedFeed feed(FeedVenue::binance_spot, markets_of({{FeedVenue::binance_spot, "BTCUSDT"}}), clip("0.1"), capacity);
  REQUIRE(feed.take(kSpotRest));
  REQUIRE(feed.take(spot_update(101, 101, "[]", "[]")));
  return feed;
}

TEST_CASE("Binance spot: a snapshot joined to its stream prices the clip, rounded against us") {
  FedFeed feed(FeedVenue::binance_spot, markets_of({{FeedVenue::binance_spot, "BTCUSDT"}}), clip("0.1"));
  REQUIRE(feed.take(spot_update(99, 101, R"([["50000.00","0.05"]])", "[]")));
  CHECK(feed.events().empty());
  REQUIRE(feed.take(kSpotRest));
  const TopUpdate top = feed.top();
  CHECK(top.update_id == 101);
  CHECK(top.bid == price("50000"));
  CHECK(top.bid_size == quantity("0.05"));
  CHECK(top.ask == price("50010"));
  CHECK(top.ask_size == quantity("0.2"));
  // 0.05 at 50000 and 0.05 at 49990; all of the ask at its best.
  CHECK(top.sell_average == price("49995"));
  CHECK(top.buy_average == price("50010"));
  // 0.03 at 50010, 0.07 at 50020: (0.03 * 50010 + 0.07 * 50020) / 0.1.
  REQUIRE(feed.take(spot_update(102, 103, "[]", R"([["50010.00","0.03"]])")));
  CHECK(feed.top().buy_average == price("50017"));
  // 1/3 of the clip at 50010: 50016.666..., up.
  REQUIRE(feed.take(spot_update(104, 104, "[]", R"([["50010.00","0.03333333"]])")));
  CHECK(feed.top().buy_average == price("50016.666667"));
  // The book does not hold the clip: no average, but a top.
  REQUIRE(feed.take(spot_update(105, 105, R"([["49990.00","0"]])", "[]")));
  const TopUpdate thin = feed.top();
  CHECK_FALSE(thin.sell_average.has_value());
  CHECK(thin.bid == price("50000"));
}

TEST_CASE("without a clip the averages are the top itself") {
  FedFeed feed(FeedVenue::binance_spot, markets_of({{FeedVenue::binance_spot, "BTCUSDT"}}));
  REQUIRE(feed.take(kSpotRest));
  REQUIRE(feed.take(spot_update(101, 101, "[]", "[]")));
  const TopUpdate top = feed.top();
  CHECK(top.sell_average == top.bid);
  CHECK(top.buy_average == top.ask);
}

TEST_CASE("a quote newer than the book moves the top, an older one and one that is no market do not") {
  FedFeed feed = live_spot();
  CHECK(feed.top().update_id == 101);
  REQUIRE(feed.take(spot_quote(105, "50001.00", "0.3", "50009.00", "0.04")));
  const TopUpdate ahead = feed.top();
  CHECK(ahead.update_id == 105);
  CHECK(ahead.bid == price("50001"));
  CHECK(ahead.sell_average == price("50001"));
  // The best ask holds less than the clip: the book's average, and never better than the best.
  CHECK(ahead.buy_average == price("50010"));
  for (const std::string& older :
       {spot_quote(104, "50002.00", "1", "50003.00", "1"), spot_quote(105, "50002.00", "1", "50003.00", "1"),
        spot_quote(101, "50002.00", "1", "50003.00", "1"), spot_quote(106, "50003.00", "1", "50003.00", "1"),
        spot_quote(107, "50002.00", "0", "50003.00", "1")}) {
    REQUIRE(feed.take(older));
    CHECK(feed.events().empty());
  }
  // An update behind the quote leaves it in front, one that has caught up replaces it.
  REQUIRE(feed.take(spot_update(102, 104, R"([["50000.00","2"]])", "[]")));
  CHECK(feed.events().empty());
  REQUIRE(feed.take(spot_update(105, 105, R"([["50001.00","0.3"]])", R"([["50009.00","0.04"]])")));
  // Bid and ask are the same, but the book has levels behind the ask of 50009 now: 0.04 at it, 0.06 at 50010.
  CHECK(feed.top().buy_average == price("50009.6"));
}

TEST_CASE("a quote is no price before the book is live, nor after it was lost") {
  FedFeed feed(FeedVenue::binance_spot, markets_of({{FeedVenue::binance_spot, "BTCUSDT"}}), clip("0.1"));
  REQUIRE(feed.take(spot_quote(90, "1.00", "1", "2.00", "1")));
  REQUIRE(feed.take(kSpotRest));
  REQUIRE(feed.take(spot_quote(120, "1.00", "1", "2.00", "1")));
  CHECK(feed.events().empty());
  REQUIRE(feed.take(spot_update(101, 101, "[]", "[]")));
  CHECK(feed.top().bid == price("50000"));
  REQUIRE(feed.take(spot_update(103, 103, "[]", "[]")));
  only<PriceLost>(feed.events());
  REQUIRE(feed.take(spot_quote(130, "1.00", "1", "2.00", "1")));
  CHECK(feed.events().empty());
}

TEST_CASE("what does not change is told again after a second") {
  FedFeed feed = live_spot();
  (void)feed.events();
  auto heartbeat = [&, id = 102](Nanos at) mutable {
    REQUIRE(feed.take(spot_update(id, id, R"([["40000.00","1"]])", "[]"), at));
    ++id;
    return feed.events().size();
  };
  CHECK(heartbeat(kMilli * 500) == 0);
  CHECK(heartbeat(kMilli * 999) == 0);
  CHECK(heartbeat(kSecond) == 1);
  CHECK(heartbeat(kMilli * 1'900) == 0);
  CHECK(heartbeat(kMilli * 2'000) == 1);
}

TEST_CASE("after a gap the price is lost once, and nothing is said until the next snapshot has joined") {
  FedFeed feed = live_spot();
  (void)feed.events();
  REQUIRE(feed.take(spot_update(105, 105, R"([["50001.00","1"]])", "[]")));
  const auto lost = feed.events();
  only<PriceLost>(lost);
  CHECK(lost.front().market == MarketId{0});
  REQUIRE(feed.take(spot_update(106, 106, R"([["50002.00","1"]])", "[]")));
  REQUIRE(feed.take(spot_update(108, 108, R"([["50003.00","1"]])", "[]")));
  CHECK(feed.events().empty());
  REQUIRE(feed.take(R"({"lastUpdateId":108,"bids":[["50003.00","1"]],"asks":[["50010.00","1"]]})", {},
                    "https://api.binance.com/api/v3/depth?symbol=BTCUSDT"));
  CHECK(feed.events().empty());
  REQUIRE(feed.take(spot_update(109, 109, "[]", "[]")));
  CHECK(feed.top().bid == price("50003"));
  const Feed::Followed& followed = *feed->followed().front();
  CHECK(followed.report.gaps() >= 1);
  CHECK(followed.book.counters().resyncs == 1);
}

TEST_CASE("Binance USDⓈ-M: previous ids, marks with funding, trades, and the five levels beside the book") {
  FedFeed feed(FeedVenue::binance_usdm, markets_of({{FeedVenue::binance_usdm, "BTCUSDT"}}), clip("0.1"));
  REQUIRE(feed.take(R"({"lastUpdateId":100,"E":1,"T":1,"bids":[["50000.10","1"]],"asks":[["50000.20","1"]]})", {},
                    "https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=1000"));
  const auto update = [](int first, int last, int previous, const char* bids) {
    return fmt::format(
        R"({{"stream":"btcusdt@depth@0ms","data":{{"e":"depthUpdate","E":1700000000005,"T":1700000000004,"s":"BTCUSDT","U":{},"u":{},"pu":{},"b":{},"a":[]}}}})",
        first, last, previous, bids);
  };
  REQUIRE(feed.take(update(90, 110, 80, R"([["50000.10","2"]])")));
  auto events = feed.events();
  CHECK(only<TopUpdate>(events).bid_size == quantity("2"));
  CHECK(events.front().exchange_time_ns == 1'700'000'000'005'000'000);
  REQUIRE(feed.take(update(200, 210, 110, R"([["50000.10","3"]])")));
  CHECK(feed.top().update_id == 210);
  // The top levels whole are beside the book.
  REQUIRE(feed.take(
      R"({"stream":"btcusdt@depth5@100ms","data":{"e":"depthUpdate","E":1,"T":1,"s":"BTCUSDT","U":1,"u":2,"pu":0,"b":[["1.0","1"]],"a":[["2.0","1"]]}})"));
  CHECK(feed.events().empty());
  REQUIRE(feed.take(
      R"({"stream":"btcusdt@markPrice@1s","data":{"e":"markPriceUpdate","E":1562305380000,"s":"BTCUSDT","p":"11794.15000000","P":"11784.25641265","i":"11784.62659091","r":"-0.00038167","T":1562306400000}})"));
  events = feed.events();
  REQUIRE(events.size() == 2);
  CHECK(std::get<MarkUpdate>(events[0].what).mark == price("11794.15"));
  CHECK(std::get<MarkUpdate>(events[0].what).index == price("11784.62659091"));
  CHECK(std::get<FundingUpdate>(events[1].what).rate == doctest::Approx(-0.00038167));
  CHECK(std::get<FundingUpdate>(events[1].what).funding_time_ns == 1'562'306'400'000'000'000);
  REQUIRE(feed.take(
      R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1680652700455,"T":1680652700452,"s":"BTCUSDT","t":3535186032,"p":"28145.10","q":"0.002","X":"MARKET","m":false}})"));
  events = feed.events();
  CHECK(only<TradeUpdate>(events).taker_bought);
  // An insurance fund's trade has no price.
  REQUIRE(feed.take(
      R"({"stream":"btcusdt@trade","data":{"e":"trade","E":1680652700455,"T":1680652700452,"s":"BTCUSDT","t":3535186033,"p":"0","q":"0.002","X":"INSURANCE_FUND","m":false}})"));
  CHECK(feed.events().empty());
  CHECK(feed->counters().messages[static_cast<std::size_t>(FeedChannel::trade)] == 2);
  CHECK(feed->counters().messages[static_cast<std::size_t>(FeedChannel::top_book)] == 1);
}

TEST_CASE("Bybit: snapshots in the stream, a restart, and a ticker that says only what changed") {
  FedFeed feed(FeedVenue::bybit, markets_of({{FeedVenue::bybit, "BTCUSDT"}}), clip("0.1"));
  const auto book = [](const char* type, int u, int seq, const char* bids, const char* asks) {
    return fmt::format(
        R"({{"topic":"orderbook.50.BTCUSDT","type":"{}","ts":1700000000000,"data":{{"s":"BTCUSDT","b":{},"a":{},"u":{},"seq":{}}},"cts":1700000000000}})",
        type, bids, asks, u, seq);
  };
  REQUIRE(feed.take(book("delta", 7, 70, R"([["50000.00","9"]])", "[]")));
  CHECK(feed.events().empty());
  REQUIRE(feed.take(book("snapshot", 8, 80, R"([["50000.00","1"]])", R"([["50000.10","2"]])")));
  CHECK(feed.top().ask_size == quantity("2"));
  REQUIRE(feed.take(book("delta", 9, 95, "[]", R"([["50000.10","0"],["50000.20","3"]])")));
  CHECK(feed.top().ask == price("50000.2"));
  REQUIRE(feed.take(book("delta", 11, 99, R"([["50000.10","1"]])", "[]")));
  only<PriceLost>(feed.events());
  REQUIRE(feed.take(book("snapshot", 1, 200, R"([["49000.00","1"]])", R"([["49000.10","2"]])")));
  CHECK(feed.top().bid == price("49000"));
  REQUIRE(feed.take(
      R"({"topic":"tickers.BTCUSDT","type":"delta","data":{"symbol":"BTCUSDT","bid1Size":"80.100"},"cs":1,"ts":1673272861786})"));
  CHECK(feed.events().empty());
  REQUIRE(feed.take(
      R"({"topic":"tickers.BTCUSDT","type":"snapshot","data":{"symbol":"BTCUSDT","markPrice":"17217.33","indexPrice":"17227.36","nextFundingTime":"1673280000000","fundingRate":"-0.000212"},"cs":2,"ts":1673272861786})"));
  const auto events = feed.events();
  REQUIRE(events.size() == 2);
  CHECK(std::get<MarkUpdate>(events[0].what).mark == price("17217.33"));
  CHECK(std::get<FundingUpdate>(events[1].what).rate == doctest::Approx(-0.000212));
}

TEST_CASE("OKX: sizes are contracts on the wire and coins in events, and the clip is coins") {
  FedFeed feed(FeedVenue::okx, markets_of({{FeedVenue::okx, "BTC-USDT-SWAP"}}), clip("0.1"));
  // A contract is 0.01 BTC: 4 contracts are 0.04.
  REQUIRE(feed.take(
      R"({"arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"action":"snapshot","data":[{"asks":[["50000.2","4","0","1"],["50000.3","600","0","1"]],"bids":[["50000.1","1234.56","0","1"]],"ts":"1700000000000","checksum":0,"prevSeqId":-1,"seqId":50}]})"));
  const TopUpdate top = feed.top();
  CHECK(top.bid_size == quantity("12.3456"));
  CHECK(top.ask_size == quantity("0.04"));
  CHECK(top.sell_average == price("50000.1"));
  // 0.04 at .2 and 0.06 at .3.
  CHECK(top.buy_average == price("50000.26"));
  REQUIRE(feed.take(
      R"({"arg":{"channel":"bbo-tbt","instId":"BTC-USDT-SWAP"},"data":[{"asks":[["50000.2","10","0","2"]],"bids":[["50000.1","7","0","2"]],"ts":"1700000000001","seqId":60}]})"));
  const TopUpdate ahead = feed.top();
  CHECK(ahead.bid_size == quantity("0.07"));
  CHECK(ahead.buy_average == price("50000.2"));
  REQUIRE(feed.take(
      R"({"arg":{"channel":"trades","instId":"BTC-USDT-SWAP"},"data":[{"instId":"BTC-USDT-SWAP","tradeId":"1","px":"50000.1","sz":"3","side":"sell","ts":"1700000000002","count":"1","source":"0","seqId":61}]})"));
  auto events = feed.events();
  CHECK(only<TradeUpdate>(events).size == quantity("0.03"));
  CHECK_FALSE(only<TradeUpdate>(events).taker_bought);
  // Maintenance: the id falls while the link holds, and the quote from before is not in front of the book.
  REQUIRE(feed.take(
      R"({"arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"action":"update","data":[{"asks":[],"bids":[["50000.1","5","0","1"]],"ts":"1700000000005","checksum":0,"prevSeqId":50,"seqId":3}]})"));
  const TopUpdate fallen = feed.top();
  CHECK(fallen.update_id == 3);
  CHECK(fallen.bid_size == quantity("0.05"));
  REQUIRE(feed.take(
      R"({"arg":{"channel":"bbo-tbt","instId":"BTC-USDT-SWAP"},"data":[{"asks":[["50000.2","10","0","2"]],"bids":[["50000.1","7","0","2"]],"ts":"1700000000004","seqId":61}]})"));
  CHECK(feed.events().empty());
  REQUIRE(feed.take(
      R"({"arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"action":"update","data":[{"asks":[],"bids":[],"ts":"1700000000009","checksum":0,"prevSeqId":4,"seqId":5}]})"));
  only<PriceLost>(feed.events());
}

TEST_CASE("a live stream is taken as what its connection is: nothing in the frame makes it an answer") {
  FedFeed feed(FeedVenue::binance_spot, markets_of({{FeedVenue::binance_spot, "BTCUSDT"}}));
  FrameBuffer buffer(4'096);
  Frame answer;
  answer.bytes = buffer.assign(kSpotRest).text();
  CHECK_FALSE(feed->take(answer));
  CHECK(feed->counters().failed == 1);
  CHECK(feed->take_answer(answer));
  CHECK(feed->book(MarketId{0})->counters().snapshots == 1);
}

TEST_CASE("answers of several instruments go where their URL says; without one they go nowhere") {
  const auto two = markets_of({{FeedVenue::binance_spot, "BTCUSDT"}, {FeedVenue::binance_spot, "ETHUSDT"}});
  FedFeed feed(FeedVenue::binance_spot, two);
  CHECK_FALSE(feed.take(kSpotRest));
  CHECK_FALSE(feed.take(kSpotRest, {}, "https://api.binance.com/api/v3/depth?symbol=DOGEUSDT"));
  CHECK(feed.take(kSpotRest, {}, "https://api.binance.com/api/v3/depth?limit=5&symbol=ETHUSDT"));
  CHECK(feed->book(MarketId{0})->state() == BookState::empty);
  CHECK(feed->book(MarketId{1})->counters().snapshots == 1);
  CHECK(feed->book(MarketId{2}) == nullptr);
  // A refusal is an answer too.
  CHECK(feed.take(R"({"code":-1121,"msg":"Invalid symbol."})", {},
                  "https://api.binance.com/api/v3/depth?symbol=BTCUSDT"));
  CHECK(feed->counters().controls[static_cast<std::size_t>(ControlKind::refused)] == 1);
  CHECK(feed->counters().failed == 2);
}

TEST_CASE("what cannot be decoded is counted with its reason, the first ten are kept") {
  FedFeed feed = live_spot();
  (void)feed.events();
  for (int i = 0; i < 25; ++i) {
    const std::string symbol = i % 2 == 0 ? "DOGEUSDT" : "BTCUSD_PERP";
    REQUIRE_FALSE(feed.take(R"({"u":1,"s":")" + symbol + R"(","b":"1","B":"1","a":"2","A":"1"})"));
    feed->note_failure("frames.txt:" + std::to_string(i + 1));
  }
  const FeedCounters& counters = feed->counters();
  CHECK(counters.failed == 25);
  CHECK(counters.frames == 27);
  REQUIRE(counters.failures.size() == FeedCounters::kFailuresKept);
  CHECK(counters.failures.front().where == "frames.txt:1");
  CHECK(counters.failures.front().text.starts_with("unknown_symbol"));
  CHECK(counters.failures.front().text.find("DOGEUSDT") != std::string::npos);
  CHECK(counters.failures[1].text.starts_with("coin_margined"));
  CHECK(counters.failures.back().where == "frames.txt:10");
  CHECK(feed.events().empty());
  CHECK(feed.take(spot_update(102, 102, R"([["50001.00","1"]])", "[]")));
  CHECK(feed.top().bid == price("50001"));
}

TEST_CASE("streams that are not followed are counted apart, by stream, and are no errors") {
  FedFeed feed = live_spot();
  for (const char* text : {R"({"stream":"btcusdt@kline_1m","data":{"e":"kline","s":"BTCUSDT"}})",
                           R"({"stream":"ethusdt@kline_1m","data":{"e":"kline","s":"ETHUSDT"}})",
                           R"({"e":"blockTrade","E":1,"s":"BTCUSDT"})", R"({"stream":"!ticker@arr","data":[]})"})
    CHECK(feed.take(text));
  CHECK(feed.take(R"({"e":"serverShutdown","E":1764000000000})"));
  const FeedCounters& counters = feed->counters();
  CHECK(counters.failed == 0);
  CHECK(counters.not_followed == 4);
  const std::map<std::string, std::uint64_t, std::less<>> expected = {
      {"!ticker@arr", 1}, {"blockTrade", 1}, {"kline_1m", 2}};
  CHECK(counters.not_followed_streams == expected);
  CHECK(counters.controls[static_cast<std::size_t>(ControlKind::notice)] == 1);
  CHECK_FALSE(feed.take(R"({"stream":"btcusdt@kline_1m","data":{"e":"kline")"));
  CHECK(counters.failed == 1);
}

TEST_CASE("each stream of a market has a book of its own; the price follows the first") {
  FedFeed feed(FeedVenue::okx, markets_of({{FeedVenue::okx, "BTC-USDT"}}));
  const auto book = [&](const char* channel, const char* action, int previous, int id, const char* size) {
    return feed.take(fmt::format(
        R"({{"arg":{{"channel":"{}","instId":"BTC-USDT"}},"action":"{}","data":[{{"asks":[["101","1","0","1"]],"bids":[["100","{}","0","1"]],"ts":"{}","checksum":0,"prevSeqId":{},"seqId":{}}}]}})",
        channel, action, size, 1'764'000'000'000 + id, previous, id));
  };
  REQUIRE(book("books", "snapshot", -1, 10, "1"));
  REQUIRE(book("books-l2-tbt", "snapshot", -1, 10, "1"));
  REQUIRE(book("books-l2-tbt", "update", 10, 11, "2"));
  REQUIRE(book("books-l2-tbt", "update", 11, 12, "3"));
  REQUIRE(book("books", "update", 10, 12, "3"));
  REQUIRE(book("books-l2-tbt", "update", 12, 13, "4"));
  const Feed::Followed& followed = *feed->followed().front();
  CHECK(book_stream_name(FeedVenue::okx, *followed.stream) == "books");
  CHECK(followed.book.top()->bid.size == quantity("3"));
  REQUIRE(followed.others.size() == 1);
  CHECK(book_stream_name(FeedVenue::okx, followed.others.front()->stream) == "books-l2-tbt");
  CHECK(followed.others.front()->book.top()->bid.size == quantity("4"));
  CHECK(std::get<TopUpdate>(feed.events().back().what).bid_size == quantity("3"));
}

TEST_CASE("a market that cannot be held is named and loses its price; the others go on") {
  FedFeed feed(FeedVenue::bybit, markets_of({{FeedVenue::bybit, "BTCUSDT"}, {FeedVenue::bybit, "TINYUSDT"}}));
  const auto book = [&](const char* symbol, const char* type, int id, const char* bid, const char* size) {
    return feed.take(fmt::format(
        R"({{"topic":"orderbook.50.{0}","type":"{1}","ts":{2},"data":{{"s":"{0}","b":[["{3}","{4}"]],"a":[["9","1"]],"u":{2},"seq":{2}}},"cts":1}})",
        symbol, type, id, bid, size));
  };
  REQUIRE(book("BTCUSDT", "snapshot", 5, "1", "1"));
  REQUIRE(book("TINYUSDT", "snapshot", 5, "2", "1"));
  (void)feed.events();
  CHECK(book("TINYUSDT", "delta", 6, "0.000004567", "1"));
  CHECK(std::holds_alternative<PriceLost>(feed.events().back().what));
  CHECK(book("TINYUSDT", "delta", 7, "0.000004568", "1"));
  CHECK(book("BTCUSDT", "delta", 6, "1.5", "1"));
  CHECK(feed->counters().failed == 0);
  CHECK(feed->counters().unheld == 2);
  const auto& tiny = *feed->followed().back();
  CHECK(tiny.market.native == "TINYUSDT");
  CHECK(tiny.unheld == 2);
  CHECK(tiny.unheld_text.starts_with("too_precise"));
  CHECK(tiny.book.reason() == StaleReason::out_of_scale);
  CHECK(feed->followed().front()->book.top()->bid.price == price("1.5"));
  // The next snapshot restores it.
  CHECK(book("TINYUSDT", "snapshot", 9, "2", "1"));
  CHECK(tiny.book.prices());
}

TEST_CASE("a feed is of one venue's instruments; several feeds fill one consumer's queues") {
  const auto all = markets_of(
      {{FeedVenue::binance_spot, "BTCUSDT"}, {FeedVenue::bybit, "BTCUSDT"}, {FeedVenue::okx, "BTC-USDT-SWAP"}});
  FedFeed spot(FeedVenue::binance_spot, all), bybit(FeedVenue::bybit, all), okx(FeedVenue::okx, all);
  CHECK(spot->followed().size() == 1);
  REQUIRE(bybit.take(
      R"({"topic":"orderbook.50.BTCUSDT","type":"snapshot","ts":1,"data":{"s":"BTCUSDT","b":[["1.0","1"]],"a":[["1.1","1"]],"u":5,"seq":5},"cts":1})"));
  CHECK(bybit.events().front().market == MarketId{1});
  REQUIRE(okx.take(
      R"({"arg":{"channel":"mark-price","instId":"BTC-USDT-SWAP"},"data":[{"instType":"SWAP","instId":"BTC-USDT-SWAP","markPx":"42310.6","ts":"1630049139746"}]})"));
  CHECK(okx.events().front().market == MarketId{2});
}

TEST_CASE("faults of creation, and coin-margined markets left out") {
  const auto usdm = markets_of({{FeedVenue::binance_usdm, "BTCUSDT"}, {FeedVenue::binance_usdm, "BTCUSD_PERP"}});
  const auto made = Feed::create(FeedVenue::binance_usdm, usdm.markets, {}, {});
  REQUIRE(made.has_value());
  CHECK(made.value()->followed().size() == 1);
  const auto none = Feed::create(FeedVenue::okx, usdm.markets, {}, {});
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().kind == ErrorKind::usage);
  const auto twice = markets_of({{FeedVenue::bybit, "BTCUSDT"}, {FeedVenue::bybit, "BTCUSDT"}});
  CHECK_FALSE(Feed::create(FeedVenue::bybit, twice.markets, {}, {}).has_value());
}

TEST_CASE("a consumer that does not keep up has the newest of each kind, and holds nobody else up") {
  FedFeed slow = live_spot(64);
  int id = 102;
  // The queue's blocks hold 32 events each; far more than it has room for.
  for (; id < 602; ++id)
    REQUIRE(
        slow.take(spot_update(id, id, fmt::format(R"([["49000.00","{}"],["50000.00","{}"]])", id, id).c_str(), "[]")));
  CHECK(slow.queue().waiting() == 1);
  CHECK(slow.queue().dropped() > 300);
  (void)slow.events();
  slow->flush();
  const TopUpdate newest = slow.top();
  CHECK(newest.bid_size == quantity("601"));
  // A loss replaces the price that waits.
  for (; id < 1'002; ++id)
    REQUIRE(slow.take(spot_update(id, id, fmt::format(R"([["50000.00","{}"]])", id).c_str(), "[]")));
  REQUIRE(slow.take(spot_update(id + 5, id + 5, "[]", "[]")));
  (void)slow.events();
  slow->flush();
  only<PriceLost>(slow.events());
}

struct Tops final : FeedObserver {
  std::vector<std::pair<std::int64_t, TopOfBook>> seen;
  void top_changed(const Market&, UtcTime, std::int64_t id, const TopOfBook& top) override {
    seen.emplace_back(id, top);
  }
};

TEST_CASE("a lost connection takes the price of the books it fed, and its late frames count for nothing") {
  FedFeed feed(FeedVenue::bybit, markets_of({{FeedVenue::bybit, "BTCUSDT"}, {FeedVenue::bybit, "ETHUSDT"}}));
  const auto book = [](const char* symbol, const char* type, int id) {
    return fmt::format(
        R"({{"topic":"orderbook.50.{0}","type":"{1}","ts":1,"data":{{"s":"{0}","b":[["100","1"]],"a":[["101","1"]],"u":{2},"seq":{2}}},"cts":1}})",
        symbol, type, id);
  };
  REQUIRE(feed.take(book("BTCUSDT", "snapshot", 10), {}, {}, 1));
  REQUIRE(feed.take(book("ETHUSDT", "snapshot", 20), {}, {}, 2));
  CHECK(feed.events().size() == 2);
  feed->connection_lost(1, FedFeed::utc(kSecond), FedFeed::mono(kSecond));
  const auto lost = feed.events();
  only<PriceLost>(lost);
  CHECK(lost.front().market == MarketId{0});
  CHECK(feed->followed()[0]->book.reason() == StaleReason::disconnected);
  CHECK(feed->followed()[1]->book.state() == BookState::live);
  std::vector<MarketId> wanted;
  feed->wanted_snapshots(wanted);
  CHECK(wanted == std::vector{MarketId{0}});
  // What was still under way on the dead connection.
  REQUIRE(feed.take(book("BTCUSDT", "delta", 11), kSecond, {}, 1));
  REQUIRE(feed.take(book("BTCUSDT", "snapshot", 12), kSecond, {}, 1));
  CHECK(feed.events().empty());
  CHECK(feed->counters().late == 2);
  REQUIRE(feed.take(book("BTCUSDT", "snapshot", 5), kSecond * 2, {}, 3));
  CHECK(feed.top().bid == price("100"));
  wanted.clear();
  feed->wanted_snapshots(wanted);
  CHECK(wanted.empty());
}

TEST_CASE("an old connection may go once a new one feeds the book") {
  FedFeed feed(FeedVenue::binance_spot, markets_of({{FeedVenue::binance_spot, "BTCUSDT"}}), clip("0.1"));
  REQUIRE(feed.take(kSpotRest, {}, {}, 1));
  REQUIRE(feed.take(spot_update(101, 101, "[]", "[]"), {}, {}, 1));
  // Both deliver the stream; the old one comes second.
  REQUIRE(feed.take(spot_update(102, 102, "[]", "[]"), kMilli, {}, 2));
  REQUIRE(feed.take(spot_update(102, 102, "[]", "[]"), kMilli, {}, 1));
  (void)feed.events();
  feed->connection_lost(1, FedFeed::utc(kMilli), FedFeed::mono(kMilli));
  CHECK(feed.events().empty());
  CHECK(feed->followed().front()->book.state() == BookState::live);
  REQUIRE(feed.take(spot_update(103, 103, "[]", "[]"), kSecond * 2, {}, 2));
  CHECK(feed.top().bid == price("50000"));
  feed->connection_lost(2, FedFeed::utc(kSecond * 3), FedFeed::mono(kSecond * 3));
  only<PriceLost>(feed.events());
}

TEST_CASE("a feed without connection numbers is lost whole, and begins anew") {
  FedFeed feed = live_spot();
  (void)feed.events();
  feed->connection_lost(0, FedFeed::utc(kSecond), FedFeed::mono(kSecond));
  only<PriceLost>(feed.events());
  REQUIRE(feed.take(spot_update(102, 102, "[]", "[]"), kSecond * 2));
  CHECK(feed.events().empty());
  REQUIRE(feed.take(kSpotRest, kSecond * 2));
  REQUIRE(feed.take(spot_update(103, 103, "[]", "[]"), kSecond * 3));
  CHECK(feed.events().size() <= 1);
  CHECK(feed->counters().late == 0);
}

TEST_CASE("a silent stream has no price, its neighbours keep theirs") {
  FedFeed feed(FeedVenue::okx, markets_of({{FeedVenue::okx, "BTC-USDT"}, {FeedVenue::okx, "ETH-USDT"}}));
  const auto book = [](const char* symbol, const char* action, int previous, int id) {
    return fmt::format(
        R"({{"arg":{{"channel":"books","instId":"{}"}},"action":"{}","data":[{{"asks":[["101","1","0","1"]],"bids":[["100","1","0","1"]],"ts":"1","checksum":0,"prevSeqId":{},"seqId":{}}}]}})",
        symbol, action, previous, id);
  };
  REQUIRE(feed.take(book("BTC-USDT", "snapshot", -1, 10)));
  REQUIRE(feed.take(book("ETH-USDT", "snapshot", -1, 20)));
  // A heartbeat that changes nothing is a sign of life.
  REQUIRE(feed.take(book("ETH-USDT", "update", 20, 20), kSecond * 25));
  (void)feed.events();
  feed->check_silence(kSecond * 30, FedFeed::utc(kSecond * 30), FedFeed::mono(kSecond * 30));
  CHECK(feed.events().empty());
  feed->check_silence(kSecond * 30, FedFeed::utc(kSecond * 31), FedFeed::mono(kSecond * 31));
  const auto lost = feed.events();
  only<PriceLost>(lost);
  CHECK(lost.front().market == MarketId{0});
  CHECK(feed->followed()[0]->book.reason() == StaleReason::silent);
  CHECK(feed->followed()[1]->book.state() == BookState::live);
}

TEST_CASE("an observer hears of the book's own top when it changes") {
  Tops tops;
  Feed::Options options = clip("0.1");
  options.observers = {&tops};
  FedFeed feed(FeedVenue::binance_spot, markets_of({{FeedVenue::binance_spot, "BTCUSDT"}}), options);
  REQUIRE(feed.take(kSpotRest));
  REQUIRE(feed.take(spot_update(101, 101, "[]", "[]")));
  REQUIRE(feed.take(spot_update(102, 102, R"([["40000.00","1"]])", "[]")));
  REQUIRE(feed.take(spot_quote(110, "50001.00", "1", "50002.00", "1")));
  REQUIRE(feed.take(spot_update(103, 103, R"([["50000.00","1"]])", "[]")));
  REQUIRE(tops.seen.size() == 2);
  CHECK(tops.seen[0].first == 101);
  CHECK(tops.seen[1].first == 103);
  CHECK(tops.seen[1].second.bid.size == quantity("1"));
}

TEST_CASE("stamps: the frame's own, the clock where there is one, and wall time where a recording has no other") {
  Feed::Options options;
  options.clock = [] { return MonoTime::from_nanos(77); };
  FedFeed clocked(FeedVenue::binance_spot, markets_of({{FeedVenue::binance_spot, "BTCUSDT"}}), options);
  REQUIRE(clocked.take(kSpotRest));
  REQUIRE(clocked.take(spot_update(101, 101, "[]", "[]"), kMilli));
  const FeedEvent event = clocked.events().front();
  CHECK(event.published_mono == MonoTime::from_nanos(77));
  CHECK(event.received.nanos() == 1'700'000'000'001'000'000);
  CHECK(event.received_mono.nanos() == event.received.nanos());
}

}  // namespace
}  // namespace basis
