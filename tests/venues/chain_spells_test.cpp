#include "venues/chain_spells.hpp"

#include <doctest/doctest.h>

#include "tests/venues/chain_vectors.hpp"
#include "tests/venues/group_support.hpp"
#include "venues/chain_reverts.hpp"
#include "venues/instadapp/errors.hpp"

namespace basis::test::spell_cases {
namespace {

/// What dsa-connect encodes (tests/real/chain/spell_vectors.mjs).
const ChainVectors& vectors() {
  static const ChainVectors all("spells.json");
  return all;
}

SpellTerms terms() {
  SpellTerms made;
  made.common.wallet = vectors().account("wallet");
  made.account = vectors().account("account");
  return made;
}

GroupStep stake(const std::string& venue, const std::string& amount = "") {
  GroupStep made = group_step(ActionType::stake, venue == "lido" ? "wstETH" : "weETH", amount);
  made.venue = venue;
  return made;
}

GroupStep emode(std::uint8_t category) {
  GroupStep made;
  made.action = ActionType::set_emode;
  made.category = category;
  return made;
}

GroupStep swap(const std::string& token, const std::string& amount, const std::string& minimum) {
  GroupStep made = group_step(ActionType::swap, token, amount);
  made.into = "WETH";
  made.fee_hundredths_bps = 500;
  made.minimum_out = Amount::parse(minimum).value();
  return made;
}

std::vector<GroupStep> entry_steps() {
  return {group_step(ActionType::flash_loan, "WETH", "9"),
          group_step(ActionType::unwrap, ""),
          stake("etherfi", "10"),
          emode(1),
          group_step(ActionType::supply, "weETH"),
          group_step(ActionType::borrow, "WETH", "9"),
          group_step(ActionType::flash_repay, "WETH")};
}

std::vector<GroupStep> exit_steps() {
  return {group_step(ActionType::flash_loan, "WETH", "9.1"), group_step(ActionType::repay, "WETH"),
          group_step(ActionType::withdraw, "weETH"),         swap("weETH", "", "9"),
          group_step(ActionType::flash_repay, "WETH"),       group_step(ActionType::unwrap, "")};
}

SpellTerms exit_terms() {
  SpellTerms known = terms();
  known.common.supplied["weETH"] = Wei::parse("10000000000000000000").value();
  return known;
}

void check_group(std::string_view name, const Result<SpellPlan>& plan) {
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  const auto& wanted = vectors().json.at("groups").at(name);
  const chain::ContractCall& call = plan.value().transaction;
  CHECK(call.to.to_string() == std::string_view(wanted.at("to").as_string()));
  CHECK(call.value.str() == std::string_view(wanted.at("value").as_string()));
  CHECK(chain::to_hex(call.data) == std::string_view(wanted.at("data").as_string()));
}

std::string refusal(const std::vector<GroupStep>& steps, const SpellTerms& on = terms()) {
  const auto plan = plan_spells(vectors().book, steps, on);
  return plan ? "planned" : plan.error().text();
}

TEST_CASE("spells: an entry on a flash loan is what dsa-connect encodes") {
  const auto plan = plan_spells(vectors().book, entry_steps(), terms());
  check_group("entry", plan);
  CHECK(plan.value().before.empty());
  const std::vector<std::string> lines{"BASIC-A deposit 1 ETH",
                                       "INSTAPOOL-C flashBorrowAndCast 9 WETH",
                                       "  WETH-A withdraw 9 WETH",
                                       "  EETH-A deposit 10 ETH",
                                       "  WEETH-A deposit all eETH",
                                       "  AAVE-V3-A setUserEMode 1",
                                       "  AAVE-V3-A deposit the weETH of before",
                                       "  AAVE-V3-A borrow 9 WETH",
                                       "  INSTAPOOL-C flashPayback 9 WETH"};
  CHECK(instadapp::spell_lines(plan.value().spells) == lines);
  CHECK(plan.value().transaction.text == "instadapp: 9 spells in one transaction");
}

TEST_CASE("spells: an exit repays, withdraws and sells all, and what is left goes to the wallet") {
  check_group("exit", plan_spells(vectors().book, exit_steps(), exit_terms()));
}

TEST_CASE("spells: without a loan, with what the wallet gives") {
  const auto plan =
      plan_spells(vectors().book,
                  {stake("lido", "2"), group_step(ActionType::supply, "wstETH"), swap("USDT", "3000", "0.9"),
                   group_step(ActionType::supply, "WETH"), group_step(ActionType::withdraw, "weETH", "0.5")},
                  terms());
  check_group("without a loan", plan);
  REQUIRE(plan.value().before.size() == 1);
  CHECK(plan.value().before[0].to == vectors().book.token("USDT").value().address);
  CHECK(plan.value().before[0].text == "let the account take 3000 USDT");
}

TEST_CASE("spells: the account is built before what it is allowed") {
  SpellTerms first = terms();
  first.build = true;
  first.common.allowed["USDT"] = Wei(u256(5));
  const auto plan = plan_spells(vectors().book, {group_step(ActionType::supply, "USDT", "3000")}, first);
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  // USDT wants zero before another amount.
  REQUIRE(plan.value().before.size() == 3);
  const auto& build = vectors().json.at("build");
  CHECK(plan.value().before[0].to.to_string() == std::string_view(build.at("to").as_string()));
  CHECK(chain::to_hex(plan.value().before[0].data) == std::string_view(build.at("data").as_string()));
  CHECK(plan.value().transaction.value == 0);
  const chain::Address made = terms().account;
  chain::Bytes returned(12, 0);
  returned.insert(returned.end(), made.bytes().begin(), made.bytes().end());
  CHECK(instadapp::built_account(returned).value() == made);
  CHECK_FALSE(instadapp::built_account(chain::Bytes(4)).has_value());
}

TEST_CASE("spells: each has the connector and the signature that dsa-connect has") {
  const auto& selectors = vectors().json.at("selectors").as_object();
  CHECK(selectors.size() == instadapp::spell_kinds().size());
  for (const instadapp::SpellKind& kind : instadapp::spell_kinds()) {
    const std::string name = std::string(kind.connector) + " " + kind.function.name();
    INFO(name);
    const auto* const wanted = selectors.if_contains(name);
    REQUIRE(wanted != nullptr);
    const auto& own = kind.function.selector();
    CHECK(chain::to_hex(chain::ByteView(own.data(), own.size())) == std::string_view(wanted->as_string()));
  }
}

TEST_CASE("spells: a swap's least amount binds as a price, rounded up") {
  // 1 weETH of 3 for at least 1 unit: a third of a unit for a whole one.
  SpellTerms known = terms();
  known.common.supplied["weETH"] = Wei::parse("3000000000000000000").value();
  const auto plan = plan_spells(
      vectors().book, {group_step(ActionType::withdraw, "weETH"), swap("weETH", "", "0.000000000000000001")}, known);
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  const auto& sale = instadapp::spell_kind("UNISWAP-V3-SWAP-A", "sell").function;
  CHECK(sale.decode_arguments(plan.value().spells[1].data).value()[3].uint() == 1);
}

TEST_CASE("spells: an amount that is used in part is not handed on by its id") {
  // Of two stakes, and of one of which a part was supplied, all is what is there.
  const auto& supply = instadapp::spell_kind("AAVE-V3-A", "deposit").function;
  const auto plan = plan_spells(
      vectors().book,
      {stake("etherfi", "2"), group_step(ActionType::supply, "weETH", "1"), group_step(ActionType::supply, "weETH"),
       stake("lido", "1"), stake("lido", "1"), group_step(ActionType::supply, "wstETH")},
      terms());
  REQUIRE_MESSAGE(plan.has_value(), plan.error().text());
  std::vector<std::pair<u256, u256>> amounts;  // and ids
  for (const instadapp::Spell& spell : plan.value().spells) {
    if (spell.connector != "AAVE-V3-A") continue;
    const auto values = supply.decode_arguments(spell.data).value();
    amounts.emplace_back(values[1].uint(), values[2].uint());
  }
  const u256 all = chain::kEverything.value();
  const std::vector<std::pair<u256, u256>> wanted{{u256(1'000'000'000'000'000'000U), 0}, {all, 0}, {all, 0}};
  CHECK(amounts == wanted);
}

TEST_CASE("spells: what cannot be planned names its step") {
  CHECK(refusal({}) == "a group without a step for the account");
  CHECK(refusal({group_step(ActionType::supply, "weETH")}) ==
        "step 1 (supply): all weETH, and no step before it has made any");
  CHECK(refusal({group_step(ActionType::supply, "DOGE", "1")})
            .find("step 1 (supply): alchemy.contracts.1.DOGE: missing") == 0);
  CHECK(refusal({group_step(ActionType::wrap, "", "1"), group_step(ActionType::flash_loan, "WETH", "1")}) ==
        "step 2 (flash_loan): a flash loan is the first step, or none");
  CHECK(refusal({group_step(ActionType::flash_loan, "WETH", "1")}) ==
        "a flash loan is taken and not repaid (allowed: flash_repay behind the steps)");
  CHECK(refusal({group_step(ActionType::flash_repay, "WETH")}) ==
        "step 1 (flash_repay): no flash loan of WETH is open");
  CHECK(refusal({group_step(ActionType::withdraw, "weETH")}) ==
        "step 1 (withdraw): all weETH, and the account has supplied none");
  CHECK(refusal({group_step(ActionType::borrow, "WETH")}) == "step 1 (borrow): a loan has an amount");
  CHECK(refusal({group_step(ActionType::unstake, "weETH", "1")}) ==
        "step 1 (unstake): no connector has such an action (allowed: through the executor, or by itself)");
  CHECK(refusal({stake("nobody", "1")}) == "step 1 (stake): 'nobody' stakes nothing (allowed: etherfi, lido)");
  CHECK(refusal({stake("etherfi", "1"), swap("weETH", "", "1")}).find("step 2 (swap): all weETH of an amount") == 0);
  GroupStep unbounded = swap("USDT", "5", "1");
  unbounded.minimum_out.reset();
  CHECK(refusal({unbounded}) == "step 1 (swap): a swap has a minimum_out");
  // What a loan's steps have left of an amount that nobody knows, staked with Lido.
  CHECK(refusal({group_step(ActionType::flash_loan, "WETH", "9"), group_step(ActionType::repay, "WETH"),
                 group_step(ActionType::unwrap, ""), stake("lido")})
            .find("step 4 (stake): all ETH of an amount that is not known before") == 0);
  // The wallet's part is there from the start: all would take it, too.
  CHECK(refusal({group_step(ActionType::flash_loan, "WETH", "9"), group_step(ActionType::repay, "WETH"),
                 group_step(ActionType::flash_repay, "WETH"), group_step(ActionType::supply, "WETH"),
                 group_step(ActionType::supply, "WETH", "1")}) ==
        "step 5 (supply): takes WETH of the wallet behind a step that takes all (allowed: before it)");
}

TEST_CASE("spells: a revert of an account is told in words") {
  const chain::Function error("Error(string)");
  const auto told = [&](const char* text) {
    return instadapp::cast_reason(contract_reverts(), error.call(text).value());
  };
  CHECK(told("1: not-connector") == "the chain's registry lacks one of the connectors (\"1: not-connector\")");
  CHECK(told("else") == "\"else\"");
  const auto own = chain::selector_of("CollateralCannotCoverNewBorrow()");
  CHECK(instadapp::cast_reason(contract_reverts(), chain::Bytes(own.begin(), own.end())) ==
        "CollateralCannotCoverNewBorrow()");
}

}  // namespace
}  // namespace basis::test::spell_cases
