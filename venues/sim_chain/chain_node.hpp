#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <string>
#include <vector>

#include "venues/chain/contract_call.hpp"
#include "venues/chain/contract_read.hpp"
#include "venues/chain/rpc.hpp"

namespace basis::sim {

/// The node of a local chain, which signs for the chain's accounts and mines when it is told. Each call waits for its
/// answer, which is a matter of a millisecond there; meanwhile `poll` is called, which lets everything else go on.
class ChainNode {
 public:
  /// `poll` waits for what is ready and does it, for a moment. The network outlives the node.
  ChainNode(net::Network& network, const net::Endpoint& endpoint, std::function<void()> poll);

  /// What changes nothing: one answer for each call. Data error: the node does not answer, or refuses one of them.
  Result<std::vector<boost::json::value>> ask(std::vector<chain::RpcCall> calls);
  /// The values that contracts tell as of the last block, one list for each read. Data errors: as above, and an answer
  /// that cannot be read.
  Result<std::vector<chain::AbiValue::List>> read(const std::vector<chain::ContractRead>& reads);
  /// Changes the node, as `evm_mine` does. Data error: as above.
  Result<void> act(const std::string& method, const std::string& parameters);
  /// What became of a transaction that the node was asked to sign and send.
  struct Sent {
    std::string hash{};  ///< empty: it is not sent, or that is not known
    bool refused = false;
    std::string text{};  ///< why there is no hash
  };
  Sent send(const chain::Address& from, const chain::ContractCall& call);

 private:
  std::vector<chain::RpcAnswer> wait_for(std::vector<chain::RpcCall> calls, chain::RpcEffect effect);

  std::function<void()> poll_;
  chain::Rpc rpc_;
};

}  // namespace basis::sim
