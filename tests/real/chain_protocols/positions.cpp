#include "tests/real/chain_protocols/checks.hpp"
#include "tests/real/chain_protocols/stories.hpp"
#include "venues/aave_v3/calls.hpp"
#include "venues/aave_v3/contracts.hpp"
#include "venues/aave_v3/ray_math.hpp"
#include "venues/aave_v3/refusal.hpp"
#include "venues/alchemy/calls.hpp"
#include "venues/chain/erc20.hpp"
#include "venues/etherfi/calls.hpp"
#include "venues/etherfi/contracts.hpp"
#include "venues/lido/calls.hpp"
#include "venues/lido/contracts.hpp"

namespace basis::test {
namespace {

constexpr std::uint8_t kCategory = 1;
constexpr std::uint64_t kMonth = 30ULL * 24 * 60 * 60;

/// What the pool's data provider says about an account: another contract than the ones that the reader asks
/// (IPoolDataProvider.sol).
const chain::Function& user_reserve() {
  static const chain::Function function(
      "getUserReserveData(address asset,address user)",
      "(uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint40,bool usageAsCollateralEnabled)");
  return function;
}

const chain::Function& reserve_figures() {
  static const chain::Function function("getReserveData(address asset)",
                                        "(uint256,uint256 accruedToTreasuryScaled,uint256 totalAToken,uint256,"
                                        "uint256 totalVariableDebt,uint256 liquidityRate,uint256 variableBorrowRate,"
                                        "uint256,uint256,uint256 liquidityIndex,uint256 variableBorrowIndex,uint40)");
  return function;
}

const chain::Function& reserve_terms() {
  static const chain::Function function("getReserveConfigurationData(address asset)",
                                        "(uint256,uint256,uint256,uint256,uint256,bool,bool,bool,bool,bool)");
  return function;
}

void check_reserve(LocalWallet& wallet, const aave_v3::ReserveState& seen) {
  const chain::Address provider = wallet.contract("aave_v3", "pool_data_provider");
  const chain::Address token = wallet.token(seen.token);
  const auto of_user = wallet.ask(provider, user_reserve(), chain::abi_values(token, wallet.address()));
  check_equal(seen.supplied().value(), of_user[0].uint(), seen.token + " supplied");
  check_equal(seen.debt().value(), of_user[2].uint(), seen.token + " debt");
  check_equal(seen.account_scaled_debt, of_user[4].uint(), seen.token + " scaled debt");
  check(seen.is_collateral == of_user[8].boolean(), seen.token + " is collateral");
  const auto of_all = wallet.ask(provider, reserve_figures(), chain::abi_values(token));
  check_equal(seen.scaled_treasury, of_all[1].uint(), seen.token + " treasury");
  check_equal(seen.total_debt().value(), of_all[4].uint(), seen.token + " total debt");
  check_equal(aave_v3::ray_mul_floor(seen.scaled_supplied, seen.supply_index_now), of_all[2].uint(),
              seen.token + " total supplied");
  check_equal(seen.supply_rate, of_all[5].uint(), seen.token + " supply rate");
  check_equal(seen.debt_rate, of_all[6].uint(), seen.token + " borrow rate");
  check_equal(seen.supply_index, of_all[9].uint(), seen.token + " supply index");
  check_equal(seen.debt_index, of_all[10].uint(), seen.token + " debt index");
  const auto terms = wallet.ask(provider, reserve_terms(), chain::abi_values(token));
  check_equal(u256(seen.ltv), terms[1].uint(), seen.token + " LTV");
  check_equal(u256(seen.liquidation_threshold), terms[2].uint(), seen.token + " threshold");
  check_equal(u256(seen.liquidation_bonus), terms[3].uint(), seen.token + " bonus");
  check(seen.borrowing == terms[6].boolean() && seen.active == terms[8].boolean() && seen.frozen == terms[9].boolean(),
        seen.token + " flags");
}

/// The state in one call is what the contracts say one by one.
void check_account(LocalWallet& wallet, const ChainPortfolio& seen) {
  check(seen.aave_v3.has_value(), "Aave is read");
  const aave_v3::AccountState& state = *seen.aave_v3;
  const auto data =
      wallet.ask(wallet.contract("aave_v3", "pool"), aave_v3::pool().account_data, chain::abi_values(wallet.address()));
  check_equal(state.collateral, data[0].uint(), "collateral");
  check_equal(state.debt, data[1].uint(), "debt");
  check_equal(state.health_factor.value_or(~u256(0)), data[5].uint(), "health factor");
  for (const auto& [token, reserve] : state.reserves) check_reserve(wallet, reserve);
}

void check_balances(LocalWallet& wallet, const ChainPortfolio& seen) {
  for (const auto& [token, amount] : seen.balances) {
    if (token == "ETH") continue;
    const auto own = wallet.ask(wallet.token(token), chain::erc20().balance_of, chain::abi_values(wallet.address()));
    check_equal(amount.value(), own[0].uint(), "balance of " + token);
  }
  const auto ether = wallet.rpc("eth_getBalance", fmt::format(R"(["{}","latest"])", wallet.address().to_string()));
  check_equal(seen.balances.at("ETH").value(), chain::parse_quantity(ether.as_string()).value(), "ether");
}

void check_all(LocalWallet& wallet) {
  const ChainPortfolio seen = wallet.portfolio(everything(wallet));
  check_balances(wallet, seen);
  check_account(wallet, seen);
}

Wei balance(LocalWallet& wallet, const std::string& token) {
  return wallet.portfolio(everything(wallet)).balances.at(token);
}

}  // namespace

PortfolioQuestion everything(const LocalWallet& wallet) {
  PortfolioQuestion question;
  question.wallet = wallet.address();
  question.reserves = {"WETH", "USDT", "wstETH", "weETH"};
  question.emodes = {kCategory};
  question.flash_tokens = {"WETH", "USDT"};
  return question;
}

void stakes(LocalWallet& wallet) {
  const auto& book = wallet.book();
  check_all(wallet);
  wallet.perform(lido::stake(book, whole(20)));
  const Wei steth = balance(wallet, "stETH");
  check(steth.value() + 2 >= whole(20).value(), "stETH is there");
  wallet.perform(alchemy::approve(book, "stETH", wallet.token("wstETH"), whole(15)));
  wallet.perform(lido::wrap(book, whole(15)));
  wallet.perform(lido::stake_wrapped(book, whole(10)));
  wallet.perform(etherfi::stake(book, whole(20)));
  wallet.perform(alchemy::approve(book, "eETH", wallet.token("weETH"), whole(15)));
  wallet.perform(etherfi::wrap(book, whole(15)));
  wallet.perform(alchemy::wrap_ether(book, whole(5)));
  wallet.perform(alchemy::unwrap_ether(book, whole(1)));
  check_all(wallet);
  const ChainPortfolio seen = wallet.portfolio(everything(wallet));
  check_equal(seen.balances.at("WETH"), whole(4), "WETH");
  check_equal(seen.lido->rate.value(), wallet.ask(wallet.token("wstETH"), lido::wsteth().rate, {})[0].uint(), "rate");
  check_equal(seen.etherfi->rate.value(), wallet.ask(wallet.token("weETH"), etherfi::weeth().rate, {})[0].uint(),
              "rate");
  // 15 + 10 stETH at the rate, rounded down by whole shares.
  const u256 expected = whole(25).value() * whole(1).value() / seen.lido->rate.value();
  check(seen.balances.at("wstETH").value() + 4 >= expected && seen.balances.at("wstETH").value() <= expected,
        "wstETH for 25 ether");
}

void lends(LocalWallet& wallet) {
  const auto& book = wallet.book();
  const chain::Address pool = wallet.contract("aave_v3", "pool");
  wallet.perform(alchemy::approve(book, "weETH", pool, whole(12)));
  wallet.perform(aave_v3::supply(book, "weETH", whole(12), wallet.address()));
  wallet.perform(aave_v3::set_emode(book, kCategory));
  wallet.perform(aave_v3::borrow(book, "WETH", whole(9), wallet.address()));
  wallet.perform(alchemy::approve(book, "WETH", pool, whole(2)));
  wallet.perform(aave_v3::repay(book, "WETH", whole(2), wallet.address()));
  wallet.perform(aave_v3::withdraw(book, "weETH", whole(1), wallet.address()));
  wallet.perform(alchemy::approve(book, "USDT", pool, Wei(1'000'000'000U)));
  wallet.perform(aave_v3::supply(book, "USDT", Wei(1'000'000'000U), wallet.address()));
  wallet.perform(aave_v3::set_collateral(book, "USDT", false));
  wallet.perform(aave_v3::withdraw(book, "USDT", chain::kEverything, wallet.address()));
  wallet.perform(aave_v3::approve_delegation(book, "WETH", wallet.contract("instadapp", "executor"), whole(3)));
  check_all(wallet);
  const ChainPortfolio seen = wallet.portfolio(everything(wallet));
  const aave_v3::AccountState& state = *seen.aave_v3;
  check_equal(std::uint64_t{state.emode}, std::uint64_t{kCategory}, "eMode");
  check_equal(std::uint64_t{state.emodes.at(kCategory).ltv}, std::uint64_t{9300}, "LTV of the eMode");
  check(state.emodes.at(kCategory).takes(state.reserves.at("weETH")), "weETH is collateral in the eMode");
  check(state.emodes.at(kCategory).lends(state.reserves.at("WETH")), "WETH is lent in the eMode");
  check(!state.emodes.at(kCategory).lends(state.reserves.at("USDT")), "USDT is not");
  check(seen.flash_liquidity.at("WETH").value() == whole(200'000).value(), "Morpho's WETH");
}

void accrues(LocalWallet& wallet) {
  const auto before = wallet.portfolio(everything(wallet));
  wallet.pass(kMonth);
  const auto after = wallet.portfolio(everything(wallet));
  check(after.block.time - before.block.time >= kSecond * static_cast<std::int64_t>(kMonth), "a month has passed");
  for (const auto& [token, then] : before.aave_v3->reserves) {
    const aave_v3::ReserveState& now = after.aave_v3->reserves.at(token);
    check(now.updated == then.updated, token + " was not touched");
    const auto seconds = static_cast<std::uint64_t>((after.block.time - then.updated).count / 1'000'000'000);
    check_equal(aave_v3::supply_index_after(then.supply_index, then.supply_rate, seconds), now.supply_index_now,
                token + " supply index after a month");
    check_equal(aave_v3::debt_index_after(then.debt_index, then.debt_rate, seconds), now.debt_index_now,
                token + " debt index after a month");
  }
  const auto& owed = after.aave_v3->reserves.at("WETH");
  check(before.aave_v3->reserves.at("WETH").debt() < owed.debt(), "the debt has grown");
  check_account(wallet, after);
}

}  // namespace basis::test
