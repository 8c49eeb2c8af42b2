#pragma once

#include <functional>
#include <optional>
#include <set>
#include <vector>

#include "venues/sim_chain/chain_bank.hpp"

namespace basis::sim {

struct ChainKeeperSettings {
  Nanos block_every = kSecond * 2;  ///< of the simulator's time
  std::uint64_t confirmations = 2;  ///< of deposits: the block of a payment is the first
};

/// Makes the blocks of a local chain at the simulator's time, and lets the chain's prices follow the simulated market:
/// oracle and pools those of ether, the pools of staking tokens their protocol's rate, which grows.
class ChainKeeper {
 public:
  /// Told to a person.
  using Tell = std::function<void(const std::string& line)>;
  /// All outlive it.
  ChainKeeper(ChainNode& node, const LocalChain& chain, ExchangeService& service, const ChainKeeperSettings& settings,
              Tell tell);

  /// Looks whether it is the right chain and mines when it is told only, and gives the accounts what they pay with.
  /// Usage error, one line: it does not answer, has another id, or mines by itself.
  Result<void> start();
  /// Makes the block that is due at `now`; none is where the chain's last block is not before `now`. Who is late makes
  /// one block, not all that were due. Data error: the chain does not answer.
  Result<void> step(UtcTime now);

 private:
  /// What the chain says before a block.
  struct State {
    chain::Head head;
    u256 feed;  ///< ether in USD at 1e-8
    u256 roots[3];
    u256 wsteth_rate, weeth_rate;
    u256 steth_ether, eeth_ether;  ///< of both pools
  };
  Result<void> check_node();
  Result<void> fund();
  Result<State> look();
  void set_oracle(const State& state, UtcTime now);
  void pay_rewards(const State& state, UtcTime now);
  void move_pools(const State& state);
  void move_pool(const LocalPool& pool, const u256& now, const u256& wanted);
  /// Sends in the owner's name.
  void act(const Result<chain::ContractCall>& call);
  Result<void> mine(std::uint64_t seconds);
  Result<void> look_at_acts();
  void tell_once(const std::string& line);

  ChainNode& node_;
  const LocalChain& chain_;
  ExchangeService& service_;
  ChainKeeperSettings settings_;
  Tell tell_;
  ChainBank bank_;
  UtcTime next_{};
  std::optional<UtcTime> feeds_set_;                       ///< when they were told last
  std::optional<UtcTime> rewarded_;                        ///< until when rewards are paid
  std::vector<std::pair<std::string, std::string>> acts_;  ///< of this block: hash and what it is
  std::set<std::string> told_;
};

}  // namespace basis::sim
