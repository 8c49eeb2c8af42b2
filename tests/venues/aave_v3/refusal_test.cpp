#include "venues/aave_v3/refusal.hpp"

#include <doctest/doctest.h>

#include <functional>

#include "venues/aave_v3/ray_math.hpp"
#include "venues/chain/make_call.hpp"

namespace basis::test::refusal_cases {
namespace {

using namespace basis::aave_v3;

const u256 kEther("1000000000000000000");

Wei ether(std::uint64_t thousandths) { return Wei(u256(kEther * thousandths / 1000)); }

ReserveState reserve(std::string token, std::uint16_t id) {
  ReserveState state;
  state.token = std::move(token);
  state.id = id;
  state.ltv = 8000;
  state.liquidation_threshold = 8300;
  state.liquidation_bonus = 10'500;
  state.active = state.borrowing = true;
  state.supply_cap = 1000;
  state.borrow_cap = 900;
  state.supply_index = state.supply_index_now = kRay + kRay / 10;
  state.debt_index = state.debt_index_now = kRay + kRay / 5;
  state.scaled_supplied = kEther * 500;
  state.scaled_debt = kEther * 400;
  state.available = ether(100'000);
  state.price = 300'000'000'000U;
  return state;
}

/// 10 weETH as collateral, 5 WETH of debt, each worth 3,000 USD, in eMode 1.
aave_v3::AccountState account() {
  aave_v3::AccountState state;
  state.reserves.emplace("weETH", reserve("weETH", 3));
  state.reserves.emplace("WETH", reserve("WETH", 0));
  ReserveState& collateral = state.reserves.at("weETH");
  collateral.is_collateral = true;
  collateral.account_scaled_supplied = ray_div_floor(ether(10'000).value(), collateral.supply_index_now);
  ReserveState& debt = state.reserves.at("WETH");
  debt.account_scaled_debt = ray_div_ceil(ether(5000).value(), debt.debt_index_now);
  state.emode = 1;
  state.emodes[1] = {9300, 9500, 10'100, u256(1) << 3, u256(1) << 0, 0};
  state.emodes[2] = {9000, 9200, 10'200, u256(1) << 3, u256(1) << 5, u256(1) << 3};
  state.emodes[9] = {};
  state.collateral = u256(3'000'000'000'000U);
  state.debt = u256(1'500'000'000'000U);
  state.ltv = 9300;
  state.liquidation_threshold = 9500;
  return state;
}

struct Row {
  std::string name;
  std::function<void(aave_v3::AccountState&)> change;
  Action action;
  std::string of_reserve;  ///< empty: taken
  std::string of_account;
};

Action of(ActionKind kind, std::string token, const Wei& amount) { return {kind, std::move(token), amount}; }
Action emode(std::uint8_t category) { return {ActionKind::set_emode, "", Wei(), category}; }
void as_is(aave_v3::AccountState&) {}
ReserveState& weeth(aave_v3::AccountState& state) { return state.reserves.at("weETH"); }
ReserveState& weth(aave_v3::AccountState& state) { return state.reserves.at("WETH"); }

const Action kSupply = of(ActionKind::supply, "weETH", ether(1000));
const Action kWithdraw = of(ActionKind::withdraw, "weETH", ether(1000));
const Action kBorrow = of(ActionKind::borrow, "WETH", ether(1000));
const Action kRepay = of(ActionKind::repay, "WETH", ether(1000));

const Row kRows[] = {
    {"supply", as_is, kSupply, "", ""},
    {"borrow", as_is, kBorrow, "", ""},
    {"withdraw", as_is, kWithdraw, "", ""},
    {"repay", as_is, kRepay, "", ""},
    {"not active", [](aave_v3::AccountState& s) { weeth(s).active = false; }, kSupply,
     "aave_v3 weETH: the reserve is not active", ""},
    {"frozen supply", [](aave_v3::AccountState& s) { weeth(s).frozen = true; }, kSupply,
     "aave_v3 weETH: the reserve is frozen", ""},
    {"frozen lets out", [](aave_v3::AccountState& s) { weeth(s).frozen = true; }, kWithdraw, "", ""},
    {"frozen lets repay", [](aave_v3::AccountState& s) { weth(s).frozen = true; }, kRepay, "", ""},
    {"frozen borrow", [](aave_v3::AccountState& s) { weth(s).frozen = true; }, kBorrow,
     "aave_v3 WETH: the reserve is frozen", ""},
    {"paused withdrawal", [](aave_v3::AccountState& s) { weeth(s).paused = true; }, kWithdraw,
     "aave_v3 weETH: the reserve is paused", ""},
    {"paused repayment", [](aave_v3::AccountState& s) { weth(s).paused = true; }, kRepay,
     "aave_v3 WETH: the reserve is paused", ""},
    {"supply cap", [](aave_v3::AccountState& s) { weeth(s).supply_cap = 550; }, kSupply,
     "aave_v3 weETH: the supply cap of 550 weETH would be exceeded by 0.999999999999999999 weETH", ""},
    {"treasury counts", [](aave_v3::AccountState& s) { weeth(s).supply_cap = 552, weeth(s).scaled_treasury = kEther; },
     kSupply, "aave_v3 weETH: the supply cap of 552 weETH would be exceeded by 0.099999999999999999 weETH", ""},
    {"no cap", [](aave_v3::AccountState& s) { weeth(s).supply_cap = 0; }, kSupply, "", ""},
    {"borrow cap", [](aave_v3::AccountState& s) { weth(s).borrow_cap = 480; }, kBorrow,
     "aave_v3 WETH: the borrow cap of 480 WETH would be exceeded by 1.000000000000000001 WETH", ""},
    {"liquidity", [](aave_v3::AccountState& s) { weth(s).available = ether(999); }, kBorrow,
     "aave_v3 WETH: 1 WETH asked for, 0.999 WETH available", ""},
    {"liquidity of a withdrawal", [](aave_v3::AccountState& s) { weeth(s).available = ether(1); }, kWithdraw,
     "aave_v3 weETH: 1 weETH asked for, 0.001 weETH available", ""},
    {"zero LTV", [](aave_v3::AccountState& s) { s.emode = 0, weeth(s).ltv = 0; }, kSupply,
     "aave_v3 weETH: the LTV is zero: it would be no collateral", ""},
    {"zero LTV outside counts not inside", [](aave_v3::AccountState& s) { weeth(s).ltv = 0; }, kSupply, "", ""},
    {"zero LTV in the eMode", [](aave_v3::AccountState& s) { s.emode = 2; }, kSupply,
     "aave_v3 weETH: the LTV is zero in eMode 2: it would be no collateral", ""},
    {"zero LTV, not as collateral",
     [](aave_v3::AccountState& s) { s.emode = 2; },
     {ActionKind::supply, "weETH", ether(1000), 0, false},
     "",
     ""},
    {"unread eMode", [](aave_v3::AccountState& s) { s.emode = 5; }, kSupply,
     "aave_v3: the account is in eMode 5, whose terms were not read", ""},
    {"not lent in the eMode", [](aave_v3::AccountState& s) { s.emode = 2; }, kBorrow,
     "aave_v3 WETH: it cannot be borrowed in eMode 2", ""},
    {"not lent", [](aave_v3::AccountState& s) { s.emode = 0, weth(s).borrowing = false; }, kBorrow,
     "aave_v3 WETH: borrowing is not enabled", ""},
    {"nothing", as_is, of(ActionKind::supply, "weETH", Wei()), "aave_v3 weETH: nothing to supply", ""},
    {"nothing to borrow", as_is, of(ActionKind::borrow, "WETH", Wei()), "aave_v3 WETH: nothing to borrow", ""},
    {"an unread reserve", as_is, of(ActionKind::supply, "USDT", Wei(1U)), "aave_v3 USDT: the reserve was not read", ""},
    {"all to supply", as_is, of(ActionKind::supply, "weETH", chain::kEverything),
     "aave_v3 weETH: 115792089237316195423570985008687907853269984665640564039457584007913129639935 is out of range",
     ""},
    {"exactly the LTV", as_is, of(ActionKind::borrow, "WETH", ether(4300)), "", ""},
    {"more than the LTV", as_is, of(ActionKind::borrow, "WETH", ether(4301)), "",
     "aave_v3 WETH: a debt of 27903 USD on a collateral of 30000 USD exceeds the LTV of 93.00 %"},
    {"a wei more than the LTV", as_is, of(ActionKind::borrow, "WETH", ether(4300) + Wei(1U)), "",
     "aave_v3 WETH: a debt of 27900.00000001 USD on a collateral of 30000 USD exceeds the LTV of 93.00 %"},
    {"no LTV at all", [](aave_v3::AccountState& s) { s.ltv = 0; }, kBorrow, "",
     "aave_v3 WETH: nothing may be borrowed on the collateral"},
    {"health factor", as_is, of(ActionKind::withdraw, "weETH", ether(4737)), "",
     "aave_v3 weETH: without 4.737 weETH the health factor would be below 1"},
    {"healthy enough", as_is, of(ActionKind::withdraw, "weETH", ether(4736)), "", ""},
    {"more than supplied", as_is, of(ActionKind::withdraw, "weETH", ether(10'001)), "",
     "aave_v3 weETH: 10.001 weETH asked for, 9.999999999999999999 weETH supplied"},
    {"all without debt", [](aave_v3::AccountState& s) { s.debt = 0; },
     of(ActionKind::withdraw, "weETH", chain::kEverything), "", ""},
    {"zero LTV first",
     [](aave_v3::AccountState& s) {
       weth(s).is_collateral = true, weth(s).ltv = 0, s.emodes[1].collateral = u256(1) << 3;
     },
     kWithdraw, "", "aave_v3 weETH: WETH has an LTV of zero and has to be withdrawn first"},
    {"nothing owed", [](aave_v3::AccountState& s) { weth(s).account_scaled_debt = 0; }, kRepay, "",
     "aave_v3 WETH: nothing is owed"},
    {"repay all", as_is, of(ActionKind::repay, "WETH", chain::kEverything), "", ""},
    {"another eMode with debt", as_is, emode(2), "", "aave_v3 WETH: it is borrowed, which it cannot be in eMode 2"},
    {"another eMode without LTV", [](aave_v3::AccountState& s) { weth(s).account_scaled_debt = 0; }, emode(2), "",
     "aave_v3 weETH: it is collateral, and its LTV is zero in eMode 2"},
    {"no such eMode", as_is, emode(9), "aave_v3: there is no eMode 9", ""},
    {"an eMode that was not read", as_is, emode(4), "aave_v3: the account is in eMode 4, whose terms were not read",
     ""},
    {"out of eMode", as_is, emode(0), "", ""},
};

TEST_CASE("what the pool would refuse is told before anything is sent") {
  for (const Row& row : kRows) {
    CAPTURE(row.name);
    aave_v3::AccountState state = account();
    row.change(state);
    CHECK(reserve_refusal(state, row.action).value_or("") == row.of_reserve);
    CHECK(refusal_of(state, row.action).value_or("") == (row.of_reserve.empty() ? row.of_account : row.of_reserve));
  }
}

TEST_CASE("rays are multiplied and divided as the contracts do") {
  CHECK(ray_mul(kRay + 1, 1) == 1);
  CHECK(ray_mul(kRay / 2, 1) == 1);
  CHECK(ray_mul(kRay / 2 - 1, 1) == 0);
  CHECK(ray_mul_floor(kRay * 2 - 1, 1) == 1);
  CHECK(ray_mul_ceil(kRay + 1, 1) == 2);
  CHECK(ray_mul_ceil(kRay, 7) == 7);
  CHECK(ray_div_floor(7, kRay * 2) == 3);
  CHECK(ray_div_ceil(7, kRay * 2) == 4);
}

TEST_CASE("supply grows linearly, debt by three terms of the compounded series") {
  constexpr std::uint64_t kYear = 365ULL * 24 * 60 * 60;
  const u256 rate = kRay / 10;
  CHECK(linear_interest(rate, 0) == kRay);
  CHECK(linear_interest(rate, kYear) == kRay + rate);
  CHECK(linear_interest(rate, 1) == kRay + rate / kYear);
  CHECK(compounded_interest(rate, 0) == kRay);
  // 1 + 0.1 + 0.1^2 / 2 + 0.1^3 / 6, rounded as rayMul rounds its two products.
  CHECK(compounded_interest(rate, kYear) == u256("1105166666666666666666666667"));
  CHECK(supply_index_after(kRay * 2, rate, kYear) == kRay * 2 + kRay / 5);
  CHECK(debt_index_after(kRay * 2, rate, 0) == kRay * 2);
}

}  // namespace
}  // namespace basis::test::refusal_cases
