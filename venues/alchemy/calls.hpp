#pragma once

#include <vector>

#include "venues/chain/make_call.hpp"

/// Calls of the wallet's tokens. Amounts are smallest units of the token. Usage errors: the chain does not know the
/// token; ether where a contract's token must be.
namespace basis::alchemy {

/// Ether by its value, another token by its contract.
Result<chain::ContractCall> transfer(const chain::ContractBook& book, std::string_view token, const chain::Address& to,
                                     const Wei& amount);
/// Lets `spender` take as much, in place of what it was let before.
Result<chain::ContractCall> approve(const chain::ContractBook& book, std::string_view token,
                                    const chain::Address& spender, const Wei& amount);
/// What has to be approved, in this order, so that `spender` may take `needed` where it may take `present` now: nothing
/// where that is enough. USDT wants zero before another amount (etherscan.io, TetherToken.approve).
Result<std::vector<chain::ContractCall>> approvals(const chain::ContractBook& book, std::string_view token,
                                                   const chain::Address& spender, const Wei& needed,
                                                   const Wei& present);
/// Ether to WETH, and back.
Result<chain::ContractCall> wrap_ether(const chain::ContractBook& book, const Wei& amount);
Result<chain::ContractCall> unwrap_ether(const chain::ContractBook& book, const Wei& amount);
/// KING to the tokens behind it.
Result<chain::ContractCall> unwrap_king(const chain::ContractBook& book, const Wei& amount);

}  // namespace basis::alchemy
