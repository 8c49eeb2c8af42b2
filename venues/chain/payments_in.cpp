#include "venues/chain/payments_in.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

#include "core/base/json_writer.hpp"
#include "venues/chain/erc20.hpp"
#include "venues/chain/json_fields.hpp"

namespace basis::chain {
namespace {

/// An indexed address stands at the end of its word.
std::string topic_of_account(const Address& account) {
  return "0x" + std::string(24, '0') + to_hex(account.bytes()).substr(2);
}

class Reading {
 public:
  explicit Reading(const Address& account) : account_(account) {}

  Result<void> add_block(const boost::json::value& block) {
    const auto* const fields = block.if_object();
    const auto* const all = fields == nullptr ? nullptr : fields->if_contains("transactions");
    if (all == nullptr || !all->is_array())
      return Error(ErrorKind::data, "a block was asked for with its transactions, and they were not told");
    for (const auto& item : all->get_array()) {
      const auto* const one = item.if_object();
      if (one == nullptr) return Error(ErrorKind::data, "transactions: holds something else than objects");
      BASIS_TRY(add_transaction(*one));
    }
    return ok();
  }

  Result<void> add_logs(const boost::json::value& logs) {
    if (!logs.is_array()) return Error(ErrorKind::data, "logs: is no array");
    for (const auto& item : logs.get_array()) {
      const auto* const log = item.if_object();
      if (log == nullptr) return Error(ErrorKind::data, "logs: holds something else than objects");
      BASIS_TRY(const auto hash, text_of(*log, "transactionHash"));
      if (own_.contains(std::string(hash))) continue;
      BASIS_TRY(const auto contract, text_of(*log, "address"));
      BASIS_TRY(const Address token, Address::parse(contract));
      BASIS_TRY(const Bytes data, bytes_of(*log, "data"));
      if (data.size() != 32) return Error(ErrorKind::data, "data: a transfer's is 32 bytes");
      paid_.tokens[token] += number_of(data);
    }
    return ok();
  }

  PaymentsIn take() && { return std::move(paid_); }

 private:
  /// A payment to an account without code does not fail.
  Result<void> add_transaction(const boost::json::object& one) {
    BASIS_TRY(const auto by, text_of(one, "from"));
    BASIS_TRY(const Address from, Address::parse(by));
    if (from == account_) {
      BASIS_TRY(const auto hash, text_of(one, "hash"));
      own_.emplace(hash);
      return ok();
    }
    const auto* const to = one.if_contains("to");
    if (to == nullptr || !to->is_string()) return ok();  // it makes a contract
    BASIS_TRY(const Address paid, Address::parse(to->get_string()));
    if (paid != account_) return ok();
    BASIS_TRY(const u256 value, quantity_of(one, "value"));
    paid_.ether += value;
    return ok();
  }

  const Address& account_;
  std::set<std::string> own_;  ///< hashes of the account's transactions
  PaymentsIn paid_;
};

}  // namespace

std::vector<RpcCall> payments_in_calls(const Address& account, const std::vector<Address>& tokens, std::uint64_t first,
                                       std::uint64_t last) {
  std::vector<RpcCall> calls;
  for (std::uint64_t block = first; block <= last; ++block)
    calls.push_back({"eth_getBlockByNumber", fmt::format(R"(["{}",true])", quantity_text(block))});
  if (tokens.empty()) return calls;
  JsonWriter filter;
  filter.begin_array().begin_object().key("fromBlock").string(quantity_text(first));
  filter.key("toBlock").string(quantity_text(last)).key("address").begin_array();
  for (const Address& token : tokens) filter.string(token.to_string());
  filter.end_array().key("topics").begin_array().string(to_hex(erc20().transferred.topic())).null();
  filter.string(topic_of_account(account)).end_array().end_object().end_array();
  calls.push_back({"eth_getLogs", std::move(filter).take()});
  return calls;
}

Result<PaymentsIn> read_payments_in(const Address& account, const std::vector<RpcAnswer>& answers) {
  Reading reading(account);
  for (const RpcAnswer& answer : answers) {
    if (answer.result() == nullptr) return Error(ErrorKind::data, answer.fault().text);
    // Of several questions the logs are the only one that is answered by a list.
    BASIS_TRY(answer.result()->is_array() ? reading.add_logs(*answer.result()) : reading.add_block(*answer.result()));
  }
  return std::move(reading).take();
}

}  // namespace basis::chain
