#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/real/chain_protocols/node.hpp"
#include "tests/venues/chain/memory_lane_store.hpp"
#include "venues/chain/contract_call.hpp"
#include "venues/chain/transaction_lane.hpp"
#include "venues/chain_account.hpp"

namespace basis::test {

/// The wallet of a local chain over real sockets. Every call waits; what does not end in time is thrown.
class LocalWallet final : public LocalNode, public chain::HeadListener, public chain::LaneListener {
 public:
  /// `url` is the node's, `addresses` the file that tools/chain/start wrote.
  LocalWallet(const std::string& url, const std::filesystem::path& addresses, const std::filesystem::path& configs);
  ~LocalWallet() override;

  /// Sends it through the lane. Throws the reason where it was not done. The gas is kept by the call's text.
  chain::Receipt perform(const Result<chain::ContractCall>& call);
  /// The reason why the lane does not send it, or it reverts; throws where it is done.
  std::string refused(const Result<chain::ContractCall>& call);
  /// Of Instadapp, as `find_account` finds it.
  std::optional<chain::Address> account();

  [[nodiscard]] const chain::Address& address() const { return key_->address(); }
  /// What was done, and its gas.
  [[nodiscard]] const std::vector<std::pair<std::string, std::uint64_t>>& gas() const { return gas_; }

 private:
  void on_head(const chain::Head& head) override;
  void on_reorg(std::uint64_t number, std::uint64_t depth) override;
  void on_text(const std::string& text) override;
  void on_lane_text(const std::string& text) override;
  chain::LaneOutcome submit(const Result<chain::ContractCall>& call);

  std::unique_ptr<chain::PrivateKey> key_;
  MemoryLaneStore store_;
  std::unique_ptr<chain::Heads> heads_;
  std::unique_ptr<chain::TransactionLane> lane_;
  std::vector<std::pair<std::string, std::uint64_t>> gas_;
  std::size_t sent_ = 0;
};

}  // namespace basis::test
