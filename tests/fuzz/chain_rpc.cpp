#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "venues/chain/erc20.hpp"
#include "venues/chain/fees.hpp"
#include "venues/chain/heads.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain/multicall.hpp"
#include "venues/chain/receipt.hpp"
#include "venues/chain/rpc.hpp"
#include "venues/chain/simulation.hpp"

// Any bytes as a node's answer to one call and to a batch of three: an answer for each call, and each result as
// everything that is read of one: a value within its range, or an error with a reason.
namespace {

using namespace basis;
using namespace basis::chain;

/// Whether it failed, as it may with a reason.
template <class T>
bool failed(const Result<T>& read) {
  if (!read && read.error().text().empty()) std::abort();
  return !read;
}

void must(bool holds) {
  if (!holds) std::abort();
}

bool is_one_line(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

void read_receipts(const boost::json::value& result) {
  const auto receipt = read_receipt(result);
  if (failed(receipt) || !receipt.value()) return;
  // What it cost is paid from a ledger.
  must(Wei(u256(receipt.value()->gas_used * receipt.value()->gas_price)).to_amount(18).has_value());
  must(receipt.value()->block + 1 > receipt.value()->block);
  for (const Log& log : receipt.value()->logs) {
    must(log.topics.size() <= 4);
    (void)failed(erc20().transferred.decode(log.topics, log.data));
  }
}

void read_heads(const boost::json::value& result) {
  const auto head = read_head(result);
  if (failed(head)) return;
  must(head.value().time >= UtcTime() && head.value().number + 1 > head.value().number);
}

void read_fees(const boost::json::value& result) {
  const auto history = read_fee_history(result);
  if (failed(history)) return;
  const FeePolicy policy;
  const auto first = first_fees(history.value(), policy);
  if (!first) return;
  must(first->maximum <= policy.most && first->priority <= first->maximum);
  const auto second = replacing_fees(*first, history.value(), policy);
  must(!second || (second->maximum > first->maximum && second->maximum <= policy.most));
}

void read_calls(const boost::json::value& result) {
  for (const std::size_t calls : {0U, 1U, 2U}) {
    const auto simulated = read_simulation(result, calls);
    if (!failed(simulated)) must(simulated.value().size() == calls);
  }
  (void)failed(read_trace(result));
  const auto quantity = quantity_of(result);
  if (!failed(quantity)) must(parse_quantity(quantity_text(quantity.value())).value() == quantity.value());
  const auto small = quantity64_of(result);
  if (!failed(small)) must(quantity.has_value() && quantity.value() == small.value());
}

void read_multicalls(const boost::json::value& result) {
  const auto bytes = bytes_of(result);
  if (failed(bytes)) return;
  must(from_hex(to_hex(bytes.value())).value() == bytes.value());
  static const Address kContract = address_of("0x00000000000000000000000000000000000000a1");
  std::vector<ContractRead> reads{contract_read(kContract, erc20().total_supply),
                                  contract_read(kContract, erc20().balance_of, kContract)};
  reads[1].may_fail = true;
  static const RevertReader kReverts;
  for (std::size_t count = 0; count <= reads.size(); ++count) {
    const auto told = read_multicall(std::span(reads).first(count), bytes.value(), kReverts);
    if (!failed(told)) must(told.value().answers.size() == count);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  for (const std::size_t calls : {1U, 3U}) {
    const auto answers = read_rpc_body(body, calls, 1);
    must(answers.size() == calls);
    for (const RpcAnswer& answer : answers) {
      if (answer.result() == nullptr) {
        must(is_one_line(answer.fault().text));
        continue;
      }
      for (const auto read : {read_receipts, read_heads, read_fees, read_calls, read_multicalls})
        read(*answer.result());
    }
  }
  return 0;
}
