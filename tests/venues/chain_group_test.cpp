#include "venues/chain_group.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>

#include "tests/venues/group_support.hpp"
#include "venues/chain/abi_function.hpp"
#include "venues/chain_reverts.hpp"

namespace basis::test {
namespace {

using instadapp::executor_all;

chain::Address address(int number) { return chain::address_of(fmt::format("0x{:040x}", number)); }

/// A chain on which every contract has an address of its own.
chain::ContractBook book() {
  chain::ContractBook made(31'337, "local");
  int next = 0x100;
  const std::pair<const char*, const char*> contracts[] = {{"aave_v3", "pool"},
                                                           {"aave_v3", "reserves.WETH.a_token"},
                                                           {"aave_v3", "reserves.WETH.debt_token"},
                                                           {"aave_v3", "reserves.weETH.a_token"},
                                                           {"aave_v3", "reserves.weETH.debt_token"},
                                                           {"lido", "wsteth"},
                                                           {"lido", "steth"},
                                                           {"etherfi", "liquidity_pool"},
                                                           {"etherfi", "weeth"},
                                                           {"etherfi", "eeth"},
                                                           {"uniswap", "swap_router"},
                                                           {"instadapp", "executor"},
                                                           {"morpho", "morpho"}};
  for (const auto& [venue, name] : contracts) made.add(venue, name, address(next++));
  made.add_token({"ETH", {}, 18});
  made.add_token({"WETH", address(0x201), 18});
  made.add_token({"USDT", address(0x202), 6});
  made.add_token({"weETH", made.contract("etherfi", "weeth").value(), 18});
  made.add_token({"wstETH", made.contract("lido", "wsteth").value(), 18});
  made.add_token({"eETH", made.contract("etherfi", "eeth").value(), 18});
  return made;
}

GroupTerms terms() {
  GroupTerms made;
  made.wallet = address(0x99);
  made.deadline = UtcTime::from_nanos(1'760'000'000'000'000'000);
  return made;
}

GroupStep stake(const std::string& amount = "") {
  GroupStep made = group_step(ActionType::stake, "weETH", amount);
  made.venue = "etherfi";
  return made;
}

const u256 kEther = 1'000'000'000'000'000'000U;

TEST_CASE("a group: an entry takes what it needs from the wallet and allows exactly what it borrows") {
  GroupStep emode = group_step(ActionType::set_emode, "");
  emode.category = 1;
  const auto plan =
      plan_group(book(),
                 {group_step(ActionType::flash_loan, "WETH", "9"), group_step(ActionType::unwrap, ""), stake("10"),
                  group_step(ActionType::supply, "weETH"), emode, group_step(ActionType::borrow, "WETH", "9"),
                  group_step(ActionType::flash_repay, "WETH")},
                 terms());
  // All of a loan is as much as was lent: what the stake takes besides comes from the wallet.
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  CHECK(plan.value().group.value == kEther);

  const auto exact =
      plan_group(book(),
                 {group_step(ActionType::flash_loan, "WETH", "9"), group_step(ActionType::unwrap, "", "9"), stake("10"),
                  group_step(ActionType::supply, "weETH"), emode, group_step(ActionType::borrow, "WETH", "9"),
                  group_step(ActionType::flash_repay, "WETH")},
                 terms());
  REQUIRE_MESSAGE(exact.has_value(), exact.error().text());
  const auto& group = exact.value().group;
  CHECK(group.loan == kEther * 9);
  CHECK(group.loan_token == address(0x201));
  CHECK(group.value == kEther);
  REQUIRE(group.steps.size() == 5);
  CHECK(group.steps[0].call.text.find("9 WETH") != std::string::npos);
  CHECK(group.steps[0].patch_at == executor_all());
  CHECK(group.steps[1].call.value == kEther * 10);
  // eETH is wrapped whole, weETH supplied whole.
  CHECK(group.steps[2].patch_at == 4);
  CHECK(group.steps[2].amount == executor_all());
  CHECK(group.steps[2].spender == book().contract("etherfi", "weeth").value());
  CHECK(group.steps[3].patch_at == 36);
  CHECK(group.steps[3].spender == book().contract("aave_v3", "pool").value());
  CHECK(group.steps[4].spender.is_zero());
  REQUIRE(exact.value().before.size() == 2);
  CHECK(exact.value().before[0].to == book().contract("aave_v3", "pool").value());
  CHECK(exact.value().before[1].to == book().contract("aave_v3", "reserves.WETH.debt_token").value());
  CHECK(exact.value().transaction.value == kEther);
  CHECK(exact.value().transaction.to == book().contract("instadapp", "executor").value());
}

TEST_CASE("a group: an exit pulls the wallet's aTokens, and what follows the loan is the wallet's") {
  GroupTerms known = terms();
  known.supplied["weETH"] = Wei(kEther * 10);
  known.allowed["aweETH"] = Wei(u256(5));
  GroupStep sale = group_step(ActionType::swap, "weETH");
  sale.into = "WETH";
  sale.fee_hundredths_bps = 500;
  sale.minimum_out = Amount::from_int(9);
  const auto plan = plan_group(book(),
                               {group_step(ActionType::flash_loan, "WETH", "9"), group_step(ActionType::repay, "WETH"),
                                group_step(ActionType::withdraw, "weETH"), sale,
                                group_step(ActionType::flash_repay, "WETH"), group_step(ActionType::unwrap, "")},
                               known);
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  const auto& group = plan.value().group;
  REQUIRE(group.steps.size() == 4);
  CHECK(group.steps[0].amount == kEther * 9);
  CHECK(group.steps[0].patch_at == executor_all());
  CHECK(group.steps[1].call.to == book().contract("aave_v3", "reserves.weETH.a_token").value());
  CHECK(group.steps[1].call.text == "take 10 aweETH of the wallet");
  CHECK(group.steps[3].patch_at == 164);
  REQUIRE(plan.value().before.size() == 1);
  CHECK(plan.value().before[0].to == book().contract("aave_v3", "reserves.weETH.a_token").value());
  REQUIRE(plan.value().after.size() == 1);
  CHECK(plan.value().after[0].action == ActionType::unwrap);

  // A part is withdrawn, a smaller part sold; the least health stands in the transaction.
  known.least_health = Ratio::parse("1.05").value();
  sale.amount = Amount::from_int(1);
  const auto part =
      plan_group(book(),
                 {group_step(ActionType::flash_loan, "WETH", "1"), group_step(ActionType::repay, "WETH", "1"),
                  group_step(ActionType::withdraw, "weETH", "2"), sale, group_step(ActionType::flash_repay, "WETH")},
                 known);
  REQUIRE_MESSAGE(part.has_value(), part.error().text());
  CHECK(part.value().group.steps.back().patch_at == executor_all());
  CHECK(part.value().group.steps.back().amount == kEther);
  REQUIRE(part.value().group.assertions.size() == 1);
  CHECK(part.value().group.assertions[0].minimum == kEther / 100 * 105);
  CHECK(part.value().group.assertions[0].word == 5);
}

TEST_CASE("a group: what the wallet gives is allowed once, for the sum") {
  const auto plan = plan_group(
      book(), {group_step(ActionType::supply, "USDT", "5"), group_step(ActionType::supply, "USDT", "7.5")}, terms());
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  REQUIRE(plan.value().before.size() == 1);
  CHECK(plan.value().before[0].text.find("12.5 USDT") != std::string::npos);
  CHECK(plan.value().group.steps.size() == 4);
  GroupTerms allowed = terms();
  allowed.allowed["USDT"] = Wei(u256(1));
  // USDT wants zero first.
  CHECK(plan_group(book(), {group_step(ActionType::supply, "USDT", "5")}, allowed).value().before.size() == 2);
  allowed.allowed["USDT"] = Wei(u256(5'000'000));
  CHECK(plan_group(book(), {group_step(ActionType::supply, "USDT", "5")}, allowed).value().before.empty());
}

TEST_CASE("a group: ether of the wallet is not taken by a step before the one that it is for") {
  const auto two = plan_group(book(),
                              {group_step(ActionType::flash_loan, "WETH", "9"), group_step(ActionType::unwrap, ""),
                               stake(), stake("2"), group_step(ActionType::flash_repay, "WETH")},
                              terms());
  REQUIRE_MESSAGE(two.has_value(), two.error().text());
  CHECK(two.value().group.value == kEther * 2);
  CHECK(two.value().group.steps[1].call.value == kEther * 9);
  CHECK(two.value().group.steps[3].call.value == kEther * 2);
  // How much a sale pays is not known before: whoever takes all of it takes the wallet's ether, too.
  GroupStep sale = group_step(ActionType::swap, "weETH", "1");
  sale.into = "WETH";
  sale.fee_hundredths_bps = 500;
  sale.minimum_out = Amount::from_int(1);
  const auto swept = plan_group(book(), {sale, group_step(ActionType::unwrap, ""), stake(), stake("2")}, terms());
  REQUIRE(!swept);
  CHECK(swept.error().text() ==
        "step 4 (stake): takes ether of the wallet behind a step that takes all (allowed: before it)");
}

TEST_CASE("a group: whatever a step makes goes back to the wallet") {
  const auto returned = [](const std::vector<GroupStep>& steps, const char* symbol) {
    const auto plan = plan_group(book(), steps, terms());
    REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
    const auto& tokens = plan.value().group.tokens;
    return std::ranges::find(tokens, book().token(symbol).value().address) != tokens.end();
  };
  CHECK(returned({group_step(ActionType::wrap, "", "1.5")}, "WETH"));
  CHECK(returned({stake("1")}, "weETH"));
  GroupStep lido = stake("1");
  lido.venue = "lido";
  lido.token = "wstETH";
  CHECK(returned({lido}, "wstETH"));
  CHECK(returned({group_step(ActionType::borrow, "WETH", "1")}, "WETH"));
  CHECK(returned({group_step(ActionType::repay, "WETH", "1")}, "WETH"));
}

TEST_CASE("a group: what cannot be is refused with the step's number") {
  struct Row {
    std::vector<GroupStep> steps;
    const char* text;
  };
  const Row rows[] = {
      {{group_step(ActionType::supply, "weETH")}, "step 1 (supply): all weETH, and no step before it has made any"},
      {{group_step(ActionType::supply, "USDT", "5"), group_step(ActionType::flash_loan, "WETH", "1")},
       "step 2 (flash_loan): a flash loan is the first step, or none"},
      {{group_step(ActionType::flash_loan, "WETH", "1"), group_step(ActionType::repay, "WETH")},
       "a flash loan is taken and not repaid (allowed: flash_repay behind the steps)"},
      {{group_step(ActionType::flash_repay, "WETH")}, "step 1 (flash_repay): no flash loan of WETH is open"},
      {{group_step(ActionType::flash_loan, "WETH", "1"), group_step(ActionType::flash_repay, "USDT")},
       "step 2 (flash_repay): no flash loan of USDT is open"},
      {{group_step(ActionType::flash_loan, "WETH", "1"), group_step(ActionType::flash_repay, "WETH")},
       "a group without a step for the executor"},
      {{group_step(ActionType::supply, "DOGE", "5")}, "step 1 (supply): alchemy.contracts.31337.DOGE: missing"},
      {{group_step(ActionType::supply, "USDT", "0.0000001")}, "step 1 (supply): 0.0000001 USDT are none"},
      {{group_step(ActionType::withdraw, "weETH")}, "step 1 (withdraw): all weETH, and none is supplied"},
      {{group_step(ActionType::withdraw, "USDT", "1")},
       "step 1 (withdraw): aave_v3.contracts.31337.reserves.USDT.a_token: missing"},
      {{group_step(ActionType::borrow, "WETH")}, "step 1 (borrow): a loan has an amount"},
      {{group_step(ActionType::swap, "weETH", "1")}, "step 1 (swap): a swap has a minimum_out"},
      {{group_step(ActionType::perp_trade, "BTC", "1")}, "step 1 (perp_trade): the executor has no such action"},
      {{}, "a group without a step for the executor"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto plan = plan_group(book(), row.steps, terms());
    REQUIRE(!plan);
    CHECK_MESSAGE(plan.error().text().starts_with(row.text), plan.error().text());
  }
}

TEST_CASE("a group's revert names the step and the contract's own reason") {
  instadapp::ExecutorGroup group;
  group.steps.resize(2);
  group.steps[1].call.text = "aave_v3 borrow 9 WETH";
  group.assertions.resize(1);
  group.assertions[0].read.text = "the health factor (in 1e-18)";
  const auto& reverts = contract_reverts();
  const chain::Function failed("StepFailed(uint256,bytes)"), wrong("AssertionFailed(uint256,uint256,uint256,uint256)"),
      short_of("LoanShort(uint256,uint256)");
  CHECK(instadapp::executor_reason(reverts, group, failed.call(1U, chain::from_hex("0x911ceb81").value()).value()) ==
        "step 2 (aave_v3 borrow 9 WETH): CollateralCannotCoverNewBorrow()");
  CHECK(instadapp::executor_reason(reverts, group, failed.call(7U, chain::Bytes{}).value()) ==
        "step 8 (none of ours): no reason given");
  CHECK(instadapp::executor_reason(reverts, group, wrong.call(0U, 1U, 2U, 3U).value()) ==
        "the health factor (in 1e-18) would be 1, and must be from 2 to 3");
  CHECK(instadapp::executor_reason(reverts, group, short_of.call(1U, 2U).value()) ==
        "1 of the flash loan's 2 are there at the end");
}

}  // namespace
}  // namespace basis::test
