#include "core/execution/venue_down.hpp"

#include "tests/core/execution/pair_support.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/core/risk/live_support.hpp"
#include "tests/core/strategy/support.hpp"

namespace basis::test {
namespace {

PairOrder patient_order() {
  PairOrder order = entry_order();
  order.terms.venue_down = kSecond * 30;
  return order;
}

const MarketId kPerp = id(2);

struct Three {
  Desk desk{"btc_basis", {}};
  [[nodiscard]] MarketId market(const char* key) const { return *desk.universe.market_of(*desk.universe.find(key)); }
  [[nodiscard]] PairOrder pair(const char* perp, const char* coins, std::uint64_t number) const {
    PairOrder order;
    order.id = number;
    order.first = {market("binance:BaseToken:BTC"), OrderSide::buy, false};
    order.second = PairLeg{market(perp), OrderSide::sell, false};
    order.coins = quantity(coins);
    order.terms.venue_down = kSecond;
    return order;
  }
};

}  // namespace

TEST_CASE("pair worker: a pair whose second venue takes no orders for too long ends with what it has") {
  PairRig rig(patient_order());
  rig.quote();
  rig.fill_whole(0);
  rig.fill_whole(1);
  const std::size_t sent = rig.host.orders.size();
  rig.host.down[kPerp.index()] = true;
  rig.host.refuse[kPerp.index()] = PreTradeReason::not_connected;
  rig.end(2, OrderState::cancelled);
  rig.end(3, OrderState::cancelled);
  rig.wait(kSecond * 29);
  CHECK(rig.host.ends.empty());
  rig.wait(kSecond * 2);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::venue_down);
  CHECK(rig.host.ends[0].left == quantity("0.6"));
  CHECK(rig.host.orders.size() == sent);
}

TEST_CASE("pair worker: a venue that is back in time, or is not to be minded, ends no pair") {
  PairRig rig(patient_order());
  for (int i = 0; i < 3; ++i) {
    rig.host.down[kPerp.index()] = true;
    rig.wait(kSecond * 29);
    rig.host.down[kPerp.index()] = false;
    rig.wait(kSecond);
  }
  CHECK(rig.host.ends.empty());
  PairRig waits;
  waits.host.down[kPerp.index()] = true;
  waits.wait(kHour);
  CHECK(waits.host.ends.empty());
  // The spot leg has no other venue.
  PairRig spot(patient_order());
  spot.host.down[id(1).index()] = true;
  spot.wait(kHour);
  CHECK(spot.host.ends.empty());
}

TEST_CASE("pair worker: what is naked when a venue goes down is evened before the pair ends") {
  PairRig rig(patient_order());
  rig.quote();
  rig.fill_whole(0);
  rig.host.down[kPerp.index()] = true;
  rig.host.refuse[kPerp.index()] = PreTradeReason::not_connected;
  rig.end(1, OrderState::expired);
  rig.wait(kSecond * 10);
  rig.check_order(2, 1, false, "0.4", "99.8");
  rig.wait(kSecond * 21);
  CHECK(rig.host.ends.empty());  // the order is under way
  rig.fill_whole(2);
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::venue_down);
  CHECK(rig.host.ends[0].net_first.is_zero());
}

TEST_CASE("pair worker: a venue that turns orders away again and again is down; one order is chance") {
  PairRig rig(patient_order());
  rig.quote();
  std::size_t order = 0;
  for (Nanos gone{}; gone < kMinute && rig.host.ends.empty(); gone = gone + kSecond) {
    for (; order < rig.host.orders.size(); ++order) {
      const bool perp = rig.host.orders[order].market == kPerp;
      rig.end(order, perp ? OrderState::rejected : OrderState::expired,
              perp ? RejectReason::later : RejectReason::none);
    }
    rig.wait(kSecond);
    rig.quote();
  }
  REQUIRE(rig.host.ends.size() == 1);
  CHECK(rig.host.ends[0].end == PairEnd::venue_down);
  PairRig once(patient_order());
  once.quote();
  once.end(0, OrderState::expired);
  once.end(1, OrderState::rejected, RejectReason::later);
  once.wait(kMinute);
  CHECK(once.host.ends.empty());
}

TEST_CASE("pair worker: what an account lacks is told for all that is left, again while it lacks") {
  PairRig rig;
  rig.host.rooms[2] = OrderRoom{quantity("0"), Funds{AccountId{3}, AssetId{0}, amount("7"), amount("40")}};
  rig.quote();
  REQUIRE(rig.host.lacked.size() == 1);
  CHECK(rig.host.lacked[0].available == amount("7"));
  rig.wait(kSecond * 2);
  CHECK(rig.host.lacked.size() == 1);
  rig.wait(kSecond);
  CHECK(rig.host.lacked.size() == 2);
}

TEST_CASE("venue down: a share goes to the other venues of the hedge by theirs, in steps, and all of it") {
  const Three three;
  const PairOrder pair = three.pair("bybit:Perp:BTCUSDT", "0.3", 4);
  const std::vector<MarketId> down = {pair.second->market};
  const auto others = taken_over(pair, quantity("0.21"), down, three.desk.universe, three.desk.settings.mode);
  REQUIRE(others.size() == 2);
  Quantity sum;
  for (const PairOrder& other : others) {
    CHECK(other.first.market == pair.first.market);
    CHECK(other.terms.venue_down == kSecond);
    CHECK(other.second->side == OrderSide::sell);
    sum += other.coins;
  }
  CHECK(sum == quantity("0.21"));
  const bool binance_first = others[0].second->market == three.market("binance_usdm:Perp:BTCUSDT");
  CHECK(others[binance_first ? 0 : 1].coins == quantity("0.12"));
  CHECK(others[binance_first ? 1 : 0].coins == quantity("0.09"));
  // What divides by no step is traded somewhere; nobody is left to take anything.
  const auto odd = taken_over(pair, quantity("0.2007"), down, three.desk.universe, three.desk.settings.mode);
  Quantity all;
  for (const PairOrder& other : odd) all += other.coins;
  CHECK(all <= quantity("0.2007"));
  CHECK(all > quantity("0.199"));
  const std::vector<MarketId> every = {pair.second->market, three.market("binance_usdm:Perp:BTCUSDT"),
                                       three.market("okx:Perp:BTCUSDT")};
  CHECK(taken_over(pair, quantity("0.21"), every, three.desk.universe, three.desk.settings.mode).empty());
}

TEST_CASE("venue down: a share goes to perps of the same coin alone") {
  const Universe universe =
      universe_of(with_markets(bare("USDT", "BTC",
                                    {"bybit:BaseToken:USDT", "bybit:BaseToken:BTC", "bybit:Perp:BTCUSDT",
                                     "okx:BaseToken:USDT", "okx:Perp:BTCUSDT", "okx:Perp:ETHUSDT"}),
                               {}));
  const auto market = [&](const char* key) { return *universe.market_of(*universe.find(key)); };
  ModeSettings mode;
  mode.hedge_allocation = {{"bybit", Ratio::from_raw(Ratio::kOne / 2)}, {"okx", Ratio::from_raw(Ratio::kOne / 2)}};
  PairOrder pair;
  pair.first = {market("bybit:BaseToken:BTC"), OrderSide::buy, false};
  pair.second = PairLeg{market("bybit:Perp:BTCUSDT"), OrderSide::sell, false};
  const std::vector<MarketId> down = {pair.second->market};
  const auto others = taken_over(pair, quantity("7"), down, universe, mode);
  REQUIRE(others.size() == 1);
  CHECK(others[0].second->market == market("okx:Perp:BTCUSDT"));
  CHECK(others[0].coins == quantity("7"));
}

TEST_CASE("venue down: what was traded elsewhere is traded back, and what stands at the venue keeps its hedge") {
  const Three three;
  const std::vector<PairOrder> pairs = {three.pair("binance_usdm:Perp:BTCUSDT", "0.4", 1),
                                        three.pair("bybit:Perp:BTCUSDT", "0.3", 2),
                                        three.pair("okx:Perp:BTCUSDT", "0.3", 3)};
  std::vector<PairFigures> figures(3);
  for (std::size_t i = 0; i < 3; ++i) figures[i].id = i + 1;
  figures[0].net_first = figures[0].net_second = quantity("0.25");
  figures[1].net_first = figures[1].net_second = quantity("0.1");
  PairTerms exit;
  exit.slippage = bps("9");
  const std::vector<MarketId> down = {pairs[1].second->market};
  const auto back = taken_back(pairs, figures, down, exit);
  REQUIRE(back.size() == 1);
  CHECK(back[0].coins == quantity("0.25"));
  CHECK(back[0].first.side == OrderSide::sell);
  CHECK_FALSE(back[0].first.reduce_only);
  CHECK(back[0].second->side == OrderSide::buy);
  CHECK(back[0].second->reduce_only);
  CHECK(back[0].urgent);
  CHECK(back[0].terms.slippage == bps("9"));
}

}  // namespace basis::test
