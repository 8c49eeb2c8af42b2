#include "core/execution/order_source.hpp"
#include "core/execution/transfer_rules.hpp"
#include "core/strategy/blocks.hpp"
#include "tests/core/execution/cash_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

std::string names(const Universe& universe, const std::vector<AccountId>& accounts) {
  std::string all;
  for (const AccountId account : accounts) all += universe.name(account) + " ";
  return all;
}

std::string needs(const Desk& desk, const InstructionBlock& block) {
  return names(desk.universe, accounts_needed(desk.universe, desk.settings, block, 0));
}

InstrumentId cash_of(const Desk& desk, const char* account) {
  return desk.universe.get(desk.account(account), PositionType::base_token, kQuoteAsset);
}

}  // namespace

TEST_CASE("plan: how long a transfer takes, by its ends") {
  const Desk desk("btc_basis", {"venues.okx.delays.withdrawal_minutes=40", "venues.okx.delays.deposit_minutes=7"});
  const auto minutes = [&](const char* from, const char* to) {
    return transfer_delay(desk.universe, desk.settings, desk.account(from), desk.account(to)).count / kMinute.count;
  };
  CHECK(minutes("wallet", "binance") == 1 + 15);
  CHECK(minutes("binance", "wallet") == 20);
  CHECK(minutes("bybit", "okx") == 20 + 7);
  CHECK(minutes("okx", "binance") == 40 + 15);
  CHECK(minutes("binance", "binance_usdm") == 0);
  CHECK(minutes("wallet", "wallet") == 0);
  const Desk at_once("btc_basis", {"execution.delays=none"});
  CHECK(transfer_delay(at_once.universe, at_once.settings, at_once.account("wallet"), at_once.account("okx")).count ==
        0);
}

TEST_CASE("plan: what an instruction needs") {
  const Desk desk("usdt_market_neutral_no_leverage", kNoCosts);
  CHECK(needs(desk, pair_block(amount("1"), true, false)) == "binance binance_usdm bybit okx ");
  CHECK(needs(desk, hedge_block()) == "binance binance_usdm bybit okx ");
  CHECK(needs(desk, spot_sale_block(amount("1"))) == "binance binance_usdm ");
  CHECK(needs(desk, idle_cash_block()) == "binance binance_usdm bybit okx ");
  CHECK(needs(desk, asset_block(AssetMove::to_wallet, amount("1"), false)) == "binance binance_usdm ");
  CHECK(needs(desk, asset_block(AssetMove::to_trading, amount("1"), false)) == "wallet ");
  CHECK(needs(desk, single_block(contract_call(ActionType::stake, "weETH", amount("1")))) == "wallet ");
  CHECK(needs(desk, single_block(contract_call(ActionType::pay_out, "USDT", amount("1")))) == "wallet ");
  CHECK(needs(desk, cash_block({}, false)).empty());
  CHECK(needs(desk, {{}, BlockKind::atomic, {}}) == "wallet ");
}

TEST_CASE("plan: a transfer is under way until it is due") {
  const Desk desk("btc_basis", kNoCosts);
  PlanTransfers transfers;
  const UtcTime due = utc("2024-06-01T00:16:00Z");
  transfers.sent(desk.account("okx"), due);
  const UtcTime before = utc("2024-06-01T00:15:59Z");
  CHECK(transfers.under_way(before));
  CHECK(transfers.into(desk.account("okx"), before));
  CHECK_FALSE(transfers.into(desk.account("bybit"), before));
  CHECK(transfers.text(desk.universe, before) == "transfers into okx, the last due at 2024-06-01T00:16:00Z");
  CHECK_FALSE(transfers.under_way(due));
  CHECK_FALSE(transfers.into(desk.account("okx"), due));
}

TEST_CASE("plan: what waits is sized at its turn, and dropped when the plan is replaced") {
  Desk desk("btc_basis", kNoCosts);
  desk.hold("wallet:BaseToken:USDT", "100000");
  const Router router(desk.universe, desk.settings, desk.costs);
  OrderSource orders(router, desk.settings);
  const InstructionBlocks blocks = {cash_block({amount("10000"), amount("50000"), amount("40000")}, false),
                                    pair_block(amount("1"), true, false)};
  orders.start(blocks);
  PlanTransfers under_way;
  RoutingNotes notes;
  std::size_t sent = 0;
  while (const auto order = orders.next(desk.view(), notes, under_way)) {
    ++sent;
    CHECK(order->action == ActionType::wallet_transfer);
    under_way.sent(order->destination, desk.view().now() + kMinute);
  }
  // Three leave the wallet; the one inside Binance and the pair wait.
  CHECK(sent == 3);
  CHECK_FALSE(orders.done());
  CHECK(notes.not_sent.empty());

  SUBCASE("the cash is there") {
    desk.hold("wallet:BaseToken:USDT", "10000");
    desk.hold("binance:BaseToken:USDT", "66000");
    desk.fund("0", "12000", "12000");
    const auto inside = orders.next(desk.view(), notes);
    REQUIRE(inside);
    CHECK(inside->account == desk.account("binance"));
    CHECK(inside->destination == desk.account("binance_usdm"));
    desk.hold("binance:BaseToken:USDT", "50000");
    desk.fund("16000", "12000", "12000");
    const auto bought = orders.next(desk.view(), notes);
    REQUIRE(bought);
    CHECK(bought->action == ActionType::spot_trade);
    CHECK(bought->size == amount("1"));
  }
  SUBCASE("another plan comes first") {
    orders.drop();
    CHECK(orders.done());
    CHECK_FALSE(orders.next(desk.view(), notes));
    CHECK_NOTHROW(orders.start(blocks));
  }
}

TEST_CASE("cash plan: what is on its way counts as there, and is not given on") {
  Desk desk("btc_basis", kNoCosts);
  desk.hold("wallet:BaseToken:USDT", "22000");
  desk.hold("binance:BaseToken:USDT", "50000");
  desk.fund("16000", "12000", "0");
  const Instruction instruction = targets("10000", "50000", "40000");
  CHECK(text(desk, plan(desk, instruction)) == "wallet > okx 12000; ");
  std::vector<Amount> on_the_way(desk.universe.instruments().size());
  PortfolioView view = desk.view();
  view.on_the_way = on_the_way;
  on_the_way[cash_of(desk, "okx").index()] = amount("12000");
  CHECK(plan_cash(view, instruction, desk.settings, desk.costs).empty());
  on_the_way[cash_of(desk, "okx").index()] = amount("4000");
  CHECK(text(desk, plan_cash(view, instruction, desk.settings, desk.costs)) == "wallet > okx 8000; ");
  // 30,000 on their way to Bybit make a surplus there, of which the 12,000 that are there can leave.
  desk.hold("wallet:BaseToken:USDT", "10000");
  PortfolioView richer = desk.view();
  richer.on_the_way = on_the_way;
  on_the_way[cash_of(desk, "okx").index()] = {};
  on_the_way[cash_of(desk, "bybit").index()] = amount("30000");
  CHECK(text(desk, plan_cash(richer, instruction, desk.settings, desk.costs)) == "bybit > okx 12000; ");
}
