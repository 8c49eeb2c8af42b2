#include "venues/chain/receipt.hpp"

#include "venues/chain/json_fields.hpp"

namespace basis::chain {
namespace {

/// Far above what any chain's block holds and pays, and so that their product fits the ledger.
constexpr std::uint64_t kMostGas = std::uint64_t{1} << 40U;
const u256 kMostGasPrice = u256(1) << 80U;

Result<Log> read_log(const boost::json::value& value) {
  const auto* const fields = value.if_object();
  if (fields == nullptr) return Error(ErrorKind::data, "logs: holds something else than objects");
  Log log;
  BASIS_TRY(const auto contract, text_of(*fields, "address"));
  BASIS_TRY(log.contract, Address::parse(contract));
  BASIS_TRY(log.data, bytes_of(*fields, "data"));
  const auto* const topics = fields->if_contains("topics");
  if (topics == nullptr || !topics->is_array() || topics->get_array().size() > 4)
    return Error(ErrorKind::data, "topics: is no array of at most four");
  for (const auto& topic : topics->get_array()) {
    if (!topic.is_string()) return Error(ErrorKind::data, "topics: holds something else than texts");
    BASIS_TRY(const auto hash, hash_from_hex(topic.get_string()));
    log.topics.push_back(hash);
  }
  return log;
}

}  // namespace

Result<std::vector<Log>> read_logs(const boost::json::object& fields) {
  const auto* const rows = fields.if_contains("logs");
  if (rows == nullptr || !rows->is_array()) return Error(ErrorKind::data, "logs: is no array");
  std::vector<Log> logs;
  for (const auto& row : rows->get_array()) {
    BASIS_TRY(auto log, read_log(row));
    logs.push_back(std::move(log));
  }
  return logs;
}

Result<std::optional<Receipt>> read_receipt(const boost::json::value& answer) {
  if (answer.is_null()) return std::optional<Receipt>();
  const auto* const fields = answer.if_object();
  if (fields == nullptr) return Error(ErrorKind::data, "a receipt is no object");
  // Some nodes answer with a receipt that has no block yet.
  if (const auto* const block = fields->if_contains("blockNumber"); block != nullptr && block->is_null())
    return std::optional<Receipt>();
  Receipt receipt;
  BASIS_TRY(receipt.hash, hash_of(*fields, "transactionHash"));
  BASIS_TRY(receipt.block, block_number_of(*fields, "blockNumber"));
  BASIS_TRY(receipt.block_hash, hash_of(*fields, "blockHash"));
  BASIS_TRY(const std::uint64_t status, quantity64_of(*fields, "status"));
  receipt.succeeded = status == 1;
  BASIS_TRY(receipt.gas_used, quantity64_of(*fields, "gasUsed"));
  if (receipt.gas_used > kMostGas) return Error(ErrorKind::data, "gasUsed: is no gas of a transaction");
  BASIS_TRY(receipt.gas_price, quantity_of(*fields, "effectiveGasPrice"));
  if (receipt.gas_price > kMostGasPrice) return Error(ErrorKind::data, "effectiveGasPrice: is no price");
  BASIS_TRY(receipt.logs, read_logs(*fields));
  return std::optional(std::move(receipt));
}

}  // namespace basis::chain
