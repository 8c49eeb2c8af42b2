#pragma once

#include <span>
#include <vector>

#include "venues/chain/contract_book.hpp"
#include "venues/chain/multicall.hpp"

namespace basis::lido {

/// What Lido says now. Amounts are wei.
struct State {
  Wei rate;         ///< stETH for one wstETH, at 1e-18
  Wei stake_limit;  ///< what may be staked now
  bool staking_paused = false;
  bool queue_paused = false;
  u256 last_checkpoint;           ///< of the queue: where hints end
  std::vector<u256> request_ids;  ///< of the account, not claimed yet, rising
};

/// A request in the exit queue.
struct ExitRequest {
  u256 id;
  Wei amount;  ///< stETH asked for
  Wei shares;
  chain::Address owner;
  UtcTime asked{};
  bool finalized = false;  ///< it can be claimed
  bool claimed = false;
  u256 hint;  ///< what a claim needs; zero: it is not finalized
};

/// The reads of the state for an account. Usage errors: the chain has no such contract or token.
Result<std::vector<chain::ContractRead>> state_reads(const chain::ContractBook& book, const chain::Address& account);
/// Errors (data): a number that cannot be.
Result<State> read_state(std::span<const chain::ReadAnswer> answers);

/// The reads of requests, by their ids in rising order, with hints up to the last checkpoint of the state. At least one
/// id. Where there is no checkpoint yet nothing is finalized, and the hints are not asked.
Result<std::vector<chain::ContractRead>> request_reads(const chain::ContractBook& book, const std::vector<u256>& ids,
                                                       const u256& last_checkpoint);
Result<std::vector<ExitRequest>> read_requests(const std::vector<u256>& ids,
                                               std::span<const chain::ReadAnswer> answers);
/// The ether that claims of finalized requests would pay: a list of wei in the order of `ids`.
Result<chain::ContractRead> claimable_ether(const chain::ContractBook& book, const std::vector<u256>& ids,
                                            const std::vector<u256>& hints);

/// Why Lido would not take a stake of so much; absent: it would.
std::optional<std::string> stake_refusal(const State& state, const Wei& amount);

}  // namespace basis::lido
