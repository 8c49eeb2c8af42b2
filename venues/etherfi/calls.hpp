#pragma once

#include "venues/chain/make_call.hpp"

/// Calls of EtherFi's contracts. Amounts are in wei. Usage errors: the chain has no such contract or token.
namespace basis::etherfi {

/// Ether to eETH.
Result<chain::ContractCall> stake(const chain::ContractBook& book, const Wei& amount);
/// eETH to weETH. weETH needs an allowance of eETH.
Result<chain::ContractCall> wrap(const chain::ContractBook& book, const Wei& amount);
/// weETH to eETH.
Result<chain::ContractCall> unwrap(const chain::ContractBook& book, const Wei& amount);
/// eETH into the exit queue; the request's token goes to `owner`. `liquidity_pool` needs an allowance of eETH.
Result<chain::ContractCall> request_withdrawal(const chain::ContractBook& book, const Wei& amount,
                                               const chain::Address& owner);
/// Ether of a finalized request to its owner.
Result<chain::ContractCall> claim(const chain::ContractBook& book, const u256& id);
/// weETH to ether, or to another token that the manager pays out, at once and for a fee. `redemption_manager` needs an
/// allowance of weETH.
Result<chain::ContractCall> redeem(const chain::ContractBook& book, const Wei& amount, const chain::Address& receiver,
                                   const chain::Address& output_token);

/// How the manager names ether (EtherFiRedemptionManager.sol, ETH_ADDRESS).
const chain::Address& ether_address();

}  // namespace basis::etherfi
