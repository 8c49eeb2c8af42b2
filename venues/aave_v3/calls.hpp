#pragma once

#include "venues/chain/make_call.hpp"

/// Calls of the contract `pool` and of debt tokens. Amounts are smallest units of the token. Usage errors: the chain
/// has no such contract or token; ether is none. Only an amount of `withdraw` and `repay` may be `chain::kEverything`.
namespace basis::aave_v3 {

/// The caller pays; the aTokens go to `for_whom`. The pool needs an allowance.
Result<chain::ContractCall> supply(const chain::ContractBook& book, std::string_view token, const Wei& amount,
                                   const chain::Address& for_whom);
/// Of the caller's aTokens.
Result<chain::ContractCall> withdraw(const chain::ContractBook& book, std::string_view token, const Wei& amount,
                                     const chain::Address& to);
/// At the variable rate, the only one since v3.2. The caller has the tokens; the debt is that of `for_whom`, who has to
/// have approved the delegation where it is another.
Result<chain::ContractCall> borrow(const chain::ContractBook& book, std::string_view token, const Wei& amount,
                                   const chain::Address& for_whom);
/// The caller pays, at most what is owed. The pool needs an allowance. For another, an amount has to be told
/// (NoExplicitAmountToRepayOnBehalf).
Result<chain::ContractCall> repay(const chain::ContractBook& book, std::string_view token, const Wei& amount,
                                  const chain::Address& for_whom);
/// Category 0 leaves eMode.
Result<chain::ContractCall> set_emode(const chain::ContractBook& book, std::uint8_t category);
Result<chain::ContractCall> set_collateral(const chain::ContractBook& book, std::string_view token, bool is_so);
/// Lets `delegatee` borrow the token on the caller's debt.
Result<chain::ContractCall> approve_delegation(const chain::ContractBook& book, std::string_view token,
                                               const chain::Address& delegatee, const Wei& amount);

/// "reserves.WETH.a_token" and "reserves.WETH.debt_token": names of a reserve's tokens in the book.
std::string a_token_name(std::string_view token);
std::string debt_token_name(std::string_view token);

}  // namespace basis::aave_v3
