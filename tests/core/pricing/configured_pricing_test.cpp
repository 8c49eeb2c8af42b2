#include "core/pricing/configured_pricing.hpp"

#include <doctest/doctest.h>

#include "tests/core/book/support.hpp"

namespace basis {
namespace {

TEST_CASE("the shipped BTC basis: one spot market and three perps, with their fees and intervals") {
  const Settings settings = test::shipped("btc_basis");
  const Universe universe = test::universe_of(settings);
  const PricingSpec spec = configured_pricing(universe, settings, *universe.find_asset("BTC"));
  std::map<std::string, PricedInstrument> found;
  for (const PricedInstrument& one : spec.instruments) found.emplace(universe[one.id].key, one);
  REQUIRE(found.size() == 4);
  const PricedInstrument& spot = found.at("binance:BaseToken:BTC");
  CHECK(spot.kind == MarketKind::spot);
  CHECK(spot.taker_fee == settings.venues.at("binance").fees.at("spot").taker);
  for (const std::string venue : {"binance", "bybit", "okx"}) {
    const PricedInstrument& perp = found.at(venue + ":Perp:BTCUSDT");
    CHECK(perp.kind == MarketKind::perp);
    CHECK(perp.taker_fee == settings.venues.at(venue).fees.at("perp").taker);
    CHECK(perp.funding_interval == kHour * 8);
  }
}

TEST_CASE("what is on chain is no market of an exchange; nor is the dollar") {
  const Settings settings = test::shipped("usdt_market_neutral");
  const Universe universe = test::universe_of(settings);
  for (const PricedInstrument& one : configured_pricing(universe, settings, *universe.find_asset("ETH")).instruments)
    CHECK(!universe[one.id].on_chain);
  CHECK(configured_pricing(universe, settings, universe.quote_asset()).instruments.empty());
}

}  // namespace
}  // namespace basis
