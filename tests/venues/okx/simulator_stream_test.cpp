#include "tests/venues/okx/simulator_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

std::int64_t number_at(const std::string& text, std::string_view name) {
  return parse_json(text).value().at("data").at(0).at(name).as_int64();
}

}  // namespace

TEST_CASE("simulated okx: a book's updates chain from the snapshot on, for every subscriber") {
  OkxVenue venue;
  ToldSocket first, second;
  const std::string subscribe = R"({"op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT-SWAP"}]})";
  const auto one = venue.open("/ws/v5/public", first);
  one->on_text(subscribe);
  auto texts = first.take();
  REQUIRE(texts.size() == 2);
  CHECK(texts[0].starts_with(R"({"event":"subscribe","arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"connId":)"));
  CHECK(texts[1].starts_with(R"({"arg":{"channel":"books","instId":"BTC-USDT-SWAP"},"action":"snapshot","data":[{)"
                             R"("asks":[["60060","200","0","1"],["60070","1000","0","1"]],)"
                             R"("bids":[["60050","300","0","1"]],)"));
  CHECK(number_at(texts[1], "prevSeqId") == -1);
  CHECK(number_at(texts[1], "checksum") == 0);
  std::int64_t last = number_at(texts[1], "seqId");
  venue.levels(venue.perp, {{"60050", "4"}}, {{"60060", "0"}});
  CHECK(first.texts.empty());
  // A second subscriber comes while a change is not yet told: both go on from one id.
  const auto two = venue.open("/ws/v5/public", second);
  two->on_text(subscribe);
  texts = first.take();
  REQUIRE(texts.size() == 1);
  CHECK(texts[0].find(R"("asks":[["60060","0","0","0"]],"bids":[["60050","400","0","1"]])") != std::string::npos);
  CHECK(number_at(texts[0], "prevSeqId") == last);
  last = number_at(texts[0], "seqId");
  CHECK(number_at(second.take().at(1), "seqId") == last);
  venue.levels(venue.perp, {{"60051", "1"}}, {});
  venue.pass(Nanos{100'000'000});
  for (ToldSocket* heard : {&first, &second}) {
    texts = heard->take();
    REQUIRE(texts.size() == 1);
    CHECK(number_at(texts[0], "prevSeqId") == last);
  }
  const std::int64_t rest =
      venue.get("/api/v5/market/books?instId=BTC-USDT-SWAP&sz=5")->json().at("data").at(0).at("seqId").as_int64();
  CHECK(rest == last + 1);
}

TEST_CASE("simulated okx: a quiet book says so, and begins lower after a maintenance") {
  OkxVenue venue;
  ToldSocket heard;
  const auto handler = venue.open("/ws/v5/public", heard);
  handler->on_text(R"({"op":"subscribe","args":[{"channel":"books","instId":"BTC-USDT"}]})");
  const std::int64_t last = number_at(heard.take().at(1), "seqId");
  for (int i = 0; i < 3; ++i) {
    venue.pass(kSecond * 20);
    handler->on_text("ping");
  }
  const auto quiet = heard.with(R"("action":"update")");
  REQUIRE(quiet.size() == 1);
  CHECK(number_at(quiet[0], "prevSeqId") == last);
  CHECK(number_at(quiet[0], "seqId") == last);
  heard.take();
  venue.send({"POST", "/__sim/fault", {}, R"({"kind":"maintenance","seconds":"1"})"});
  venue.pass(kSecond);
  venue.levels(venue.spot, {{"60000", "3"}}, {});
  venue.pass(Nanos{100'000'000});
  const auto lower = heard.with(R"("action":"update")");
  REQUIRE(lower.size() == 1);
  CHECK(number_at(lower[0], "prevSeqId") == last);
  CHECK(number_at(lower[0], "seqId") < last);
}

TEST_CASE("simulated okx: wrong channels are refused one by one, the good ones go on") {
  OkxVenue venue;
  ToldSocket heard;
  const auto handler = venue.open("/ws/v5/public", heard);
  handler->on_text(
      R"({"op":"subscribe","args":[{"channel":"trades","instId":"XYZ-USDT"},{"channel":"trades","instId":"BTC-USDT"},)"
      R"({"channel":"books50-l2-tbt","instId":"BTC-USDT"},{"channel":"account"}]})");
  const auto texts = heard.take();
  REQUIRE(texts.size() == 4);
  CHECK(texts[0].find(R"("code":"60018")") != std::string::npos);
  CHECK(texts[1].starts_with(R"({"event":"subscribe")"));
  CHECK(texts[2].find(R"("code":"64003")") != std::string::npos);
  CHECK(texts[3].find(R"("code":"60018")") != std::string::npos);
  venue.sold(venue.spot, "60000", "0.25");
  auto trades = heard.take();
  REQUIRE(trades.size() == 1);
  CHECK(trades[0].find(R"("px":"60000","sz":"0.25","side":"sell")") != std::string::npos);
  handler->on_text(R"({"op":"unsubscribe","args":[{"channel":"trades","instId":"BTC-USDT"}]})");
  CHECK(heard.take().at(0).starts_with(R"({"event":"unsubscribe")"));
  venue.sold(venue.spot, "60000", "0.25");
  CHECK(heard.texts.empty());
}

TEST_CASE("simulated okx: marks, funding, quotes and instruments are told") {
  OkxVenue venue;
  ToldSocket heard;
  const auto handler = venue.open("/ws/v5/public", heard);
  handler->on_text(
      R"({"op":"subscribe","args":[{"channel":"mark-price","instId":"BTC-USDT-SWAP"},)"
      R"({"channel":"funding-rate","instId":"BTC-USDT-SWAP"},{"channel":"bbo-tbt","instId":"BTC-USDT-SWAP"},)"
      R"({"channel":"instruments","instType":"SWAP"}]})");
  CHECK(heard.with(R"("markPx":"60055")").size() == 1);
  CHECK(heard.with(R"("fundingRate":"0.0001")").size() == 1);
  CHECK(heard.with(R"("bids":[["60050","300","0","1"]])").size() == 1);
  CHECK(heard.with(R"("tickSz":"0.1")").size() == 1);
  heard.take();
  venue.exchanges->markets().set_mark(venue.perp, price("60056"), price("60006"), venue.now);
  CHECK(heard.with(R"("markPx":"60056")").size() == 1);
  venue.levels(venue.perp, {{"60051", "1"}}, {});
  CHECK(heard.with(R"("bids":[["60051","100","0","1"]])").size() == 1);
  heard.take();
  // A change of an instrument tells what has changed only.
  venue.send({"POST", "/__sim/fault", {}, R"({"kind":"halt","symbol":"BTC-USDT-SWAP"})"});
  venue.service().advance(venue.now);
  const auto told = heard.with(R"("channel":"instruments")");
  REQUIRE(told.size() == 1);
  CHECK(told[0].find(R"("state":"suspend")") != std::string::npos);
  CHECK(told[0].find("tickSz") == std::string::npos);
  CHECK(OkxVenue::told(*venue.place(kSwapSell + R"("ordType":"market","sz":"1")")) == "51022 Instrument ID suspended.");
}

TEST_CASE("simulated okx: orders over the private WebSocket name their market by its code") {
  OkxVenue venue;
  ToldSocket heard;
  const auto handler = venue.listen(heard);
  const std::string code = venue.code_of("SWAP", "BTC-USDT-SWAP");
  const auto order = [&](const std::string& market, const std::string& more = "") {
    handler->on_text(R"({"id":"7","op":"order",)" + more + R"("args":[{)" + market +
                     R"("tdMode":"cross","side":"sell","ordType":"market","sz":"1","clOrdId":"w1"}]})");
    return heard.take();
  };
  CHECK(
      order(R"("instId":"BTC-USDT-SWAP",)").at(0).find(R"("sCode":"50014","sMsg":"Parameter instIdCode can not be)") !=
      std::string::npos);
  CHECK(order(R"("instIdCode":1,)").at(0).find(R"("sCode":"51001")") != std::string::npos);
  CHECK(order("\"instIdCode\":" + code + ",", fmt::format(R"("expTime":"{}",)", sim::millis(venue.now) - 1))
            .at(0)
            .find(R"("code":"50036")") != std::string::npos);
  const auto told = order("\"instIdCode\":" + code + ",");
  // live, the fill, the account, the position, and the answer
  REQUIRE(told.size() == 5);
  CHECK(told[0].find(R"("state":"live")") != std::string::npos);
  CHECK(told[1].find(R"("state":"filled")") != std::string::npos);
  CHECK(told[1].find(R"("fillSz":"1")") != std::string::npos);
  CHECK(told[1].find(R"("fillFee":"-0.30025")") != std::string::npos);
  CHECK(told[2].find(R"("channel":"account")") != std::string::npos);
  CHECK(told[3].find(R"("pos":"-1")") != std::string::npos);
  CHECK(told[4].starts_with(R"({"id":"7","op":"order","data":[{"clOrdId":"w1","ordId":")"));
  CHECK(told[4].find(R"("code":"0")") != std::string::npos);
  handler->on_text(R"({"op":"order","args":[{}]})");
  CHECK(heard.take().at(0).find(R"("code":"60013")") != std::string::npos);
  handler->on_text(R"({"id":"8","op":"dance","args":[{}]})");
  CHECK(heard.take().at(0).find(R"("code":"60012")") != std::string::npos);
}

TEST_CASE("simulated okx: a subscriber is told the whole account, at once and every five seconds") {
  OkxVenue venue;
  venue.place(kSwapSell + R"("ordType":"market","sz":"100")");
  ToldSocket heard;
  const auto handler = venue.open("/ws/v5/private", heard);
  handler->on_text(venue.login());
  heard.take();
  handler->on_text(R"({"op":"subscribe","args":[{"channel":"positions","instType":"SWAP"},{"channel":"account"}]})");
  CHECK(heard.with(R"("pos":"-100")").size() == 1);
  CHECK(heard.with(R"("ccy":"ETH")").size() == 1);
  heard.take();
  venue.pass(kSecond * 5);
  CHECK(heard.with(R"("pos":"-100")").size() == 1);
  CHECK(heard.with(R"("ccy":"ETH")").size() == 1);
  heard.take();
  // An event tells what it has changed.
  venue.place(kSpotBuy + R"("ordType":"market","sz":"0.1","tgtCcy":"base_ccy")");
  CHECK(heard.with(R"("ccy":"BTC")").size() == 1);
  CHECK(heard.with(R"("ccy":"ETH")").empty());
}
