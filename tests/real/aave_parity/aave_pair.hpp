#pragma once

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "core/instruments/universe.hpp"
#include "tests/real/chain_protocols/node.hpp"
#include "venues/aave_v3/simulator.hpp"

namespace basis::test {

/// One call of Aave by a wallet.
struct AaveCall {
  ActionType action = ActionType::supply;
  std::string token{};  ///< of all but `set_emode`
  Wei amount{};
};

/// One wallet of genuine Aave on a local chain, and the simulated Aave beside it. Both do the same calls at the same
/// time and prices; after each call they hold the same, owe the same and are as healthy, or both have refused it for
/// the same kind of reason. What differs is thrown.
class AavePair {
 public:
  /// `staked` is the staked token that the mode holds: weETH or wstETH.
  AavePair(LocalNode& node, const std::filesystem::path& configs, const std::string& staked);

  /// Tokens for the wallet, and the pool's allowances.
  void prepare();
  /// Reads what the contracts hold; the simulated account holds the same from here on.
  void read();
  /// Does a call `seconds` after the last block.
  void call(const AaveCall& wanted, std::uint64_t seconds);
  /// Of ether, in USD at 1e-8.
  void set_price(const u256& price);
  /// A share of all the protocol's ether is added to it, in parts of 1e18: the staked token's rate grows.
  void add_rewards(const u256& part);

  [[nodiscard]] const std::vector<std::string>& tokens() const { return tokens_; }
  [[nodiscard]] const aave_v3::AccountState& account() const { return *seen_.aave_v3; }
  [[nodiscard]] const Wei& balance(const std::string& token) const { return seen_.balances.at(token); }
  [[nodiscard]] const std::string& staked() const { return staked_; }

  std::size_t taken = 0;                         ///< calls that both have done
  std::map<std::string, std::size_t> refused{};  ///< calls that both have refused, by the kind of reason

 private:
  [[nodiscard]] PortfolioQuestion question() const;
  [[nodiscard]] InstrumentId id(PositionType type, const std::string& token) const;
  [[nodiscard]] Amount amount_of(const std::string& token, const Wei& units) const;
  [[nodiscard]] chain::ContractCall contract_call(const AaveCall& wanted) const;
  [[nodiscard]] std::string revert_of(const boost::json::value& receipt);
  /// The market at an instant, from what was read before it.
  void set_market(UtcTime at);
  void take_over();
  void compare(const AaveCall& wanted, bool done);
  void check_amount(const std::string& token, Amount ours, const Wei& theirs, const std::string& what) const;

  LocalNode& node_;
  std::string staked_;
  chain::Address wallet_;
  std::vector<std::string> tokens_;  ///< reserves
  Settings settings_;
  std::unique_ptr<Universe> universe_;
  std::unique_ptr<CostCalculator> costs_;
  std::unique_ptr<SimulatedAave> aave_;
  ChainState state_;
  MarketSnapshot market_;
  ChainPortfolio seen_;
};

/// The kind of a reason, from the words of the simulated Aave or the name of the contract's error; all others as they
/// are.
std::string kind_of_reason(const std::string& words);

}  // namespace basis::test
