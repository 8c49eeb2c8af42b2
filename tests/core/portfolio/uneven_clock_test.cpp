#include "core/portfolio/exposure.hpp"
#include "core/portfolio/pnl_account.hpp"
#include "core/portfolio/valuation.hpp"
#include "core/risk/risk.hpp"
#include "core/risk/risk_limits.hpp"
#include "tests/core/history/tick_day.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// Holdings that are traded at will while time passes in uneven steps.
struct UnevenRun {
  UnevenRun(const Settings& settings, std::uint64_t seed)
      : day(settings, seed),
        snapshots(day.snapshots()),
        limits(risk_limits(day.universe, day.settings)),
        account(day.universe),
        positions(day.universe.instruments().size()) {}

  [[nodiscard]] Amount worth(const MarketSnapshot& market) const { return equity(day.universe, positions, market); }

  LedgerEntry post(UtcTime time, EntryKind kind, std::vector<Movement> movements) {
    LedgerEntry entry{time, kind, std::move(movements)};
    apply_entry(entry, positions);
    return entry;
  }

  /// Funding as an exchange pays it: on the position before, at the mark of the snapshot.
  void pay_funding(const MarketSnapshot& market, std::vector<LedgerEntry>& entries) {
    for (const Instrument& perp : day.universe.instruments()) {
      const auto& rate = market.funding_settled[perp.id.index()];
      const Amount held = positions[perp.id.index()].amount;
      if (!rate || held.is_zero()) continue;
      const Amount notional = mul(held, market.marks[perp.id.index()], Rounding::half_even);
      const InstrumentId cash = day.universe.get(perp.account, PositionType::base_token, "USDT");
      paid -= mul(notional, *rate, Rounding::ceil);
      entries.push_back(post(market.time, EntryKind::funding,
                             {{Outside::funding, cash, -mul(notional, *rate, Rounding::ceil), Amount{}}}));
    }
  }

  void trade(const MarketSnapshot& market, std::vector<LedgerEntry>& entries) {
    const Instrument& one = day.universe.instruments()[day.draw.below(day.universe.instruments().size())];
    const bool known = !market.prices[one.asset.index()].is_zero() && !market.indices[one.id.index()].is_zero() &&
                       !market.rates[one.id.index()].is_zero();
    const bool perp = one.type == PositionType::perp;
    if (!known || (perp && market.marks[one.id.index()].is_zero())) return;
    const Amount size = day.draw.amount_between("-5", "5");
    const Amount cost = perp ? mul(size, market.marks[one.id.index()], Rounding::floor) : Amount{};
    entries.push_back(post(market.time, day.draw.chance(30) ? EntryKind::capital : EntryKind::trade,
                           {{Outside::market, one.id, size, cost}}));
  }

  /// Whether the monitors could follow.
  bool step(UtcTime time) {
    const FeedMoment moment = day.moment(snapshots, time);
    const MarketPtr market = moment.market;
    if (unvalued(day.universe, positions, *market)) return false;
    std::vector<LedgerEntry> entries;
    pay_funding(*market, entries);
    for (std::uint64_t n = day.draw.below(3); n > 0; --n) trade(*market, entries);
    const Exposure exposure = measure_exposure(day.universe, positions, *market);
    const RiskReport risk = assess_risk(day.universe, positions, *market, exposure, limits);
    CHECK(risk.reasons.size() < 20);
    REQUIRE_NOTHROW(account.advance(market, entries, positions, exposure.equity));
    REQUIRE(account.capital() + attribution_sum(account.attribution()) == worth(*market));
    return true;
  }

  TickDay day;
  FeedSnapshots snapshots;
  RiskLimits limits;
  PnlAccount account;
  PositionSet positions;
  Amount paid;
};

Settings in_share_class(const char* share) {
  Settings settings = tick_settings(true);
  settings.mode.share_class = share;
  return settings;
}

}  // namespace

TEST_CASE("monitors follow snapshots at uneven times, and the attribution sums exactly") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    CAPTURE(seed);
    for (const char* share : {"USDT", "ETH"}) {
      CAPTURE(std::string(share));
      UnevenRun run(in_share_class(share), seed);
      std::size_t steps = 0;
      UtcTime time = run.day.start;
      while (time <= run.day.history.to) {
        steps += run.step(time) ? 1U : 0U;
        // From a millisecond to three hours, over funding stamps and payouts.
        time = time + Nanos{static_cast<std::int64_t>(run.day.draw.between(1'000'000, kMinute.count * 180))};
      }
      CHECK(steps >= 8);
      const auto part = [&](Attribution name) { return run.account.attribution()[static_cast<std::size_t>(name)]; };
      if (std::string_view(share) == "USDT") CHECK(part(Attribution::funding_pnl) == run.paid);
      CHECK(part(Attribution::unexplained_pnl).is_zero());
    }
  }
}

TEST_CASE("a step whose snapshot lacks what is held is passed over, and the next explains both") {
  UnevenRun run(in_share_class("USDT"), 77);
  const Universe& universe = run.day.universe;
  const MarketId eth = *universe.find("binance", Product::spot, "ETHUSDT");
  const InstrumentId coins = *universe.find("wallet:BaseToken:ETH");
  const auto snapshot = [&](Nanos after) {
    return run.snapshots.at(run.day.start + after, mono_at(run.day.start + after)).market;
  };
  const auto top = [&](Nanos after, const char* bid, const char* ask) {
    run.snapshots.apply(top_event(eth, run.day.start + after, price(bid), price(ask)));
  };
  top(kSecond, "1999", "2001");
  MarketPtr market = snapshot(kSecond);
  const LedgerEntry paid_in = run.post(market->time, EntryKind::capital, {{Outside::capital, coins, amount("3"), {}}});
  run.account.advance(market, {paid_in}, run.positions, run.worth(*market));
  run.snapshots.apply(lost_event(eth, run.day.start + kSecond * 2));
  market = snapshot(kSecond * 7);
  CHECK(unvalued(universe, run.positions, *market) == "ETH is held, but has no price at 2024-10-04T00:00:07Z");
  CHECK_THROWS_AS((void)measure_exposure(universe, run.positions, *market), InvariantError);
  top(kSecond * 8, "2009", "2011");
  market = snapshot(kSecond * 8);
  CHECK_FALSE(unvalued(universe, run.positions, *market));
  const Exposure exposure = measure_exposure(universe, run.positions, *market);
  run.account.advance(market, {}, run.positions, exposure.equity);
  CHECK(run.account.attribution()[static_cast<std::size_t>(Attribution::delta_pnl)] == amount("30"));
  CHECK(run.account.capital() == amount("6000"));
}
