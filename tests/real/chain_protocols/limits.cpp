#include "tests/real/chain_protocols/checks.hpp"
#include "tests/real/chain_protocols/stories.hpp"
#include "venues/aave_v3/calls.hpp"
#include "venues/aave_v3/contracts.hpp"
#include "venues/aave_v3/refusal.hpp"
#include "venues/alchemy/calls.hpp"
#include "venues/etherfi/calls.hpp"
#include "venues/etherfi/contracts.hpp"
#include "venues/lido/calls.hpp"
#include "venues/lido/contracts.hpp"
#include "venues/uniswap/calls.hpp"

namespace basis::test {
namespace {

using aave_v3::Action;
using aave_v3::ActionKind;

constexpr std::uint8_t kEthCategory = 1;

const chain::Function& zero_ltv_in_emode() {
  static const chain::Function function("setAssetLtvzeroInEMode(address asset,uint8 categoryId,bool ltvzero)");
  return function;
}

aave_v3::AccountState state_of(LocalWallet& wallet) { return *wallet.portfolio(everything(wallet)).aave_v3; }

/// We say it before anything is sent, and the pool says it by the error's name.
void check_refused(LocalWallet& wallet, const Action& action, std::string_view ours,
                   const Result<chain::ContractCall>& call, std::string_view theirs) {
  check_says(aave_v3::refusal_of(state_of(wallet), action).value_or("nothing"), ours, call.value().text);
  check_says(wallet.refused(call), theirs, call.value().text);
}

void check_taken(LocalWallet& wallet, const Action& action) {
  const auto reason = aave_v3::refusal_of(state_of(wallet), action);
  check(!reason.has_value(), reason.value_or(""));
}

Action of(ActionKind kind, std::string token, const Wei& amount) { return {kind, std::move(token), amount}; }

/// The largest loan that is not refused, and one more that is; the pool draws the line at the same place.
void finds_the_limit(LocalWallet& wallet) {
  const auto& book = wallet.book();
  const auto state = state_of(wallet);
  const aave_v3::ReserveState& weth = state.reserves.at("WETH");
  // Whole units of 1e10 wei: a unit of the pool's values is 1e-8 USD.
  u256 low = 0, high = whole(100).value() / 10'000'000'000U;
  while (high - low > 1) {
    const u256 middle = (low + high) / 2;
    const bool refused =
        aave_v3::refusal_of(state, of(ActionKind::borrow, weth.token, Wei(u256(middle * 10'000'000'000U)))).has_value();
    (refused ? high : low) = middle;
  }
  const Wei over(u256((high + 1) * 10'000'000'000U)), under(u256((low - 1) * 10'000'000'000U));
  check(low > 0, "something may be borrowed");
  check_refused(wallet, of(ActionKind::borrow, "WETH", over), "exceeds the LTV of 93.00 %",
                aave_v3::borrow(book, "WETH", over, wallet.address()), "CollateralCannotCoverNewBorrow()");
  check_taken(wallet, of(ActionKind::borrow, "WETH", under));
  wallet.perform(aave_v3::borrow(book, "WETH", under, wallet.address()));
  check_refused(wallet, of(ActionKind::withdraw, "weETH", whole(1)), "the health factor would be below 1",
                aave_v3::withdraw(book, "weETH", whole(1), wallet.address()),
                "HealthFactorLowerThanLiquidationThreshold()");
  wallet.perform(alchemy::approve(book, "WETH", wallet.contract("aave_v3", "pool"), under));
  wallet.perform(aave_v3::repay(book, "WETH", under, wallet.address()));
}

void flags_and_caps(LocalWallet& wallet) {
  const auto& book = wallet.book();
  const chain::Address configurator = wallet.contract("aave_v3", "pool_configurator");
  const chain::Address weeth = wallet.token("weETH");
  const auto set = [&](const chain::Function& function, const auto&... values) {
    wallet.administer(configurator, function, chain::abi_values(values...));
  };
  const Action supply = of(ActionKind::supply, "weETH", milli(1));
  const auto call = aave_v3::supply(book, "weETH", milli(1), wallet.address());
  wallet.perform(alchemy::approve(book, "weETH", wallet.contract("aave_v3", "pool"), whole(1)));
  check_taken(wallet, supply);

  const chain::Function freeze("setReserveFreeze(address asset,bool freeze)");
  set(freeze, weeth, true);
  check_refused(wallet, supply, "aave_v3 weETH: the reserve is frozen", call, "ReserveFrozen()");
  check(state_of(wallet).reserves.at("weETH").frozen, "it is read as frozen");
  set(freeze, weeth, false);
  // A freeze takes the LTV away, and its end does not bring it back (PoolConfigurator.sol, setReserveFreeze).
  check_says(aave_v3::refusal_of(state_of(wallet), supply).value_or(""), "the LTV is zero in eMode 1", "thawed");
  check_equal(std::uint64_t{state_of(wallet).reserves.at("weETH").ltv}, std::uint64_t{0}, "LTV outside eMode");
  set(chain::Function("setReserveLtvzero(address asset,bool ltvZero)"), weeth, false);
  set(zero_ltv_in_emode(), weeth, kEthCategory, false);
  check_taken(wallet, supply);

  const chain::Function pause("setReservePause(address asset,bool paused)");
  set(pause, weeth, true);
  check_refused(wallet, supply, "aave_v3 weETH: the reserve is paused", call, "ReservePaused()");
  check_refused(wallet, of(ActionKind::withdraw, "weETH", milli(1)), "paused",
                aave_v3::withdraw(book, "weETH", milli(1), wallet.address()), "ReservePaused()");
  set(pause, weeth, false);

  const chain::Function cap("setSupplyCap(address asset,uint256 newSupplyCap)");
  const u256 had = state_of(wallet).reserves.at("weETH").supply_cap;
  set(cap, weeth, u256(1));
  check_refused(wallet, supply, "aave_v3 weETH: the supply cap of 1 weETH would be exceeded by", call,
                "SupplyCapExceeded()");
  set(cap, weeth, had);

  const chain::Function borrow_cap("setBorrowCap(address asset,uint256 newBorrowCap)");
  const u256 lent = state_of(wallet).reserves.at("WETH").borrow_cap;
  set(borrow_cap, wallet.token("WETH"), u256(1));
  check_refused(wallet, of(ActionKind::borrow, "WETH", milli(1)), "the borrow cap of 1 WETH would be exceeded by",
                aave_v3::borrow(book, "WETH", milli(1), wallet.address()), "BorrowCapExceeded()");
  set(borrow_cap, wallet.token("WETH"), lent);

  check_refused(wallet, of(ActionKind::borrow, "USDT", Wei(1'000'000U)), "it cannot be borrowed in eMode 1",
                aave_v3::borrow(book, "USDT", Wei(1'000'000U), wallet.address()), "NotBorrowableInEMode()");
  check_refused(wallet, of(ActionKind::repay, "USDT", Wei(1'000'000U)), "nothing is owed",
                aave_v3::repay(book, "USDT", Wei(1'000'000U), wallet.address()), "NoDebtOfSelectedType()");
  Action category;
  category.kind = ActionKind::set_emode;
  check_says(aave_v3::refusal_of(state_of(wallet), category).value_or("taken"), "taken",
             "leaving eMode with WETH owed");
  category.emode = 77;
  auto state = state_of(wallet);
  state.emodes[77] = {};
  check_says(aave_v3::refusal_of(state, category).value_or(""), "there is no eMode 77", "an eMode that is not there");
  check_says(wallet.refused(aave_v3::set_emode(book, 77)), "InconsistentEModeCategory()", "an eMode that is not there");
}

void without_ltv(LocalWallet& wallet) {
  const auto& book = wallet.book();
  const chain::Address configurator = wallet.contract("aave_v3", "pool_configurator");
  wallet.administer(configurator, zero_ltv_in_emode(), chain::abi_values(wallet.token("weETH"), kEthCategory, true));
  const auto reason = aave_v3::reserve_refusal(state_of(wallet), of(ActionKind::supply, "weETH", milli(1)));
  check_says(reason.value_or(""), "aave_v3 weETH: the LTV is zero in eMode 1", "zero LTV");
  check_refused(wallet, of(ActionKind::borrow, "WETH", milli(1)), "nothing may be borrowed on the collateral",
                aave_v3::borrow(book, "WETH", milli(1), wallet.address()), "LtvValidationFailed()");
  wallet.administer(configurator, zero_ltv_in_emode(), chain::abi_values(wallet.token("weETH"), kEthCategory, false));
}

void other_protocols(LocalWallet& wallet) {
  const auto& book = wallet.book();
  const auto seen = wallet.portfolio(everything(wallet));
  const auto now = static_cast<std::uint64_t>(seen.block.time.nanos() / 1'000'000'000);
  const uniswap::Pair pair{"weETH", "WETH", 500};
  wallet.perform(alchemy::approve(book, "weETH", wallet.contract("uniswap", "swap_router"), whole(1)));
  check_says(wallet.refused(uniswap::sell(book, pair, wallet.address(), now + 600, milli(100), milli(200))),
             "Too little received", "slippage");
  check_says(wallet.refused(uniswap::buy(book, pair, wallet.address(), now + 600, milli(100), milli(1))),
             "Too much requested", "slippage");
  check_says(wallet.refused(uniswap::sell(book, pair, wallet.address(), now - 600, milli(100), milli(1))),
             "Transaction too old", "deadline");

  const chain::Address steth = wallet.contract("lido", "steth");
  wallet.administer(steth, chain::Function("pauseStaking()"), {});
  check_says(lido::stake_refusal(*wallet.portfolio(everything(wallet)).lido, whole(1)).value_or(""),
             "staking is paused", "Lido");
  check_says(wallet.refused(lido::stake(book, whole(1))), "STAKING_PAUSED", "Lido");
  wallet.administer(steth, chain::Function("resumeStaking()"), {});
  check(!lido::stake_refusal(*wallet.portfolio(everything(wallet)).lido, whole(1)).has_value(), "Lido stakes again");

  const chain::Address pool = wallet.contract("etherfi", "liquidity_pool");
  wallet.administer(pool, chain::Function("pause()"), {});
  check_says(etherfi::stake_refusal(*wallet.portfolio(everything(wallet)).etherfi).value_or(""), "pool is paused",
             "EtherFi");
  check_says(wallet.refused(etherfi::stake(book, whole(1))), "ContractPaused()", "EtherFi");
  wallet.administer(pool, chain::Function("unpause()"), {});
  check_says(wallet.refused(etherfi::redeem(book, whole(100'000), wallet.address(), etherfi::ether_address())),
             "InsufficientBalance()", "EtherFi");
  wallet.perform(alchemy::approve(book, "wstETH", wallet.contract("lido", "withdrawal_queue"), Wei(10U)));
  check_says(wallet.refused(lido::request_withdrawals(book, {Wei(10U)}, wallet.address())), "RequestAmountTooSmall",
             "Lido's queue");
}

/// One read that fails is told by its name; one that may fail leaves the others.
void reads(LocalWallet& wallet) {
  const chain::Address pool = wallet.contract("aave_v3", "pool");
  const chain::Address nobody = chain::address_of("0x000000000000000000000000000000000000dEaD");
  const chain::Function owner("ownerOf(uint256 id)", "(address)");
  const auto nft = wallet.contract("etherfi", "withdraw_request_nft");
  auto failing = chain::contract_read(nft, owner, u256(1) << 200);
  check_says(wallet.read_fault({failing}), "ownerOf(uint256) of " + nft.to_string() + ": reverted: ", "a read");
  failing.may_fail = true;
  const auto answers = wallet.read({failing, chain::contract_read(pool, aave_v3::pool().user_emode, wallet.address())});
  check(!answers.answers[0].values.has_value() && answers.answers[1].values.has_value(), "one of two reads fails");
  check_says(wallet.read_fault({chain::contract_read(nobody, aave_v3::pool().user_emode, nobody)}),
             "no contract answers there", "an address without code");

  const auto block = wallet.rpc("eth_getBlockByNumber", R"(["latest",false])");
  const auto hash = chain::hash_from_hex(block.at("hash").as_string()).value();
  const auto pinned = wallet.read({failing}, hash);
  check_equal(pinned.block.number, chain::parse_quantity64(block.at("number").as_string()).value(), "block of a hash");
  check(chain::to_hex(pinned.block.parent) == block.at("parentHash").as_string(), "the block's parent");
  check(wallet.read({failing}, pinned.block.number).block.parent == pinned.block.parent, "block of a number");
  check_says(wallet.read_fault({failing}, chain::Hash32{1}), "reads: ", "a block that is not there");
}

}  // namespace

void is_refused(LocalWallet& wallet) {
  reads(wallet);
  finds_the_limit(wallet);
  flags_and_caps(wallet);
  without_ltv(wallet);
  other_protocols(wallet);
}

}  // namespace basis::test
