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
  static constexpr std::array<std::string_view, 6> kNames{"wallet", "supplied",     "owed",
                                                          "DSA",    "DSA supplied", "DSA owed"};
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

Result<void> WalletQuestions::add_token(const chain::ContractBook& book, const Token& token, const Holder& holder) {
  const Function& balance_of = chain::erc20().balance_of;
  if (token.is_ether()) {
    BASIS_TRY(const auto multicall, book.contract("alchemy", "multicall3"));
    return add({holder.held, token}, multicall, ether_balance().call(holder.address));
  }
  BASIS_TRY(add({holder.held, token}, token.address, balance_of.call(holder.address)));
  const auto a_token = book.contract("aave_v3", aave_v3::a_token_name(token.symbol));
  if (!a_token) return ok();
  BASIS_TRY(add({holder.supplied, token}, a_token.value(), balance_of.call(holder.address)));
  BASIS_TRY(const auto debt, book.contract("aave_v3", aave_v3::debt_token_name(token.symbol)));
  return add({holder.owed, token}, debt, balance_of.call(holder.address));
}

Result<void> WalletQuestions::add_holder(const chain::ContractBook& book, const Holder& holder) {
  for (const Token& token : book.tokens()) {
    BASIS_TRY(add_token(book, token, holder));
  }
  const auto pool = book.contract("aave_v3", "pool");
  if (!pool) return ok();
  return add({holder.health, {}}, pool.value(), aave_v3::pool().account_data.call(holder.address));
}

Result<void> WalletQuestions::add_executor(const chain::ContractBook& book, const chain::Address& wallet,
                                           const chain::Address& executor) {
  const auto& erc20 = chain::erc20();
  for (const Token& token : book.tokens()) {
    if (token.is_ether()) continue;
    BASIS_TRY(add({&WalletState::allowed, token}, token.address, erc20.allowance.call(wallet, executor)));
    BASIS_TRY(add({&WalletState::in_executor, token}, token.address, erc20.balance_of.call(executor)));
    const auto a_token = book.contract("aave_v3", aave_v3::a_token_name(token.symbol));
    if (!a_token) continue;
    Token claim = token;
    claim.symbol = "a" + token.symbol;
    BASIS_TRY(add({&WalletState::allowed, claim}, a_token.value(), erc20.allowance.call(wallet, executor)));
  }
  return ok();
}

Result<WalletQuestions> WalletQuestions::create(const chain::ContractBook& book, const chain::Address& wallet,
                                                const std::optional<chain::Address>& account) {
  WalletQuestions made;
  BASIS_TRY(made.add_holder(book, {wallet, Kind::held, Kind::supplied, Kind::owed, &WalletState::health}));
  if (const auto executor = book.contract("instadapp", "executor")) {
    BASIS_TRY(made.add_executor(book, wallet, executor.value()));
  }
  if (!account) return made;
  BASIS_TRY(made.add_holder(
      book, {*account, Kind::account_held, Kind::account_supplied, Kind::account_owed, &WalletState::account_health}));
  for (const Token& token : book.tokens()) {
    if (token.is_ether()) continue;
    BASIS_TRY(made.add({&WalletState::allowed_account, token}, token.address,
                       chain::erc20().allowance.call(wallet, *account)));
  }
  return made;
}

Result<WalletState> WalletQuestions::read(const std::vector<chain::Bytes>& answers) const {
  require(answers.size() == questions_.size(), "an answer for each question");
  WalletState state;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Question& question = questions_[i];
    const Health* const health = std::get_if<Health>(&question.what);
    const Function& function = health != nullptr ? aave_v3::pool().account_data : chain::erc20().balance_of;
    const auto values = function.decode(answers[i]);
    if (!values) return Error(ErrorKind::data, fmt::format("{}: {}", question.token.symbol, values.error().text()));
    const Wei amount(values.value().back().uint());
    if (health != nullptr) {
      if (values.value()[1].uint() > 0) state.** health = amount;
    } else if (const Amounts* const amounts = std::get_if<Amounts>(&question.what)) {
      (state.**amounts).emplace(question.token.symbol, amount);
    } else {
      state.entries.push_back({std::get<Kind>(question.what), question.token, amount});
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
  TradeTable lending{"lending", {"account", "health_factor"}};
  if (state.health) lending.rows.push_back({"wallet", health_text(state.health)});
  if (state.account_health) lending.rows.push_back({"DSA", health_text(state.account_health)});
  return {holdings, lending};
}

std::vector<TradeTable> change_tables(const WalletState& before, const WalletState& after) {
  TradeTable holdings{"positions", {"place", "token", "before", "after"}};
  for (const WalletState::Entry& is : after.entries) {
    WalletState::Entry was{is.kind, is.token, Wei()};
    const auto found = std::ranges::find_if(before.entries, [&is](const WalletState::Entry& each) {
      return each.kind == is.kind && each.token == is.token;
    });
    if (found != before.entries.end()) was = *found;
    if (was.amount == is.amount && is.amount.value() == 0) continue;
    holdings.rows.push_back({std::string(kind_name(is.kind)), is.token.symbol, amount_of(was), amount_of(is)});
  }
  TradeTable lending{"lending", {"account", "health_before", "health_after"}};
  const auto add = [&lending](const char* whose, const std::optional<Wei>& was, const std::optional<Wei>& is) {
    if (was || is) lending.rows.push_back({whose, health_text(was), health_text(is)});
  };
  add("wallet", before.health, after.health);
  add("DSA", before.account_health, after.account_health);
  return {holdings, lending};
}

}  // namespace basis
