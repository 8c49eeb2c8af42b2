#pragma once

#include "venues/chain/contract_read.hpp"
#include "venues/chain/make_call.hpp"

/// Calls of Uniswap V3. Amounts are smallest units of their tokens. Usage errors: the chain has no such contract or
/// token; ether is none.
namespace basis::uniswap {

/// Which pool a swap takes.
struct Pair {
  std::string_view in;    ///< token paid: "weETH"
  std::string_view out;   ///< token received
  std::uint32_t fee = 0;  ///< of the pool, in hundredths of a basis point: 500 is 0.05 %
};

/// Pays `amount_in`, receives `minimum_out` or more by `deadline` (Unix seconds) or reverts ("Too little received",
/// "Transaction too old"). `swap_router` needs an allowance.
Result<chain::ContractCall> sell(const chain::ContractBook& book, const Pair& pair, const chain::Address& recipient,
                                 std::uint64_t deadline, const Wei& amount_in, const Wei& minimum_out);
/// The same for ether, which the pool of WETH pays and the router unwraps: `pair.out` is "WETH".
Result<chain::ContractCall> sell_for_ether(const chain::ContractBook& book, const Pair& pair,
                                           const chain::Address& recipient, std::uint64_t deadline,
                                           const Wei& amount_in, const Wei& minimum_out);
/// Pays ether, which the router wraps: `pair.in` is "WETH", and nothing has to be allowed.
Result<chain::ContractCall> sell_ether(const chain::ContractBook& book, const Pair& pair,
                                       const chain::Address& recipient, std::uint64_t deadline, const Wei& amount_in,
                                       const Wei& minimum_out);
/// Receives `amount_out`, pays `maximum_in` or less by `deadline` or reverts ("Too much requested").
Result<chain::ContractCall> buy(const chain::ContractBook& book, const Pair& pair, const chain::Address& recipient,
                                std::uint64_t deadline, const Wei& amount_out, const Wei& maximum_in);

/// What a sale of `amount_in` would pay, and what a purchase of `amount_out` would cost: the first value of the answer.
Result<chain::ContractRead> sale_quote(const chain::ContractBook& book, const Pair& pair, const Wei& amount_in);
Result<chain::ContractRead> purchase_quote(const chain::ContractBook& book, const Pair& pair, const Wei& amount_out);

}  // namespace basis::uniswap
