#pragma once

#include <functional>
#include <span>

#include "venues/chain/contract_read.hpp"
#include "venues/chain/revert.hpp"
#include "venues/chain/rpc.hpp"

namespace basis::chain {

/// The block that answers belong to.
struct BlockStamp {
  std::uint64_t number = 0;
  Hash32 parent{};  ///< the hash of the block before: a block cannot tell its own
  UtcTime time{};
  friend bool operator==(const BlockStamp&, const BlockStamp&) = default;
};

/// What one read answered.
struct ReadAnswer {
  std::optional<AbiValue::List> values;  ///< absent: it reverted, or no contract is there, as it may
  Bytes revert{};

  /// Value number `index` of an answer that is there.
  [[nodiscard]] const AbiValue& operator[](std::size_t index) const;
};

/// One answer for each read, in their order, all from one block.
struct ReadAnswers {
  BlockStamp block;
  std::vector<ReadAnswer> answers;
};

/// The data of `aggregate3` with these reads, and with what says which block answers (mds1/multicall3, Multicall3.sol).
/// Errors (data): arguments that do not fit their function.
Result<Bytes> multicall_data(const Address& multicall, std::span<const ContractRead> reads);
/// Reads what it returned. Errors (data): bytes that it cannot have returned; a read that reverted and may not, or
/// whose answer cannot be read: they name contract and function.
Result<ReadAnswers> read_multicall(std::span<const ContractRead> reads, ByteView returned, const RevertReader& reverts);

/// The ether of an account in wei, as a read among others.
ContractRead ether_balance(const Address& multicall, const Address& account);

/// Which block is asked: the last one, one by its number, or one by its hash (EIP-1898), which has to be in the chain.
using BlockPlace = std::variant<std::monostate, std::uint64_t, Hash32>;

/// Asks all reads in one `eth_call`. Calls `done` once, never from inside this call; `rpc` and `reverts` live as long.
/// Errors (data): as above, and what the node says.
void read_contracts(Rpc& rpc, const Address& multicall, std::vector<ContractRead> reads, const BlockPlace& block,
                    const RevertReader& reverts, std::function<void(const Result<ReadAnswers>&)> done);

}  // namespace basis::chain
