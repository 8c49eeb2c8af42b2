#pragma once

#include <boost/json/value.hpp>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/settings.hpp"
#include "venues/chain/contract_book.hpp"
#include "venues/chain/contract_call.hpp"
#include "venues/chain/multicall.hpp"
#include "venues/chain_portfolio.hpp"
#include "venues/net/beast_network.hpp"

namespace basis::test {

/// A local chain over real sockets, and the accounts that its node signs for. Every call waits; what does not end in
/// time is thrown.
class LocalNode {
 public:
  /// `url` is the node's, `addresses` the file that tools/chain/start wrote.
  LocalNode(const std::string& url, const std::filesystem::path& addresses, const std::filesystem::path& configs);

  /// A transaction of an account that the node signs for: its receipt, whatever became of it.
  boost::json::value transact(const chain::Address& from, const chain::ContractCall& call);
  /// One of the contracts' owner, which has to work.
  void administer(const chain::Address& to, const chain::Function& function, const chain::AbiValue::List& arguments,
                  const u256& value = 0);
  /// The one value, or all, of a read of a contract alone: an `eth_call` without Multicall3.
  chain::AbiValue::List ask(const chain::Address& to, const chain::Function& function,
                            const chain::AbiValue::List& arguments);
  chain::ReadAnswers read(std::vector<chain::ContractRead> reads, const chain::BlockPlace& block = {});
  std::string read_fault(std::vector<chain::ContractRead> reads, const chain::BlockPlace& block = {});
  ChainPortfolio portfolio(const PortfolioQuestion& question);
  boost::json::value rpc(const std::string& method, const std::string& parameters = "[]");
  /// A block that is so much later than the last.
  void pass(std::uint64_t seconds);

  [[nodiscard]] const chain::ContractBook& book() const { return book_; }
  [[nodiscard]] chain::Address contract(std::string_view venue, std::string_view name) const {
    return book_.contract(venue, name).value();
  }
  [[nodiscard]] chain::Address token(std::string_view symbol) const { return book_.token(symbol).value().address; }
  /// Of the file, by its role: "wallet", "deployer".
  [[nodiscard]] chain::Address address_of(std::string_view role) const;
  [[nodiscard]] const boost::json::value& account_of(std::string_view role) const;

 protected:
  template <class Ready>
  void wait(Ready ready, const std::string& what);

  chain::ContractBook book_;
  boost::json::value accounts_;
  std::unique_ptr<net::BeastNetwork> network_;
  std::unique_ptr<chain::Rpc> rpc_;
};

/// The value, or its fault as an exception.
template <class T>
T must(Result<T> result, const std::string& what) {
  if (!result) throw std::runtime_error(what + ": " + result.error().text());
  return std::move(result).value();
}

template <class Ready>
void LocalNode::wait(Ready ready, const std::string& what) {
  constexpr Nanos kPatience = kSecond * 20;
  const UtcTime end = network_->now_utc() + kPatience;
  while (!ready()) {
    if (network_->now_utc() > end) throw std::runtime_error(what + " does not end");
    network_->run_for(Nanos{10'000'000});
  }
}

}  // namespace basis::test
