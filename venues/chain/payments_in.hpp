#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "venues/chain/address.hpp"
#include "venues/chain/rpc.hpp"

namespace basis::chain {

/// What others paid to an account, in smallest units.
struct PaymentsIn {
  u256 ether;                      ///< of the values of transactions
  std::map<Address, u256> tokens;  ///< by the token's contract
};

/// Blocks that are looked through at most: each is told with all its transactions.
inline constexpr std::uint64_t kMostPaymentBlocks = 64;

/// The questions for what an account was paid from block `first` to block `last`, both among them
/// (ethereum.org, "JSON-RPC API": eth_getBlockByNumber, eth_getLogs).
std::vector<RpcCall> payments_in_calls(const Address& account, const std::vector<Address>& tokens, std::uint64_t first,
                                       std::uint64_t last);
/// Reads their answers. Transactions of the account itself are left out, and so is ether that a contract sends: no
/// block tells it. Data error: an answer is a refusal, or not what was asked for.
Result<PaymentsIn> read_payments_in(const Address& account, const std::vector<RpcAnswer>& answers);

}  // namespace basis::chain
