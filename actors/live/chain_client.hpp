#pragma once

#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actors/drivers/chain_source.hpp"
#include "actors/live/account_lock.hpp"
#include "venues/chain/transaction_lane.hpp"
#include "venues/chain_order.hpp"
#include "venues/chain_reading.hpp"

namespace basis {

class LaneJournal;

/// What became of a contract order for good.
struct ChainDone {
  OrderStatus status = OrderStatus::unknown;
  std::string reason{};          ///< of a refusal
  std::vector<Amount> change{};  ///< by InstrumentId, gas left out; empty: nothing was sent
  Amount gas{};                  ///< ether
  std::uint64_t block = 0;       ///< the last in which something of it happened
};

/// What a transaction in the chain has cost.
struct ChainCost {
  Amount gas;  ///< ether
  std::uint64_t block = 0;
};

/// A payment of the wallet that is in the chain.
struct ChainPaid {
  bool done = false;
  std::string reason{};       ///< why it has no effect
  std::string transaction{};  ///< its hash
};

/// The wallet of a live node on a chain: reads what it holds at every block, and carries out one order at a time
/// through its lane. It works on the thread that polls the network.
class ChainClient final : public ChainSource, chain::HeadListener, chain::LaneListener {
 public:
  /// What is pointed to outlives it.
  struct Parts {
    const Universe* universe = nullptr;
    const Settings* settings = nullptr;
    net::Network* network = nullptr;
    net::Endpoint rpc;
    std::uint64_t chain_id = 0;
    chain::ContractBook book{0, ""};
    chain::Address wallet;
    const chain::PrivateKey* key = nullptr;
    std::filesystem::path lane_file;  ///< of the wallet's transactions
    std::filesystem::path locks;      ///< empty: no other process can send for the wallet
    std::filesystem::path gas_file;   ///< of gas money that is none of the mode's
    /// The chain begins and ends with the run: its first block is another after each start, and tells nothing.
    bool of_the_run = false;
    chain::LaneSettings lane{};         ///< without its chain
    Nanos poll = kSecond * 2;           ///< between questions for the last block
    std::vector<std::string> owners{};  ///< addresses that capital may be paid out to
    std::function<void(const std::string& kind, const std::string& text)> alert;
  };
  using Done = std::function<void(const ChainDone& done)>;
  using Paid = std::function<void(const ChainPaid& paid)>;

  /// Usage errors: the chain lacks what an instrument needs; another process sends for the wallet; no ether for gas.
  static Result<std::unique_ptr<ChainClient>> create(Parts parts);
  ~ChainClient() override;

  void start();
  /// Does what waited for the journal. Usage error: the node is on another chain, a contract has no code there, the
  /// wallet's file is another's.
  /// Data error: the file is damaged.
  Result<void> turn();

  [[nodiscard]] std::string lacking() const override;
  [[nodiscard]] std::optional<ChainTold> take_told() override;
  [[nodiscard]] venue_actor spawn(caf::actor_system& actors, const RunContext& context) override;

  /// At a first start of a mode whose capital is no ether: all of the wallet's is gas money. It is kept, and goes down
  /// by what transactions cost, so that a later boot tells it from ether that the mode holds.
  void begin_gas_money();
  /// What of the wallet's ether pays for gas beside what the mode holds.
  [[nodiscard]] Amount gas_money() const { return gas_given_ ? *gas_given_ - gas_spent_ : Amount{}; }
  /// What the mode holds of an instrument on the chain by the last reading, which is there.
  [[nodiscard]] Amount held(const Instrument& instrument) const;
  /// The last reading; null before the first.
  [[nodiscard]] const ChainReading* reading() const { return reading_ ? &*reading_ : nullptr; }
  /// Carries an order out once the journal has it, under its id: once, however often it is asked. `held` stands for the
  /// state before it where the node does not have that any more. `done` is called once.
  void execute(OrderPtr order, PositionSet held, Done done);
  /// Calls `ask` once the journal has what led to it, and the wallet's transactions are known.
  void after_commit(std::function<void()> ask) { to_ask_.push_back(std::move(ask)); }
  /// Pays tokens to an address, under an id: once, however often it is asked. Where it was asked before, it is what was
  /// asked then. To be called behind `after_commit`, as the next one.
  void pay(const std::string& id, const std::string& token, const chain::Address& to, Amount amount, Paid paid);
  /// A payment into an exchange is under way until the book has it: meanwhile the wallet holds less than it says.
  void payment_begins(const std::string& id) { paying_.insert(id); }
  void payment_ends(const std::string& id) { paying_.erase(id); }
  /// Whether a payment was asked for under this id.
  [[nodiscard]] bool pays(const std::string& id) const;
  /// The ether that a payment which was asked for moves; absent: there is none of this id.
  [[nodiscard]] std::optional<Amount> payment_value(const std::string& id) const;
  /// What a payment's gas cost, and its block; zeros: it is not in the chain.
  [[nodiscard]] ChainCost payment_cost(const std::string& id) const;
  /// Calls `done` as soon as a reading has `least` of a token in the wallet.
  void await_token(InstrumentId token, Amount least, std::function<void()> done);
  /// Transactions that are not over, in their order.
  [[nodiscard]] std::vector<chain::LaneView> open_transactions() const {
    return lane_ == nullptr ? std::vector<chain::LaneView>() : lane_->open();
  }
  /// Whether an order or a payment is not over.
  [[nodiscard]] bool busy() const { return busy_ > 0 || !paying_.empty(); }
  /// Addresses that capital may be paid out to.
  [[nodiscard]] const std::vector<std::string>& owners() const { return parts_.owners; }
  [[nodiscard]] const chain::Address& wallet() const { return parts_.wallet; }
  /// Whether the chain begins and ends with the run.
  [[nodiscard]] bool of_the_run() const { return parts_.of_the_run; }

 private:
  class Run;
  friend class Run;
  struct Awaited {
    InstrumentId token;
    Amount least;
    std::function<void()> done;
  };
  ChainClient(Parts parts, ChainReader reader);
  void identify();
  void check_contracts();
  Result<void> open_lane(const std::vector<chain::RpcAnswer>& answers);
  void read();
  void take(const Result<ChainPortfolio>& portfolio);
  void look_at_awaited();
  [[nodiscard]] UtcTime deadline() const;
  [[nodiscard]] std::optional<chain::LaneEntry> kept(const std::string& id) const;
  [[nodiscard]] bool is_ether(const Instrument& instrument) const;
  Result<void> read_gas_money();
  void count_gas();

  void on_head(const chain::Head& head) override;
  void on_reorg(std::uint64_t number, std::uint64_t depth) override;
  void on_text(const std::string& text) override { parts_.alert("chain", text); }
  void on_lane_text(const std::string& text) override { parts_.alert("transactions", text); }

  Parts parts_;
  ChainReader reader_;
  std::unique_ptr<chain::Rpc> rpc_;
  std::unique_ptr<chain::Heads> heads_;
  std::optional<AccountLock> lock_;
  std::unique_ptr<LaneJournal> journal_;
  std::unique_ptr<chain::TransactionLane> lane_;
  std::optional<ChainReading> reading_;
  bool reading_now_ = false;
  bool told_ = false;                          ///< the last reading
  std::string fault_;                          ///< why the last question had no answer
  std::vector<std::function<void()>> to_ask_;  ///< once the journal is written
  std::vector<std::shared_ptr<Run>> runs_;
  std::vector<Awaited> awaited_;
  std::size_t busy_ = 0;
  std::set<std::string> paying_;
  std::optional<Amount> gas_given_;  ///< gas money with all that the wallet ever spent; absent: the mode pays for gas
  Amount gas_spent_;                 ///< that the wallet's file knows of
  std::int64_t gas_row_ = 0;         ///< of that file, up to which it is counted
  std::optional<Error> failure_;
  std::unique_ptr<net::Timer> again_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

/// The node on this chain answers only what is asked of it: the actor of the wallet and of all protocols.
venue_actor spawn_chain_venue(caf::actor_system& actors, const RunContext& context, ChainClient& client);

}  // namespace basis
