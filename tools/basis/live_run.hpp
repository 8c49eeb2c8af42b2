#pragma once

#include <fmt/format.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/live/account_lock.hpp"
#include "actors/live/chain_client.hpp"
#include "actors/live/live_node.hpp"
#include "actors/live/session_recorder.hpp"
#include "actors/live/sim_wallet.hpp"
#include "tools/basis/live_alerts.hpp"
#include "tools/basis/live_control.hpp"
#include "tools/basis/live_disk.hpp"
#include "tools/basis/live_setup.hpp"
#include "tools/basis/live_shipping.hpp"
#include "tools/basis/loop_times.hpp"
#include "tools/report/live_results.hpp"
#include "tools/wallet/wallet_access.hpp"
#include "venues/net/beast_network.hpp"
#include "venues/net/paced_network.hpp"
#include "venues/net/tapped_network.hpp"

namespace basis {

/// Tells a person on stderr what sessions say, and what should not be, and passes everything on.
class Told final : public LiveObserver, public RunObserver, public TradingObserver {
 public:
  void status(const std::string& account, const SessionStatus& status, UtcTime now) override {
    const std::string_view state = session_state_name(status.state);
    const bool more = !status.text.empty() && status.text != state;
    watch->status(account, status, now);
    tell(now, account, fmt::format("{}{}{}", state, more ? ": " : "", more ? status.text : std::string()));
  }
  void alert(const std::string& source, const SessionAlert& alert, UtcTime now) override {
    tell(now, source, fmt::format("{}: {}", alert.kind, alert.text));
  }
  void record(const JournalEntry& entry) override {
    if (const auto* found = entry.as<journal::DifferenceFound>()) tell(entry.time, "difference", found->text);
    if (const auto* noticed = entry.as<journal::VenueNoticed>())
      tell(entry.time, noticed->notice.kind, noticed->notice.text);
    if (const auto* posting = entry.as<journal::Posting>()) tell_owner(*posting);
    watch->record(entry);
    results->record(entry);
  }
  void close_step(const PnlView& refreshed, const PnlView& closed) override {
    watch->close_step(refreshed, closed);
    results->close_step(refreshed, closed);
  }
  void outcome(const HotOutcome& outcome) override {
    watch->outcome(outcome);
    results->outcome(outcome);
  }

  LiveResults* results = nullptr;
  NodeWatch* watch = nullptr;
  Wallet* simulated = nullptr;  ///< a wallet without a chain, which has to be told what its owner gets; else null
  std::string share_class;

 private:
  void tell_owner(const journal::Posting& posting) const {
    const Movement& first = posting.entry.movements.front();
    const bool paid = posting.entry.kind == EntryKind::capital && first.from.instrument() && !first.to.instrument();
    if (paid && simulated != nullptr) simulated->owner_pays(share_class, -first.amount);
  }
  static void tell(UtcTime now, std::string_view source, std::string_view text) {
    const std::string time = now.snap(kSecond).to_string();
    fmt::print(stderr, "{} {} {}\n", time.substr(time.find('T') + 1, 8), source, text);
  }
};

/// Everything of a live run that its node points to.
struct LiveRun {
  LiveConfig config;
  std::optional<ServiceProcess> chain_process;
  std::optional<ServiceProcess> simulator;
  std::unique_ptr<net::BeastNetwork> sockets;
  std::unique_ptr<net::PacedNetwork> paced;  ///< with a simulator that is faster than real time
  net::Network* network = nullptr;           ///< one of both
  std::unique_ptr<SessionRecorder> recorder;
  std::unique_ptr<NodeInputs> inputs;  ///< null with a chain outside the node
  std::vector<std::string> given;      ///< settings beside the configuration
  std::map<FeedVenue, std::unique_ptr<net::TappedNetwork>> tapped;
  LiveMarkets markets;
  std::map<FeedVenue, AccountAccess> access;
  std::vector<AccountLock> locks;
  LiveJournal kept;
  CostTable no_costs;
  std::optional<CostCalculator> costs;
  std::unique_ptr<SimWallet> wallet;
  std::optional<WalletAccess> wallet_access;  ///< on a chain outside the node
  std::unique_ptr<ChainClient> chain;         ///< likewise
  std::unique_ptr<LiveResults> results;
  std::optional<RunContext> context;
  Told told;
  bool adopt = false;
  bool starts_paused = false;
  std::unique_ptr<NodeWatch> watch;
  std::unique_ptr<LiveNode> node;
  std::unique_ptr<LiveControl> control;    ///< null: there is none
  std::unique_ptr<LiveShipping> shipping;  ///< null: the journal has no database
  std::unique_ptr<AlertDesk> alerts;
  LiveDisk disk;
  LoopTimes loop;  ///< since the start
  MonoTime shown;  ///< when others were shown the node's state last
};

/// What is told before anything is made: what of the configuration cannot be run. Credentials and locks are gates.
Result<void> check_live_run(LiveRun& run);
/// Makes everything of a run in its folder, up to its node. A simulator that was started is the caller's to stop.
Result<void> prepare_live_run(LiveRun& run, const LiveOptions& options, LiveFolder folder);

}  // namespace basis
