#include "tests/venues/chain/scripted_chain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "core/base/json_reader.hpp"
#include "venues/chain/abi_encode.hpp"
#include "venues/chain/abi_function.hpp"
#include "venues/chain/keccak.hpp"

namespace basis::test {
namespace {

namespace json = boost::json;
using chain::SignedTransaction;

/// An answer of JSON-RPC that is an error.
struct Refused {
  std::int64_t code;
  std::string message;
  std::string data{};
};

std::uint8_t effect_of(const chain::Bytes& data) { return data.empty() ? std::uint8_t{0} : data.front(); }

/// Error("it is so").
std::string revert_data() {
  const chain::Function error("Error(string)");
  return chain::to_hex(error.call("it is so").value());
}

}  // namespace

class ScriptedChain::Subscriber final : public net::ServerSocketHandler {
 public:
  Subscriber(ScriptedChain& owner, net::ServerSocket& socket) : owner_(owner), socket_(socket) {
    owner_.subscribers_.push_back(this);
  }
  ~Subscriber() override { std::erase(owner_.subscribers_, this); }
  void on_text(std::string_view) override { socket_.send(R"({"jsonrpc":"2.0","id":1,"result":"0xabc"})"); }
  void tell(const json::value& block) {
    socket_.send(R"({"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0xabc","result":)" +
                 json::serialize(block) + "}}");
  }

 private:
  ScriptedChain& owner_;
  net::ServerSocket& socket_;
};

ScriptedChain::ScriptedChain(UtcTime start, std::uint64_t seed, const chain::Address& wallet)
    : wallet_(wallet), random_(seed), now_(start), next_block_(start + kBlockTime) {
  blocks_.push_back({0, chain::keccak256(chain::as_bytes("genesis")), {}, start, 1'000'000'000});
}

std::size_t ScriptedChain::count_of(const chain::Bytes& data) const {
  std::size_t found = 0;
  for (const Block& block : blocks_)
    for (const SignedTransaction& one : block.transactions) found += one.transaction.data == data ? 1U : 0U;
  return found;
}

std::uint64_t ScriptedChain::count(std::size_t blocks) const {
  std::uint64_t found = 0;
  for (std::size_t i = 0; i < blocks; ++i) found += blocks_[i].transactions.size();
  return found;
}

void ScriptedChain::overtake(const chain::Bytes& raw) {
  const auto read = chain::read_transaction(raw).value();
  std::erase_if(pool_, [&](const SignedTransaction& one) { return one.transaction.nonce == read.transaction.nonce; });
  pool_.push_back(read);
}

void ScriptedChain::mine() {
  const Block& last = blocks_.back();
  Block block;
  block.number = last.number + 1;
  block.parent = last.hash;
  block.time = std::max(now_, last.time + kSecond);
  block.base_fee =
      happens(chances.spike) ? u256(last.base_fee * 6) : u256(last.base_fee * (875 + random_() % 251) / 1000);
  block.base_fee = std::clamp(block.base_fee, u256(100'000'000), u256(60'000'000'000U));
  block.hash =
      chain::keccak256(chain::as_bytes(fmt::format("{} {} {}", block.number, chain::to_hex(last.hash), salt_)));
  std::uint64_t next = count(blocks_.size());
  for (bool more = true; more;) {
    more = false;
    for (std::size_t i = 0; i < pool_.size(); ++i) {
      const auto& found = pool_[i].transaction;
      if (found.nonce != next || found.max_fee < block.base_fee || happens(chances.left_out)) continue;
      block.transactions.push_back(pool_[i]);
      ++next;
      more = true;
      break;
    }
  }
  std::erase_if(pool_, [&](const SignedTransaction& one) { return one.transaction.nonce < next; });
  if (!pool_.empty() && happens(chances.forgotten)) pool_.erase(pool_.begin());
  blocks_.push_back(std::move(block));
  for (Subscriber* const one : subscribers_) one->tell(block_json(blocks_.back()));
}

void ScriptedChain::reorganise(std::uint64_t depth) {
  ++salt_;
  const std::size_t dropped = std::min<std::size_t>(depth, blocks_.size() - 1);
  for (std::size_t i = 0; i < dropped; ++i) {
    // What the dropped blocks held is in the pool again, or forgotten.
    for (const SignedTransaction& one : blocks_.back().transactions)
      if (!forget_on_reorg && random_() % 2 == 0) pool_.push_back(one);
    blocks_.pop_back();
  }
  for (std::size_t i = 0; i <= dropped; ++i) mine();
}

void ScriptedChain::advance(UtcTime now) {
  while (next_block_ <= now) {
    now_ = next_block_;
    next_block_ = next_block_ + kBlockTime;
    if (happens(chances.reorg))
      reorganise(1 + random_() % chances.depth);
    else
      mine();
  }
  now_ = now;
}

json::value ScriptedChain::block_json(const Block& block) {
  json::array transactions;
  for (const SignedTransaction& one : block.transactions)
    transactions.push_back(json::object{{"hash", chain::to_hex(one.hash)},
                                        {"from", one.sender.to_string()},
                                        {"nonce", chain::quantity_text(one.transaction.nonce)}});
  return json::object{
      {"transactions", std::move(transactions)},

      {"number", chain::quantity_text(block.number)},
      {"hash", chain::to_hex(block.hash)},
      {"parentHash", chain::to_hex(block.parent)},
      {"timestamp", chain::quantity_text(static_cast<std::uint64_t>(block.time.nanos() / kSecond.count))},
      {"baseFeePerGas", chain::quantity_text(block.base_fee)}};
}

json::value ScriptedChain::send(const std::string& raw) {
  const auto read = chain::read_transaction(chain::from_hex(raw).value());
  if (!read) throw Refused{-32000, "rlp: " + read.error().text()};
  const SignedTransaction& made = read.value();
  if (made.sender != wallet_ || made.transaction.chain_id != chain_id) throw Refused{-32000, "invalid sender"};
  const std::uint64_t nonce = made.transaction.nonce;
  if (nonce < count(blocks_.size())) throw Refused{-32000, "nonce too low: next nonce is higher"};
  const auto there =
      std::ranges::find_if(pool_, [nonce](const SignedTransaction& one) { return one.transaction.nonce == nonce; });
  if (there == pool_.end()) {
    pool_.push_back(made);
    return json::string(chain::to_hex(made.hash));
  }
  if (there->hash == made.hash) throw Refused{-32000, "already known"};
  const auto& old = there->transaction;
  if (made.transaction.max_fee * 10 < old.max_fee * 11 ||
      made.transaction.max_priority_fee * 10 < old.max_priority_fee * 11)
    throw Refused{-32000, "replacement transaction underpriced"};
  *there = made;
  return json::string(chain::to_hex(made.hash));
}

json::value ScriptedChain::receipt(const std::string& hash, std::size_t blocks) {
  if (happens(chances.no_receipt)) return nullptr;
  for (std::size_t i = 0; i < blocks; ++i)
    for (const SignedTransaction& one : blocks_[i].transactions) {
      if (chain::to_hex(one.hash) != hash) continue;
      const bool succeeds = effect_of(one.transaction.data) != Effect::reverts_mined;
      return json::object{{"transactionHash", hash},
                          {"blockNumber", chain::quantity_text(blocks_[i].number)},
                          {"blockHash", chain::to_hex(blocks_[i].hash)},
                          {"status", succeeds ? "0x1" : "0x0"},
                          {"gasUsed", "0x5208"},
                          {"effectiveGasPrice", chain::quantity_text(blocks_[i].base_fee)},
                          {"logs", json::array()}};
    }
  return nullptr;
}

json::value ScriptedChain::fees(std::size_t blocks) const {
  const std::string base = chain::quantity_text(blocks_[blocks - 1].base_fee);
  // One array within another: in braces, compilers differ in whether that is a copy.
  json::array paid, rewards;
  paid.emplace_back("0x5f5e100");
  rewards.emplace_back(std::move(paid));
  return json::object{
      {"oldestBlock", "0x0"}, {"baseFeePerGas", json::array{base, base}}, {"reward", std::move(rewards)}};
}

json::value ScriptedChain::result_of(const std::string& method, const json::array& parameters, std::size_t blocks) {
  const auto text = [&](std::size_t i) { return std::string(parameters.at(i).as_string()); };
  if (method == "eth_chainId") return json::string(chain::quantity_text(chain_id));
  if (method == "eth_getBalance") return json::string(chain::quantity_text(balance));
  if (method == "eth_feeHistory") return fees(blocks);
  if (method == "eth_getTransactionReceipt") return receipt(text(0), blocks);
  if (method == "eth_sendRawTransaction") return send(text(0));
  if (method == "eth_sendPrivateTransaction") return send(std::string(parameters.at(0).at("tx").as_string()));
  if (method == "eth_getTransactionCount")
    return json::string(chain::quantity_text(count(blocks) + (text(1) == "pending" ? pool_.size() : 0)));
  if (method == "eth_estimateGas" || method == "eth_call") {
    const auto data = chain::from_hex(std::string(parameters.at(0).at("data").as_string())).value();
    const bool fails =
        effect_of(data) == Effect::reverts || (method == "eth_call" && effect_of(data) == Effect::reverts_mined);
    if (fails) throw Refused{3, "execution reverted: it is so", revert_data()};
    return json::string("0xea60");
  }
  if (method == "eth_getBlockByNumber") {
    if (text(0) == "latest") return block_json(blocks_[blocks - 1]);
    const std::uint64_t number = chain::parse_quantity64(text(0)).value();
    return number < blocks ? block_json(blocks_[number]) : json::value(nullptr);
  }
  if (method == "eth_getBlockByHash") {
    for (const Block& block : blocks_)
      if (chain::to_hex(block.hash) == text(0)) return block_json(block);
    return nullptr;
  }
  throw Refused{-32601, "the method does not exist"};
}

json::object ScriptedChain::answer(const json::object& call, std::size_t blocks) {
  json::object made{{"jsonrpc", "2.0"}, {"id", call.at("id")}};
  const std::string method(call.at("method").as_string());
  ++calls[method];
  try {
    if (const auto planned = next_errors_.extract(method)) throw Refused{-32000, planned.mapped()};
    made["result"] = result_of(method, call.at("params").as_array(), blocks);
  } catch (const Refused& refused) {
    json::object error{{"code", refused.code}, {"message", refused.message}};
    if (!refused.data.empty()) error["data"] = refused.data;
    made["error"] = std::move(error);
  }
  return made;
}

void ScriptedChain::on_request(const net::HttpRequest& request, net::Respond respond) {
  const bool faulted = happens(chances.fault);
  const auto kind = faulted ? random_() % 7 : 99;
  if (kind == 0) return respond(net::HttpResponse{429, {{"Retry-After", "2"}}, "slow down"});
  if (kind == 1) return respond(net::HttpResponse{503, {}, "<html>gone</html>"});
  if (kind == 2)
    return respond(net::HttpResponse{401, {}, R"({"jsonrpc":"2.0","error":{"code":-32000,"message":"key"}})"});
  if (kind == 3) return respond(std::nullopt);
  if (kind == 4) return;
  const std::size_t lag = happens(chances.lag) ? 1 + random_() % 3 : 0;
  const std::size_t blocks = blocks_.size() > lag ? blocks_.size() - lag : 1;
  const json::value body = json::parse(request.body);
  std::string text;
  if (const auto* const batch = body.if_array()) {
    json::array answers;
    for (const auto& call : *batch) answers.push_back(answer(call.as_object(), blocks));
    std::shuffle(answers.begin(), answers.end(), random_);
    text = json::serialize(answers);
  } else {
    text = json::serialize(answer(body.as_object(), blocks));
  }
  if (kind == 5) return respond(std::nullopt);
  if (kind == 6) text.resize(text.size() / 2);
  respond(net::HttpResponse{200, {}, std::move(text)});
}

std::unique_ptr<net::ServerSocketHandler> ScriptedChain::on_upgrade(const net::HttpRequest&,
                                                                    net::ServerSocket& socket) {
  return std::make_unique<Subscriber>(*this, socket);
}

}  // namespace basis::test
