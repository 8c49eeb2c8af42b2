#include "tests/real/chain_protocols/node.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iterator>
#include <optional>

#include "core/config/load_config.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain_book.hpp"
#include "venues/chain_reverts.hpp"

namespace basis::test {
namespace {

constexpr std::uint64_t kMainnet = 1;

boost::json::value read_json(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(stream), {}));
}

}  // namespace

LocalNode::LocalNode(const std::string& url, const std::filesystem::path& addresses,
                     const std::filesystem::path& configs)
    : book_(kMainnet, "mainnet") {
  const auto environment = must(parse_environment({}), "environment");
  const auto loaded = must(load_config(configs, "usdt_market_neutral", {}, environment), "configuration");
  book_ = must(contract_book(loaded.settings, kMainnet), "book");
  if (const auto done = overlay(book_, loaded.settings, addresses); !done)
    throw std::runtime_error(done.error().text());
  accounts_ = read_json(addresses).at("accounts");
  network_ = must(net::BeastNetwork::make({}), "network");
  chain::RpcSettings settings;
  settings.endpoint = must(net::Endpoint::parse(url), "endpoint");
  rpc_ = std::make_unique<chain::Rpc>(*network_, settings);
}

const boost::json::value& LocalNode::account_of(std::string_view role) const { return accounts_.at(role); }

chain::Address LocalNode::address_of(std::string_view role) const {
  return chain::address_of(std::string_view(account_of(role).at("address").as_string()));
}

boost::json::value LocalNode::transact(const chain::Address& from, const chain::ContractCall& call) {
  // With gas of its own nothing is estimated, and what reverts is mined, too.
  constexpr std::uint64_t kGas = 5'000'000;
  const auto hash =
      rpc("eth_sendTransaction", fmt::format(R"([{{"from":"{}","to":"{}","data":"{}","value":"{}","gas":"{}"}}])",
                                             from.to_string(), call.to.to_string(), chain::to_hex(call.data),
                                             chain::quantity_text(call.value), chain::quantity_text(kGas)));
  boost::json::value receipt;
  do {
    receipt = rpc("eth_getTransactionReceipt", fmt::format("[{}]", boost::json::serialize(hash)));
  } while (receipt.is_null());
  return receipt;
}

void LocalNode::administer(const chain::Address& to, const chain::Function& function,
                           const chain::AbiValue::List& arguments, const u256& value) {
  const auto data = must(function.encode(arguments), function.signature());
  const auto receipt = transact(address_of("deployer"), {to, value, data, function.signature()});
  if (receipt.at("status").as_string() != "0x1") throw std::runtime_error(function.signature() + ": it reverted");
}

chain::AbiValue::List LocalNode::ask(const chain::Address& to, const chain::Function& function,
                                     const chain::AbiValue::List& arguments) {
  const auto data = must(function.encode(arguments), function.signature());
  const auto answer =
      rpc("eth_call", fmt::format(R"([{{"to":"{}","data":"{}"}},"latest"])", to.to_string(), chain::to_hex(data)));
  return must(function.decode(must(chain::bytes_of(answer), "bytes")), function.signature());
}

boost::json::value LocalNode::rpc(const std::string& method, const std::string& parameters) {
  std::optional<chain::RpcAnswer> heard;
  rpc_->call({method, parameters}, [&](const chain::RpcAnswer& answer) { heard = answer; });
  wait([&] { return heard.has_value(); }, method);
  if (heard->result() == nullptr) throw std::runtime_error(method + ": " + heard->fault().text);
  return *heard->result();
}

chain::ReadAnswers LocalNode::read(std::vector<chain::ContractRead> reads, const chain::BlockPlace& block) {
  std::optional<Result<chain::ReadAnswers>> heard;
  chain::read_contracts(*rpc_, contract("alchemy", "multicall3"), std::move(reads), block, contract_reverts(),
                        [&](const Result<chain::ReadAnswers>& answers) { heard.emplace(answers); });
  wait([&] { return heard.has_value(); }, "reads");
  return must(*heard, "reads");
}

std::string LocalNode::read_fault(std::vector<chain::ContractRead> reads, const chain::BlockPlace& block) {
  try {
    (void)read(std::move(reads), block);
  } catch (const std::runtime_error& fault) {
    return fault.what();
  }
  throw std::runtime_error("reads that must fail are answered");
}

ChainPortfolio LocalNode::portfolio(const PortfolioQuestion& question) {
  std::optional<Result<ChainPortfolio>> heard;
  const auto asked = read_portfolio(*rpc_, book_, question,
                                    [&](const Result<ChainPortfolio>& portfolio) { heard.emplace(portfolio); });
  if (!asked) throw std::runtime_error(asked.error().text());
  wait([&] { return heard.has_value(); }, "the portfolio");
  return must(*heard, "portfolio");
}

void LocalNode::pass(std::uint64_t seconds) {
  rpc("evm_increaseTime", fmt::format("[{}]", seconds));
  rpc("evm_mine");
}

}  // namespace basis::test
