#include "core/marketdata/asset_pricer.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/core/marketdata/pricing_support.hpp"

namespace basis {
namespace {

using namespace test;

PricingSpec two_and_two() {
  PricingSpec spec;
  spec.markets = {&spot_market(3), &perp_market(9), &spot_market(4), &perp_market(5)};
  spec.clip = quantity("0.5");
  return spec;
}

TEST_CASE("the states of a market; at max_age it is priced, a nanosecond later too old") {
  AssetPricer pricer(two_and_two());
  CHECK(pricer.state(id(3), at(kSecond)) == PriceState::never_seen);
  CHECK(pricer.apply(event(id(3), at(kSecond), top("99", "101"))) == PriceChange::top);
  CHECK(pricer.state(id(3), at(kSecond * 31)) == PriceState::priced);
  CHECK(pricer.mid(id(3), at(kSecond * 31)) == price("100"));
  CHECK(pricer.top(id(3), at(kSecond * 31))->bid == price("99"));
  const MonoTime later = at(kSecond * 31 + Nanos{1});
  CHECK(pricer.state(id(3), later) == PriceState::too_old);
  CHECK(!pricer.mid(id(3), later));
  CHECK(!pricer.top(id(3), later));
  CHECK(!pricer.fair_value(later));
  CHECK(pricer.apply(event(id(3), later, PriceLost{})) == PriceChange::lost);
  CHECK(pricer.state(id(3), later) == PriceState::lost);
  CHECK(pricer.state(id(3), at(kHour)) == PriceState::lost);
  CHECK(pricer.apply(event(id(3), later, top("99", "101"))) == PriceChange::top);
  CHECK(pricer.state(id(3), later) == PriceState::priced);
}

TEST_CASE("a top that is no market counts as lost") {
  for (const auto& bad : {top("101", "100"), top("100", "100"), top("0", "100"), top("-1", "100")}) {
    AssetPricer pricer(two_and_two());
    pricer.apply(event(id(3), at(kSecond), top("99", "101")));
    CHECK(pricer.apply(event(id(3), at(kSecond), bad)) == PriceChange::lost);
    CHECK(pricer.state(id(3), at(kSecond)) == PriceState::lost);
    CHECK(!pricer.fair_value(at(kSecond)));
  }
}

TEST_CASE("mark and funding keep their own age; the mark goes with the book, and comes back by itself") {
  AssetPricer pricer(two_and_two());
  CHECK(pricer.apply(event(id(9), at(kSecond), MarkUpdate{price("100"), std::nullopt})) == PriceChange::mark);
  CHECK(pricer.apply(event(id(9), at(kSecond), FundingUpdate{0.0002, 5})) == PriceChange::funding);
  CHECK(pricer.apply(event(id(9), at(kSecond), TradeUpdate{})) == PriceChange::none);
  CHECK(pricer.mark(id(9), at(kSecond * 31)) == price("100"));
  CHECK(!pricer.mark(id(9), at(kSecond * 31 + Nanos{1})));
  CHECK(pricer.funding(id(9), at(kSecond + kMinute * 10))->rate == 0.0002);
  CHECK(!pricer.funding(id(9), at(kSecond + kMinute * 10 + Nanos{1})));
  pricer.apply(event(id(9), at(kSecond * 2), PriceLost{}));
  CHECK(!pricer.mark(id(9), at(kSecond * 2)));
  CHECK(pricer.apply(event(id(9), at(kSecond * 2), MarkUpdate{price("0"), std::nullopt})) == PriceChange::none);
  CHECK(!pricer.mark(id(9), at(kSecond * 2)));
  pricer.apply(event(id(9), at(kSecond * 2), MarkUpdate{price("102"), std::nullopt}));
  CHECK(pricer.mark(id(9), at(kSecond * 2)) == price("102"));
}

TEST_CASE("fair value leans to the tighter book") {
  AssetPricer pricer(two_and_two());
  CHECK(!pricer.fair_value(at(kSecond)));
  pricer.apply(event(id(3), at(kSecond), top("99", "101")));  // mid 100, spread 2
  CHECK(pricer.fair_value(at(kSecond))->price == price("100"));
  CHECK(pricer.fair_value(at(kSecond))->venues == 1);
  pricer.apply(event(id(4), at(kSecond * 2), top("102.75", "103.25")));  // mid 103, spread 0.5
  // (100 / 2 + 103 / 0.5) / (1 / 2 + 1 / 0.5) = 256 / 2.5
  CHECK(pricer.fair_value(at(kSecond * 2))->price == price("102.4"));
  CHECK(pricer.fair_value(at(kSecond * 2))->venues == 2);
  pricer.apply(event(id(9), at(kSecond * 2), top("500", "501")));  // a perp has no say
  CHECK(pricer.fair_value(at(kSecond * 2))->price == price("102.4"));
  // The first book ages out, the second is lost.
  CHECK(pricer.fair_value(at(kSecond * 31 + Nanos{1}))->price == price("103"));
  pricer.apply(event(id(4), at(kSecond * 3), PriceLost{}));
  CHECK(pricer.fair_value(at(kSecond * 3))->price == price("100"));
}

TEST_CASE("pairs: every spot with every perp, and which a market touches") {
  const AssetPricer pricer(two_and_two());
  REQUIRE(pricer.pairs().size() == 4);
  CHECK(pricer.pairs()[0].spot == id(3));
  CHECK(pricer.pairs()[0].perp == id(9));
  CHECK(pricer.pairs()[3].spot == id(4));
  CHECK(pricer.pairs()[3].perp == id(5));
  CHECK(std::vector<std::uint16_t>(pricer.pairs_of(id(9)).begin(), pricer.pairs_of(id(9)).end()) ==
        std::vector<std::uint16_t>{0, 2});
  CHECK(std::vector<std::uint16_t>(pricer.pairs_of(id(4)).begin(), pricer.pairs_of(id(4)).end()) ==
        std::vector<std::uint16_t>{2, 3});
  CHECK(pricer.pairs_of(id(0)).empty());
  CHECK(pricer.pairs_of(id(999)).empty());
}

TEST_CASE("a pair is quoted while both legs are priced, with the funding that may be used") {
  AssetPricer pricer(two_and_two());
  CHECK(!pricer.quote(0, at(kSecond)));
  pricer.apply(event(id(3), at(kSecond), top("999", "1001")));
  CHECK(!pricer.quote(0, at(kSecond)));
  pricer.apply(event(id(9), at(kSecond * 2), top("1009", "1011")));
  const auto quote = pricer.quote(0, at(kSecond * 31));
  REQUIRE(quote);
  CHECK(quote->basis_bps == doctest::Approx(100));
  CHECK(quote->clip == quantity("0.5"));
  CHECK(quote->time == at(kSecond * 31));
  CHECK(!quote->carry_annual_bps);
  CHECK(!pricer.quote(0, at(kSecond * 31 + Nanos{1})));
  CHECK(!pricer.quote(1, at(kSecond * 2)));
  pricer.apply(event(id(9), at(kSecond * 2), FundingUpdate{0.0001, 0}));
  CHECK(pricer.quote(0, at(kSecond * 2))->carry_annual_bps);
  pricer.apply(event(id(9), at(kSecond * 2), PriceLost{}));
  CHECK(!pricer.quote(0, at(kSecond * 2)));
}

TEST_CASE("strangers' events are passed over, questions about them stop") {
  AssetPricer pricer(two_and_two());
  CHECK(pricer.apply(event(id(0), at(kSecond), top("1", "2"))) == PriceChange::none);
  CHECK(pricer.apply(event(id(60000), at(kSecond), top("1", "2"))) == PriceChange::none);
  CHECK_THROWS_AS((void)pricer.state(id(0), at(kSecond)), InvariantError);
  CHECK_THROWS_AS((void)pricer.quote(4, at(kSecond)), InvariantError);
}

TEST_CASE("a faulty specification stops") {
  const auto built = [](auto change) {
    PricingSpec spec = two_and_two();
    change(spec);
    return AssetPricer(spec);
  };
  CHECK_THROWS_AS(built([](PricingSpec& spec) { spec.markets.push_back(&spot_market(3)); }), InvariantError);
  CHECK_THROWS_AS(built([](PricingSpec& spec) { spec.markets[1] = &perp_market(9, "0", Nanos{}); }), InvariantError);
  CHECK_THROWS_AS(built([](PricingSpec& spec) { spec.clip = Quantity{}; }), InvariantError);
  CHECK_THROWS_AS(built([](PricingSpec& spec) { spec.max_age = Nanos{}; }), InvariantError);
  CHECK_THROWS_AS(built([](PricingSpec& spec) { spec.carry_horizon = Nanos{}; }), InvariantError);
  CHECK_THROWS_AS(built([](PricingSpec& spec) { spec.volatility.grid = Nanos{}; }), InvariantError);
  CHECK_THROWS_AS(built([](PricingSpec& spec) { spec.volatility.half_life = Nanos{}; }), InvariantError);
  CHECK_THROWS_AS(built([](PricingSpec& spec) { spec.volatility.min_returns = 0; }), InvariantError);
}

TEST_CASE("volatility by hand: the grid takes what stood just before it") {
  PricingSpec spec = two_and_two();
  spec.volatility = {kSecond, kSecond, 2};  // a step halves the weight
  AssetPricer pricer(spec);
  const auto tick = [&pricer](Nanos when, const char* bid, const char* ask) {
    pricer.apply(event(id(3), at(when), top(bid, ask)));
  };
  tick(kSecond * 10 + Nanos{5}, "99", "101");
  tick(kSecond * 11, "100", "102");             // at the very instant: 11 s still samples 100
  tick(kSecond * 11 + Nanos{7}, "109", "111");  // 12 s samples 110
  CHECK(!pricer.volatility(at(kSecond * 12)));
  pricer.advance(at(kSecond * 12));
  CHECK(!pricer.volatility(at(kSecond * 12)));  // one return of two
  tick(kSecond * 12 + Nanos{1}, "98", "100");   // 13 s samples 99
  pricer.advance(at(kSecond * 13));
  const double older = std::log(110.0 / 100);
  const double newer = std::log(99.0 / 110);
  const double variance = (newer * newer + older * older / 2) / 1.5;
  REQUIRE(pricer.volatility(at(kSecond * 13)));
  CHECK(*pricer.volatility(at(kSecond * 13)) == doctest::Approx(std::sqrt(variance * 365 * 86'400)));
  // A quiet second is a return of zero.
  pricer.advance(at(kSecond * 14));
  const double quiet = (newer * newer / 2 + older * older / 4) / 1.75;
  CHECK(*pricer.volatility(at(kSecond * 14)) == doctest::Approx(std::sqrt(quiet * 365 * 86'400)));
}

TEST_CASE("no return reaches over a gap, and a volatility without fresh samples is none") {
  PricingSpec spec = two_and_two();
  spec.volatility = {kSecond, kSecond * 60, 1};
  AssetPricer pricer(spec);
  pricer.apply(event(id(3), at(kSecond * 10), top("99", "101")));
  pricer.advance(at(kSecond * 12));
  CHECK(*pricer.volatility(at(kSecond * 12)) == 0);
  pricer.apply(event(id(3), at(kSecond * 12 + Nanos{1}), PriceLost{}));
  pricer.apply(event(id(3), at(kSecond * 13 + Nanos{1}), top("199", "201")));  // twice the price, over a gap at 13 s
  pricer.advance(at(kSecond * 15));
  CHECK(*pricer.volatility(at(kSecond * 15)) == 0);
  // Samples end with max_age after the last top: 43 s is the last; then max_age and a step.
  pricer.advance(at(kSecond * 200));
  CHECK(pricer.volatility(at(kSecond * 74)));
  CHECK(!pricer.volatility(at(kSecond * 74 + Nanos{1})));
}

}  // namespace
}  // namespace basis
