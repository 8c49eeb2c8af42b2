#include "venues/chain_spells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/alchemy/calls.hpp"
#include "venues/chain_spell_holdings.hpp"
#include "venues/chain_steps.hpp"

namespace basis {
namespace {

using chain::kEverything;
using chain::Token;
using instadapp::kVariableRate;
using instadapp::make_spell;
using instadapp::Spell;

constexpr unsigned kNone = kNoSpellId;
constexpr int kWholeDecimals = 18;

u256 power_of_ten(int exponent) { return boost::multiprecision::pow(u256(10), static_cast<unsigned>(exponent)); }

/// Connectors that do nothing but turn one token into another.
struct Turn {
  ActionType action;
  std::string_view from, into, connector, name;
};
constexpr std::array<Turn, 2> kTurns{{{ActionType::wrap, "ETH", "WETH", "WETH-A", "deposit"},
                                      {ActionType::unwrap, "WETH", "ETH", "WETH-A", "withdraw"}}};

class SpellBuilder {
 public:
  SpellBuilder(const chain::ContractBook& book, const SpellTerms& terms,
               std::optional<std::set<unsigned>> wanted = std::nullopt)
      : book_(book), terms_(terms), holdings_(book, std::move(wanted)) {}

  Result<SpellPlan> plan(const std::vector<GroupStep>& steps) {
    BASIS_TRY(for_each_step(steps, [this](const GroupStep& step, std::size_t index) { return take(step, index); }));
    if (borrowed_)
      return Error(ErrorKind::usage, "a flash loan is taken and not repaid (allowed: flash_repay behind the steps)");
    if (outer_.empty()) return Error(ErrorKind::usage, "a group without a step for the account");
    if (terms_.build) {
      BASIS_TRY(auto call, instadapp::build(book_, terms_.common.wallet));
      plan_.before.push_back(std::move(call));
    }
    BASIS_TRY(const Wei ether, bring());
    std::ranges::move(outer_, std::back_inserter(plan_.spells));
    BASIS_TRY(return_all());
    BASIS_TRY(plan_.transaction, instadapp::cast(terms_.account, plan_.spells, ether));
    return std::move(plan_);
  }
  [[nodiscard]] const std::set<unsigned>& read_ids() const { return holdings_.read_ids(); }

 private:
  using Recipe = Result<void> (SpellBuilder::*)(const GroupStep&);
  struct Row {
    ActionType action;
    Recipe recipe;
  };

  Result<void> take(const GroupStep& step, std::size_t index) {
    static constexpr std::array<Row, 11> kRecipes{{
        {ActionType::flash_loan, &SpellBuilder::flash_loan},
        {ActionType::flash_repay, &SpellBuilder::flash_repay},
        {ActionType::wrap, &SpellBuilder::turn},
        {ActionType::unwrap, &SpellBuilder::turn},
        {ActionType::stake, &SpellBuilder::stake},
        {ActionType::supply, &SpellBuilder::supply},
        {ActionType::withdraw, &SpellBuilder::withdraw},
        {ActionType::borrow, &SpellBuilder::borrow},
        {ActionType::repay, &SpellBuilder::repay},
        {ActionType::swap, &SpellBuilder::swap},
        {ActionType::set_emode, &SpellBuilder::set_emode},
    }};
    if (step.action == ActionType::flash_loan && index != 0)
      return Error(ErrorKind::usage, "a flash loan is the first step, or none");
    const auto row = std::ranges::find(kRecipes, step.action, &Row::action);
    if (row == kRecipes.end())
      return Error(ErrorKind::usage, "no connector has such an action (allowed: through the executor, or by itself)");
    return (this->*row->recipe)(step);
  }

  Result<void> add(Result<Spell> spell) {
    BASIS_TRY(Spell made, std::move(spell));
    (borrowed_ ? inner_ : outer_).push_back(std::move(made));
    return ok();
  }

  /// As connectors name it: ether has an address.
  static const chain::Address& named(const Token& token) {
    return token.is_ether() ? instadapp::ether_address() : token.address;
  }

  /// What the wallet gives, with exact allowances; how much of it is ether.
  Result<Wei> bring() {
    Wei ether;
    for (const auto& [token, amount] : holdings_.pulled()) {
      BASIS_TRY(auto spell, make_spell("BASIC-A", "deposit", chain::amount_text(token, Wei(amount)), named(token),
                                       amount, kNone, kNone));
      plan_.spells.push_back(std::move(spell));
      if (token.is_ether()) {
        ether = Wei(amount);
        continue;
      }
      const auto present = terms_.common.allowed.find(token.symbol);
      BASIS_TRY(auto calls, alchemy::approvals(book_, token.symbol, terms_.account, Wei(amount),
                                               present == terms_.common.allowed.end() ? Wei() : present->second));
      for (chain::ContractCall& call : calls) say(call, terms_.account.to_string(), "the account");
      std::ranges::move(calls, std::back_inserter(plan_.before));
    }
    return ether;
  }

  /// Whatever a step may leave goes back to the wallet.
  Result<void> return_all() {
    for (const std::string& symbol : holdings_.left()) {
      BASIS_TRY(const Token token, book_.token(symbol));
      BASIS_TRY(auto spell, make_spell("BASIC-A", "withdraw", "all " + symbol + " to the wallet", named(token),
                                       kEverything, terms_.common.wallet, kNone, kNone));
      plan_.spells.push_back(std::move(spell));
    }
    return ok();
  }

  Result<void> flash_loan(const GroupStep& step) {
    if (!step.amount) return Error(ErrorKind::usage, "a flash loan has an amount");
    BASIS_TRY(loan_token_, chain::erc20_token(book_, step.token));
    BASIS_TRY(loan_, step_units(book_, step, step.token));
    borrowed_ = true;
    holdings_.make(step.token, loan_);
    return ok();
  }
  /// What follows is cast by the account all the same.
  Result<void> flash_repay(const GroupStep& step) {
    if (!borrowed_ || step.token != loan_token_.symbol)
      return Error(ErrorKind::usage, fmt::format("no flash loan of {} is open", step.token));
    GroupStep whole = step;
    BASIS_TRY(whole.amount, Wei(loan_).to_amount(loan_token_.decimals));
    BASIS_TRY(const SpellAmount used, holdings_.use(whole, step.token));
    BASIS_TRY(add(make_spell("INSTAPOOL-C", "flashPayback", used.text, loan_token_.address, loan_, kNone, kNone)));
    borrowed_ = false;
    return add(instadapp::flash_borrow_and_cast(loan_token_, Wei(loan_), std::move(inner_)));
  }

  Result<void> turn(const GroupStep& step) {
    const Turn& kind = *std::ranges::find(kTurns, step.action, &Turn::action);
    BASIS_TRY(const SpellAmount used, holdings_.use(step, std::string(kind.from)));
    const std::string into(kind.into);
    unsigned set_id = kNone;
    if (used.id == kNone && used.amount != kEverything)
      holdings_.make(into, used.amount.value());
    else
      set_id = holdings_.make_unknown(into, used.about);
    return add(make_spell(kind.connector, kind.name, used.text, used.amount, used.id, set_id));
  }
  Result<void> set_emode(const GroupStep& step) {
    return add(make_spell("AAVE-V3-A", "setUserEMode", fmt::format("{}", step.category), step.category));
  }
  Result<void> stake(const GroupStep& step) {
    if (step.venue != "etherfi" && step.venue != "lido") return no_such_staking(step);
    BASIS_TRY(const SpellAmount used, holdings_.use(step, "ETH"));
    const unsigned set_id = holdings_.make_unknown(step.token);
    if (step.venue == "etherfi") {
      BASIS_TRY(add(make_spell("EETH-A", "deposit", used.text, used.amount, used.id, kNone)));
      return add(make_spell("WEETH-A", "deposit", "all eETH", kEverything, kNone, set_id));
    }
    if (used.id != kNone || used.amount == kEverything)
      return Error(ErrorKind::usage,
                   "all ETH of an amount that is not known before: LIDO-STETH-A sends what is written (allowed: an "
                   "amount, or through the executor)");
    BASIS_TRY(add(make_spell("LIDO-STETH-A", "deposit", used.text, used.amount, kNone, kNone)));
    return add(make_spell("WSTETH-A", "deposit", "all stETH", kEverything, kNone, set_id));
  }
  Result<void> supply(const GroupStep& step) {
    BASIS_TRY(const Token token, chain::erc20_token(book_, step.token));
    BASIS_TRY(const SpellAmount used, holdings_.use(step, step.token));
    return add(make_spell("AAVE-V3-A", "deposit", used.text, token.address, used.amount, used.id, kNone));
  }
  /// Of what the account has supplied.
  Result<void> withdraw(const GroupStep& step) {
    BASIS_TRY(const Token token, chain::erc20_token(book_, step.token));
    if (step.amount) {
      BASIS_TRY(const u256 amount, step_units(book_, step, step.token));
      holdings_.make(step.token, amount);
      return add(make_spell("AAVE-V3-A", "withdraw", chain::amount_text(token, Wei(amount)), token.address, amount,
                            kNone, kNone));
    }
    const auto found = terms_.common.supplied.find(step.token);
    if (found == terms_.common.supplied.end() || found->second.value() == 0)
      return Error(ErrorKind::usage, fmt::format("all {}, and the account has supplied none", step.token));
    const unsigned set_id = holdings_.make_unknown(step.token, found->second.value());
    return add(make_spell("AAVE-V3-A", "withdraw", "all " + step.token, token.address, kEverything, kNone, set_id));
  }
  Result<void> borrow(const GroupStep& step) {
    if (!step.amount) return Error(ErrorKind::usage, "a loan has an amount");
    BASIS_TRY(const Token token, chain::erc20_token(book_, step.token));
    BASIS_TRY(const u256 amount, step_units(book_, step, step.token));
    holdings_.make(step.token, amount);
    return add(make_spell("AAVE-V3-A", "borrow", chain::amount_text(token, Wei(amount)), token.address, amount,
                          kVariableRate, kNone, kNone));
  }
  /// All is the lesser of what the account has and owes; of an amount the pool takes no more than is owed. What is left
  /// goes on.
  Result<void> repay(const GroupStep& step) {
    BASIS_TRY(const Token token, chain::erc20_token(book_, step.token));
    BASIS_TRY(const SpellAmount used, holdings_.use(step, step.token));
    holdings_.leave_rest(step.token, !step.amount);
    return add(make_spell("AAVE-V3-A", "payback", step.amount ? used.text : "all " + step.token, token.address,
                          step.amount ? used.amount : kEverything, kVariableRate, kNone, kNone));
  }
  Result<void> swap(const GroupStep& step) {
    BASIS_TRY(const Token token, chain::erc20_token(book_, step.token));
    BASIS_TRY(const Token into, chain::erc20_token(book_, step.into));
    BASIS_TRY(const Wei least, least_out(book_, step));
    BASIS_TRY(const SpellAmount used, holdings_.use(step, step.token));
    if (used.about == 0)
      return Error(ErrorKind::usage,
                   fmt::format("all {} of an amount that is not known before, and UNISWAP-V3-SWAP-A takes a price "
                               "(allowed: an amount, all of a withdrawal, or through the executor)",
                               step.token));
    // The price of a whole token, at 18 decimals, rounded up: no less than the least amount.
    const u256 whole = used.about * power_of_ten(kWholeDecimals - token.decimals);
    const u256 wanted = least.value() * power_of_ten(2 * kWholeDecimals - into.decimals);
    const u256 price = (wanted + whole - 1) / whole;
    const unsigned set_id = holdings_.make_unknown(step.into);
    return add(make_spell("UNISWAP-V3-SWAP-A", "sell", fmt::format("{} for {}", used.text, step.into), into.address,
                          token.address, step.fee_hundredths_bps, price, used.amount, used.id, set_id));
  }

  const chain::ContractBook& book_;
  const SpellTerms& terms_;
  SpellPlan plan_;
  std::vector<Spell> outer_, inner_;
  SpellHoldings holdings_;
  Token loan_token_;
  u256 loan_ = 0;
  bool borrowed_ = false;  ///< the steps now run on the loan
};

}  // namespace

Result<SpellPlan> plan_spells(const chain::ContractBook& book, const std::vector<GroupStep>& steps,
                              const SpellTerms& terms) {
  // An id costs a word of storage: only those that are read are set.
  SpellBuilder first(book, terms);
  BASIS_TRY(first.plan(steps));
  return SpellBuilder(book, terms, first.read_ids()).plan(steps);
}

}  // namespace basis
