#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tools/trade/trade_report.hpp"
#include "venues/chain/contract_book.hpp"
#include "venues/chain/contract_call.hpp"

namespace basis {

/// What a wallet and its Instadapp account hold and owe, as of one block or of a simulation.
struct WalletState {
  enum class Kind : std::uint8_t { held, supplied, owed, account_held, account_supplied, account_owed };
  struct Entry {
    Kind kind = Kind::held;
    chain::Token token;
    Wei amount;
  };
  std::vector<Entry> entries{};
  /// Of the wallet and of the account at the pool, in units of 1e-18; absent: it owes nothing, or the chain has no
  /// pool.
  std::optional<Wei> health{};
  std::optional<Wei> account_health{};
  std::map<std::string, Wei> allowed{};          ///< to the executor: by the token's symbol, aTokens as "aWETH"
  std::map<std::string, Wei> allowed_account{};  ///< to the account

  std::map<std::string, Wei> in_executor{};  ///< which holds nothing between transactions, but for dust

  [[nodiscard]] std::map<std::string, Wei> of(Kind kind) const;
};

/// The questions whose answers make a `WalletState`, to contracts alone, so that they can be put at the end of a
/// simulation.
class WalletQuestions {
 public:
  /// `account`: of Instadapp; absent: the wallet has none. Usage error: the chain has no Multicall3, which tells a
  /// balance of ether.
  static Result<WalletQuestions> create(const chain::ContractBook& book, const chain::Address& wallet,
                                        const std::optional<chain::Address>& account);
  [[nodiscard]] const std::vector<chain::ContractCall>& calls() const { return calls_; }
  /// Data error: an answer cannot be read; it names the question.
  [[nodiscard]] Result<WalletState> read(const std::vector<chain::Bytes>& answers) const;

 private:
  using Kind = WalletState::Kind;
  /// Where an amount goes by its token.
  using Amounts = std::map<std::string, Wei> WalletState::*;
  /// Where a health factor goes.
  using Health = std::optional<Wei> WalletState::*;
  struct Question {
    std::variant<Kind, Amounts, Health> what;
    chain::Token token;
  };
  /// What is asked about a holder of tokens.
  struct Holder {
    chain::Address address;
    Kind held, supplied, owed;
    Health health;
  };
  WalletQuestions() = default;
  Result<void> add_holder(const chain::ContractBook& book, const Holder& holder);
  Result<void> add_token(const chain::ContractBook& book, const chain::Token& token, const Holder& holder);
  Result<void> add_executor(const chain::ContractBook& book, const chain::Address& wallet,
                            const chain::Address& executor);
  Result<void> add(Question question, const chain::Address& to, Result<chain::Bytes> data);

  std::vector<Question> questions_;
  std::vector<chain::ContractCall> calls_;
};

/// Balances, supplies and debts that are not zero; and a row with each health factor.
std::vector<TradeTable> state_tables(const WalletState& state);
/// The same with what they were before beside them.
std::vector<TradeTable> change_tables(const WalletState& before, const WalletState& after);
/// A health factor with four decimals.
std::string health_text(const std::optional<Wei>& health);

}  // namespace basis
