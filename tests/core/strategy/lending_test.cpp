#include "tests/core/strategy/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const Instruction& the_only(const InstructionBlock& block) {
  REQUIRE(block.instructions.size() == 1);
  return block.instructions.front();
}

}  // namespace

TEST_CASE("lending: supplies all but the reserve and the gas of a way in and out") {
  Desk ideal("pure_lending", {"execution.costs=none"});
  ideal.hold("wallet:BaseToken:USDT", "100000");
  const Decision entry = ideal.strategy()->decide(ideal.view());
  CHECK(entry.kind == DecisionKind::entry_full);
  REQUIRE(entry.blocks.size() == 2);
  CHECK(the_only(entry.blocks[0]).action == ActionType::approve);
  CHECK(the_only(entry.blocks[1]).action == ActionType::supply);
  CHECK(the_only(entry.blocks[1]).amount == amount("90000"));
  Desk costly("pure_lending");
  costly.hold("wallet:BaseToken:USDT", "100031.5");  // approve 3.3, supply 15, withdraw 13.2
  CHECK(the_only(costly.strategy()->decide(costly.view()).blocks[1]).amount == amount("90000"));
}

TEST_CASE("lending: rebalances the_only what is worth a transfer, up or down") {
  struct Row {
    const char *wallet, *supplied;
    DecisionKind kind;
    ActionType last;
    const char* size;
  };
  for (const Row& row : {Row{"15554", "90000", DecisionKind::hold, {}, ""},  // 4,998.6 over
                         Row{"15556", "90000", DecisionKind::entry_partial, ActionType::supply, "5000.4"},
                         Row{"0", "95000", DecisionKind::exit_partial, ActionType::withdraw, "9500"},
                         Row{"4000", "90001", DecisionKind::exit_partial, ActionType::withdraw, "5400.1"},
                         Row{"5000", "90000", DecisionKind::hold, {}, ""},  // 4,500 under
                         Row{"0", "102500", DecisionKind::exit_partial, ActionType::withdraw, "10250"}}) {
    CAPTURE(std::string(row.wallet));
    Desk desk("pure_lending", {"execution.costs=none"});
    desk.hold("wallet:BaseToken:USDT", "100000");
    const auto strategy = desk.strategy();
    REQUIRE(strategy->decide(desk.view()).kind == DecisionKind::entry_full);
    desk.market.time = desk.market.time + kHour;
    desk.hold("wallet:BaseToken:USDT", row.wallet);
    desk.hold("aave_v3:aToken:aUSDT", row.supplied);
    const Decision decision = strategy->decide(desk.view());
    CHECK(decision.kind == row.kind);
    if (row.kind == DecisionKind::hold) continue;
    CHECK(decision.rebalance);
    CHECK(the_only(decision.blocks.back()).action == row.last);
    CHECK(the_only(decision.blocks.back()).amount == amount(row.size));
  }
}

TEST_CASE("lending: full exit withdraws everything, whatever it is by then") {
  Desk desk("pure_lending");
  desk.hold("aave_v3:aToken:aUSDT", "5");
  const InstructionBlocks blocks = desk.strategy()->exit_full(desk.view(), ExitSpeed::fast);
  REQUIRE(blocks.size() == 1);
  CHECK(the_only(blocks[0]).action == ActionType::withdraw);
  CHECK(the_only(blocks[0]).everything);
}
