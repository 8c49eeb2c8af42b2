#include "tools/wallet/wallet_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "venues/aave_v3/calls.hpp"
#include "venues/aave_v3/contracts.hpp"
#include "venues/chain/erc20.hpp"

namespace basis {
namespace {

using chain::Function;
using chain::Token;

/// mds1/multicall, Multicall3.sol.
const Function& ether_balance() {
  static const Function kFunction("getEthBalance(address)", "(uint256)");
  return kFunction;
}

std::string amount_of(const WalletState::Entry& entry) {
  const auto amount = entry.amount.to_amount(entry.token.decimals);
  return amount ? amount.value().to_string() : entry.amount.to_string() + " units";
}

std::string_view kind_name(WalletState::Kind kind) {
  static constexpr std::array<std::string_view, 3> kNames{"wallet", "supplied", "owed"};
  return kNames.at(static_cast<std::size_t>(kind));
}

}  // namespace

std::map<std::string, Wei> WalletState::of(Kind kind) const {
  std::map<std::string, Wei> found;
  for (const Entry& entry : entries)
    if (entry.kind == kind) found.emplace(entry.token.symbol, entry.amount);
  return found;
}

Result<void> WalletQuestions::add(Question question, const chain::Address& to, Result<chain::Bytes> data) {
  chain::ContractCall call;
  call.to = to;
  BASIS_TRY(call.data, std::move(data));
  call.text = question.token.symbol;
  calls_.push_back(std::move(call));
  questions_.push_back(std::move(question));
  return ok();
}

Result<void> WalletQuestions::add_token(const chain::ContractBook& book, const Token& token,
                                        const chain::Address& wallet) {
  const auto& erc20 = chain::erc20();
  if (token.is_ether()) {
    BASIS_TRY(const auto multicall, book.contract("alchemy", "multicall3"));
    return add({What::held, token}, multicall, ether_balance().call(wallet));
  }
  BASIS_TRY(add({What::held, token}, token.address, erc20.balance_of.call(wallet)));
  const auto executor = book.contract("instadapp", "executor");
  if (executor) {
    BASIS_TRY(add({What::allowed, token}, token.address, erc20.allowance.call(wallet, executor.value())));
    BASIS_TRY(add({What::in_executor, token}, token.address, erc20.balance_of.call(executor.value())));
  }
  const auto a_token = book.contract("aave_v3", aave_v3::a_token_name(token.symbol));
  if (!a_token) return ok();
  BASIS_TRY(add({What::supplied, token}, a_token.value(), erc20.balance_of.call(wallet)));
  if (executor) {
    Token claim = token;
    claim.symbol = "a" + token.symbol;
    BASIS_TRY(add({What::allowed, claim}, a_token.value(), erc20.allowance.call(wallet, executor.value())));
  }
  BASIS_TRY(const auto debt, book.contract("aave_v3", aave_v3::debt_token_name(token.symbol)));
  return add({What::owed, token}, debt, erc20.balance_of.call(wallet));
}

Result<WalletQuestions> WalletQuestions::create(const chain::ContractBook& book, const chain::Address& wallet) {
  WalletQuestions made;
  for (const Token& token : book.tokens()) {
    BASIS_TRY(made.add_token(book, token, wallet));
  }
  if (const auto pool = book.contract("aave_v3", "pool")) {
    BASIS_TRY(made.add({What::account, {}}, pool.value(), aave_v3::pool().account_data.call(wallet)));
  }
  return made;
}

Result<WalletState> WalletQuestions::read(const std::vector<chain::Bytes>& answers) const {
  require(answers.size() == questions_.size(), "an answer for each question");
  WalletState state;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Question& question = questions_[i];
    const Function& function =
        question.what == What::account ? aave_v3::pool().account_data : chain::erc20().balance_of;
    const auto values = function.decode(answers[i]);
    if (!values) return Error(ErrorKind::data, fmt::format("{}: {}", question.token.symbol, values.error().text()));
    const Wei amount(values.value().back().uint());
    switch (question.what) {
      case What::account:
        if (values.value()[1].uint() > 0) state.health = amount;
        break;
      case What::in_executor: state.in_executor.emplace(question.token.symbol, amount); break;
      case What::allowed: state.allowed.emplace(question.token.symbol, amount); break;
      default:
        state.entries.push_back({question.what == What::held       ? WalletState::Kind::held
                                 : question.what == What::supplied ? WalletState::Kind::supplied
                                                                   : WalletState::Kind::owed,
                                 question.token, amount});
    }
  }
  std::ranges::stable_sort(state.entries, {}, &WalletState::Entry::kind);
  return state;
}

std::string health_text(const std::optional<Wei>& health) {
  if (!health) return "";
  const auto amount = health->to_amount(18);
  return amount ? fmt::format("{:.4f}", static_cast<double>(amount.value().raw()) / 1e18) : "";
}

std::vector<TradeTable> state_tables(const WalletState& state) {
  TradeTable holdings{"positions", {"place", "token", "amount"}};
  for (const WalletState::Entry& entry : state.entries)
    if (entry.amount.value() > 0)
      holdings.rows.push_back({std::string(kind_name(entry.kind)), entry.token.symbol, amount_of(entry)});
  TradeTable lending{"lending", {"health_factor"}};
  if (state.health) lending.rows.push_back({health_text(state.health)});
  return {holdings, lending};
}

std::vector<TradeTable> change_tables(const WalletState& before, const WalletState& after) {
  TradeTable holdings{"positions", {"place", "token", "before", "after"}};
  for (std::size_t i = 0; i < after.entries.size(); ++i) {
    const WalletState::Entry& was = before.entries[i];
    const WalletState::Entry& is = after.entries[i];
    if (was.amount == is.amount && is.amount.value() == 0) continue;
    holdings.rows.push_back({std::string(kind_name(is.kind)), is.token.symbol, amount_of(was), amount_of(is)});
  }
  TradeTable lending{"lending", {"health_before", "health_after"}};
  if (before.health || after.health) lending.rows.push_back({health_text(before.health), health_text(after.health)});
  return {holdings, lending};
}

}  // namespace basis
