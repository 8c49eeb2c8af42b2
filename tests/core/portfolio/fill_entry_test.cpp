#include "core/portfolio/fill_entry.hpp"

#include "tests/core/portfolio/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const std::vector<std::string> kTraded = {"binance:BaseToken:USDT", "binance:BaseToken:BTC", "binance:Perp:BTCUSDT",
                                          "bybit:BaseToken:USDT"};

/// A market of binance whose fills change this instrument.
Market market_of(const PortfolioFixture& portfolio, Product product, std::string_view position) {
  Market market;
  market.product = product;
  market.account = portfolio.account("binance");
  market.position = portfolio.id(position);
  market.cash = portfolio.id("binance:BaseToken:USDT");
  return market;
}

FillTerms terms(bool buy, std::string_view size, std::string_view at) {
  return {utc("2024-05-12"), buy, quantity(size), price(at), Amount{}};
}

void post(PortfolioFixture& portfolio, const Market& market, const FillTerms& fill) {
  ConservationLedger ledger(portfolio.universe);
  PositionSet before = portfolio.positions;
  const LedgerEntry entry = fill_entry(market, before[market.position->index()], fill);
  CHECK(entry.kind == EntryKind::trade);
  CHECK(entry.time == fill.time);
  ledger.record(entry);
  apply_entry(entry, portfolio.positions);
}

}  // namespace

TEST_CASE("fill entry: spot exchanges coins for the quote, and the fee is taken where it says") {
  PortfolioFixture portfolio(bare("USDT", "BTC", kTraded));
  const Market spot = market_of(portfolio, Product::spot, "binance:BaseToken:BTC");
  portfolio.hold("binance:BaseToken:USDT", "100000");
  // 0.12345678 * 60000.01 = 7408.032... exactly 7407.4068 + 0.0012345678.
  FillTerms bought = terms(true, "0.12345678", "60000.01");
  bought.fee = amount("0.00012345678");
  bought.fee_from = fee_instrument(portfolio.universe, spot, *portfolio.universe.find_asset("BTC"));
  post(portfolio, spot, bought);
  CHECK(portfolio.held("binance:BaseToken:BTC").amount == amount("0.12333332322"));
  CHECK(portfolio.held("binance:BaseToken:USDT").amount == amount("92592.5919654322"));
  FillTerms sold = terms(false, "0.1", "61000");
  sold.fee = amount("6.1");
  sold.fee_from = fee_instrument(portfolio.universe, spot, portfolio.universe.quote_asset());
  post(portfolio, spot, sold);
  CHECK(portfolio.held("binance:BaseToken:BTC").amount == amount("0.02333332322"));
  CHECK(portfolio.held("binance:BaseToken:USDT").amount == amount("98686.4919654322"));
}

TEST_CASE("fill entry: a perp adds to its entry cost, and a reduction realises its share") {
  PortfolioFixture portfolio(bare("USDT", "BTC", kTraded));
  const Market perp = market_of(portfolio, Product::linear, "binance:Perp:BTCUSDT");
  portfolio.hold("binance:BaseToken:USDT", "1000");
  FillTerms first = terms(false, "2", "100");
  first.fee = amount("-0.02");  // a rebate
  first.fee_from = *perp.cash;
  post(portfolio, perp, first);
  CHECK(portfolio.held("binance:Perp:BTCUSDT") == Holding{amount("-2"), amount("-200")});
  CHECK(portfolio.held("binance:BaseToken:USDT").amount == amount("1000.02"));
  post(portfolio, perp, terms(false, "1", "130"));
  CHECK(portfolio.held("binance:Perp:BTCUSDT") == Holding{amount("-3"), amount("-330")});
  // A third of it is bought at 120: entered at 110, a loss of 10.
  post(portfolio, perp, terms(true, "1", "120"));
  CHECK(portfolio.held("binance:Perp:BTCUSDT") == Holding{amount("-2"), amount("-220")});
  CHECK(portfolio.held("binance:BaseToken:USDT").amount == amount("990.02"));
}

TEST_CASE("fill entry: a fill through zero closes, then opens the other side with the rest") {
  PortfolioFixture portfolio(bare("USDT", "BTC", kTraded));
  const Market perp = market_of(portfolio, Product::linear, "binance:Perp:BTCUSDT");
  portfolio.hold("binance:Perp:BTCUSDT", "-2", "-220");
  // Two of five close at 100: entered at 110, a gain of 20. Three are opened at 100.
  post(portfolio, perp, terms(true, "5", "100"));
  CHECK(portfolio.held("binance:Perp:BTCUSDT") == Holding{amount("3"), amount("300")});
  CHECK(portfolio.held("binance:BaseToken:USDT").amount == amount("20"));
  // And back, to exactly nothing: a loss of 3 * 10.
  post(portfolio, perp, terms(false, "3", "90"));
  CHECK(portfolio.held("binance:Perp:BTCUSDT") == Holding{});
  CHECK(portfolio.held("binance:BaseToken:USDT").amount == amount("-10"));
}

TEST_CASE("fill entry: random fills of a perp keep equity, whatever the order of sizes and sides") {
  Draw draw(7);
  for (int round = 0; round < 300; ++round) {
    PortfolioFixture portfolio(bare("USDT", "BTC", kTraded));
    const Market perp = market_of(portfolio, Product::linear, "binance:Perp:BTCUSDT");
    Amount coins;
    Amount spent;
    for (int i = 0; i < 12; ++i) {
      FillTerms fill = terms(draw.chance(50), "1", "1");
      fill.size = Quantity::from_raw(1 + static_cast<std::int64_t>(draw.below(500'000'000)));
      fill.price = draw.price_between("0.00000001", "90000");
      const Amount change = fill.buy ? amount_of(fill.size) : -amount_of(fill.size);
      coins += change;
      spent += mul(change, fill.price, Rounding::floor);
      post(portfolio, perp, fill);
      const Holding& held = portfolio.held("binance:Perp:BTCUSDT");
      REQUIRE(held.amount == coins);
      // What was paid stands in the entry cost or was realised: nothing is lost by rounding.
      REQUIRE(held.entry_cost - portfolio.held("binance:BaseToken:USDT").amount == spent);
    }
  }
}

TEST_CASE("fill entry: a fee in a token that the account lacks has no instrument; other faults stop") {
  PortfolioFixture portfolio(
      bare("USDT", "BTC",
           {"binance:BaseToken:USDT", "binance:BaseToken:BTC", "bybit:BaseToken:ETH", "binance:Perp:BTCUSDT"}));
  const Market spot = market_of(portfolio, Product::spot, "binance:BaseToken:BTC");
  CHECK_FALSE(fee_instrument(portfolio.universe, spot, *portfolio.universe.find_asset("ETH")));
  FillTerms fill = terms(true, "1", "100");
  fill.fee = amount("0.1");
  CHECK_THROWS_AS((void)fill_entry(spot, {}, fill), InvariantError);
  CHECK_THROWS_AS((void)fill_entry(spot, {}, terms(true, "0", "100")), InvariantError);
  CHECK_THROWS_AS(
      (void)fill_entry(market_of(portfolio, Product::inverse, "binance:Perp:BTCUSDT"), {}, terms(true, "1", "100")),
      InvariantError);
}
