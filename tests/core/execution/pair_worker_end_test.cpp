#include "tests/core/execution/pair_support.hpp"

namespace basis::test {

TEST_CASE("pair worker: H71 the price runs away: the band holds the naked rest, which goes once it lets it") {
  PairRig rig;
  rig.quote();
  rig.fill_whole(0);
  rig.host.refuse[2] = PreTradeReason::price_band;
  rig.end(1, OrderState::expired);
  rig.quote("99.9", "100.1", "90", "90.1");
  CHECK(rig.host.orders.size() == 2);
  CHECK(rig.host.ends.empty());
  rig.host.refuse[2] = PreTradeReason::none;
  rig.quote("99.9", "100.1", "99", "99.1");
  rig.check_order(2, 2, false, "0.4", "98.9");
}

TEST_CASE("pair worker: H72 a stop evens the legs, ends with figures, and evens a late fill") {
  PairRig rig;
  rig.quote();
  rig.fill_whole(0);
  rig.worker.stop(rig.time());
  CHECK(rig.host.ends.empty());
  rig.end(1, OrderState::expired);
  rig.check_order(2, 2, false, "0.4", "100.1");
  rig.fill_whole(2);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::stopped);
  CHECK(rig.host.ends[0].left == quantity("0.6"));
  // The order that had expired traded all the same.
  rig.fill(1, "0.2");
  CHECK_FALSE(rig.worker.is_over());
  rig.check_order(3, 1, true, "0.2", "100.3");
  rig.fill_whole(3);
  REQUIRE(rig.host.ends.size() == 2);
  CHECK(rig.host.ends[1].net_first == quantity("0.6"));
  CHECK(rig.host.ends[1].net_second == quantity("0.6"));
  CHECK(rig.worker.is_over());
}

TEST_CASE("pair worker: H72 a stop takes the resting order back first") {
  PairOrder order = entry_order();
  order.terms.style = PairStyle::make_first;
  PairRig rig(order);
  rig.quote();
  rig.worker.stop(rig.time());
  rig.wait(kSecond);
  CHECK(rig.host.cancels == std::vector{rig.host.orders[0].id});
  CHECK(rig.host.ends.empty());
  rig.fill(0, "0.1", Liquidity::maker);
  rig.check_order(1, 2, false, "0.1", "100.1");
  rig.fill_whole(1);
  rig.end(0, OrderState::cancelled);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].maker == quantity("0.1"));
}

TEST_CASE("pair worker: H73 the twin of a leg that was liquidated is one leg, without a partner") {
  PairOrder order = entry_order();
  order.second.reset();
  order.first.side = OrderSide::sell;
  PairRig rig(order);
  rig.quote();
  rig.check_order(0, 1, false, "0.4", "99.8");
  rig.fill(0, "0.3");
  rig.end(0, OrderState::expired);
  CHECK(rig.host.orders.size() == 1);
  rig.quote();
  rig.fill_whole(1);
  rig.check_order(2, 1, false, "0.3", "99.8");
  rig.fill_whole(2);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::done);
  CHECK(rig.host.ends[0].first == quantity("1"));
  CHECK(rig.host.alarms.empty());
}

TEST_CASE("pair worker: H74 a rest under the step is left, one under the minimum goes with the last clip") {
  PairOrder order = entry_order();
  order.coins = quantity("0.8045");
  order.terms.clip = quantity("0.8");
  PairRig rig(order);
  rig.quote();
  rig.fill_whole(0), rig.fill_whole(1);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::done);
  CHECK(rig.host.ends[0].left == quantity("0.0045"));
  // 0.04 coins are worth 4 USDT, under the minimum of 5.
  order.coins = quantity("0.84");
  PairRig whole(order);
  whole.quote();
  whole.check_order(0, 1, true, "0.84", "100.3");
}

TEST_CASE("pair worker: H74 a rest that no leg can order makes no orders") {
  PairOrder order = entry_order();
  order.coins = quantity("0.4");
  PairRig rig(order);
  rig.quote();
  rig.fill_whole(1);
  rig.fill(0, "0.38");
  rig.end(0, OrderState::expired);
  // 0.02 coins are worth 2 USDT; the perp's minimum does not bind orders that reduce.
  rig.quote();
  rig.check_order(2, 2, true, "0.02", "100.7");
  CHECK(rig.host.orders[2].reduce_only);
  rig.fill_whole(2);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].left == quantity("0.02"));
  CHECK(rig.host.ends[0].unwound == quantity("0.02"));
}

TEST_CASE("pair worker: make first, at the own best price, re-quoted, never across the book") {
  PairOrder order = entry_order();
  order.terms.style = PairStyle::make_first;
  order.terms.least_edge_bps = 20;
  PairRig rig(order);
  rig.quote();
  rig.check_order(0, 1, true, "0.4", "99.9");
  CHECK(rig.host.orders[0].kind == OrderKind::post_only);
  rig.quote("100", "100.1");  // one tick: it stays
  CHECK(rig.host.cancels.empty());
  rig.quote("100.1", "100.2", "100.5");  // two ticks
  CHECK(rig.host.cancels.size() == 1);
  rig.end(0, OrderState::cancelled);
  rig.check_order(1, 1, true, "0.4", "100.1");
  rig.quote("100.1", "100.2", "100.2");  // 9.99 bps
  CHECK(rig.host.cancels.size() == 2);
  rig.end(1, OrderState::cancelled);
  rig.quote("100.1", "100.1", "100.5");  // a locked book
  CHECK(rig.host.orders.size() == 2);
  rig.quote("100.1", "100.2", "100.5");
  rig.end(2, OrderState::expired, RejectReason::post_only);
  CHECK(rig.host.orders.size() == 3);
  rig.quote("100.1", "100.2", "100.5");
  CHECK(rig.host.orders.size() == 4);
  CHECK(rig.host.ends.empty());
}

TEST_CASE("pair worker: patience ends a pair with what is done") {
  PairOrder order = entry_order();
  order.terms.patience = kMinute;
  PairRig rig(order);
  rig.quote();
  rig.fill_whole(0), rig.fill_whole(1);
  rig.end(2, OrderState::expired), rig.end(3, OrderState::expired);
  rig.wait(kMinute);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::patience);
  CHECK(rig.host.ends[0].left == quantity("0.6"));
}

TEST_CASE("pair worker: gate refusals that time mends wait, others end the pair") {
  using R = PreTradeReason;
  for (const R reason : {R::no_price, R::price_old, R::price_band, R::order_rate, R::total_order_rate, R::not_connected,
                         R::not_synced, R::risk_stale, R::risk_critical}) {
    PairRig rig;
    rig.host.refuse[2] = reason;
    rig.quote();
    rig.quote();
    CHECK(rig.host.ends.empty());
    CHECK(rig.host.orders.empty());
    rig.host.refuse[2] = R::none;
    rig.quote();
    CHECK(rig.host.pairs == 1);
    CHECK(rig.worker.figures().refusals == 1);
  }
  for (const R reason : {R::halted, R::reducing_only, R::position_limit, R::gross_limit}) {
    PairRig rig;
    rig.host.refuse[1] = reason;
    rig.quote();
    REQUIRE(rig.host.ends.size() == 1);
    CHECK(rig.host.ends[0].end == PairEnd::refused);
  }
}

TEST_CASE("pair worker: a cancel that is refused is sent again after one second, then two") {
  PairOrder order = entry_order();
  order.terms.style = PairStyle::make_first;
  PairRig rig(order);
  rig.quote();
  rig.worker.stop(rig.time());
  std::size_t cancels = 1;
  for (const std::int64_t seconds : {1, 2, 4}) {
    CHECK(rig.host.cancels.size() == cancels);
    OrderEffect refused = rig.effect(0, EffectKind::refused);
    refused.action = OrderAction::cancel;
    rig.worker.on_effect(refused, rig.time());
    rig.wait(kSecond * seconds - Nanos{1});
    CHECK(rig.host.cancels.size() == cancels);
    rig.wait(Nanos{1});
    ++cancels;
  }
  CHECK(rig.host.cancels.size() == cancels);
}

TEST_CASE("pair worker: an order that trades back and is under way is no reason to tell that nothing can be sent") {
  PairRig rig;
  rig.quote();
  rig.fill_whole(0);
  rig.host.refuse[2] = PreTradeReason::not_connected;
  rig.end(1, OrderState::expired);
  rig.wait(kSecond * 10);
  rig.check_order(2, 1, false, "0.4", "99.8");
  rig.wait(kSecond);
  rig.quote();
  CHECK(rig.host.alarms == std::vector{PairAlarm::naked_too_long});
  CHECK(rig.host.orders.size() == 3);
}

TEST_CASE("pair worker: a resting order is moved where its market can; the gate, or a refusal, has it cancelled") {
  PairOrder order = entry_order();
  order.terms.style = PairStyle::make_first;
  Market market = pair_market(1);
  market.amends_limit = true;
  for (const bool refused : {false, true}) {
    PairRig rig(order, keep(market));
    rig.quote();
    if (refused) rig.host.refuse[1] = PreTradeReason::price_band;
    rig.quote("100.1", "100.2", "100.5");
    CHECK(rig.host.amends.size() == (refused ? 0 : 1));
    CHECK(rig.host.cancels.size() == (refused ? 1 : 0));
    if (refused) continue;
    CHECK(rig.host.amends[0].id == rig.host.orders[0].id);
    CHECK(rig.host.amends[0].limit == price("100.1"));
    CHECK(rig.host.amends[0].size == quantity("0.4"));
    rig.quote("100.3", "100.4", "100.7");  // one at a time
    CHECK(rig.host.amends.size() == 1);
    OrderEffect amended = rig.effect(0, EffectKind::amended);
    amended.price = price("100.1");
    amended.size = quantity("0.4");
    rig.worker.on_effect(amended, rig.time());
    REQUIRE(rig.host.amends.size() == 2);
    CHECK(rig.host.amends[1].limit == price("100.3"));
    OrderEffect failed = rig.effect(0, EffectKind::refused);
    failed.action = OrderAction::amend;
    failed.reason = RejectReason::post_only;
    rig.worker.on_effect(failed, rig.time());
    CHECK(rig.host.cancels.empty());
    rig.wait(kSecond);
    CHECK(rig.host.cancels.size() == 1);
    CHECK(rig.host.amends.size() == 2);
    CHECK(rig.host.orders.size() == 1);
    CHECK(rig.host.alarms.empty());
  }
}

TEST_CASE("pair worker: coins that a fee took cannot be traded back: what is left of them goes with the next clip") {
  Market spot = pair_market(1);
  spot.minimum_size = quantity("0.001");
  spot.minimum_notional = {};
  PairRig rig(entry_order(), keep(std::move(spot)));
  rig.quote();
  rig.fill_whole(0);
  rig.end(1, OrderState::rejected, RejectReason::later);
  rig.host.refuse[2] = PreTradeReason::not_connected;
  // Of 0.4 that were bought the venue kept 0.005.
  rig.host.sold = OrderRoom{quantity("0.395"), Funds{}};
  rig.wait(kSecond * 11);
  rig.check_order(2, 1, false, "0.395", "99.8");
  rig.host.sold = OrderRoom{Quantity{}, Funds{}};
  rig.fill_whole(2);
  CHECK(rig.worker.naked() == quantity("0.005"));
  rig.wait(kSecond * 11);
  rig.quote();
  CHECK(rig.host.orders.size() == 3);
  CHECK(rig.host.alarms.back() == PairAlarm::not_evened);
  rig.host.refuse[2] = PreTradeReason::none;
  rig.wait(kSecond * 8);
  rig.quote();
  REQUIRE(rig.host.orders.size() == 5);
  CHECK(rig.host.orders[3].buys());
  CHECK(rig.host.orders[4].size == quantity("0.4"));
  CHECK_FALSE(rig.worker.is_over());
}

}  // namespace basis::test
