#include <doctest/doctest.h>

#include <functional>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "tests/core/execution/gate_support.hpp"

namespace basis {
namespace {

using namespace test;
using R = PreTradeReason;

void keep(PreTradeGate&) {}

struct Case {
  const char* what;
  OrderCommand order;
  R expected;
  std::function<void(PreTradeGate&)> before = keep;
};

OrderCommand sized(Quantity size) {
  OrderCommand order = market_order(1, true, "1");
  order.size = size;
  return order;
}
OrderCommand limited(Price limit) {
  OrderCommand order = limit_order(1, true, "1", "1");
  order.limit = limit;
  return order;
}

const std::vector<Case> kCases = {
    {"a good order", market_order(1, true, "1"), R::none},
    {"a stranger", market_order(3, true, "1"), R::unknown_market},
    {"beyond the table", market_order(60000, true, "1"), R::unknown_market},
    {"no size", market_order(1, true, "0"), R::bad_size},
    {"negative size", market_order(1, true, "-1"), R::bad_size},

    {"at the minimum size, and its notional counts", market_order(1, true, "0.01"), R::below_minimum_notional},
    {"a step under the minimum size", market_order(1, true, "0.009"), R::below_minimum_size},
    {"on the step", market_order(1, true, "1.001"), R::none},
    {"a unit off the step", market_order(1, true, "1.00100001"), R::off_step},
    {"a unit under the step", market_order(1, true, "1.00099999"), R::off_step},
    {"a step over the maximum size", limit_order(1, true, "10.001", "98"), R::over_maximum_size},
    {"the largest number there is",
     sized(Quantity::from_raw(std::numeric_limits<std::int64_t>::max() / 100'000 * 100'000)),
     R::over_maximum_size},

    {"minimum notional: 0.05 * 100", limit_order(1, true, "0.05", "100"), R::none},
    {"minimum notional: 0.049 * 100.1", market_order(1, true, "0.049"), R::below_minimum_notional},
    {"minimum notional: a tick less", limit_order(1, true, "0.05", "99.9"), R::below_minimum_notional},
    {"reduce-only is bound by it on the spot", reduce_order(1, false, "0.02"), R::below_minimum_notional,
     [](PreTradeGate& gate) { gate.set_position(id(1), quantity("1")); }},
    {"reduce-only is free of it on the perp", reduce_order(2, false, "0.02"), R::none,
     [](PreTradeGate& gate) { gate.set_position(id(2), quantity("1")); }},
    {"maximum notional: 9 * 100", limit_order(1, false, "9", "100"), R::none},
    {"maximum notional: 9 * 100.1, a sale at or over the limit", limit_order(1, false, "9", "100.1"),
     R::over_maximum_notional},
    {"maximum notional: a step more", limit_order(1, false, "9.001", "100"), R::over_maximum_notional},
    {"a sale far under the touch is filled at the touch: 9.1 * 98 < 900 < 9.1 * 99.9",
     limit_order(1, false, "9.1", "98"), R::over_maximum_notional},

    {"band: 200 bps under", limit_order(1, true, "1", "98"), R::none},
    {"band: 200 bps over", limit_order(1, true, "1", "102"), R::none},
    {"band: a tick more", limit_order(1, true, "1", "102.1"), R::price_band},
    {"band: a tick less", limit_order(1, true, "1", "97.9"), R::price_band},
    {"band: of the mark, too", limit_order(2, true, "1", "102"), R::price_band,
     [](PreTradeGate& gate) {
       gate.apply(event(id(2), kNow, MarkUpdate{price("99.99"), {}}));
     }},
    {"band: an old mark has no say", limit_order(2, true, "1", "102"), R::none,
     [](PreTradeGate& gate) {
       gate.apply(event(id(2), ago(kSecond * 31), MarkUpdate{price("90"), {}}));
     }},
    {"band: a market order takes the touch, 2.9 % off", market_order(1, true, "1"), R::price_band,
     [](PreTradeGate& gate) { gate.apply(event(id(1), kNow, top("97", "103"))); }},
    {"a limit of zero", limit_order(1, true, "1", "0"), R::bad_limit_price},
    {"a negative limit", limit_order(1, true, "1", "-100"), R::bad_limit_price},
    {"off the tick", limit_order(1, true, "1", "100.05"), R::bad_limit_price},
    {"the largest price there is",
     limited(Price::from_raw(std::numeric_limits<std::int64_t>::max() / 10'000'000 * 10'000'000)),
     R::price_band},

    {"position: 15 + 5", market_order(1, true, "5"), R::none,
     [](PreTradeGate& gate) { gate.set_position(id(1), quantity("15")); }},
    {"position: a step more", market_order(1, true, "5.001"), R::position_limit,
     [](PreTradeGate& gate) { gate.set_position(id(1), quantity("15")); }},
    {"position: open buys count", market_order(1, true, "5.001"), R::position_limit,
     [](PreTradeGate& gate) { gate.set_open(id(1), quantity("15"), quantity("0")); }},
    {"position: open sells do not help", market_order(1, true, "5.001"), R::position_limit,
     [](PreTradeGate& gate) {
       gate.set_position(id(1), quantity("15"));
       gate.set_open(id(1), quantity("0"), quantity("15"));
     }},
    {"position: short, at it", market_order(2, false, "5"), R::none,
     [](PreTradeGate& gate) { gate.set_position(id(2), quantity("-15")); }},
    {"position: short, a step more", market_order(2, false, "5.001"), R::position_limit,
     [](PreTradeGate& gate) { gate.set_position(id(2), quantity("-15")); }},
    {"position: open sells count", market_order(2, false, "0.101"), R::position_limit,
     [](PreTradeGate& gate) {
       gate.set_position(id(2), quantity("-10"));
       gate.set_open(id(2), quantity("0"), quantity("9.9"));
     }},
    {"position: beyond the limit, but less of it", market_order(1, false, "5"), R::none,
     [](PreTradeGate& gate) { gate.set_position(id(1), quantity("40")); }},

    {"gross: 25 * 100 + 5 * 100", market_order(1, true, "5"), R::none,
     [](PreTradeGate& gate) { gate.set_position(id(2), quantity("-25")); }},
    {"gross: a step more", market_order(1, true, "5.001"), R::gross_limit,
     [](PreTradeGate& gate) { gate.set_position(id(2), quantity("-25")); }},
    {"gross: the mid has moved by a tick", market_order(1, true, "5"), R::gross_limit,
     [](PreTradeGate& gate) {
       gate.set_position(id(2), quantity("-25"));
       gate.apply(event(id(2), kNow, top("100", "100.2")));
     }},
    {"gross: beyond the limit, but less of it", reduce_order(2, true, "5"), R::none,
     [](PreTradeGate& gate) { gate.set_position(id(2), quantity("-50")); }},

    {"loss of the day: at the limit", market_order(1, true, "1"), R::none,
     [](PreTradeGate& gate) {
       gate.set_risk({RiskStatus::warning, amount("-50")}, kNow);
     }},
    {"loss of the day: a unit more", market_order(1, true, "1"), R::daily_loss,
     [](PreTradeGate& gate) {
       gate.set_risk({RiskStatus::safe, amount("-50.000000000000000001")}, kNow);
     }},
    {"loss of the day: what reduces may go", market_order(1, false, "1"), R::none,
     [](PreTradeGate& gate) {
       gate.set_risk({RiskStatus::safe, amount("-51")}, kNow);
       gate.set_position(id(1), quantity("1"));
     }},
    {"risk: critical", market_order(1, true, "1"), R::risk_critical,
     [](PreTradeGate& gate) {
       gate.set_risk({RiskStatus::critical, Amount{}}, kNow);
     }},
    {"risk: critical, what reduces may go", market_order(1, false, "1"), R::none,
     [](PreTradeGate& gate) {
       gate.set_risk({RiskStatus::critical, Amount{}}, kNow);
       gate.set_position(id(1), quantity("1"));
     }},
    {"risk: as old as it may be", market_order(1, true, "1"), R::none,
     [](PreTradeGate& gate) { gate.set_risk({}, ago(kSecond * 5)); }},
    {"risk: a nanosecond older", market_order(1, true, "1"), R::risk_stale,
     [](PreTradeGate& gate) { gate.set_risk({}, ago(kSecond * 5 + Nanos{1})); }},
    {"risk: too old, what reduces may go", market_order(1, false, "1"), R::none,
     [](PreTradeGate& gate) {
       gate.set_risk({}, ago(kHour));
       gate.set_position(id(1), quantity("1"));
     }},

    {"not connected", market_order(1, true, "1"), R::not_connected,
     [](PreTradeGate& gate) {
       gate.set_readiness(id(1), {false, true});
     }},
    {"not in step", market_order(1, true, "1"), R::not_synced,
     [](PreTradeGate& gate) {
       gate.set_readiness(id(1), {true, false});
     }},
    {"not ready, though it reduces", market_order(1, false, "1"), R::not_connected,
     [](PreTradeGate& gate) {
       gate.set_readiness(id(1), {false, true});
       gate.set_position(id(1), quantity("1"));
     }},
    {"the other leg does not matter", market_order(1, true, "1"), R::none,
     [](PreTradeGate& gate) { gate.set_readiness(id(2), {}); }},
    {"price: as old as it may be", market_order(1, true, "1"), R::none,
     [](PreTradeGate& gate) { gate.apply(event(id(1), ago(kSecond * 30), top("99.9", "100.1"))); }},
    {"price: a nanosecond older", market_order(1, true, "1"), R::price_old,
     [](PreTradeGate& gate) { gate.apply(event(id(1), ago(kSecond * 30 + Nanos{1}), top("99.9", "100.1"))); }},
    {"price: lost", market_order(1, true, "1"), R::no_price,
     [](PreTradeGate& gate) { gate.apply(event(id(1), kNow, PriceLost{})); }},
    {"price: lost, and a mark is no book", market_order(2, true, "1"), R::no_price,
     [](PreTradeGate& gate) {
       gate.apply(event(id(2), kNow, PriceLost{}));
       gate.apply(event(id(2), kNow, MarkUpdate{price("100"), {}}));
     }},
};

TEST_CASE("every limit: at it, and one unit over") {
  for (const Case& one : kCases) {
    CAPTURE(one.what);
    PreTradeGate gate = ready_gate();
    one.before(gate);
    const i128 gross = gate.gross();
    const PreTradeVerdict verdict = gate.check(one.order, kNow);
    CHECK(verdict.reason == one.expected);
    if (verdict.passed()) continue;
    CHECK(verdict.market == one.order.market);
    CHECK(gate.gross() == gross);  // a refused order leaves nothing behind
  }
}

TEST_CASE("the cases above look at every reason but those of rates, pairs and kill switches") {
  std::set<R> seen = {R::same_market,   R::halted,     R::not_reducing,    R::reducing_only,
                      R::gross_unknown, R::order_rate, R::total_order_rate};
  for (const Case& one : kCases) seen.insert(one.expected);
  CHECK(seen.size() == kPreTradeReasons);
}

TEST_CASE("an order that follows the other leg passes where orders that reduce do, and never a halt or a lost price") {
  PreTradeGate gate = ready_gate();
  gate.set_risk({RiskStatus::critical, Amount{}}, kNow);
  CHECK(gate.check(market_order(1, true, "1"), kNow).reason == R::risk_critical);
  CHECK(gate.check_evening(market_order(1, true, "1"), kNow).passed());
  gate.set_kill_switch(KillState::reducing, "a test", kNow);
  CHECK(gate.check_evening(market_order(1, true, "1"), kNow).passed());
  gate.set_readiness(id(1), {false, true});
  CHECK(gate.check_evening(market_order(1, true, "1"), kNow).reason == R::not_connected);
  gate.set_readiness(id(1), {true, true});
  gate.set_kill_switch(KillState::halted, "a test", kNow);
  CHECK(gate.check_evening(market_order(1, true, "1"), kNow).reason == R::halted);
}

TEST_CASE("a verdict tells the value and the limit") {
  PreTradeGate gate = ready_gate();
  const auto text = [&gate](const OrderCommand& order) { return gate.check(order, kNow).text(); };
  CHECK(text(limit_order(1, true, "10.001", "98")) == "order size 10.001 coins, limit 10 coins (market 1)");
  CHECK(text(limit_order(1, true, "1", "102.1")) == "distance of the price 210 bps, limit 200 bps (market 1)");
  CHECK(text(limit_order(1, false, "9.001", "100")) == "order notional 900.1 USDT, limit 900 USDT (market 1)");
  CHECK(text(market_order(3, true, "1")) == "no limits are set (market 3)");
  CHECK(text(market_order(1, true, "1")) == "may go");
  gate.set_risk({}, ago(kSecond * 7));
  CHECK(text(market_order(1, true, "1")) == "age of the view of risk 7 s, limit 5 s (market 1)");
  CHECK(pretrade_reason_name(R::price_band) == "price_band");
}

TEST_CASE("a market that is held and never had a price leaves the gross unknown") {
  PreTradeLimits limits = round_limits();
  limits.markets.push_back(limits.markets[0]);
  Market seventh = *limits.markets[2].market;
  seventh.id = id(7);
  limits.markets[2].market = &test::keep(std::move(seventh));
  PreTradeGate gate = ready_gate(limits);
  gate.set_position(id(7), quantity("-1"));
  CHECK(gate.check(market_order(1, true, "1"), kNow).reason == R::gross_unknown);
  gate.apply(event(id(7), kNow, top("99", "101")));
  CHECK(gate.check(market_order(1, true, "1"), kNow).passed());
  CHECK(format_decimal(gate.gross(), 16) == "200");
}

TEST_CASE("faulty limits stop, and so do strangers' bookings") {
  const auto built = [](auto change) {
    PreTradeLimits limits = round_limits();
    change(limits);
    return PreTradeGate(limits);
  };
  CHECK_THROWS_AS(built([](PreTradeLimits& l) { l.markets[1].market = l.markets[0].market; }), InvariantError);
  CHECK_THROWS_AS(built([](PreTradeLimits& l) {
                    Market market = *l.markets[0].market;
                    market.step = Quantity{};
                    l.markets[0].market = &test::keep(std::move(market));
                  }),
                  InvariantError);
  CHECK_THROWS_AS(built([](PreTradeLimits& l) {
                    Market market = *l.markets[0].market;
                    market.tick = Price{};
                    l.markets[0].market = &test::keep(std::move(market));
                  }),
                  InvariantError);
  CHECK_THROWS_AS(built([](PreTradeLimits& l) { l.total.daily_loss = Amount{}; }), InvariantError);
  CHECK_THROWS_AS(built([](PreTradeLimits& l) { l.total.max_price_age = Nanos{}; }), InvariantError);
  CHECK_THROWS_AS(built([](PreTradeLimits& l) { l.total.max_risk_age = Nanos{}; }), InvariantError);
  CHECK_THROWS_AS(built([](PreTradeLimits& l) { l.total.rate.per_second = 0; }), InvariantError);
  PreTradeGate gate = ready_gate();
  CHECK_THROWS_AS(gate.set_position(id(9), quantity("1")), InvariantError);
  CHECK_THROWS_AS(gate.set_readiness(id(0), {}), InvariantError);
  CHECK_THROWS_AS(gate.on_fill(id(1), true, quantity("0")), InvariantError);
  CHECK_THROWS_AS(gate.on_closed(id(1), true, quantity("-1")), InvariantError);
  CHECK_THROWS_AS(gate.set_open(id(1), quantity("-1"), quantity("0")), InvariantError);
  CHECK_THROWS_AS((void)gate.position(id(9)), InvariantError);
  gate.apply(event(id(9), kNow, PriceLost{}));  // prices of strangers are passed over
}

}  // namespace
}  // namespace basis
