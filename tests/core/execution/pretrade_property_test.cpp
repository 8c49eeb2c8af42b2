#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "tests/core/execution/gate_support.hpp"
#include "tests/core/portfolio/support.hpp"

namespace basis {
namespace {

using test::event;
using test::id;
using test::kNow;
using test::market_order;

/// A gate, and what it must know from scratch.
struct Gated {
  PreTradeGate gate = test::ready_gate();
  struct Leg {
    std::int64_t position = 0, buys = 0, sells = 0;
    Price mid = test::price("100");
    std::optional<MonoTime> top = kNow;
    bool ready = true;
  };
  std::map<int, Leg> legs = {{1, {}}, {2, {}}};
  bool reduce_only = false;  ///< whether some orders are
  std::size_t passed = 0;

  void portfolio(const OrderCommand& order) {
    Leg& leg = legs[order.market.value];
    (order.buys() ? leg.buys : leg.sells) += order.size.raw();
  }
  [[nodiscard]] bool good(int which, MonoTime now) {
    const Leg& leg = legs[which];
    return leg.ready && leg.top && now - *leg.top <= kSecond * 30;
  }
  [[nodiscard]] OrderCommand order(test::Draw& draw, int which) const {
    OrderCommand order = market_order(which, draw.chance(50), "0");
    order.reduce_only = reduce_only && draw.chance(30);
    order.size = Quantity::from_raw(static_cast<std::int64_t>(draw.below(60) + 1) * 10'000'000);
    return order;
  }

  void trade(test::Draw& draw, MonoTime now) {
    const OrderCommand first = order(draw, 1);
    const OrderCommand second = order(draw, 2);
    if (draw.chance(50)) {
      if (!gate.check_pair(first, second, now).passed()) return;
      REQUIRE(good(1, now));
      REQUIRE(good(2, now));
      portfolio(first);
      portfolio(second);
    } else {
      if (!gate.check(first, now).passed()) return;
      REQUIRE(good(1, now));
      portfolio(first);
    }
    ++passed;
    // Reduce-only orders may rest beside others that reduce the same: a venue cuts them, this world does not.
    if (!reduce_only) within_limits();
  }

  /// Nothing can grow over its limit, whatever of it is filled.
  void within_limits() {
    for (const auto& [which, leg] : legs) {
      REQUIRE(leg.position + leg.buys <= 2'000'000'000);
      // Coins that came by a transfer may be sold: market 1 is spot.
      if (which != 1) REQUIRE(leg.position - leg.sells >= -2'000'000'000);
    }
  }

  void step(test::Draw& draw, MonoTime now) {
    const int which = 1 + static_cast<int>(draw.below(2));
    Leg& leg = legs[which];
    const bool buy = draw.chance(50);
    std::int64_t& open = buy ? leg.buys : leg.sells;
    switch (draw.below(8)) {
      case 0: leg.top.reset(); return gate.apply(event(id(which), now, PriceLost{}));
      case 1: {
        leg.ready = draw.chance(80);
        const bool connected = leg.ready || draw.chance(50);
        return gate.set_readiness(id(which), {connected, leg.ready || !connected});
      }
      case 2: {
        const auto part = static_cast<std::int64_t>(draw.below(static_cast<std::uint64_t>(open) + 1));
        open -= part;
        return gate.on_closed(id(which), buy, Quantity::from_raw(part));
      }
      case 3: {
        const auto part = static_cast<std::int64_t>(draw.below(static_cast<std::uint64_t>(open) + 1));
        if (part == 0) return;
        open -= part;
        leg.position += buy ? part : -part;
        return gate.on_fill(id(which), buy, Quantity::from_raw(part));
      }
      case 4: return gate.set_risk({RiskStatus::safe, Amount{}}, now);
      default: {
        TopUpdate top;
        top.bid = Price::from_raw(9'990'000'000 + static_cast<std::int64_t>(draw.below(20'000'000)));
        top.ask = Price::from_raw(top.bid.raw() + 1 + static_cast<std::int64_t>(draw.below(9'000'000)));
        leg.mid = mid_of(top);
        leg.top = now;
        return gate.apply(event(id(which), now, top));
      }
    }
  }

  void compare() {
    i128 gross = 0;
    for (const auto& [which, leg] : legs) {
      REQUIRE(gate.position(id(which)).raw() == leg.position);
      REQUIRE(gate.open(id(which), true).raw() == leg.buys);
      REQUIRE(gate.open(id(which), false).raw() == leg.sells);
      const std::int64_t worst = std::max(std::abs(leg.position + leg.buys), std::abs(leg.position - leg.sells));
      gross += i128{worst} * leg.mid.raw();
    }
    REQUIRE(gate.gross() == gross);
  }
};

TEST_CASE("property: no order of a leg that is not ready or not fresh, and the books of the gate are right") {
  std::size_t passed = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed ", seed);
    test::Draw draw(seed);
    Gated gated;
    gated.reduce_only = seed % 2 == 0;
    MonoTime now = kNow;
    for (int i = 0; i < 1500; ++i) {
      now = now + Nanos{static_cast<std::int64_t>(draw.below(draw.chance(1) ? 40'000'000'000 : 300'000'000))};
      if (draw.chance(40)) {
        gated.trade(draw, now);
      } else {
        gated.step(draw, now);
      }
      gated.compare();
    }
    passed += gated.passed;
  }
  CHECK(passed > 1000);  // else it has proved nothing
}

}  // namespace
}  // namespace basis
