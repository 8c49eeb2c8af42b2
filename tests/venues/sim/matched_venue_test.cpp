#include "venues/sim/matched_venue.hpp"

#include "tests/core/portfolio/support.hpp"
#include "tests/venues/sim/matching_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

MarketId found(const Universe& universe, const char* venue, Product product, const char* native) {
  const auto market = universe.find(venue, product, native);
  REQUIRE(market.has_value());
  return *market;
}

std::string first_told(MatchingEngine& engine) {
  REQUIRE_FALSE(engine.messages().empty());
  std::string line = Trading::line_of(std::get<OrderReport>(engine.messages().front()));
  engine.forget_messages();
  return line;
}

}  // namespace

TEST_CASE("matched venue: the shipped venues with their pools, rules and bands") {
  const Settings& settings = shipped("btc_basis");
  const Universe universe = universe_of(settings);
  MatchedVenue binance(universe, settings.venues.at("binance"), {});
  REQUIRE(binance.accounts().size() == 2);
  const MarketId perp = found(universe, "binance", Product::linear, "BTCUSDT");
  const MarketId spot = found(universe, "binance", Product::spot, "BTCUSDT");
  OrderBook perps({.tick = price("0.1"), .sync = kBybitV5Sync});
  OrderBook coins({.tick = price("0.01"), .sync = kBybitV5Sync});
  binance.match(perp, perps);
  binance.match(spot, coins);
  for (OrderBook* book : {&perps, &coins})
    feed(*book,
         {.snapshot = true, .chain = {2, 2, 0, 2}, .bid_texts = {{"50000", "2"}}, .ask_texts = {{"50001", "2"}}});
  ExchangeAccount& margin = binance.account(*universe[perp].account);
  REQUIRE(binance.engine().transfer(margin.id(), universe.quote_asset(), amount("100000"), second(1)));
  CHECK(&margin != &binance.account(*universe[spot].account));
  CHECK(margin.leverage_of(universe[perp]) == 10);
  binance.engine().forget_messages();
  // 5 % over the mid of 50,000.5 is 52,500.525.
  binance.engine().take(Trading::order(perp, "a", OrderSide::buy, "0.1", kLimit, "52500.6"), second(1));
  CHECK(first_told(binance.engine()) == "a rejected price_band\n");
  binance.engine().take(Trading::order(perp, "b", OrderSide::buy, "0.1", kPostOnly, "50001"), second(1));
  CHECK(first_told(binance.engine()) == "b rejected post_only\n");
  binance.engine().take(Trading::order(spot, "c", OrderSide::buy, "0.1", kLimit, "40000"), second(1));
  CHECK(first_told(binance.engine()) == "c rejected funds\n");  // the other pool's dollars do not help
}

TEST_CASE("matched venue: contracts of OKX, and its only cancelled post-only order") {
  const Settings& settings = shipped("btc_basis");
  const Universe universe = universe_of(settings);
  MatchedVenue okx(universe, settings.venues.at("okx"), {});
  REQUIRE(okx.accounts().size() == 1);
  const MarketId swap = found(universe, "okx", Product::linear, "BTC-USDT-SWAP");
  OrderBook book({.tick = price("0.1"), .sync = kBybitV5Sync});
  okx.match(swap, book);
  feed(book, {.snapshot = true, .chain = {2, 2, 0, 2}, .bid_texts = {{"50000", "2"}}, .ask_texts = {{"50001", "5"}}});
  REQUIRE(okx.engine().transfer(okx.accounts().front()->id(), universe.quote_asset(), amount("100000"), second(1)));
  okx.engine().forget_messages();
  okx.engine().take(Trading::order(swap, "a", OrderSide::buy, "1", kPostOnly, "50001"), second(1));
  CHECK(first_told(okx.engine()) == "a cancelled post_only\n");
  okx.engine().take(Trading::order(swap, "b", OrderSide::buy, "1", kIoc, "50001"), second(1));
  CHECK(std::get<OrderReport>(okx.engine().messages()[1]).size == quantity("0.05"));
  CHECK(okx.accounts().front()->position(universe[swap]).amount == amount("0.05"));
  const OrderReport rest = std::get<OrderReport>(okx.engine().messages()[2]);
  CHECK(rest.kind == ReportKind::cancelled);
  CHECK(rest.reason == RejectReason::not_enough_volume);
}
