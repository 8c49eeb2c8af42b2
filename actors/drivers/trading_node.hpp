#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "actors/drivers/chain_source.hpp"
#include "actors/drivers/node_venues.hpp"
#include "actors/journal/journal.hpp"
#include "actors/journal/order_log.hpp"
#include "actors/system.hpp"
#include "actors/tick_source.hpp"
#include "actors/trading/hot_path.hpp"
#include "core/config/remake_mode.hpp"
#include "core/history/feed_snapshot.hpp"

namespace basis {

class SimulatedChain;

/// Hears what the hot lane did, in order.
class TradingObserver {
 public:
  virtual ~TradingObserver() = default;
  virtual void outcome(const HotOutcome& outcome) = 0;

 protected:
  TradingObserver() = default;
  TradingObserver(const TradingObserver&) = default;
  TradingObserver& operator=(const TradingObserver&) = default;
};

/// A node over frames, recorded or live: the strategy and its monitors of a backtest, the hot lane, and the exchanges
/// as recorded books or sessions have them. Its owner gives it the time; frames and node share one thread.
///
/// A step is due at every multiple of the interval at which equity is recorded, at once after what a decision may have
/// to follow (a pair that ended, a payment, an alert), and wherever a venue told something. The strategy is asked at
/// multiples of its own interval and when a step is due at once.
class TradingNode final : public TradingDesk {
 public:
  struct Parts {
    const Universe* universe = nullptr;
    const Settings* settings = nullptr;
    const CostCalculator* costs = nullptr;
    const CapitalFlows* flows = nullptr;
    const Timeline* history = nullptr;  ///< what no feed has; may be null
    PairTermsOf pair_terms;
    UtcTime from;  ///< nothing is decided before
    Nanos max_price_age;
    RunObserver* observer = nullptr;
    TradingObserver* trading = nullptr;
    HotPath* hot = nullptr;
    NodeVenues* venues = nullptr;
    /// The actor of an exchange's account.
    std::function<venue_actor(caf::actor_system&, const RunContext&, AccountId)> exchange;
    std::shared_ptr<SimulatedChain> chain;  ///< the wallet and what it holds in protocols; null with a `chain_source`
    ChainSource* chain_source = nullptr;    ///< a chain outside the process
    RemakeMode remake{};                    ///< for parameters that persons change; empty: none can be changed
    std::size_t queue_capacity = 0;
    Nanos receive_window;        ///< how long after its time stamp a venue takes a request
    Journal* journal = nullptr;  ///< null: none is kept, and nothing can be restarted
    /// Called before each commit of the journal; an error ends the run, and nothing is committed.
    std::function<Result<void>()> before_commit{};
    const OrderLog* orders = nullptr;  ///< what left after the journal's last commit; may be null
    std::string node_id;               ///< the beginning of the order ids
    std::string configuration;         ///< fingerprint
    const char* released = "";         ///< the reason with which the owner set the kill switch to `active`
    Amount day_loss{};                 ///< USDT; a loss of the UTC day over it only reduces; zero: any
    bool starts_paused = false;        ///< a first start decides nothing before a person resumes it
    bool transfers_take_time = false;  ///< see `RunContext`
    /// Whether the run may begin with what its accounts hold; not asked when a journal is gone on from.
    std::function<Result<void>()> before_first{};
  };

  /// Equity is recorded at least so often.
  static constexpr Nanos kRecorded = kSecond * 60;

  /// Everything that is pointed to outlives the node. Usage error: no strategy for the mode.
  static Result<std::unique_ptr<TradingNode>> create(const Parts& parts);
  ~TradingNode() override;

  /// The queue that the feeds push their events to.
  [[nodiscard]] FeedQueue* events() { return &events_; }

  /// Whether the two calls that follow can do something at `time`, though nothing was told since they were made last.
  [[nodiscard]] bool due(UtcTime time) const;
  /// What happens before a frame that is received at `received`. Error: the run cannot go on.
  Result<void> before_frame(UtcTime received);
  /// The frame has been applied to its book.
  Result<void> after_frame(UtcTime received);
  /// Goes on from a journal that has boots; without effect where it has none. Data error: as `restart`.
  Result<void> go_on_from_journal(UtcTime time);
  /// The last instant that the boots before knew whole; absent at a first boot.
  [[nodiscard]] std::optional<UtcTime> known_until() const {
    return rebuilt_ == nullptr ? std::nullopt : std::optional(rebuilt_->memory.driver.last);
  }
  /// Throws the node away, with its orders and pairs, and begins a new boot from its journal alone. The venues, the
  /// chain and the feeds are as they were. Nothing happens before the first step. Data error: the journal cannot be
  /// read, or no state follows from it.
  Result<void> restart(UtcTime time);
  /// The strategy is asked no more; what is left of the open plan is not sent; pairs end with what is done, and even.
  void end_plan();
  /// Does what a person asks for, and writes it to the journal. Usage error: it cannot be done now, and nothing is.
  Result<void> control(UtcTime time, const ControlCommand& command);
  [[nodiscard]] const ControlState& control_state() const { return control_; }
  /// Lets no more than `state` allows be sent, beside what persons have set, until it is called again. Before the first
  /// step without effect.
  Result<void> limit(UtcTime time, journal::KillRule rule, KillState state, const std::string& reason);
  /// Notes what a person should hear of; before the first step it is kept for it.
  void alert(UtcTime time, journal::PersonAlerted alert);
  /// Whether pairs are worked.
  [[nodiscard]] bool works() const { return !working_.empty(); }
  /// Profit of the UTC day and its peak, as the steps that were closed have it, over starts.
  [[nodiscard]] const LossWatch& losses() const { return losses_; }
  /// Whether everything is being closed by a person's word.
  [[nodiscard]] bool leaving() const;
  /// The last frame was received at `last`. `round_trip`: the longest that a venue's answer takes.
  Result<void> finish(UtcTime last, Nanos round_trip);

  /// The first and the last step; absent before the first.
  [[nodiscard]] std::optional<UtcTime> started() const { return started_; }
  [[nodiscard]] UtcTime last_step() const { return last_; }
  /// What the first step waits for, or waited for; empty once it was made.
  [[nodiscard]] const std::vector<std::string>& lacking() const { return lacking_; }
  /// What is held by the last entry of each instrument; by InstrumentId.
  [[nodiscard]] const PositionSet& book() const { return book_; }
  /// What the report has to say of the market's sources.
  [[nodiscard]] const std::vector<std::string>& remarks() const { return remarks_; }

  void work(const PairOrder& order) override;
  void resume(const OpenPair& pair) override;
  void stop(std::uint64_t pair) override;
  [[nodiscard]] bool takes_orders(MarketId market) const override { return !down_.contains(market); }
  void holding_changed(InstrumentId instrument, const Holding& holding) override;
  void capital_moved(Amount dollars) override;
  void only_reduce(const char* reason) override;

 private:
  explicit TradingNode(const Parts& parts);
  struct ToHotLane;
  /// Follows what persons have set by the entries of the journal, and passes them on.
  class Watch final : public RunObserver {
   public:
    explicit Watch(TradingNode& node) : node_(node) {}
    void record(const JournalEntry& entry) override;
    void close_step(const PnlView& refreshed, const PnlView& closed) override;

   private:
    TradingNode& node_;
  };
  [[nodiscard]] Result<void> go_on() const;
  [[nodiscard]] bool take_market(UtcTime time);
  [[nodiscard]] FeedSnapshotRules snapshot_rules(UtcTime since) const;
  Result<void> try_start(UtcTime time);
  Result<void> step(UtcTime time, bool decides);
  bool deliver(UtcTime time);
  Result<void> hear(UtcTime time);
  Result<void> settle(UtcTime time);
  [[nodiscard]] bool pump(UtcTime time);
  void pass_on(const HotOutcome& outcome);
  [[nodiscard]] SystemParts system_parts(MarketPtr first);

  // trading_control.cpp: what persons ask for.
  void set_kill(journal::KillSwitchSet set);
  void weigh_loss(const PnlView& view);
  void pay_in(Amount amount);
  void tell_control();
  [[nodiscard]] Result<void> take_changes(const std::map<std::string, ControlState::Change>& changed);
  [[nodiscard]] Result<void> change(const ControlCommand& command);
  void pause_first(UtcTime time);

  // trading_restart.cpp: the journal.
  void note(UtcTime time, journal::Body body);
  void note(const HotOutcome& outcome);
  void note_boot(std::uint64_t boot);
  [[nodiscard]] journal::BootBegan boot_of(std::uint64_t boot) const;
  Result<void> keep();
  [[nodiscard]] Result<Rebuilt> rebuild();
  Result<void> begin_again(UtcTime time, bool new_process);
  void begin_boot(std::uint64_t boot);
  void take_up(const DriverMemory& memory);
  [[nodiscard]] static UtcTime after(UtcTime time, Nanos interval);
  [[nodiscard]] static MonoTime mono(UtcTime time) { return MonoTime::from_nanos(time.nanos()); }

  Parts parts_;
  Settings settings_;  ///< those of the start, and what persons have changed
  std::shared_ptr<Strategy> strategy_;
  RunContext context_;
  std::optional<FeedSnapshots> snapshots_;
  PositionSet book_;
  FeedQueue events_;
  Nanos interval_;  ///< at whose multiples the strategy is asked
  TickSourceState source_;
  std::unique_ptr<Rebuilt> rebuilt_;  ///< what this boot began from; null for the first
  std::vector<journal::CommandSent>
      found_;                ///< orders that had left when the boot before ended, and were not journalled
  std::uint32_t noted_ = 0;  ///< entries of this node's driver
  std::vector<std::pair<UtcTime, journal::PersonAlerted>> early_;  ///< not noted: there was no step
  bool stepped_ = false;                                           ///< since the last commit
  std::unique_ptr<System> system_;
  MarketPtr market_;  ///< the last snapshot
  std::optional<UtcTime> started_;
  std::optional<UtcTime> frame_;  ///< when the last frame was received
  UtcTime now_;
  UtcTime last_;  ///< time of the last snapshot
  UtcTime next_recorded_;
  UtcTime next_decided_;
  UtcTime next_told_;                ///< when the hot lane hears of the time
  std::optional<UtcTime> deciding_;  ///< the last multiple of the interval
  bool met_ = false;                 ///< the venues were ready since this boot began
  LossWatch losses_;                 ///< of the steps that were closed
  bool wants_ = false;               ///< a step with a decision is due at once
  bool told_ = false;                ///< a venue told something since the last step
  ControlState control_;
  Watch watch_{*this};
  std::deque<std::string> reasons_;  ///< of the kill switch: the hot lane keeps no texts of its own
  std::vector<PairEnded> ended_;
  std::vector<Funds> lacking_funds_;
  std::set<MarketId> down_;          ///< markets whose venues told that they take no orders
  std::set<std::uint64_t> working_;  ///< pairs that were handed over and have not ended
  bool ending_ = false;              ///< the strategy is asked no more
  std::set<std::uint64_t> twins_;    ///< that even what a venue closed, and are in time
  std::size_t passed_over_ = 0;      ///< steps without a whole market
  std::string first_passed_over_;
  std::vector<std::string> lacking_;
  std::vector<std::string> remarks_;
};

}  // namespace basis
