#pragma once

#include <vector>

#include "venues/chain/make_call.hpp"

/// Calls of Lido's contracts. Amounts are in wei. Usage errors: the chain has no such contract or token.
namespace basis::lido {

/// Ether to stETH.
Result<chain::ContractCall> stake(const chain::ContractBook& book, const Wei& amount);
/// Ether to wstETH in one call (WstETH.sol, receive).
Result<chain::ContractCall> stake_wrapped(const chain::ContractBook& book, const Wei& amount);
/// stETH to wstETH. wstETH needs an allowance of stETH.
Result<chain::ContractCall> wrap(const chain::ContractBook& book, const Wei& amount);
/// wstETH to stETH.
Result<chain::ContractCall> unwrap(const chain::ContractBook& book, const Wei& amount);
/// One request for each amount of wstETH, whose tokens go to `owner`. The queue needs an allowance of wstETH.
/// Usage error: no amount.
Result<chain::ContractCall> request_withdrawals(const chain::ContractBook& book, const std::vector<Wei>& amounts,
                                                const chain::Address& owner);
/// Ether of finalized requests to their owner, the caller. The ids rise, each with its hint (`find_hints`). Usage
/// error: no id, or another count of hints.
Result<chain::ContractCall> claim(const chain::ContractBook& book, const std::vector<u256>& ids,
                                  const std::vector<u256>& hints);

}  // namespace basis::lido
