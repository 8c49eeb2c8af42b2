#include "core/execution/twin_pairs.hpp"

#include <fmt/format.h>

#include "tests/core/execution/pair_support.hpp"

namespace basis::test {
namespace {

/// A market of an asset; 1 and 4 are spot.
const Market& held_market(int number, std::uint16_t asset = 1) {
  Market market = number == 1 || number == 4 ? spot_market_of(number) : perp_market_of(number);
  market.base = AssetId{asset};
  return keep(std::move(market));
}

HeldMarket held(int number, const char* position, const char* owed = "0", std::uint16_t asset = 1) {
  return {&held_market(number, asset), quantity(position), quantity(owed)};
}

std::string text_of(const std::vector<PairOrder>& twins) {
  std::string text;
  for (const PairOrder& one : twins)
    text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", one.first.side == OrderSide::buy ? "buy" : "sell",
                        one.coins.to_string(), one.first.market.value) +
            (one.first.reduce_only ? " reduce" : "");
  return text;
}

std::string twins(OrderSide side, const char* coins, const std::vector<HeldMarket>& markets, int closed = 2) {
  return text_of(twin_pairs(held_market(closed), side, quantity(coins), markets, {}));
}

}  // namespace

TEST_CASE("twins: a short that was bought back is followed by a sale of what is held") {
  CHECK(twins(OrderSide::buy, "2", {held(1, "5"), held(2, "-3")}) == "sell 2 1");
  CHECK(twins(OrderSide::buy, "6", {held(1, "5"), held(2, "-3")}) == "sell 5 1");
  CHECK(twins(OrderSide::buy, "2", {held(2, "-3"), held(3, "-3")}).empty());
  CHECK(twins(OrderSide::buy, "2", {held(1, "5", "0", 2), held(2, "-3")}).empty());
}

TEST_CASE("twins: a long that was sold is followed by a purchase of what was sold short, which only reduces") {
  CHECK(twins(OrderSide::sell, "2", {held(1, "1"), held(2, "3"), held(3, "-5")}) == "buy 2 3 reduce");
}

TEST_CASE("twins: the largest comes first, and what workers trade away already is not counted") {
  CHECK(twins(OrderSide::buy, "4", {held(1, "1"), held(4, "3"), held(2, "-4")}) == "sell 3 4, sell 1 1");
  CHECK(twins(OrderSide::buy, "4", {held(1, "5", "2"), held(4, "3", "2.5"), held(2, "-4")}) == "sell 3 1, sell 0.5 4");
}

TEST_CASE("twins: terms are at once and at any edge") {
  PairTerms exit = entry_order().terms;
  exit.least_edge_bps = 20;
  exit.max_volatility = 0.5;
  exit.patience = kSecond;
  exit.style = PairStyle::make_first;
  const PairTerms terms = twin_terms(exit);
  CHECK(terms.slippage == exit.slippage);
  CHECK(terms.max_naked == exit.max_naked);
  CHECK_FALSE(terms.least_edge_bps.has_value());
  CHECK_FALSE(terms.max_volatility.has_value());
  CHECK(terms.clip.is_zero());
  CHECK(terms.patience.count == 0);
  CHECK(terms.style == PairStyle::take_both);
  const auto made =
      twin_pairs(held_market(2), OrderSide::buy, quantity("1"), std::vector{held(1, "5"), held(2, "-3")}, terms);
  REQUIRE(made.size() == 1);
  CHECK(made[0].urgent);
  CHECK(made[0].twin);
}

TEST_CASE(
    "pair worker: a twin is naked until it is done; late it is told and goes on, whatever refuses it for a while") {
  PairOrder order = entry_order();
  order.second.reset();
  order.first.side = OrderSide::sell;
  order.urgent = order.twin = true;
  order.terms.clip = {};
  PairRig rig(order);
  rig.host.refuse[1] = PreTradeReason::halted;
  rig.quote();
  rig.wait(kSecond * 9);
  CHECK(rig.host.alarms.empty());
  rig.wait(kSecond);
  CHECK(rig.host.alarms == std::vector{PairAlarm::naked_too_long});
  CHECK(rig.host.ends.empty());
  rig.host.refuse[1] = PreTradeReason::none;
  rig.quote();
  rig.check_order(0, 1, false, "1", "99.8");
  rig.end(0, OrderState::rejected, RejectReason::no_market);
  CHECK(rig.host.ends.empty());
  rig.now = rig.now + kSecond;
  rig.quote();
  CHECK(rig.worker.owed(id(1), OrderSide::sell) == quantity("1"));
  rig.fill_whole(1);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::done);
  CHECK(rig.host.ends[0].longest_naked == kSecond * 11);
  CHECK(rig.worker.owed(id(1), OrderSide::sell).is_zero());
  CHECK(rig.host.alarms.size() == 1);
}

TEST_CASE("pair worker: a twin with nothing to reduce ends, and says that it evened nothing") {
  for (const bool gate : {true, false}) {
    PairOrder order = entry_order();
    order.first = {id(2), OrderSide::buy, true};
    order.second.reset();
    order.twin = true;
    PairRig rig(order);
    if (gate) rig.host.refuse[2] = PreTradeReason::not_reducing;
    rig.quote();
    if (!gate) rig.end(0, OrderState::rejected, RejectReason::reduce_only);
    REQUIRE(rig.host.ends.size() == 1);
    CHECK(rig.host.ends[0].end == PairEnd::refused);
    CHECK(rig.host.alarms == std::vector{PairAlarm::not_evened});
  }
}

TEST_CASE("pair worker: H73 what an entry had opened is closed by its venue: traded back, and not opened again") {
  PairRig rig;
  rig.quote();
  rig.fill_whole(0), rig.fill_whole(1);
  rig.end(2, OrderState::expired), rig.end(3, OrderState::expired);
  // 0.3 of the 0.4 are bought back by the venue; the rest of its 0.5 were there before.
  CHECK(rig.worker.on_closed(id(2), OrderSide::buy, quantity("0.3"), rig.time()) == quantity("0.3"));
  rig.check_order(4, 1, false, "0.3", "99.8");
  CHECK(rig.worker.on_closed(id(2), OrderSide::buy, quantity("0.2"), rig.time()) == quantity("0.1"));
  rig.fill_whole(4);
  rig.quote();
  rig.check_order(5, 1, false, "0.1", "99.8");
  rig.fill_whole(5);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::leg_closed);
  CHECK(rig.host.ends[0].closed == quantity("0.4"));
  CHECK(rig.host.ends[0].net_second.is_zero());
  CHECK(rig.host.ends[0].net_first.is_zero());
  CHECK(rig.worker.on_closed(id(2), OrderSide::buy, quantity("0.2"), rig.time()).is_zero());
  CHECK(rig.host.alarms.empty());
}

TEST_CASE("pair worker: H73 a leg that its venue closed is not opened again, also where the other cannot be sold") {
  PairRig rig;
  rig.quote();
  rig.fill_whole(0), rig.fill_whole(1);
  rig.end(2, OrderState::expired), rig.end(3, OrderState::expired);
  rig.host.refuse[1] = PreTradeReason::not_connected;
  CHECK(rig.worker.on_closed(id(2), OrderSide::buy, quantity("0.4"), rig.time()) == quantity("0.4"));
  rig.quote();
  rig.wait(kSecond * 10);
  rig.quote();
  CHECK(rig.host.orders.size() == 4);
  CHECK(rig.host.alarms == std::vector{PairAlarm::naked_too_long, PairAlarm::not_evened});
  rig.host.refuse[1] = PreTradeReason::none;
  rig.quote();
  rig.check_order(4, 1, false, "0.4", "99.8");
}

TEST_CASE("pair worker: H73 what an exit was to close is closed by its venue: the other leg follows, and it goes on") {
  PairOrder order = entry_order();
  order.first.side = OrderSide::sell;
  order.second = PairLeg{id(2), OrderSide::buy, true};
  PairRig rig(order);
  rig.quote();
  rig.fill_whole(0), rig.fill_whole(1);
  rig.end(2, OrderState::expired), rig.end(3, OrderState::expired);
  CHECK(rig.worker.on_closed(id(2), OrderSide::buy, quantity("0.5"), rig.time()) == quantity("0.5"));
  rig.check_order(4, 1, false, "0.5", "99.8");
  rig.fill_whole(4);
  rig.quote();
  rig.check_order(5, 1, false, "0.1", "99.8");
  rig.check_order(6, 2, true, "0.1", "100.7");
  rig.fill_whole(5);
  // More than the pair had left is not its own.
  CHECK(rig.worker.on_closed(id(2), OrderSide::buy, quantity("0.7"), rig.time()) == quantity("0.1"));
  rig.end(6, OrderState::expired);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::done);
  CHECK(rig.host.ends[0].closed == quantity("0.6"));
  CHECK(rig.host.ends[0].net_second == quantity("1"));
}

}  // namespace basis::test
