#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "venues/chain/fees.hpp"
#include "venues/chain/heads.hpp"
#include "venues/chain/lane_store.hpp"
#include "venues/chain/receipt.hpp"
#include "venues/chain/revert.hpp"
#include "venues/chain/rpc.hpp"
#include "venues/chain/signer.hpp"

namespace basis::chain {

struct LaneSettings {
  std::uint64_t chain_id = 0;
  std::uint64_t confirmations = 2;    ///< blocks, its own among them, until an outcome counts
  std::uint64_t gas_percent = 120;    ///< of the estimate: what is asked for
  std::uint64_t resend_blocks = 2;    ///< after so many blocks without it, it is sent again
  std::uint64_t stuck_blocks = 5;     ///< after so many, it is replaced by one that pays more
  Nanos prepare_limit = kMinute * 5;  ///< how long a node may be unable to say what a new transaction needs
  FeePolicy fees{};
  /// Past the public pool, by `eth_sendPrivateTransaction`, for so many blocks each time (Alchemy, "Private
  /// Transactions"); zero: by `eth_sendRawTransaction`.
  std::uint64_t private_blocks = 0;
};

/// What became of a request for good.
struct LaneOutcome {
  bool done = false;                 ///< it is in the chain, and did what it should; false: it has no effect but gas
  std::string reason{};              ///< why it has none
  std::optional<Receipt> receipt{};  ///< of what is in the chain
};

/// A request as a person sees it.
struct LaneView {
  LaneRequest request;
  std::optional<std::uint64_t> nonce{};  ///< absent: it waits for its turn
  std::vector<LaneAttempt> attempts{};
  std::string progress;  ///< "waits", "is prepared", "was sent in block 12", "is in block 13"
};

class LaneListener {
 public:
  virtual ~LaneListener() = default;
  /// Something that a person should see: once for each thing.
  virtual void on_lane_text(const std::string& text) = 0;

 protected:
  LaneListener() = default;
  LaneListener(const LaneListener&) = default;
  LaneListener& operator=(const LaneListener&) = default;
};

/// The transactions of one wallet, one after another: each is tried on the state that the one before it has left, and
/// has the next nonce. A transaction is kept before it is broadcast, and is broadcast again, the same bytes, until its
/// nonce is in the chain: so nothing is sent twice, and no outcome is made up. Time alone ends nothing that may have
/// left.
class TransactionLane {
 public:
  using Done = std::function<void(const LaneOutcome& outcome)>;

  /// All outlive it. `reverts` names the errors of contracts.
  TransactionLane(Rpc& rpc, const Heads& heads, LaneStore& store, const PrivateKey& key, const RevertReader& reverts,
                  LaneSettings settings, LaneListener& listener);
  ~TransactionLane();

  /// Takes up what an earlier run has left. Data error: the store cannot be read.
  Result<void> recover();
  /// Calls `done` once, when the outcome is known, never from inside this call. What was asked for under the same id
  /// before is not sent again.
  void submit(LaneRequest request, Done done);
  /// Ends what waits; what was sent is replaced by a transaction without effect, and either may get into the chain.
  /// False: no such request is open.
  bool cancel(const std::string& id);
  void on_head(const Head& head);

  /// What is open, in its order.
  [[nodiscard]] std::vector<LaneView> open() const;
  [[nodiscard]] const Address& wallet() const { return wallet_; }

 private:
  struct Waiting {
    LaneRequest request;
    std::vector<Done> done;
    std::optional<UtcTime> since{};  ///< when it was first prepared
  };
  /// The transaction that was signed and is not in the chain yet.
  struct Active {
    LaneEntry entry;
    std::vector<Done> done;
    bool may_be_taken = false;        ///< a node may have it
    std::uint64_t sent_block = 0;     ///< the end of the chain when it was sent last
    std::uint64_t attempt_block = 0;  ///< and when its last attempt was
    std::uint64_t first_block = 0;    ///< and when it was signed first
    /// The next block to be looked through for what has its nonce, while that is in the chain and no receipt tells it.
    std::optional<std::uint64_t> search_block{};
    std::optional<std::uint64_t> seen_block{};  ///< where it was seen in the chain
  };

  void next();
  void prepare();
  void prepared(const std::vector<RpcAnswer>& answers);
  void put_off(const std::string& why);
  void sign_and_send(std::uint64_t nonce, std::uint64_t gas, const Fees& fees);
  [[nodiscard]] LaneAttempt signed_attempt(const LaneEntry& entry, const Fees& fees, bool cancels) const;
  bool keep(const LaneEntry& entry);
  void broadcast();
  void sent(const Hash32& hash, const RpcAnswer& answer);

  void look();
  void looked(const std::vector<RpcAnswer>& answers);
  void found(const Receipt& receipt);
  void not_found(std::uint64_t count, const std::optional<FeeHistory>& history);
  void fill(std::uint64_t nonce, const FeeHistory& history);
  void search();
  void searched(std::uint64_t first, const std::vector<RpcAnswer>& answers);
  void overtaken(const Hash32& by);
  void replace(const FeeHistory& history, bool cancels);
  void ask_reason(const Receipt& receipt);
  void settle(const Receipt& receipt, std::string reason);
  void end(LaneState state, const LaneOutcome& outcome);

  void refuse_front(const std::string& reason);
  void later(std::vector<Done> done, LaneOutcome outcome);
  void answer_again(const LaneEntry& entry, Done done);
  [[nodiscard]] std::string call_parameters(const LaneRequest& request, std::string_view block) const;
  [[nodiscard]] std::string reason_of(const RpcFault& fault) const;
  void tell_once(const std::string& key, const std::string& text);
  /// `work` unless the lane is gone.
  template <class Work>
  [[nodiscard]] auto guarded(Work work) const {
    return [work = std::move(work), alive = alive_](const auto& answer) {
      if (*alive) work(answer);
    };
  }

  Rpc& rpc_;
  const Heads& heads_;
  LaneStore& store_;
  const PrivateKey& key_;
  const RevertReader& reverts_;
  LaneSettings settings_;
  LaneListener& listener_;
  Address wallet_;
  std::deque<Active> held_;  ///< signed, and behind the one that is looked for
  std::deque<Waiting> waiting_;
  std::optional<Active> active_;
  bool asking_ = false;  ///< an answer about the first of these is under way
  bool cancel_front_ = false;
  std::set<std::string> told_;  ///< of the first of these
  std::uint64_t next_timer_ = 0;
  std::map<std::uint64_t, std::unique_ptr<net::Timer>> timers_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace basis::chain
