#include "tests/real/chain_protocols/wallet.hpp"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "core/config/load_config.hpp"
#include "venues/chain/json_fields.hpp"
#include "venues/chain_book.hpp"
#include "venues/chain_reverts.hpp"

namespace basis::test {
namespace {

constexpr std::uint64_t kMainnet = 1;
constexpr Nanos kPatience = kSecond * 20;

/// The value, or its fault as an exception.
template <class T>
T must(Result<T> result, const std::string& what) {
  if (!result) throw std::runtime_error(what + ": " + result.error().text());
  return std::move(result).value();
}

boost::json::value read_json(const std::filesystem::path& file) {
  std::ifstream stream(file);
  return boost::json::parse(std::string(std::istreambuf_iterator<char>(stream), {}));
}

}  // namespace

LocalWallet::LocalWallet(const std::string& url, const std::filesystem::path& addresses,
                         const std::filesystem::path& configs)
    : book_(kMainnet, "mainnet") {
  const auto environment = must(parse_environment({}), "environment");
  const auto loaded = must(load_config(configs, "usdt_market_neutral", {}, environment), "configuration");
  book_ = must(contract_book(loaded.settings, kMainnet), "book");
  if (const auto done = overlay(book_, loaded.settings, addresses); !done)
    throw std::runtime_error(done.error().text());
  const boost::json::value file = read_json(addresses);
  const boost::json::value& accounts = file.at("accounts");
  key_ = std::make_unique<chain::PrivateKey>(
      must(chain::PrivateKey::parse(Secret(std::string(accounts.at("wallet").at("private_key").as_string()))), "key"));
  owner_ = chain::address_of(std::string_view(accounts.at("deployer").at("address").as_string()));
  network_ = must(net::BeastNetwork::make({}), "network");
  chain::RpcSettings settings;
  settings.endpoint = must(net::Endpoint::parse(url), "endpoint");
  rpc_ = std::make_unique<chain::Rpc>(*network_, settings);
  chain::HeadSettings heads;
  heads.poll = Nanos{20'000'000};
  heads_ = std::make_unique<chain::Heads>(*network_, *rpc_, heads, *this);
  chain::LaneSettings lane;
  lane.chain_id = kMainnet;
  lane.confirmations = 1;
  lane_ = std::make_unique<chain::TransactionLane>(*rpc_, *heads_, store_, *key_, contract_reverts(), lane, *this);
  heads_->start();
  wait([&] { return heads_->tip() != nullptr; }, "the first block");
}

LocalWallet::~LocalWallet() = default;

template <class Ready>
void LocalWallet::wait(Ready ready, const std::string& what) {
  const UtcTime end = network_->now_utc() + kPatience;
  while (!ready()) {
    if (network_->now_utc() > end) throw std::runtime_error(what + " does not end");
    network_->run_for(Nanos{10'000'000});
  }
}

chain::LaneOutcome LocalWallet::submit(const Result<chain::ContractCall>& made) {
  const chain::ContractCall call = must(Result<chain::ContractCall>(made), "a call");
  std::optional<chain::LaneOutcome> outcome;
  lane_->submit({fmt::format("{}", ++sent_), call.to, call.value, call.data, call.text},
                [&](const chain::LaneOutcome& ended) { outcome = ended; });
  wait([&] { return outcome.has_value(); }, call.text);
  return *outcome;
}

chain::Receipt LocalWallet::perform(const Result<chain::ContractCall>& call) {
  const chain::LaneOutcome outcome = submit(call);
  if (!outcome.done) throw std::runtime_error(call.value().text + ": " + outcome.reason);
  gas_.emplace_back(call.value().text, outcome.receipt->gas_used);
  return *outcome.receipt;
}

std::string LocalWallet::refused(const Result<chain::ContractCall>& call) {
  const chain::LaneOutcome outcome = submit(call);
  if (outcome.done) throw std::runtime_error(call.value().text + ": it was done");
  return outcome.reason;
}

void LocalWallet::administer(const chain::Address& to, const chain::Function& function,
                             const chain::AbiValue::List& arguments, const u256& value) {
  const auto data = must(function.encode(arguments), function.signature());
  const auto hash = rpc("eth_sendTransaction",
                        fmt::format(R"([{{"from":"{}","to":"{}","data":"{}","value":"{}"}}])", owner_.to_string(),
                                    to.to_string(), chain::to_hex(data), chain::quantity_text(value)));
  boost::json::value receipt;
  do {
    receipt = rpc("eth_getTransactionReceipt", fmt::format("[{}]", boost::json::serialize(hash)));
  } while (receipt.is_null());
  if (receipt.at("status").as_string() != "0x1") throw std::runtime_error(function.signature() + ": it reverted");
}

chain::AbiValue::List LocalWallet::ask(const chain::Address& to, const chain::Function& function,
                                       const chain::AbiValue::List& arguments) {
  const auto data = must(function.encode(arguments), function.signature());
  const auto answer =
      rpc("eth_call", fmt::format(R"([{{"to":"{}","data":"{}"}},"latest"])", to.to_string(), chain::to_hex(data)));
  return must(function.decode(must(chain::bytes_of(answer), "bytes")), function.signature());
}

boost::json::value LocalWallet::rpc(const std::string& method, const std::string& parameters) {
  std::optional<chain::RpcAnswer> heard;
  rpc_->call({method, parameters}, [&](const chain::RpcAnswer& answer) { heard = answer; });
  wait([&] { return heard.has_value(); }, method);
  if (heard->result() == nullptr) throw std::runtime_error(method + ": " + heard->fault().text);
  return *heard->result();
}

chain::ReadAnswers LocalWallet::read(std::vector<chain::ContractRead> reads, const chain::BlockPlace& block) {
  std::optional<Result<chain::ReadAnswers>> heard;
  chain::read_contracts(*rpc_, contract("alchemy", "multicall3"), std::move(reads), block, contract_reverts(),
                        [&](const Result<chain::ReadAnswers>& answers) { heard.emplace(answers); });
  wait([&] { return heard.has_value(); }, "reads");
  return must(*heard, "reads");
}

std::string LocalWallet::read_fault(std::vector<chain::ContractRead> reads, const chain::BlockPlace& block) {
  try {
    (void)read(std::move(reads), block);
  } catch (const std::runtime_error& fault) {
    return fault.what();
  }
  throw std::runtime_error("reads that must fail are answered");
}

ChainPortfolio LocalWallet::portfolio(const PortfolioQuestion& question) {
  std::optional<Result<ChainPortfolio>> heard;
  const auto asked = read_portfolio(*rpc_, book_, question,
                                    [&](const Result<ChainPortfolio>& portfolio) { heard.emplace(portfolio); });
  if (!asked) throw std::runtime_error(asked.error().text());
  wait([&] { return heard.has_value(); }, "the portfolio");
  return must(*heard, "portfolio");
}

std::optional<chain::Address> LocalWallet::account() {
  using Found = std::optional<chain::Address>;
  std::optional<Result<Found>> heard;
  const auto asked =
      find_account(*rpc_, book_, address(), [&](const Result<Found>& account) { heard.emplace(account); });
  if (!asked) throw std::runtime_error(asked.error().text());
  wait([&] { return heard.has_value(); }, "the account");
  return must(*heard, "account");
}

void LocalWallet::pass(std::uint64_t seconds) {
  rpc("evm_increaseTime", fmt::format("[{}]", seconds));
  rpc("evm_mine");
}

void LocalWallet::on_head(const chain::Head& head) {
  if (lane_) lane_->on_head(head);
}
void LocalWallet::on_reorg(std::uint64_t number, std::uint64_t) {
  throw std::runtime_error(fmt::format("the block {} was replaced", number));
}
void LocalWallet::on_text(const std::string& text) { fmt::print("  {}\n", text); }
void LocalWallet::on_lane_text(const std::string& text) { fmt::print("  {}\n", text); }

}  // namespace basis::test
