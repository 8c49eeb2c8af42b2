#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <vector>

#include "venues/chain/address.hpp"

namespace basis::chain {

/// What a contract has logged.
struct Log {
  Address contract;
  std::vector<Hash32> topics;
  Bytes data;
};

/// What became of a transaction in its block.
struct Receipt {
  Hash32 hash{};
  std::uint64_t block = 0;
  Hash32 block_hash{};
  bool succeeded = false;  ///< false: it reverted
  std::uint64_t gas_used = 0;
  u256 gas_price;  ///< wei a unit of gas
  std::vector<Log> logs;
};

/// Reads the `logs` of a receipt, or of a call that was simulated. Data error: they are missing or malformed.
Result<std::vector<Log>> read_logs(const boost::json::object& fields);
/// Reads an answer of `eth_getTransactionReceipt`; absent where it is null: no block is known with it. Data error: a
/// field is missing or malformed; it names the field.
Result<std::optional<Receipt>> read_receipt(const boost::json::value& answer);

}  // namespace basis::chain
