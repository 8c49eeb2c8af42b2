#include <doctest/doctest.h>

#include "core/marketdata/asset_pricer.hpp"
#include "core/risk/live_risk.hpp"
#include "tests/core/execution/gate_support.hpp"
#include "tests/core/risk/live_support.hpp"
#include "tests/support/allocations.hpp"

namespace basis {
namespace {

using namespace test;

/// Every kind of event of a spot and a perp, three seconds apart.
std::vector<FeedEvent> some_events() {
  std::vector<FeedEvent> events;
  for (int i = 0; i < 200; ++i) {
    const MonoTime now = kNow + kSecond * (3 * i);
    const MarketId which = id(1 + i % 2);
    if (i % 20 == 19) events.push_back(event(which, now, PriceLost{}));
    events.push_back(event(which, now, i % 3 == 0 ? top("99.9", "100.1") : top("99.8", "100")));
    events.push_back(event(which, now, MarkUpdate{price(i % 3 == 0 ? "100" : "99.9"), {}}));
    events.push_back(event(which, now, FundingUpdate{0.0001, 0}));
    events.push_back(event(which, now, TradeUpdate{}));
  }
  return events;
}

TEST_CASE("from event to verdict nothing is allocated") {
  PricingSpec pricing;
  pricing.markets = {&spot_market(1), &perp_market(2)};
  pricing.clip = quantity("1");
  AssetPricer pricer(pricing);
  LiveRiskSpec watched;
  // Market 0 is of no use here, so that 1 and 2 are spot and perp.
  const Universe universe = universe_of(
      with_markets(bare("USDT", "BTC", {"binance:BaseToken:ETH", "bybit:BaseToken:BTC", "bybit:Perp:BTCUSDT"}), {}));
  watched.universe = &universe;
  watched.groups = {{"pair", {held(1), held(2)}, Amount{}}};
  watched.delta_drift = DeltaDriftSettings{};
  LiveRisk risk(watched);
  PreTradeGate gate = ready_gate();
  const std::vector<FeedEvent> events = some_events();
  const Holding holding{amount("1"), amount("100")};
  const OrderCommand buy = market_order(1, true, "1");
  const OrderCommand sell = market_order(2, false, "1");
  const Quantity half = quantity("0.5");
  std::size_t quotes = 0;
  std::size_t orders = 0;
  std::size_t reasons = 0;

  const std::size_t before = allocations();
  for (const FeedEvent& one : events) {
    const MonoTime now = one.received_mono;
    pricer.apply(one);
    risk.apply(one);
    gate.apply(one);
    const auto quote = pricer.quote(0, now);
    if (quote) ++quotes;
    (void)pricer.volatility(now);
    risk.set_holding(held(one.market.value), holding, now);
    reasons += risk.assess(now).reasons.size();
    gate.set_risk({}, now);
    if (!gate.check_pair(buy, sell, now).passed()) continue;
    ++orders;
    gate.on_fill(id(1), true, half);
    gate.set_position(id(1), Quantity{});
    gate.set_open(id(1), Quantity{}, Quantity{});
    gate.on_closed(id(2), false, sell.size);
  }
  const std::size_t during = allocations() - before;
  CHECK(during == 0);
  CHECK(quotes > 100);
  CHECK(orders > 100);
  CHECK(reasons > 100);
}

}  // namespace
}  // namespace basis
