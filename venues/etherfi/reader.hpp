#pragma once

#include <optional>
#include <span>
#include <vector>

#include "venues/chain/contract_book.hpp"
#include "venues/chain/multicall.hpp"

namespace basis::etherfi {

/// What EtherFi says now. Amounts are wei.
struct State {
  Wei rate;  ///< eETH for one weETH, at 1e-18
  bool pool_paused = false;
  bool redemption_paused = false;
  Wei redeemable;                    ///< eETH that can be redeemed for ether now: bucket and watermark
  std::uint64_t exit_fee = 0;        ///< of a redemption, basis points
  std::uint64_t low_watermark = 0;   ///< of the pool's ether that stays, basis points
  Wei bucket_capacity, bucket_left;  ///< eETH; what is left as of the last redemption
  Wei bucket_rate;                   ///< eETH a second by which it fills
};

/// A request in the exit queue.
struct ExitRequest {
  u256 id;
  std::optional<chain::Address> owner{};  ///< absent: it is claimed, or was never there
  Wei amount;                             ///< eETH asked for
  bool valid = false;
  bool finalized = false;  ///< it can be claimed
  Wei claimable;           ///< ether that a claim pays; zero before
};

/// The reads of the state. Usage errors: the chain has no such contract or token.
Result<std::vector<chain::ContractRead>> state_reads(const chain::ContractBook& book);
/// Errors (data): a number that cannot be.
Result<State> read_state(std::span<const chain::ReadAnswer> answers);

/// The reads of requests by their ids, which the events of `requestWithdraw` tell.
Result<std::vector<chain::ContractRead>> request_reads(const chain::ContractBook& book, const std::vector<u256>& ids);
Result<std::vector<ExitRequest>> read_requests(const std::vector<u256>& ids,
                                               std::span<const chain::ReadAnswer> answers);

/// Why a stake would not be taken; absent: it would.
std::optional<std::string> stake_refusal(const State& state);
/// Why a redemption of so much weETH for ether would not be paid; absent: it would.
std::optional<std::string> redeem_refusal(const State& state, const Wei& amount);

}  // namespace basis::etherfi
