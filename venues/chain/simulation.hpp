#pragma once

#include <functional>
#include <string>
#include <vector>

#include "venues/chain/contract_call.hpp"
#include "venues/chain/receipt.hpp"
#include "venues/chain/rpc.hpp"

namespace basis::chain {

/// A call that was tried.
struct SimulatedCall {
  bool succeeded = false;
  std::uint64_t gas_used = 0;
  Bytes returned{};  ///< of a revert, what it was reverted with
  std::vector<Log> logs{};
  std::string fault{};  ///< the node's words; empty when it succeeded
};

/// A call and those that it made.
struct TracedCall {
  std::string kind;  ///< "CALL", "STATICCALL", "DELEGATECALL"
  Address from;
  Address to;
  u256 value;
  std::uint64_t gas_used = 0;
  Bytes data{};
  Bytes returned{};
  std::string fault{};
  std::vector<TracedCall> calls{};
};

/// Tries calls of one sender, one after another on the last block, each on the state that those before it have left, in
/// one request (`eth_simulateV1`: ethereum.org, "execution-apis"; go-ethereum since 1.14.9, anvil, Alchemy). Nothing is
/// sent. Data error: the node cannot, or its answer cannot be read.
void simulate(Rpc& rpc, const Address& from, const std::vector<ContractCall>& calls,
              std::function<void(const Result<std::vector<SimulatedCall>>&)> done);
Result<std::vector<SimulatedCall>> read_simulation(const boost::json::value& answer, std::size_t calls);

/// The tree of a call's calls (`debug_traceCall` with geth's `callTracer`), tried on the last block. Data error: as
/// above; many nodes do not offer it.
void trace(Rpc& rpc, const Address& from, const ContractCall& call,
           std::function<void(const Result<TracedCall>&)> done);
/// Reads an answer; a tree of more than 10,000 calls, or 64 within each other, is a data error.
Result<TracedCall> read_trace(const boost::json::value& answer);

}  // namespace basis::chain
