#include "venues/sim_chain/deposit_scan.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/json_writer.hpp"
#include "venues/chain/erc20.hpp"
#include "venues/chain/json_fields.hpp"

namespace basis::sim {
namespace {

/// An address as a topic has it.
chain::Hash32 topic_of(const chain::Address& address) {
  chain::Hash32 word{};
  std::copy(address.bytes().begin(), address.bytes().end(), word.end() - chain::Address::kSize);
  return word;
}

Result<chain::Address> address_in(std::string_view topic) {
  BASIS_TRY(const chain::Hash32 word, chain::hash_from_hex(topic));
  return chain::Address::from_bytes(chain::ByteView(word).last(chain::Address::kSize));
}

}  // namespace

DepositScan::DepositScan(ChainNode& node, std::vector<chain::Token> tokens, std::uint64_t confirmations,
                         DepositListener& listener)
    : node_(node), tokens_(std::move(tokens)), confirmations_(confirmations), listener_(listener) {}

/// Absent: there is no such block.
Result<std::optional<boost::json::value>> DepositScan::fetch(const std::string& place) {
  BASIS_TRY(auto answers, node_.ask({{"eth_getBlockByNumber", fmt::format(R"(["{}",true])", place)}}));
  if (answers.front().is_null()) return std::optional<boost::json::value>();
  return std::optional(std::move(answers.front()));
}

Result<bool> DepositScan::begin(const std::optional<ChainMark>& mark) {
  blocks_.clear();
  if (mark) {
    BASIS_TRY(const auto block, fetch(chain::quantity_text(mark->block)));
    if (block) {
      BASIS_TRY(base_, chain::read_head(*block));
      if (chain::to_hex(base_.hash) == mark->hash) return true;
    }
  }
  BASIS_TRY(const auto end, fetch("latest"));
  if (!end) return Error(ErrorKind::data, "the chain does not tell its last block");
  BASIS_TRY(base_, chain::read_head(*end));
  return !mark;
}

ChainMark DepositScan::mark() const { return {base_.number, chain::to_hex(base_.hash)}; }

void DepositScan::drop_last() {
  for (const ChainDeposit& deposit : blocks_.back().deposits) listener_.deposit_gone(deposit);
  blocks_.pop_back();
}

Result<void> DepositScan::follow() {
  BASIS_TRY(const auto end, fetch("latest"));
  if (!end) return Error(ErrorKind::data, "the chain does not tell its last block");
  BASIS_TRY(const chain::Head tip, chain::read_head(*end));
  const auto replaced = [&] {
    const chain::Head& known = blocks_.back().head;
    return known.number > tip.number || (known.number == tip.number && known.hash != tip.hash);
  };
  while (!blocks_.empty() && replaced()) drop_last();
  while (last().number < tip.number) {
    BASIS_TRY(const auto json, fetch(chain::quantity_text(last().number + 1)));
    if (!json) break;  // replaced meanwhile: the next look finds it
    BASIS_TRY(const chain::Head head, chain::read_head(*json));
    if (head.parent != last().hash && !blocks_.empty()) {
      drop_last();
      continue;
    }
    // What stands on another block than the last that counts is taken as it is: that one was counted for good.
    BASIS_TRY(Block block, read_block(*json));
    for (const ChainDeposit& deposit : block.deposits) listener_.deposit_seen(deposit);
    blocks_.push_back(std::move(block));
  }
  confirm(tip.number);
  return ok();
}

void DepositScan::confirm(std::uint64_t tip) {
  while (!blocks_.empty() && blocks_.front().head.number + confirmations_ <= tip + 1) {
    for (const ChainDeposit& deposit : blocks_.front().deposits) listener_.deposit_confirmed(deposit);
    base_ = blocks_.front().head;
    blocks_.pop_front();
  }
}

Result<DepositScan::Block> DepositScan::read_block(const boost::json::value& json) {
  Block block;
  BASIS_TRY(block.head, chain::read_head(json));
  if (addresses_.empty()) return block;
  BASIS_TRY(add_ether(block, json));
  BASIS_TRY(add_tokens(block));
  return block;
}

/// A payment to an account without code does not fail.
Result<void> DepositScan::add_ether(Block& block, const boost::json::value& json) const {
  const auto* const all = json.get_object().if_contains("transactions");
  if (all == nullptr || !all->is_array()) return Error(ErrorKind::data, "transactions: is no array");
  for (const auto& item : all->get_array()) {
    const auto* const one = item.if_object();
    const auto* const to = one == nullptr ? nullptr : one->if_contains("to");
    if (to == nullptr || !to->is_string()) continue;
    BASIS_TRY(const chain::Address address, chain::Address::parse(to->get_string()));
    const auto owner = addresses_.find(address);
    if (owner == addresses_.end()) continue;
    BASIS_TRY(const u256 value, chain::quantity_of(*one, "value"));
    BASIS_TRY(const auto hash, chain::text_of(*one, "hash"));
    const auto amount = Wei(value).to_amount(18);
    if (value == 0 || !amount) continue;
    block.deposits.push_back({fmt::format("{}:ether", hash), owner->second, "ETH", amount.value(), std::string(hash)});
  }
  return ok();
}

Result<void> DepositScan::add_tokens(Block& block) {
  JsonWriter filter;
  filter.begin_array().begin_object().key("blockHash").string(chain::to_hex(block.head.hash));
  filter.key("address").begin_array();
  for (const chain::Token& token : tokens_) filter.string(token.address.to_string());
  filter.end_array().key("topics").begin_array().string(chain::to_hex(chain::erc20().transferred.topic())).null();
  filter.begin_array();
  for (const auto& [address, text] : addresses_) filter.string(chain::to_hex(topic_of(address)));
  filter.end_array().end_array().end_object().end_array();
  BASIS_TRY(const auto answers, node_.ask({{"eth_getLogs", filter.text()}}));
  if (!answers.front().is_array()) return Error(ErrorKind::data, "logs: is no array");
  for (const auto& item : answers.front().get_array()) {
    if (!item.is_object()) return Error(ErrorKind::data, "logs: holds something else than objects");
    const auto& log = item.get_object();
    BASIS_TRY(const auto contract, chain::text_of(log, "address"));
    BASIS_TRY(const chain::Address at, chain::Address::parse(contract));
    BASIS_TRY(const auto hash, chain::text_of(log, "transactionHash"));
    BASIS_TRY(const std::uint64_t index, chain::quantity64_of(log, "logIndex"));
    BASIS_TRY(const chain::Bytes data, chain::bytes_of(log, "data"));
    const auto* const topics = log.if_contains("topics");
    if (topics == nullptr || !topics->is_array() || topics->get_array().size() != 3 || data.size() != 32) continue;
    BASIS_TRY(const chain::Address to, address_in(topics->get_array()[2].as_string()));
    const auto owner = addresses_.find(to);
    const auto token =
        std::find_if(tokens_.begin(), tokens_.end(), [&](const chain::Token& one) { return one.address == at; });
    if (owner == addresses_.end() || token == tokens_.end()) continue;
    const auto amount = Wei(chain::number_of(data)).to_amount(token->decimals);
    if (!amount || amount.value().sign() <= 0) continue;
    block.deposits.push_back(
        {fmt::format("{}:{}", hash, index), owner->second, token->symbol, amount.value(), std::string(hash)});
  }
  return ok();
}

}  // namespace basis::sim
