#include <boost/json/serialize.hpp>

#include "tests/real/chain_protocols/checks.hpp"
#include "tests/real/chain_protocols/stories.hpp"
#include "venues/aave_v3/calls.hpp"
#include "venues/chain/erc20.hpp"
#include "venues/chain_spells.hpp"

namespace basis::test {
namespace {

constexpr std::uint64_t kDay = 86'400;
/// What a rebasing token may leave.
constexpr unsigned kDustUnits = 2;

struct Lst {
  const char* token;
  const char* venue;
  std::uint32_t fee_hundredths_bps;
};

GroupStep step(ActionType action, const std::string& token, const std::optional<Amount>& amount = {}) {
  GroupStep made;
  made.action = action;
  made.token = token;
  made.amount = amount;
  return made;
}

Amount amount_of(const Wei& wei) { return wei.to_amount(18).value(); }

/// A levered position of an account, and what is done with it.
class Position {
 public:
  Position(LocalWallet& wallet, const chain::Address& account, const Lst& lst)
      : wallet_(wallet), account_(account), lst_(lst) {}

  void enter() {
    GroupStep stake = step(ActionType::stake, lst_.token, Amount::from_int(1000));
    stake.venue = lst_.venue;
    GroupStep emode;
    emode.action = ActionType::set_emode;
    emode.category = 1;
    send("entry", {step(ActionType::flash_loan, "WETH", Amount::from_int(900)), step(ActionType::unwrap, ""), stake,
                   emode, step(ActionType::supply, lst_.token), step(ActionType::borrow, "WETH", Amount::from_int(900)),
                   step(ActionType::flash_repay, "WETH")});
    const aave_v3::AccountState state = *seen().aave_v3;
    // 95 % of ten parts over nine: the liquidation threshold of the eMode.
    const u256 wanted = whole(19).value() / 18;
    check(state.health_factor && *state.health_factor > wanted - wanted / 100'000 &&
              *state.health_factor < wanted + wanted / 100'000,
          "the health factor of ten times");
    check_equal(Wei(wallet_
                        .ask(wallet_.contract("aave_v3", aave_v3::debt_token_name("WETH")), chain::erc20().balance_of,
                             chain::abi_values(account_))[0]
                        .uint()),
                state.reserves.at("WETH").debt(), "the account's debt");
  }

  void leave_half() {
    const aave_v3::AccountState before = *seen().aave_v3;
    const Wei half(u256(before.reserves.at(lst_.token).supplied().value() / 2));
    send("exit of one half", exit_steps(Amount::from_int(450), Amount::from_int(450), amount_of(half)));
    const aave_v3::AccountState after = *seen().aave_v3;
    check(after.health_factor && *after.health_factor + whole(1).value() / 1000 > *before.health_factor,
          "half of a position is as healthy");
  }

  void leave() {
    // A little more than is owed: interest runs until the block.
    const u256 owed = seen().aave_v3->reserves.at("WETH").debt().value();
    send("full exit", exit_steps(amount_of(Wei(u256(owed + owed / 100'000))), {}, {}));
    const aave_v3::AccountState state = *seen().aave_v3;
    check(state.debt == 0 && !state.health_factor, "nothing is owed");
    check(state.collateral <= 1, "nothing is supplied");
  }

 private:
  std::vector<GroupStep> exit_steps(Amount loan, const std::optional<Amount>& repaid,
                                    const std::optional<Amount>& withdrawn) {
    GroupStep sale = step(ActionType::swap, lst_.token);
    sale.into = "WETH";
    sale.fee_hundredths_bps = lst_.fee_hundredths_bps;
    sale.minimum_out = loan;
    return {step(ActionType::flash_loan, "WETH", loan),
            step(ActionType::repay, "WETH", repaid),
            step(ActionType::withdraw, lst_.token, withdrawn),
            sale,
            step(ActionType::flash_repay, "WETH"),
            step(ActionType::unwrap, "")};
  }

  /// Nothing but positions stays in the account.
  AccountPortfolio seen() {
    PortfolioQuestion question = everything(wallet_);
    question.account = account_;
    const ChainPortfolio portfolio = wallet_.portfolio(question);
    check(portfolio.account.has_value(), "the account is read");
    for (const auto& [token, amount] : portfolio.account->balances)
      check(amount.value() <= kDustUnits, fmt::format("{} units of {} are loose", amount.to_string(), token));
    return *portfolio.account;
  }

  void send(const std::string& what, const std::vector<GroupStep>& steps) {
    SpellTerms terms;
    terms.common.wallet = wallet_.address();
    terms.account = account_;
    const AccountPortfolio before = seen();
    for (const auto& [token, reserve] : before.aave_v3->reserves) terms.common.supplied[token] = reserve.supplied();
    auto plan = plan_spells(wallet_.book(), steps, terms);
    if (!plan) throw std::runtime_error(plan.error().text());
    for (const chain::ContractCall& call : plan.value().before) wallet_.perform(call);
    plan.value().transaction.text = fmt::format("spells: {} {}", what, lst_.token);
    wallet_.perform(plan.value().transaction);
  }

  LocalWallet& wallet_;
  chain::Address account_;
  Lst lst_;
};

/// Another user comes into an account, as its own call alone can do.
void let_in(LocalWallet& wallet, const chain::Address& account, const chain::Address& user) {
  const chain::Function enable("enable(address user)");
  const std::string name = account.to_string();
  wallet.rpc("anvil_setBalance", fmt::format(R"(["{}","0xde0b6b3a7640000"])", name));
  wallet.rpc("anvil_impersonateAccount", fmt::format(R"(["{}"])", name));
  const auto hash = wallet.rpc("eth_sendTransaction", fmt::format(R"([{{"from":"{0}","to":"{0}","data":"{1}"}}])", name,
                                                                  chain::to_hex(enable.call(user).value())));
  boost::json::value receipt;
  do {
    receipt = wallet.rpc("eth_getTransactionReceipt", fmt::format("[{}]", boost::json::serialize(hash)));
  } while (receipt.is_null());
  check(receipt.at("status").as_string() == "0x1", "another user is let in");
  wallet.rpc("anvil_stopImpersonatingAccount", fmt::format(R"(["{}"])", name));
}

}  // namespace

void casts_spells(LocalWallet& wallet) {
  check(!wallet.account(), "no account is there at first");
  wallet.perform(instadapp::build(wallet.book(), wallet.address()));
  const auto first = wallet.account();
  check(first.has_value(), "an account is built and found");
  let_in(wallet, *first, wallet.contract("morpho", "morpho"));
  check(!wallet.account(), "an account that another can empty is not the wallet's");
  wallet.perform(instadapp::build(wallet.book(), wallet.address()));
  const auto account = wallet.account();
  check(account && account != first, "the second one is");
  for (const Lst& lst : {Lst{"weETH", "etherfi", 500}, Lst{"wstETH", "lido", 100}}) {
    Position position(wallet, *account, lst);
    position.enter();
    wallet.pass(kDay);
    position.leave_half();
    position.leave();
  }
}

}  // namespace basis::test
