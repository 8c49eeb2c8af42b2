#include <doctest/doctest.h>

#include <numeric>

#include "core/execution/pair_sizing.hpp"
#include "tests/core/strategy/support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("split: orders over a market's maximum become equal parts on its step") {
  Desk desk("btc_basis");
  const Instrument& okx = desk.universe[*desk.universe.find("okx:Perp:BTCUSDT")];
  MarketSettings market = market_of(desk.universe, okx, desk.settings);
  market.maximum_size = amount("1000");  // contracts: 10 BTC
  struct Row {
    const char* coins;
    std::size_t parts;
  };
  const Row rows[] = {{"0.0001", 1}, {"10", 1}, {"10.0001", 2}, {"20", 2}, {"29.9999", 3}, {"1234.5678", 124}};
  for (const Row& row : rows) {
    CAPTURE(std::string(row.coins));
    const std::vector<Amount> sizes = split_size(amount(row.coins), market, RoundingModel::venue);
    CHECK(sizes.size() == row.parts);
    CHECK(std::accumulate(sizes.begin(), sizes.end(), Amount{}) == amount(row.coins));
    for (const Amount size : sizes) {
      CHECK(size.sign() > 0);
      CHECK(size <= amount("10"));
      CHECK(round_size(size, market, RoundingModel::venue) == size);
    }
    CHECK(split_size(amount(row.coins), market, RoundingModel::none).size() == 1);
  }
}

TEST_CASE("split: a maximum off the step, and what is off the step itself, still come out right") {
  Desk desk("btc_basis");
  MarketSettings market =
      market_of(desk.universe, desk.universe[*desk.universe.find("bybit:Perp:BTCUSDT")], desk.settings);
  market.step = amount("1");
  market.maximum_size = amount("1.5");
  CHECK(split_size(amount("4"), market, RoundingModel::venue) == std::vector<Amount>(4, amount("1")));
  CHECK(split_size(amount("2.25"), market, RoundingModel::venue) ==
        std::vector<Amount>{amount("1"), amount("1"), amount("0.25")});
}

TEST_CASE("split: a large pair is sent in parts and closes its block once") {
  Desk desk("btc_basis", {"execution.costs=none"});
  desk.hold("binance_usdm:BaseToken:USDT", "500000000");
  desk.hold("bybit:BaseToken:USDT", "500000000");
  desk.hold("okx:BaseToken:USDT", "500000000");
  Instruction spot;
  spot.action = ActionType::spot_trade;
  spot.amount = amount("1000");
  spot.buy = true;
  Instruction perp = spot;
  perp.action = ActionType::perp_trade;
  perp.buy = false;
  const RoutedOrders routed = desk.router.route_pair({{spot, perp}, BlockKind::pair, {}}, desk.view());
  CHECK(routed.refusal.empty());
  Amount net;
  std::size_t closing = 0;
  CHECK(routed.orders.front().type == ExecutionType::wallet_transfer);
  for (const Order& order : routed.orders) {
    if (order.type == ExecutionType::wallet_transfer) continue;
    const MarketSettings& market = market_of(desk.universe, desk.universe[order.instrument], desk.settings);
    CHECK(split_size(order.size, market, RoundingModel::venue).size() == 1);
    net += order.buy ? order.size : -order.size;
    closing += order.closes_block ? 1 : 0;
  }
  CHECK(routed.orders.size() > 4);
  CHECK(net.is_zero());
  CHECK(closing == 1);
  CHECK(routed.orders.back().closes_block);
}
