#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "tests/venues/chain/memory_lane_store.hpp"
#include "venues/chain/contract_call.hpp"
#include "venues/chain/multicall.hpp"
#include "venues/chain/transaction_lane.hpp"
#include "venues/chain_account.hpp"
#include "venues/chain_portfolio.hpp"
#include "venues/net/beast_network.hpp"

namespace basis::test {

/// The wallet of a local chain over real sockets. Every call waits; what does not end in time is thrown.
class LocalWallet final : public chain::HeadListener, public chain::LaneListener {
 public:
  /// `url` is the node's, `addresses` the file that tools/chain/start wrote.
  LocalWallet(const std::string& url, const std::filesystem::path& addresses, const std::filesystem::path& configs);
  ~LocalWallet() override;

  /// Sends it through the lane. Throws the reason where it was not done. The gas is kept by the call's text.
  chain::Receipt perform(const Result<chain::ContractCall>& call);
  /// The reason why the lane does not send it, or it reverts; throws where it is done.
  std::string refused(const Result<chain::ContractCall>& call);
  /// A transaction of an account of the node's own, as the owner of contracts.
  void administer(const chain::Address& to, const chain::Function& function, const chain::AbiValue::List& arguments,
                  const u256& value = 0);
  /// The one value, or all, of a read of a contract alone: an `eth_call` without Multicall3.
  chain::AbiValue::List ask(const chain::Address& to, const chain::Function& function,
                            const chain::AbiValue::List& arguments);
  chain::ReadAnswers read(std::vector<chain::ContractRead> reads, const chain::BlockPlace& block = {});
  std::string read_fault(std::vector<chain::ContractRead> reads, const chain::BlockPlace& block = {});
  ChainPortfolio portfolio(const PortfolioQuestion& question);
  /// Of Instadapp, as `find_account` finds it.
  std::optional<chain::Address> account();
  boost::json::value rpc(const std::string& method, const std::string& parameters = "[]");
  /// A block that is so much later than the last.
  void pass(std::uint64_t seconds);

  [[nodiscard]] const chain::ContractBook& book() const { return book_; }
  [[nodiscard]] const chain::Address& address() const { return key_->address(); }
  [[nodiscard]] chain::Address contract(std::string_view venue, std::string_view name) const {
    return book_.contract(venue, name).value();
  }
  [[nodiscard]] chain::Address token(std::string_view symbol) const { return book_.token(symbol).value().address; }
  /// What was done, and its gas.
  [[nodiscard]] const std::vector<std::pair<std::string, std::uint64_t>>& gas() const { return gas_; }

 private:
  void on_head(const chain::Head& head) override;
  void on_reorg(std::uint64_t number, std::uint64_t depth) override;
  void on_text(const std::string& text) override;
  void on_lane_text(const std::string& text) override;
  chain::LaneOutcome submit(const Result<chain::ContractCall>& call);
  template <class Ready>
  void wait(Ready ready, const std::string& what);

  chain::ContractBook book_;
  std::unique_ptr<chain::PrivateKey> key_;
  chain::Address owner_;
  std::unique_ptr<net::BeastNetwork> network_;
  std::unique_ptr<chain::Rpc> rpc_;
  MemoryLaneStore store_;
  std::unique_ptr<chain::Heads> heads_;
  std::unique_ptr<chain::TransactionLane> lane_;
  std::vector<std::pair<std::string, std::uint64_t>> gas_;
  std::size_t sent_ = 0;
};

}  // namespace basis::test
