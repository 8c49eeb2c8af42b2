#include "core/execution/cash_plan.hpp"
#include "tests/core/strategy/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const std::vector<std::string> kNoReserve = {"execution.costs=none", "execution.rounding=none", "reserve_ratio=0"};
const std::vector<std::string> kSmallMoves = {"execution.costs=none", "execution.rounding=none", "reserve_ratio=0",
                                              "transfer.minimum=100"};

/// A hedged portfolio of one coin after BTC has gone from 50,000 to `now`, with this cash on the three venues.
void hedged_at(Desk& desk, const char* now, const char* binance, const char* bybit, const char* okx) {
  desk.hedge("1", "0.4", "0.3", "0.3");
  desk.fund(binance, bybit, okx);
  desk.set_btc(now);
}

const Instruction& only(const InstructionBlock& block) {
  REQUIRE(block.instructions.size() == 1);
  return block.instructions.front();
}

void check_pair(const InstructionBlock& block, Amount coins, bool enter) {
  CHECK(block.kind == BlockKind::pair);
  REQUIRE(block.instructions.size() == 2);
  CHECK(block.instructions[0].action == ActionType::spot_trade);
  CHECK(block.instructions[1].action == ActionType::perp_trade);
  CHECK(block.instructions[0].buy == enter);
  CHECK(block.instructions[1].buy != enter);
  for (const Instruction& leg : block.instructions) CHECK(leg.amount == coins);
}

void check_transfer(const InstructionBlock& block, const char* wallet, const char* spot, const char* margin) {
  const Instruction& transfer = only(block);
  CHECK(transfer.action == ActionType::wallet_transfer);
  CHECK(transfer.cash.wallet == amount(wallet));
  CHECK(transfer.cash.spot == amount(spot));
  CHECK(transfer.cash.margin == amount(margin));
}

}  // namespace

TEST_CASE("basis: entry moves the cash, then buys spot and shorts, N = E(1-r)/(1+m)") {
  Desk desk("btc_basis", kNoCosts);
  desk.hold("wallet:BaseToken:USDT", "100000");
  const Decision entry = desk.strategy()->decide(desk.view());
  CHECK(entry.kind == DecisionKind::entry_full);
  REQUIRE(entry.blocks.size() == 3);
  CHECK(only(entry.blocks[2]).idle_only);
  check_transfer(entry.blocks[0], "10000", "50000", "40000");
  CHECK_FALSE(only(entry.blocks[0]).discretionary);
  check_pair(entry.blocks[1], amount("1"), true);
}

TEST_CASE("basis: gas of reaching every venue is set aside before the reserve is taken") {
  Desk desk("btc_basis");
  desk.hold("wallet:BaseToken:USDT", "100018");
  const Decision entry = desk.strategy()->decide(desk.view());
  REQUIRE(entry.blocks.size() == 3);
  CHECK(only(entry.blocks[2]).idle_only);
  check_transfer(entry.blocks[0], "10000", "50000", "40000");
}

TEST_CASE("basis: scaling up moves cash first, scaling down sells first") {
  Desk desk("btc_basis", kNoCosts);
  desk.hold("wallet:BaseToken:USDT", "30000");
  hedged_at(desk, "50000", "16000", "12000", "12000");
  const auto strategy = desk.strategy();
  const InstructionBlocks up = strategy->entry_partial(desk.view(), {amount("120000")});
  REQUIRE(up.size() == 3);
  check_transfer(up[0], "12000", "10000", "48000");
  CHECK(only(up[0]).discretionary);
  check_pair(up[1], amount("0.2"), true);
  const InstructionBlocks down = strategy->exit_partial(desk.view(), {amount("60000")});
  REQUIRE(down.size() == 2);
  check_pair(down[0], amount("0.4"), false);
  check_transfer(down[1], "6000", "0", "24000");
}

TEST_CASE("basis: full exit sells all and brings everything home") {
  Desk desk("btc_basis", kNoCosts);
  hedged_at(desk, "50000", "16000", "12000", "12000");
  const InstructionBlocks blocks = desk.strategy()->exit_full(desk.view(), ExitSpeed::fast);
  REQUIRE(blocks.size() == 2);
  check_pair(blocks[0], Amount{}, false);
  for (const Instruction& leg : blocks[0].instructions) CHECK(leg.everything);
  check_transfer(blocks[1], "90000", "0", "0");
  CHECK_FALSE(only(blocks[1]).discretionary);
}

TEST_CASE("basis: the entry gate, on the allocation-weighted last known rate") {
  struct Row {
    const char *binance, *bybit, *okx;
    DecisionKind kind;
  };
  for (const Row& row : {Row{"0.0001", "0.0001", "0.0001", DecisionKind::entry_full},
                         Row{"0.0001", "0.0001", "0.000099999999", DecisionKind::hold},
                         Row{"0.0004", "-0.0001", "-0.0001", DecisionKind::entry_full},  // 0.00016 - 0.00006
                         Row{"-0.0001", "0.0001", "0.0002", DecisionKind::hold},
                         Row{"0.0002", "0.00007", "0", DecisionKind::entry_full}}) {
    CAPTURE(std::string(row.binance));
    Desk desk("btc_basis", {"entry_gate.enabled=true"});
    desk.hold("wallet:BaseToken:USDT", "100000");
    const char* rates[] = {row.binance, row.bybit, row.okx};
    for (std::size_t i = 0; i < kBtcPerps.size(); ++i)
      desk.market.funding_known[desk.id(kBtcPerps[i]).index()] = ray(rates[i]);
    const Decision decision = desk.strategy()->decide(desk.view());
    CHECK(decision.kind == row.kind);
    if (row.kind == DecisionKind::hold) CHECK(decision.reason.find("entry gate: weighted funding rate") == 0);
  }
}

TEST_CASE("basis: the gate opens at its threshold whatever the allocation") {
  // As doubles these shares of 0.0001 sum to a little less than 0.0001.
  for (const auto& [binance, bybit, okx] : std::vector<std::array<const char*, 3>>{
           {"0", "0.3", "0.7"}, {"0.1", "0.2", "0.7"}, {"0.7", "0.2", "0.1"}, {"0.35", "0.35", "0.3"}}) {
    CAPTURE(std::string(binance));
    Desk desk("btc_basis",
              {"entry_gate.enabled=true", std::string("hedge_allocation.binance=") + binance,
               std::string("hedge_allocation.bybit=") + bybit, std::string("hedge_allocation.okx=") + okx});
    desk.hold("wallet:BaseToken:USDT", "100000");
    for (const std::string& perp : kBtcPerps) desk.market.funding_known[desk.id(perp).index()] = ray("0.0001");
    CHECK(desk.strategy()->decide(desk.view()).kind == DecisionKind::entry_full);
  }
}

TEST_CASE("basis: the gate waits for rates it does not know, and is not asked when off") {
  Desk desk("btc_basis", {"entry_gate.enabled=true"});
  desk.hold("wallet:BaseToken:USDT", "100000");
  desk.market.funding_known[desk.id(kBtcPerps[0]).index()] = ray("0.01");
  const Decision waiting = desk.strategy()->decide(desk.view());
  CHECK(waiting.kind == DecisionKind::hold);
  CHECK(waiting.reason == "entry gate: no funding rate of bybit:Perp:BTCUSDT is known yet");
  Desk open("btc_basis");
  open.hold("wallet:BaseToken:USDT", "100000");
  CHECK(open.strategy()->decide(open.view()).kind == DecisionKind::entry_full);
}

TEST_CASE("basis: margin under the warning and a rich pool spreads the margin") {
  Desk desk("btc_basis", kSmallMoves);
  hedged_at(desk, "50000", "2999.999999", "20000", "20000");  // 20,000 * 0.15
  const Decision decision = desk.strategy()->decide(desk.view());
  CHECK(decision.kind == DecisionKind::move_margin);
  CHECK(decision.rebalance);
  CHECK(decision.reason == "margin ratio 0.1500 under warning, 0.8600 over all accounts");
  REQUIRE(decision.blocks.size() == 1);
  check_transfer(decision.blocks[0], "0", "0", "42999.999999");
  CHECK(only(decision.blocks[0]).discretionary);  // not critical: small transfers wait
}

TEST_CASE("basis: margin exactly at the warning is left alone, and so it is a unit over") {
  for (const char* cash : {"4000", "4000.000000000000000001"}) {
    Desk desk("btc_basis", kSmallMoves);
    hedged_at(desk, "50000", cash, "20000", "20000");
    CHECK(desk.strategy()->decide(desk.view()).kind == DecisionKind::hold);
  }
  Desk desk("btc_basis", kSmallMoves);
  hedged_at(desk, "50000", "3999.999999999999999999", "20000", "20000");
  CHECK(desk.strategy()->decide(desk.view()).kind == DecisionKind::move_margin);
}

TEST_CASE("basis: a poor pool cuts all legs by p = (target - pooled) / (1 + target)") {
  struct Row {
    const char *binance, *bybit, *okx;
    double pooled;
    bool spreads;
  };
  // The donor level is 0.3 (1.5 times the warning): at it margin is still spread.
  for (const Row& row : {Row{"3000", "4000", "4000", 0.22, false}, Row{"3000", "6000", "5999.99", 0.2999998, false},
                         Row{"3000", "6000", "6000", 0.3, true}, Row{"1000", "4000", "4000", 0.18, false}}) {
    CAPTURE(row.pooled);
    Desk desk("btc_basis", kSmallMoves);
    hedged_at(desk, "50000", row.binance, row.bybit, row.okx);
    const Decision decision = desk.strategy()->decide(desk.view());
    CHECK(decision.rebalance);
    CHECK((decision.kind == DecisionKind::move_margin) == row.spreads);
    if (row.spreads) continue;
    CHECK(decision.kind == DecisionKind::exit_partial);
    REQUIRE(decision.blocks.size() == 2);
    REQUIRE(decision.blocks[0].kind == BlockKind::pair);
    CHECK_FALSE(decision.blocks[0].instructions[0].buy);
    const double cut = decision.blocks[0].instructions[0].amount.to_double();
    CHECK(cut == doctest::Approx((0.8 - row.pooled) / 1.8).epsilon(1e-12));
    // What is left has the target ratio: margin 0.8 * (1 - cut) * 50,000.
    const Instruction& transfer = only(decision.blocks[1]);
    CHECK(transfer.cash.margin.to_double() == doctest::Approx(0.8 * (1 - cut) * 50000).epsilon(1e-12));
    CHECK_FALSE(transfer.discretionary);
  }
}

TEST_CASE("basis: saving a weak account comes before filling the reserve from the others") {
  Desk desk("btc_basis", {"execution.costs=none", "transfer.minimum=100"});
  hedged_at(desk, "50000", "3000", "12000", "12000");
  const Decision decision = desk.strategy()->decide(desk.view());
  REQUIRE(decision.kind == DecisionKind::move_margin);
  const auto moves = plan_cash(desk.view(), only(decision.blocks[0]), desk.settings, desk.costs);
  for (const CashMove& move : moves) CHECK(desk.universe.venue_of(move.to) == "binance");
  CHECK_FALSE(moves.empty());
}

TEST_CASE("basis: cash that idles at the same exchange is the first source of margin") {
  for (const auto& [margin, word] : {std::pair{"3000", "warning"}, std::pair{"1000", "critical"}}) {
    Desk desk("btc_basis", kNoReserve);
    hedged_at(desk, "50000", margin, "12000", "12000");
    // 20,000 short want 4,000.
    desk.hold("binance:BaseToken:USDT", "3000");
    const Decision idle = desk.strategy()->decide(desk.view());
    REQUIRE(idle.kind == DecisionKind::move_margin);
    CHECK(idle.reason.find(std::string("under ") + word + ", cash idles at the same exchange") != std::string::npos);
    REQUIRE(idle.blocks.size() == 1);
    const RoutedOrders routed = desk.router.route(only(idle.blocks[0]), desk.view());
    REQUIRE(routed.orders.size() == 1);
    CHECK(routed.orders[0].destination == desk.account("binance_usdm"));
    CHECK(routed.orders[0].size == amount("3000"));
    // Too little of it: the others give, and it goes along.
    desk.hold("binance:BaseToken:USDT", "500");
    hedged_at(desk, "50000", "1000", "12000", "12000");
    const Decision level = desk.strategy()->decide(desk.view());
    CHECK(level.reason.find("over all accounts") != std::string::npos);
    const auto moves = plan_cash(desk.view(), only(level.blocks[0]), desk.settings, desk.costs);
    REQUIRE_FALSE(moves.empty());
    CHECK(moves.back().to == desk.account("binance_usdm"));
  }
}

TEST_CASE("basis: a critical account is the risk override, before the delta") {
  Desk desk("btc_basis", kNoReserve);
  hedged_at(desk, "50000", "2399.999999999999999999", "20000", "20000");
  desk.hold("binance:BaseToken:BTC", "1.2");
  const Decision critical = desk.strategy()->decide(desk.view());
  CHECK(critical.kind == DecisionKind::move_margin);
  CHECK(critical.reason.find("under critical") != std::string::npos);
  desk.hold("binance_usdm:BaseToken:USDT", "2400");
  const Decision drifted = desk.strategy()->decide(desk.view());
  CHECK(drifted.kind == DecisionKind::exit_partial);
  CHECK(drifted.reason.find("net delta is") == 0);
  desk.hold("binance:BaseToken:BTC", "1");
  CHECK(desk.strategy()->decide(desk.view()).reason.find("under warning") != std::string::npos);
}

TEST_CASE("basis: equity gone means out, and out for good") {
  Desk desk("btc_basis", kNoReserve);
  desk.hedge("0.1", "0.4", "0.3", "0.3");
  desk.fund("0", "1000", "1000");
  desk.set_btc("60000");
  REQUIRE(desk.view().equity().sign() < 0);
  const auto strategy = desk.strategy();
  CHECK(strategy->decide(desk.view()).kind == DecisionKind::exit_full);
  desk.hedge("0", "0", "0", "0");
  desk.hold("wallet:BaseToken:USDT", "100000");
  desk.market.time = desk.market.time + kHour;
  CHECK(strategy->decide(desk.view()).reason == "closed by a full exit");
}

TEST_CASE("basis: delta drift reduces the longer leg, over the tolerance only") {
  struct Row {
    const char* spot;  ///< against shorts of 0.995: the tolerance ends at 1.005
    std::optional<ActionType> acts;
    const char* size;
  };
  for (const Row& row :
       {Row{"1.005", std::nullopt, ""}, Row{"1.005000000000000002", ActionType::spot_trade, "0.010000000000000002"},
        Row{"1.1", ActionType::spot_trade, "0.105"}, Row{"0.99", std::nullopt, ""},
        Row{"0.9", ActionType::perp_trade, "0.095"}, Row{"0", ActionType::perp_trade, "0.995"}}) {
    CAPTURE(std::string(row.spot));
    Desk desk("btc_basis", kNoReserve);
    desk.hedge(row.spot, "0.4", "0.3", "0.295");
    desk.fund("20000", "20000", "20000");
    const Decision decision = desk.strategy()->decide(desk.view());
    CHECK(decision.kind == (row.acts ? DecisionKind::exit_partial : DecisionKind::hold));
    if (!row.acts) continue;
    // What spot brings is margin.
    REQUIRE(decision.blocks.size() == (*row.acts == ActionType::spot_trade ? 2 : 1));
    CHECK(decision.blocks.back().instructions[0].idle_only == (*row.acts == ActionType::spot_trade));
    CHECK(decision.blocks[0].kind == BlockKind::sequence);
    const Instruction& reduce = only(decision.blocks[0]);
    CHECK(reduce.action == *row.acts);
    CHECK(reduce.amount == amount(row.size));
    CHECK(reduce.buy == (*row.acts == ActionType::perp_trade));
  }
}
