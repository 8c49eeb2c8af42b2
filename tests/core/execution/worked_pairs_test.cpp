#include "core/execution/worked_pairs.hpp"

#include <doctest/doctest.h>

#include "core/execution/pair_terms.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/core/risk/live_support.hpp"

namespace basis::test {
namespace {

const Universe& exchanges() {
  static const Universe kUniverse =
      universe_of(with_markets(bare("USDT", "BTC",
                                    {"bybit:BaseToken:USDT", "bybit:BaseToken:BTC", "bybit:Perp:BTCUSDT",
                                     "okx:BaseToken:USDT", "okx:Perp:BTCUSDT"}),
                               {}));
  return kUniverse;
}

OrderPtr trade(const char* key, bool buy, const char* size) {
  Order order;
  order.type = ExecutionType::cex_trade;
  order.instrument = *exchanges().find(key);
  order.buy = buy;
  order.size = amount(size);
  return std::make_shared<const Order>(std::move(order));
}

std::vector<PairOrder> worked(const std::vector<OrderPtr>& orders, const PositionSet& held = {}) {
  PairTermsOf terms;
  terms.entry.clip = quantity("1");
  terms.exit.clip = quantity("2");
  PositionSet all = held;
  all.resize(exchanges().instruments().size());
  return worked_pairs(orders, exchanges(), all, terms, false);
}

constexpr const char* kSpot = "bybit:BaseToken:BTC";
constexpr const char* kNear = "bybit:Perp:BTCUSDT";
constexpr const char* kFar = "okx:Perp:BTCUSDT";

}  // namespace

TEST_CASE("worked pairs: each perp of an entry with its coins of spot, and orders of one market as one") {
  const auto pairs =
      worked({trade(kSpot, true, "6"), trade(kSpot, true, "4"), trade(kNear, false, "7"), trade(kFar, false, "3")});
  REQUIRE(pairs.size() == 2);
  const MarketId spot = *exchanges().market_of(*exchanges().find(kSpot));
  for (const PairOrder& pair : pairs) {
    CHECK(pair.first.market == spot);
    CHECK(pair.first.side == OrderSide::buy);
    REQUIRE(pair.second.has_value());
    CHECK(pair.second->side == OrderSide::sell);
    CHECK_FALSE(pair.second->reduce_only);
    CHECK(pair.terms.clip == quantity("1"));
  }
  CHECK(pairs[0].coins == quantity("7"));
  CHECK(pairs[1].coins == quantity("3"));
}

TEST_CASE("worked pairs: an exit reduces, and what has no other leg is worked by itself") {
  PositionSet held(exchanges().instruments().size());
  held[exchanges().find(kNear)->index()].amount = amount("-5");
  const auto pairs = worked({trade(kSpot, false, "4"), trade(kNear, true, "5")}, held);
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].coins == quantity("4"));
  CHECK(pairs[0].second->reduce_only);
  CHECK(pairs[0].terms.clip == quantity("2"));
  CHECK(pairs[1].coins == quantity("1"));
  CHECK_FALSE(pairs[1].second.has_value());
  CHECK(pairs[1].first.reduce_only);
  CHECK(pairs[1].terms.clip == quantity("2"));
  // Legs of one direction are no pair; a size under the unit of orders is nothing.
  CHECK(worked({trade(kSpot, true, "1"), trade(kNear, true, "1")}).size() == 2);
  CHECK(worked({trade(kSpot, true, "0.000000001")}).empty());
}

TEST_CASE("pair terms: an entry and an exit have an edge of their own") {
  PairSettings settings;
  settings.make_first = true;
  settings.clip = amount("0.1");
  settings.least_edge_bps = 3.5;
  settings.slippage = from_text<BasisPoints>("2");
  settings.patience = kSecond * 5;
  settings.max_naked = kSecond * 7;
  const PairTermsOf terms = pair_terms(settings);
  CHECK(terms.entry.style == PairStyle::make_first);
  CHECK(terms.entry.clip == quantity("0.1"));
  CHECK(terms.entry.least_edge_bps == 3.5);
  CHECK_FALSE(terms.exit.least_edge_bps.has_value());
  CHECK(terms.exit.patience == kSecond * 5);
  CHECK(terms.exit.max_naked == kSecond * 7);
}

}  // namespace basis::test
