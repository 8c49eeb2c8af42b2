#include "venues/aave_v3/reader.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "venues/aave_v3/calls.hpp"
#include "venues/aave_v3/ray_math.hpp"

namespace basis::test::reader_cases {
namespace {

using namespace basis::aave_v3;
using chain::AbiValue;
using chain::Address;
using chain::ReadAnswer;

const Address kPool = chain::address_of("0x00000000000000000000000000000000000000b1");
const Address kToken = chain::address_of("0x00000000000000000000000000000000000000b2");
const Address kAToken = chain::address_of("0x00000000000000000000000000000000000000b3");
const Address kDebtToken = chain::address_of("0x00000000000000000000000000000000000000b4");

chain::ContractBook book() {
  chain::ContractBook made(1, "mainnet");
  made.add("aave_v3", "pool", kPool);
  made.add("aave_v3", "oracle", kPool);
  made.add("aave_v3", a_token_name("WETH"), kAToken);
  made.add("aave_v3", debt_token_name("WETH"), kDebtToken);
  made.add_token({"WETH", kToken, 18});
  return made;
}

const AccountQuestion kQuestion{kPool, {"WETH"}, {1}};

ReadAnswer values(AbiValue::List list) { return {std::move(list), {}}; }
AbiValue number(const u256& value) { return AbiValue(value); }

/// LTV 80.5 %, threshold 83 %, bonus 5 %, 18 decimals, active, borrowing; caps of 2 and 3 whole tokens.
u256 configuration() {
  return u256(8050) | (u256(8300) << 16) | (u256(10'500) << 32) | (u256(18) << 48) | (u256(1) << 56) | (u256(1) << 58) |
         (u256(2) << 80) | (u256(3) << 116);
}

/// Answers to the question's reads: account, eMode, bits; data, indices now, totals, liquidity, price, the account's.
std::vector<ReadAnswer> answers() {
  const u256 ray = kRay;
  std::vector<ReadAnswer> all;
  all.push_back(values({number(700), number(300), number(5), number(8300), number(8050), number(2)}));
  all.push_back(values({number(1)}));
  all.push_back(values({number(0b1100)}));
  all.push_back(
      values({number(configuration()), number(ray), number(ray / 50), number(ray), number(ray / 40), number(0),
              number(1'700'000'000), AbiValue(std::uint64_t{1}), AbiValue(kAToken), AbiValue(Address()),
              AbiValue(kDebtToken), AbiValue(Address()), number(9), number(0), number(0)}));
  all.push_back(values({number(ray * 2)}));
  all.push_back(values({number(ray * 3)}));
  for (const unsigned value : {100U, 200U, 300U, 3000U, 7U, 8U}) all.push_back(values({number(value)}));
  all.push_back(values({number(9300), number(9500), number(10'100)}));
  all.push_back(values({number(0b10)}));
  all.push_back(values({number(0b10)}));
  all.push_back({std::nullopt, {}});
  return all;
}

TEST_CASE("the account and its reserve are read from the words of the contracts") {
  CHECK(account_reads(book(), kQuestion).value().size() == answers().size());
  const aave_v3::AccountState state = read_account(book(), kQuestion, answers()).value();
  CHECK(state.collateral == 700);
  CHECK(state.health_factor == u256(2));
  CHECK(int{state.emode} == 1);
  const ReserveState& weth = state.reserves.at("WETH");
  CHECK(weth.ltv == 8050);
  CHECK(weth.liquidation_threshold == 8300);
  CHECK(weth.liquidation_bonus == 10'500);
  CHECK(weth.active);
  CHECK(weth.borrowing);
  CHECK_FALSE(weth.frozen);
  CHECK_FALSE(weth.paused);
  CHECK(weth.borrow_cap == 2);
  CHECK(weth.supply_cap == 3);
  CHECK(weth.is_collateral);
  CHECK(weth.supplied().value() == 14);
  CHECK(weth.debt().value() == 24);
  CHECK(weth.total_supplied().value() == (100 + 9) * 2);
  CHECK(weth.total_debt().value() == 600);
  CHECK(state.ltv_of(weth) == 9300U);
  CHECK(state.emodes.at(1).lends(weth));
}

TEST_CASE("each flag is its own bit") {
  struct Row {
    unsigned bit;
    bool ReserveState::*flag;
  };
  const Row rows[] = {{56, &ReserveState::active},
                      {57, &ReserveState::frozen},
                      {58, &ReserveState::borrowing},
                      {60, &ReserveState::paused}};
  for (const Row& row : rows) {
    auto all = answers();
    (*all[3].values)[0] = number(u256(18) << 48 | u256(1) << row.bit);
    const ReserveState seen = read_account(book(), kQuestion, all).value().reserves.at("WETH");
    for (const Row& other : rows) CHECK(seen.*(other.flag) == (other.bit == row.bit));
  }
}

struct Hostile {
  std::string name;
  std::size_t answer, value;
  AbiValue put;
  std::string says;
};

TEST_CASE("numbers that cannot be are refused") {
  const u256 huge = u256(1) << 128;
  const Hostile rows[] = {
      {"collateral", 0, 0, number(huge), "aave_v3 collateral: "},
      {"LTV of the account", 0, 4, number(10'001), "aave_v3: 10001 is no share of an account"},
      {"eMode", 1, 0, number(256), "aave_v3 eMode: 256 is no category"},
      {"another aToken", 3, 8, AbiValue(kPool), "aave_v3 WETH: the pool has the tokens "},
      {"another debt token", 3, 10, AbiValue(Address()), "aave_v3 WETH: the pool has the tokens "},
      {"decimals", 3, 0, number(u256(6) << 48), "aave_v3 WETH: the pool has 6 decimals, the configuration 18"},
      {"index below 1", 3, 1, number(kRay - 1), "is no index"},
      {"index zero", 4, 0, number(0), "is no index"},
      {"index beyond", 5, 0, number(kRay * 1'000'001), "is no index"},
      {"rate", 3, 2, number(kRay * 1001), "is no rate"},
      {"borrow rate", 3, 4, number(kRay * 1001), "is no rate"},
      {"time", 3, 6, number(u256(1) << 39), "is no time in seconds"},
      {"scaled total", 6, 0, number(huge), "is out of range (allowed: below 2^128)"},
      {"price", 9, 0, number(0), "is no price"},
      {"balance", 10, 0, number(huge), "is out of range"},
      {"debt", 11, 0, number(huge), "is out of range"},
  };
  for (const Hostile& row : rows) {
    CAPTURE(row.name);
    auto all = answers();
    (*all[row.answer].values)[row.value] = row.put;
    const auto state = read_account(book(), kQuestion, all);
    REQUIRE_FALSE(state.has_value());
    CHECK(state.error().kind == ErrorKind::data);
    CHECK_MESSAGE(state.error().text().find(row.says) != std::string::npos, state.error().text());
  }
}

}  // namespace
}  // namespace basis::test::reader_cases
