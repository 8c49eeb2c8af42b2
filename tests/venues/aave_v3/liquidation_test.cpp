#include "tests/venues/sim/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kCash = "binance_usdm:BaseToken:USDT";
const char* const kPerp = "binance_usdm:Perp:BTCUSDT";

/// Binance with cash and one short or long opened at 50,000. Its maintenance margin is 0.004 up to
/// a notional of 50,000 and 0.005 of what is over it, its fee 125 bps.
struct IndebtedAccount : Floor {
  IndebtedAccount(const std::string& cash, const char* size, bool buy)
      : Floor("btc_basis", kNoCosts), exchange(universe, settings, costs, account("binance_usdm")) {
    if (!amount(cash).is_zero()) follow(exchange.execute(transfer("binance", "binance_usdm", cash), market).report);
    follow(exchange.execute(order(ActionType::perp_trade, kPerp, size, buy), market).report);
  }
  VenueReport settle() {
    VenueReport report = exchange.settle(market);
    follow(report);
    return report;
  }
  SimulatedExchange exchange;
};

}  // namespace

TEST_CASE("liquidation: at the maintenance margin, under it, and not a unit over it") {
  struct Row {
    const char *cash, *mark;
    bool liquidated;
  };
  // A short of one coin at 50,000: balance 50,000 + cash - mark against 0.004 * mark or 0.005 * mark - 50.
  for (const Row& row :
       {Row{"200", "50000", true}, Row{"200.000000000000000001", "50000", false},
        Row{"199.999999999999999999", "50000", true}, Row{"10250", "60000", true},
        Row{"10250.000000000000000001", "60000", false}, Row{"5000", "40000", false}, Row{"0", "50000", true}}) {
    CAPTURE(std::string(row.cash));
    IndebtedAccount account(row.cash, "1", false);
    account.set_mark(kPerp, row.mark);
    const VenueReport report = account.settle();
    CHECK(report.notices.empty() == !row.liquidated);
    CHECK(account.held(kPerp).amount.is_zero() == row.liquidated);
  }
}

TEST_CASE("liquidation: closes at mark, takes its fee, keeps what is left, says so") {
  IndebtedAccount account("10240", "1", false);
  account.set_mark(kPerp, "60000");
  const VenueReport report = account.settle();
  CHECK(account.held(kPerp) == Holding{});
  // 240 are left after the close; the fee of 750 leaves -510, which the insurance fund covers.
  CHECK(account.held(kCash).amount.is_zero());
  REQUIRE(report.entries.size() == 3);
  for (const LedgerEntry& entry : report.entries) CHECK(entry.kind == EntryKind::liquidation);
  REQUIRE(report.notices.size() == 1);
  CHECK(report.notices.front().kind == "liquidation");
  CHECK(report.notices.front().instrument == account.id(kPerp));
  CHECK(report.notices.front().text == "-1 binance_usdm:Perp:BTCUSDT closed at 60000 with a fee of 750 USDT");
  CHECK(account.settle().notices.empty());
}

TEST_CASE("liquidation: the fee is taken from what is left where there is enough") {
  IndebtedAccount account("60000", "10", true);
  account.settings.venues.at("binance").perp.at("BTCUSDT").margin_tiers = {{std::nullopt, fraction("0.08"), 1}};
  account.set_mark(kPerp, "48000");
  // 60,000 - 20,000 = 40,000 against 0.08 * 480,000 = 38,400.
  CHECK(account.settle().notices.empty());
  account.set_mark(kPerp, "47800");
  // 38,000 against 38,240: closed, the fee is 0.0125 * 478,000.
  const VenueReport report = account.settle();
  CHECK(report.notices.size() == 1);
  CHECK(report.entries.size() == 2);
  CHECK(account.held(kCash).amount == amount("32025"));
  CHECK(account.held(kPerp) == Holding{});
}

TEST_CASE("liquidation: funding of the same instant is paid first and may decide it") {
  IndebtedAccount account("205", "1", false);
  account.market.funding_settled[account.id(kPerp).index()] = ray("-0.0001");
  const VenueReport report = account.settle();
  REQUIRE(report.entries.size() > 1);
  CHECK(report.entries.front().kind == EntryKind::funding);
  CHECK(report.notices.size() == 1);
  IndebtedAccount saved("200", "1", false);
  saved.market.funding_settled[saved.id(kPerp).index()] = ray("0.0001");
  CHECK(saved.settle().notices.empty());
}

TEST_CASE("liquidation: coins on the account stay, and an account without perps has nothing to liquidate") {
  Floor unified("btc_basis", unified_binance());
  SimulatedExchange exchange(unified.universe, unified.settings, unified.costs, unified.account("binance"));
  const auto execute = [&](const OrderPtr& order) { unified.follow(exchange.execute(order, unified.market).report); };
  execute(unified.transfer("wallet", "binance", "100000"));
  execute(unified.order(ActionType::perp_trade, "binance:Perp:BTCUSDT", "1"));
  execute(unified.order(ActionType::spot_trade, "binance:BaseToken:BTC", "1.996", true));
  CHECK(exchange.settle(unified.market).notices.size() == 1);
  CHECK(exchange.state().holdings.at(1).second.amount == amount("1.996"));
  Floor floor("btc_basis", kNoCosts);
  SimulatedExchange empty(floor.universe, floor.settings, floor.costs, floor.account("binance_usdm"));
  const VenueReport idle = empty.settle(floor.market);
  CHECK(idle.entries.empty());
  CHECK(idle.notices.empty());
  CHECK(idle.accounts.size() == 1);
}

TEST_CASE("transfer: cash leaves into transit with its gas and arrives whole") {
  Floor floor("btc_basis");
  SimulatedExchange bybit(floor.universe, floor.settings, floor.costs, floor.account("bybit"));
  SimulatedExchange okx(floor.universe, floor.settings, floor.costs, floor.account("okx"));
  SimulatedChain chain(floor.universe, floor.settings, floor.costs, amount("1006"));
  floor.positions = chain.state().holdings;
  floor.conservation.record({floor.market.time,
                             EntryKind::capital,
                             {{Outside::capital, floor.id("wallet:BaseToken:USDT"), amount("1006"), {}}}});
  const OrderPtr out = floor.transfer("wallet", "bybit", "1000");
  floor.follow(chain.transfer(out, floor.market).report);
  CHECK_THROWS_AS(floor.conservation.check(floor.positions), InvariantError);
  floor.follow(bybit.execute(out, floor.market).report);
  CHECK_NOTHROW(floor.conservation.check(floor.positions));
  CHECK(floor.held("wallet:BaseToken:USDT").amount.is_zero());
  CHECK(floor.held("bybit:BaseToken:USDT").amount == amount("1000"));
  const OrderPtr too_much = floor.transfer("bybit", "okx", "994.000000000000000001");
  const OrderAnswer refused = bybit.execute(too_much, floor.market);
  CHECK(refused.status == OrderStatus::refused);
  CHECK(refused.reason == "needs 1000.000000000000000001 USDT, has 1000");
  CHECK(refused.report.entries.empty());
  const OrderPtr across = floor.transfer("bybit", "okx", "994");
  floor.follow(bybit.execute(across, floor.market).report);
  floor.follow(okx.execute(across, floor.market).report);
  CHECK(floor.held("bybit:BaseToken:USDT").amount.is_zero());
  CHECK(floor.held("okx:BaseToken:USDT").amount == amount("994"));
  const OrderPtr home = floor.transfer("okx", "wallet", "100");
  floor.follow(okx.execute(home, floor.market).report);
  floor.follow(chain.transfer(home, floor.market).report);
  CHECK(floor.held("wallet:BaseToken:USDT").amount == amount("100"));
  CHECK(floor.held("okx:BaseToken:USDT").amount == amount("888"));
  CHECK_NOTHROW(floor.conservation.check(floor.positions));
}
