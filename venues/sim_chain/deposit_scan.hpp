#pragma once

#include <deque>
#include <map>
#include <vector>

#include "venues/chain/heads.hpp"
#include "venues/sim/chain_link.hpp"
#include "venues/sim_chain/chain_node.hpp"
#include "venues/sim_chain/local_chain.hpp"

namespace basis::sim {

class DepositListener {
 public:
  virtual ~DepositListener() = default;
  virtual void deposit_seen(const ChainDeposit& deposit) = 0;
  virtual void deposit_confirmed(const ChainDeposit& deposit) = 0;
  virtual void deposit_gone(const ChainDeposit& deposit) = 0;

 protected:
  DepositListener() = default;
  DepositListener(const DepositListener&) = default;
  DepositListener& operator=(const DepositListener&) = default;
};

/// Payments to the exchanges' addresses, block by block: tokens by their `Transfer` events, ether by the transactions
/// that carry it. Ether that a contract pays is not seen. A block counts for good when it is the N-th from the end;
/// until then it may be replaced.
class DepositScan {
 public:
  /// All outlive it. `confirmations`: N, at least 1.
  DepositScan(ChainNode& node, std::vector<chain::Token> tokens, std::uint64_t confirmations,
              DepositListener& listener);

  /// With its checksum, as deposits tell it.
  void watch(const chain::Address& address) { addresses_.emplace(address, address.to_string()); }
  /// Goes on behind a block, or behind the chain's end where the chain has no such block. Returns whether it has it.
  Result<bool> begin(const std::optional<ChainMark>& mark);
  /// Reads the blocks that are new.
  Result<void> follow();
  /// The last block that counts for good.
  [[nodiscard]] ChainMark mark() const;

 private:
  struct Block {
    chain::Head head;
    std::vector<ChainDeposit> deposits{};
  };
  Result<std::optional<boost::json::value>> fetch(const std::string& place);
  Result<Block> read_block(const boost::json::value& json);
  Result<void> add_tokens(Block& block);
  Result<void> add_ether(Block& block, const boost::json::value& json) const;
  void drop_last();
  void confirm(std::uint64_t tip);
  [[nodiscard]] const chain::Head& last() const { return blocks_.empty() ? base_ : blocks_.back().head; }

  ChainNode& node_;
  std::vector<chain::Token> tokens_;
  std::uint64_t confirmations_;
  DepositListener& listener_;
  std::map<chain::Address, std::string> addresses_;
  chain::Head base_;  ///< the last that counts for good
  std::deque<Block> blocks_;
};

}  // namespace basis::sim
