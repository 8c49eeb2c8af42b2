#include <doctest/doctest.h>

#include <cmath>
#include <random>
#include <vector>

#include "core/marketdata/asset_pricer.hpp"
#include "tests/core/marketdata/pricing_support.hpp"

namespace basis {
namespace {

using namespace test;

PricingSpec five_markets() {
  PricingSpec spec;
  spec.markets = {&spot_market(1, "10"), &spot_market(2, "8"), &perp_market(4, "5"), &spot_market(7, "10"),
                  &perp_market(8, "5.5", kHour * 4)};
  spec.clip = quantity("1");
  spec.carry_horizon = kDay * 3;
  spec.volatility = {kSecond, kSecond * 20, 3};
  return spec;
}

/// Answers every question from the list of all events, from scratch.
struct Naive {
  const PricingSpec& spec;
  const std::vector<FeedEvent>& events;

  /// The last top if it is the last word of the book, by what was there before `before`.
  [[nodiscard]] const TopUpdate* top(MarketId id, MonoTime now, std::size_t before) const {
    for (std::size_t i = before; i-- > 0;) {
      if (events[i].market != id) continue;
      if (std::holds_alternative<PriceLost>(events[i].what)) return nullptr;
      if (const auto* top = std::get_if<TopUpdate>(&events[i].what))
        return now - events[i].received_mono <= spec.max_age ? top : nullptr;
    }
    return nullptr;
  }
  [[nodiscard]] const FundingUpdate* funding(MarketId id, MonoTime now) const {
    for (std::size_t i = events.size(); i-- > 0;) {
      if (events[i].market != id) continue;
      if (const auto* funding = std::get_if<FundingUpdate>(&events[i].what))
        return now - events[i].received_mono <= spec.max_funding_age ? funding : nullptr;
    }
    return nullptr;
  }
  [[nodiscard]] std::optional<double> fair(MonoTime now, std::size_t before) const {
    long double weighted = 0;
    long double weights = 0;
    for (const Market* market : spec.markets) {
      if (!market->is_spot()) continue;
      const TopUpdate* book = top(market->id, now, before);
      if (book == nullptr) continue;
      const long double weight = 1.0L / static_cast<long double>(book->ask.raw() - book->bid.raw());
      weighted += weight * static_cast<long double>((book->ask.raw() + book->bid.raw()) / 2);
      weights += weight;
    }
    if (weights == 0) return std::nullopt;
    return static_cast<double>(weighted / weights / 1e8L);
  }
  [[nodiscard]] std::optional<double> volatility(MonoTime now) const {
    if (events.empty()) return std::nullopt;
    const std::int64_t grid = spec.volatility.grid.count;
    const std::int64_t first = events.front().received_mono.nanos() / grid + 1;
    const std::int64_t last = events.back().received_mono.nanos() / grid;
    double squares = 0;
    double weights = 0;
    int returns = 0;
    std::optional<double> previous;
    std::int64_t sampled = -1;
    for (std::int64_t step = first; step <= last; ++step) {
      const MonoTime when = MonoTime::from_nanos(step * grid);
      std::size_t before = 0;
      while (before < events.size() && events[before].received_mono < when) ++before;
      const auto value = fair(when, before);
      if (value && previous) {
        const double weight = std::exp2(-static_cast<double>((last - step) * grid) /
                                        static_cast<double>(spec.volatility.half_life.count));
        squares += weight * std::pow(std::log(*value / *previous), 2);
        weights += weight;
        ++returns;
      }
      if (value) sampled = step;
      previous = value;
    }
    if (sampled < 0 || returns < 3 || (now - MonoTime::from_nanos(sampled * grid)).count > spec.max_age.count + grid)
      return std::nullopt;
    return std::sqrt(squares / weights * 365 * 86'400e9 / static_cast<double>(grid));
  }
};

/// A stream of every kind of event, with silences longer than anything may be old.
class Stream {
 public:
  explicit Stream(std::uint64_t seed) : random_(seed) {}

  FeedEvent next() {
    static constexpr int kIds[] = {1, 2, 4, 7, 8, 3};  // the last is a stranger
    now_ = now_ + (below(60) == 0 ? kSecond * below(50) : Nanos{below(400'000'000)});
    const MarketId market = id(kIds[below(6)]);
    switch (below(10)) {
      case 0: return event(market, now_, PriceLost{});
      case 1: return event(market, now_, MarkUpdate{price("100"), std::nullopt});
      case 2: return event(market, now_, FundingUpdate{1e-5 * static_cast<double>(below(60) - 20), 0});
      case 3: return event(market, now_, TradeUpdate{price("100"), quantity("1"), true});
      default: return event(market, now_, random_top());
    }
  }
  [[nodiscard]] MonoTime now() const { return now_; }
  std::int64_t below(std::int64_t end) {
    // No distribution: they differ between libraries, and a seed must not.
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(end));
  }

 private:
  TopUpdate random_top() {
    TopUpdate top;
    top.bid = Price::from_raw(9'900'000'000 + below(200'000'000));
    top.ask = Price::from_raw(top.bid.raw() + 2 * (1 + below(5'000'000)));
    if (below(8) != 0) top.sell_average = Price::from_raw(top.bid.raw() - below(1'000'000));
    if (below(8) != 0) top.buy_average = Price::from_raw(top.ask.raw() + below(1'000'000));
    return top;
  }

  std::mt19937_64 random_;
  MonoTime now_ = at(kSecond * 1000);
};

void compare(const AssetPricer& pricer, const Naive& naive, MonoTime now) {
  const auto fair = pricer.fair_value(now);
  const auto naive_fair = naive.fair(now, naive.events.size());
  REQUIRE(fair.has_value() == naive_fair.has_value());
  if (fair) REQUIRE(fair->price.to_double() == doctest::Approx(*naive_fair).epsilon(1e-9));
  for (std::size_t i = 0; i < pricer.pairs().size(); ++i) {
    const BasisPair pair = pricer.pairs()[i];
    const TopUpdate* spot = naive.top(pair.spot, now, naive.events.size());
    const TopUpdate* perp = naive.top(pair.perp, now, naive.events.size());
    const auto quote = pricer.quote(i, now);
    const bool full = spot != nullptr && perp != nullptr && spot->sell_average && spot->buy_average &&
                      perp->sell_average && perp->buy_average;
    REQUIRE(quote.has_value() == full);
    if (!quote) continue;
    const double spot_mid = (spot->bid.to_double() + spot->ask.to_double()) / 2;
    const double perp_mid = (perp->bid.to_double() + perp->ask.to_double()) / 2;
    REQUIRE(quote->basis_bps == doctest::Approx((perp_mid / spot_mid - 1) * 1e4).epsilon(1e-6));
    const FundingUpdate* funding = naive.funding(pair.perp, now);
    REQUIRE(quote->carry_annual_bps.has_value() == (funding != nullptr));
    if (funding == nullptr) continue;
    const double a_year = pair.perp == id(4) ? 365 * 3 : 365 * 6;
    const double round_trip = quote->entry_cost_bps + quote->exit_cost_bps;
    REQUIRE(*quote->carry_annual_bps == doctest::Approx(funding->rate * 1e4 * a_year - round_trip * 365 / 3));
  }
}

TEST_CASE("property: any stream of events is priced as from scratch") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    INFO("seed ", seed);
    const PricingSpec spec = five_markets();
    AssetPricer pricer(spec);
    Stream stream(seed);
    std::vector<FeedEvent> events;
    const Naive naive{spec, events};
    for (int i = 0; i < 300; ++i) {
      const FeedEvent next = stream.next();
      if (next.market != id(3)) events.push_back(next);
      const PriceChange change = pricer.apply(next);
      if (next.market == id(3)) CHECK(change == PriceChange::none);
      compare(pricer, naive, stream.now());
      compare(pricer, naive, stream.now() + Nanos{stream.below(40'000'000'000)});
      if (i % 25 != 0) continue;
      const auto volatility = pricer.volatility(stream.now());
      const auto naive_volatility = naive.volatility(stream.now());
      REQUIRE(volatility.has_value() == naive_volatility.has_value());
      if (volatility) REQUIRE(*volatility == doctest::Approx(*naive_volatility).epsilon(1e-6));
    }
  }
}

TEST_CASE("property: a lost or too old leg gives no quote") {
  std::size_t quotes = 0;
  for (std::uint64_t seed = 101; seed <= 130; ++seed) {
    INFO("seed ", seed);
    const PricingSpec spec = five_markets();
    AssetPricer pricer(spec);
    Stream stream(seed);
    std::vector<FeedEvent> events;
    const Naive naive{spec, events};
    for (int i = 0; i < 500; ++i) {
      events.push_back(stream.next());
      pricer.apply(events.back());
      const MonoTime now = stream.now() + Nanos{stream.below(35'000'000'000)};
      for (std::size_t pair = 0; pair < pricer.pairs().size(); ++pair) {
        if (!pricer.quote(pair, now)) continue;
        ++quotes;
        for (const MarketId leg : {pricer.pairs()[pair].spot, pricer.pairs()[pair].perp}) {
          REQUIRE(pricer.state(leg, now) == PriceState::priced);
          REQUIRE(naive.top(leg, now, events.size()) != nullptr);
        }
      }
    }
  }
  CHECK(quotes > 100);  // else it has proved nothing
}

}  // namespace
}  // namespace basis
