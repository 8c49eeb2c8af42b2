#pragma once

#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "actors/drivers/trading_node.hpp"
#include "actors/feed/feed.hpp"
#include "actors/lanes/hosted_system.hpp"
#include "actors/live/chain_wallet.hpp"
#include "actors/live/live_markets.hpp"
#include "actors/live/node_inputs.hpp"
#include "actors/live/session_venues.hpp"
#include "venues/net/network.hpp"

namespace basis {

/// Something a person should hear of at once.
class LiveObserver {
 public:
  virtual ~LiveObserver() = default;
  virtual void status(const std::string& account, const SessionStatus& status, UtcTime now) = 0;
  /// Of an account's session, or of the hot lane.
  virtual void alert(const std::string& source, const SessionAlert& alert, UtcTime now) = 0;

 protected:
  LiveObserver() = default;
  LiveObserver(const LiveObserver&) = default;
  LiveObserver& operator=(const LiveObserver&) = default;
};

/// A node on sessions: feeds, hot lane, strategy and monitors on the thread of its owner, who polls the network.
///
/// The node has one clock: the UTC time of its start, and what the monotonic clock has gone since. It never goes back,
/// whatever is done to the machine's UTC clock.
class LiveNode final : public SessionHost, TradingObserver {
 public:
  /// Makes the session of an account.
  using MakeSession = std::function<Result<std::unique_ptr<Session>>(FeedVenue, SessionSettings, SessionListener&)>;
  struct Parts {
    const LiveMarkets* markets = nullptr;  ///< outlives the node, as everything pointed to
    const Settings* settings = nullptr;
    NodeSettings node;
    const CostCalculator* costs = nullptr;
    const CapitalFlows* flows = nullptr;
    const Timeline* history = nullptr;  ///< what no feed has; may be null
    PairTermsOf pair_terms;
    RemakeMode remake{};  ///< see `TradingNode::Parts`
    net::Network* network = nullptr;
    MakeSession session;
    /// Endpoints, credentials and the like of an account's session; the node adds what it knows.
    std::function<Result<SessionSettings>(AccountId, FeedVenue)> session_settings;
    OrderEncoders::AccessOf access;
    Wallet* wallet = nullptr;               ///< null: what needs the chain is refused
    std::shared_ptr<SimulatedChain> chain;  ///< in the node; null with a client of one
    ChainClient* chain_client = nullptr;    ///< with one the wallet is on its chain
    RunObserver* observer = nullptr;
    TradingObserver* trading = nullptr;
    LiveObserver* live = nullptr;
    Journal* journal = nullptr;
    OrderLog* orders = nullptr;  ///< null: none is kept
    std::string node_id;
    std::string configuration;
    NodeInputs* inputs = nullptr;  ///< notes what the node takes; may be null
    /// The first of them; the node completes what it knows itself.
    node_input::Began began{};
    std::function<Result<void>()> before_commit{};  ///< see `TradingNode::Parts`; the inputs are flushed before it
    bool starts_paused = false;                     ///< see `TradingNode::Parts`
    bool adopt = false;                             ///< at a first start: whatever the exchanges hold is capital
    /// Called before the first step of a first boot, with what wallet and exchanges hold of the share class.
    std::function<Result<void>(Amount capital)> begins{};
  };
  /// The reason with which a live node sets the kill switch to `active`.
  static constexpr const char* kReleased = "a live node";

  /// Usage errors of the configuration; data errors of a journal. A journal that has boots is gone on from.
  static Result<std::unique_ptr<LiveNode>> create(Parts parts);
  ~LiveNode() override;

  void start();
  /// What is due by now. Error: the node cannot go on.
  Result<void> turn();
  /// The same, whether something is due or not.
  Result<void> take_turn();
  /// Does what a person asks for. `equity`: the last that is known. Usage error: it cannot be done now, and is not.
  Result<void> control(const ControlCommand& command, std::optional<Amount> equity);
  /// Lets no more than `state` allows be sent, until it is called again. Without effect before the first step and while
  /// the node stops. Error: the node cannot go on.
  Result<void> limit(journal::KillRule rule, KillState state, const std::string& reason);
  /// A person should hear of something beside the node's sessions and its hot lane.
  void warn(const std::string& source, const SessionAlert& alert);
  /// Ends in order: pairs are evened, what is open is cancelled; `stopped` once every order's end is seen.
  void stop();
  [[nodiscard]] bool stopped() const { return closing_ && venues_->stopped(); }
  /// Ends the node, after the sessions have stopped or have had their time.
  Result<void> finish();

  [[nodiscard]] const TradingNode& node() const { return *node_; }
  [[nodiscard]] const SessionVenues& venues() const { return *venues_; }
  [[nodiscard]] const HotPath& hot_path() const { return *hot_path_; }
  /// Null where the chain is in the node, or there is none.
  [[nodiscard]] const ChainClient* chain() const { return parts_.chain_client; }
  [[nodiscard]] std::vector<const Feed*> feeds() const;
  [[nodiscard]] UtcTime now() const override;
  [[nodiscard]] UtcTime clock() const override;
  /// What a session of the account calls.
  [[nodiscard]] SessionListener& listener(AccountId account);

 private:
  class Witness;
  explicit LiveNode(Parts parts);
  void note_begin();
  Result<void> flush_inputs() const;
  void note_offsets();
  [[nodiscard]] std::optional<NodeInputs::Taking> note(const node_input::Body& body) const;
  [[nodiscard]] bool due(UtcTime now) const;
  Result<void> build();
  Result<void> add_sessions();
  Result<void> add_feeds();
  Result<void> make_node();
  Result<void> make_hot_path();
  [[nodiscard]] Result<void> check_payment(const ControlCommand& command, std::optional<Amount> equity) const;
  void wallet_alert(const SessionAlert& alert);
  [[nodiscard]] PositionSet on_chain() const;
  void look(UtcTime now);
  void request_books(UtcTime now);
  void close_sessions(UtcTime now);
  void arm_dead_man(AccountId account);
  void take(const Result<void>& outcome);
  [[nodiscard]] Feed* feed_of(AccountId account, std::string_view name) const;

  void market_data(AccountId account, const MarketData& data) override;
  void feed_lost(AccountId account, std::uint32_t connection) override;
  void status(AccountId account, const SessionStatus& status) override;
  void alert(AccountId account, const SessionAlert& alert) override;
  void outcome(const HotOutcome& outcome) override;

  Parts parts_;
  UtcTime started_utc_;
  MonoTime started_mono_;
  std::unique_ptr<HostedSystem> actors_;
  std::vector<const Market*> markets_;
  std::unique_ptr<SessionVenues> venues_;
  std::unique_ptr<Wallet> noted_wallet_;                         ///< with inputs that are noted
  std::map<AccountId, std::unique_ptr<SessionListener>> noted_;  ///< likewise
  std::map<AccountId, Nanos> offsets_;                           ///< likewise: as they were noted
  std::uint64_t taken_ = 0;                                      ///< inputs before the last turn, likewise
  UtcTime turned_;                                               ///< the last turn that did something
  std::unique_ptr<ChainWallet> chain_wallet_;
  std::unique_ptr<Witness> witness_;
  std::unique_ptr<HotPath> hot_path_;
  std::unique_ptr<TradingNode> node_;
  std::array<std::unique_ptr<Feed>, kFeedVenues> feeds_;
  /// Of an account's markets, by AccountId, with the names under which frames are theirs.
  std::vector<std::vector<std::pair<std::string_view, Feed*>>> feeds_of_;
  std::map<MarketId, UtcTime> requested_;  ///< order books that were asked for, and when
  std::set<AccountId> armed_;              ///< whose dead-man's switches are armed
  UtcTime next_look_;                      ///< at silence and lacking books
  std::optional<UtcTime> stopping_;        ///< since when
  std::optional<UtcTime> quiet_since_;     ///< at a stop: since when nothing is under way
  bool closing_ = false;                   ///< the sessions have been told to stop
  std::optional<Error> failure_;
};

}  // namespace basis
