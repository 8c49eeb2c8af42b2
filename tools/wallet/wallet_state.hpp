#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tools/trade/trade_report.hpp"
#include "venues/chain/contract_book.hpp"
#include "venues/chain/contract_call.hpp"

namespace basis {

/// What a wallet holds and owes, as of one block or of a simulation.
struct WalletState {
  enum class Kind : std::uint8_t { held, supplied, owed };
  struct Entry {
    Kind kind = Kind::held;
    chain::Token token;
    Wei amount;
  };
  std::vector<Entry> entries{};
  /// Of the lending account, in units of 1e-18; absent: it owes nothing, or the chain has no pool.
  std::optional<Wei> health{};
  std::map<std::string, Wei> allowed{};  ///< to the executor: by the token's symbol, aTokens as "aWETH"

  std::map<std::string, Wei> in_executor{};  ///< which holds nothing between transactions, but for dust

  [[nodiscard]] std::map<std::string, Wei> of(Kind kind) const;
};

/// The questions whose answers make a `WalletState`, to contracts alone, so that they can be put at the end of a
/// simulation.
class WalletQuestions {
 public:
  /// Usage error: the chain has no Multicall3, which tells a balance of ether.
  static Result<WalletQuestions> create(const chain::ContractBook& book, const chain::Address& wallet);
  [[nodiscard]] const std::vector<chain::ContractCall>& calls() const { return calls_; }
  /// Data error: an answer cannot be read; it names the question.
  [[nodiscard]] Result<WalletState> read(const std::vector<chain::Bytes>& answers) const;

 private:
  enum class What : std::uint8_t { held, supplied, owed, allowed, in_executor, account };
  struct Question {
    What what;
    chain::Token token;
  };
  WalletQuestions() = default;
  Result<void> add_token(const chain::ContractBook& book, const chain::Token& token, const chain::Address& wallet);
  Result<void> add(Question question, const chain::Address& to, Result<chain::Bytes> data);

  std::vector<Question> questions_;
  std::vector<chain::ContractCall> calls_;
};

/// Balances, supplies and debts that are not zero; and one row with the health factor.
std::vector<TradeTable> state_tables(const WalletState& state);
/// The same with what they were before beside them.
std::vector<TradeTable> change_tables(const WalletState& before, const WalletState& after);
/// A health factor with four decimals.
std::string health_text(const std::optional<Wei>& health);

}  // namespace basis
