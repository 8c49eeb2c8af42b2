#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/live/account_lock.hpp"
#include "tools/wallet/wallet_access.hpp"
#include "venues/chain/heads.hpp"
#include "venues/chain/simulation.hpp"
#include "venues/chain/transaction_lane.hpp"

namespace basis {

class LaneJournal;

/// A wallet in a person's hands: reads, tries and sends, one thing after another.
class WalletDesk final : chain::HeadListener, chain::LaneListener {
 public:
  struct Parts {
    WalletAccess* access = nullptr;
    net::Network* network = nullptr;
    std::function<void(Nanos limit)> run;  ///< lets the network work, at most so long
    std::function<bool()> interrupted;     ///< a person wants it to end
    std::function<void(const std::string& line)> tell;
    chain::LaneSettings lane{};  ///< without its chain
    Nanos wait = kMinute * 5;    ///< for an outcome
    Nanos poll = kSecond * 2;    ///< between questions for the last block
  };

  /// Usage error: the node is on another chain. Data error: it cannot be reached.
  static Result<std::unique_ptr<WalletDesk>> open(Parts parts);
  ~WalletDesk() override;

  /// Takes the wallet's lane: what an earlier run has left goes on. Usage errors: another process has it; the file is
  /// another wallet's. Data error: it cannot be read.
  Result<void> take_lane(const std::filesystem::path& file, const std::filesystem::path& locks);
  /// What the wallet's lane has open, read beside whoever has taken it; nothing is sent. Errors: as of the lane's file.
  Result<std::vector<chain::LaneEntry>> look_at_lane(const std::filesystem::path& file) const;
  /// Sends a call under an id, and waits for its outcome. Absent: it is not known in time, or a person has had enough;
  /// under the same id it is asked for again. Usage error: the lane is not taken.
  Result<std::optional<chain::LaneOutcome>> send(const std::string& id, const chain::ContractCall& call);
  /// The call that was sent under an id before; absent: none was. Usage error: the lane is not taken. Data error: it
  /// cannot be read.
  [[nodiscard]] Result<std::optional<chain::ContractCall>> kept(const std::string& id) const;
  /// Waits until nothing is open, at most the time of `wait`; with `cancel` what is open is replaced by nothing. How
  /// many are open after it.
  Result<std::size_t> settle(bool cancel);
  [[nodiscard]] std::vector<chain::LaneView> open_transactions() const;

  Result<std::vector<chain::SimulatedCall>> simulate(const std::vector<chain::ContractCall>& calls);
  Result<chain::TracedCall> trace(const chain::ContractCall& call);
  /// The wallet's Instadapp account (venues/chain_account.hpp). Absent: it has none, or the chain has no Instadapp.
  Result<std::optional<chain::Address>> account();
  /// The results of calls of the RPC, in their order. Data error: one has none; it says which.
  Result<std::vector<boost::json::value>> ask(std::vector<chain::RpcCall> calls);
  /// The answer of something that is under way. Absent: none in time.
  template <class T>
  std::optional<T> wait_for(const std::optional<T>& answer, Nanos limit) {
    run_until([&answer] { return answer.has_value(); }, limit);
    return answer;
  }
  [[nodiscard]] chain::Rpc& rpc() { return *rpc_; }
  [[nodiscard]] const WalletAccess& access() const { return *parts_.access; }
  [[nodiscard]] UtcTime now_utc() const { return parts_.network->now_utc(); }
  [[nodiscard]] UtcTime block_time() const { return heads_->tip()->time; }
  [[nodiscard]] std::uint64_t block() const { return heads_->tip()->number; }

 private:
  explicit WalletDesk(Parts parts);
  Result<void> check_chain();
  template <class Done>
  bool run_until(Done done, Nanos limit);
  void on_head(const chain::Head& head) override;
  void on_reorg(std::uint64_t number, std::uint64_t depth) override;
  void on_text(const std::string& text) override { parts_.tell(text); }
  void on_lane_text(const std::string& text) override { parts_.tell(text); }

  Parts parts_;
  chain::Hash32 genesis_{};
  std::unique_ptr<chain::Rpc> rpc_;
  std::unique_ptr<chain::Heads> heads_;
  std::optional<AccountLock> lock_;
  std::unique_ptr<LaneJournal> journal_;
  std::unique_ptr<chain::TransactionLane> lane_;
};

}  // namespace basis
