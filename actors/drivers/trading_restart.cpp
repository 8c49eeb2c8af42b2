#include <algorithm>
#include <variant>

#include "actors/drivers/hot_alerts.hpp"
#include "actors/drivers/trading_node.hpp"
#include "actors/event_emitter.hpp"
#include "core/base/fingerprint.hpp"
#include "core/execution/twin_pairs.hpp"
#include "core/results/event_line.hpp"
#include "core/strategy/strategy.hpp"
#include "venues/alchemy/simulator.hpp"

namespace basis {
namespace {

std::string fingerprint_of_names(const JournalNames& names) {
  Fingerprint all;
  for (const auto* list : {&names.accounts, &names.instruments, &names.markets})
    for (const std::string& name : *list) all.add(name);
  return all.hex();
}

/// What the hot lane told, as an entry.
struct AsEntry {
  Nanos receive_window;
  using Entry = std::optional<std::pair<UtcTime, journal::Body>>;

  Entry operator()(const OrderSent& sent) const {
    return Entry({sent.at, journal::CommandSent{sent.command, sent.pair, sent.mid, sent.at + receive_window}});
  }
  Entry operator()(const OrderReported& heard) const {
    return Entry({heard.received, journal::OrderHeard{heard.report}});
  }
  Entry operator()(const Downloaded& downloaded) const {
    return Entry({downloaded.received, journal::MarketDownloaded{*downloaded.found}});
  }
  Entry operator()(const FillCounted& fill) const {
    return Entry({fill.fill.at_venue, journal::FillHeard{fill.fill, fill.pair, fill.arrival}});
  }
  /// Transfers are posted with the answers to their orders.
  Entry operator()(const AccountReported& account) const {
    if (account.report.kind == AccountReportKind::transfer) return std::nullopt;
    return Entry({account.report.at_venue, journal::AccountHeard{account.report}});
  }
  Entry operator()(const PairEnded& ended) const {
    return Entry({ended.figures.ended, journal::PairWorked{ended.figures, std::string(ended.reason)}});
  }
  Entry operator()(const TwinStarted& twin) const { return Entry({twin.at, journal::PairBegan{twin.order}}); }
  Entry operator()(const OrderEnded&) const { return std::nullopt; }  // follows from what was heard
  // Told to a person, and no state.
  Entry operator()(const PairAlarmed&) const { return std::nullopt; }
  Entry operator()(const PairLacks&) const { return std::nullopt; }
  Entry operator()(const OrderAlarmed&) const { return std::nullopt; }
  // Questions are asked anew by every boot.
  Entry operator()(const OrderInQuestion&) const { return std::nullopt; }
  Entry operator()(const FillsLack&) const { return std::nullopt; }
  Entry operator()(const DownloadDue&) const { return std::nullopt; }
};

}  // namespace

/// Without a journal only what a person should hear of, or asks for, is noted: the rest is there to be rebuilt from.
void TradingNode::note(UtcTime time, journal::Body body) {
  const bool tells =
      std::holds_alternative<journal::PersonAlerted>(body) || std::holds_alternative<journal::ControlTaken>(body);
  if (system_ == nullptr || (parts_.journal == nullptr && !tells)) return;
  const EventId id{static_cast<std::uint32_t>(Emitter::node), ++noted_};
  caf::anon_send(system_->directory().event_logger, JournalEntry{id, {}, time, std::move(body)});
}

void TradingNode::note(const HotOutcome& outcome) {
  if (auto entry = std::visit(AsEntry{parts_.receive_window}, outcome)) note(entry->first, std::move(entry->second));
  if (auto told = alert_of(outcome, *parts_.universe)) note(now_, std::move(*told));
}

void TradingNode::alert(UtcTime time, journal::PersonAlerted alert) {
  if (system_ == nullptr)
    early_.emplace_back(time, std::move(alert));
  else
    note(time, std::move(alert));
}

journal::BootBegan TradingNode::boot_of(std::uint64_t boot) const {
  journal::BootBegan began;
  began.mode = settings_.mode.mode;
  began.share_class = settings_.mode.share_class;
  began.node_id = parts_.node_id;
  began.boot = boot;
  began.configuration = parts_.configuration;
  began.names = journal_names(*parts_.universe);
  began.universe = fingerprint_of_names(began.names);
  return began;
}

void TradingNode::note_boot(std::uint64_t boot) {
  note(now_, boot_of(boot));
  for (auto& [time, alert] : std::exchange(early_, {})) note(time, std::move(alert));
}

/// Everything up to here is written, with what the node remembers, in one transaction.
Result<void> TradingNode::keep() {
  if (parts_.journal == nullptr || system_ == nullptr || system_->over()) return ok();
  if (!parts_.journal->pending() && !std::exchange(stepped_, false)) return ok();
  const Directory& to = system_->directory();
  const auto ask = [](const auto& actor) { caf::anon_send(actor, KeepMemory{}); };
  ask(to.position_monitor);
  ask(to.risk_monitor);
  ask(to.pnl_monitor);
  ask(to.strategy_manager);
  ask(to.execution_manager);
  ask(to.pair_execution);
  caf::anon_send(to.event_logger, MemorySection(DriverMemory{started_.value_or(last_), last_, next_recorded_,
                                                             next_decided_, wants_ || source_.wants, losses_}));
  system_->run_waiting();
  stepped_ = false;
  if (parts_.before_commit) {
    BASIS_TRY(parts_.before_commit());
  }
  return parts_.journal->commit();
}

/// Orders that had left are known although the journal was not written any more: they are in doubt like all others.
Result<Rebuilt> TradingNode::rebuild() {
  Rebuilder rebuilder(*parts_.universe);
  Journal* journal = parts_.journal;
  // From what is on disk, where it is on disk.
  std::unique_ptr<Journal> read;
  if (!journal->path().empty()) {
    BASIS_TRY(read, Journal::open(journal->path()));
    journal = read.get();
  }
  BASIS_TRY(const journal::BootBegan last, journal->last_boot());
  BASIS_TRY(check_same_run(last, boot_of(last.boot), journal->path()));
  std::set<ClientOrderId> known;
  BASIS_TRY(journal->read([&](const JournalEntry& entry) {
    if (const auto* sent = entry.as<journal::CommandSent>()) known.insert(sent->command.id);
    return rebuilder.take(entry);
  }));
  found_.clear();
  if (parts_.orders != nullptr)
    for (const IntendedOrder& order : parts_.orders->read()) {
      if (order.command.action != OrderAction::create || known.contains(order.command.id)) continue;
      found_.push_back({order.command, order.pair, order.mid, order.deadline});
      BASIS_TRY(rebuilder.take_unwritten(found_.back(), order.at));
    }
  BASIS_TRY(journal->read_memory([&](MemorySection section) { rebuilder.take(std::move(section)); }));
  return rebuilder.finish();
}

void TradingNode::take_up(const DriverMemory& memory) {
  started_ = memory.started;
  last_ = memory.last;
  next_recorded_ = memory.next_recorded;
  next_decided_ = memory.next_decided;
  wants_ = memory.wants;
  losses_ = memory.losses;
  told_ = false;
  ended_.clear();
  lacking_funds_.clear();
  working_.clear();
  twins_.clear();
  source_ = {};
  noted_ = 0;
  const auto mine = rebuilt_->last_ids.find(static_cast<std::uint32_t>(Emitter::node));
  if (mine != rebuilt_->last_ids.end()) noted_ = mine->second;
  market_ = rebuilt_->memory.pnl.account.market;
  control_ = rebuilt_->control;
}

/// Orders of the boots before are known to the pair sender before it is asked for anything.
void TradingNode::begin_boot(std::uint64_t boot) {
  const auto ids = ClientOrderIds::create(parts_.node_id, boot);
  require(ids.has_value(), "a node id that was good before is none");
  parts_.hot->begin_boot({ids.value(), rebuilt_->tracker, rebuilt_->control.kill, rebuilt_->control.kill_reason},
                         mono(now_));
}

/// A new boot from the journal alone, up to its first step. The chain of another process is what the book has of it.
Result<void> TradingNode::begin_again(UtcTime time, bool new_process) {
  now_ = std::max(now_, time);
  BASIS_TRY(Rebuilt rebuilt, rebuild());
  rebuilt_ = std::make_unique<Rebuilt>(std::move(rebuilt));
  BASIS_TRY(take_changes(rebuilt_->control.changed));
  BASIS_TRY(strategy_, make_strategy({*parts_.universe, settings_, *parts_.costs}));
  context_.rebuilt = rebuilt_.get();
  if (new_process && parts_.chain != nullptr) parts_.chain->hold(rebuilt_->book.positions);
  take_up(rebuilt_->memory.driver);
  const std::uint64_t boot = rebuilt_->boot.boot + 1;
  begin_boot(boot);
  system_ = std::make_unique<System>(system_parts(market_));
  note_boot(boot);
  for (const journal::CommandSent& sent : std::exchange(found_, {})) note(now_, sent);
  system_->run_waiting();
  BASIS_TRY(go_on());
  require(source_.ready, "the book was not taken up");
  for (const auto& [id, pair] : rebuilt_->pairs) {
    if (!is_twin(id)) continue;
    twins_.insert(id);
    resume(pair);
  }
  parts_.venues->begin_boot(rebuilt_->tracker, now_);
  deliver(now_);
  parts_.hot->catch_up();
  while (pump(now_)) {
    BASIS_TRY(go_on());
  }
  BASIS_TRY(go_on());
  return keep();
}

Result<void> TradingNode::go_on_from_journal(UtcTime time) {
  if (parts_.journal == nullptr || !parts_.journal->has_boots()) return ok();
  BASIS_TRY(begin_again(time, true));
  // The steps of the time between are not made.
  next_recorded_ = std::max(next_recorded_, after(time, kRecorded));
  next_decided_ = std::max(next_decided_, after(time, interval_));
  wants_ = true;
  snapshots_.emplace(*parts_.universe, settings_, snapshot_rules(last_), parts_.history);
  return ok();
}

Result<void> TradingNode::restart(UtcTime time) {
  if (system_ == nullptr) return ok();
  require(parts_.journal != nullptr, "a restart without a journal");
  system_->stop();
  system_ = nullptr;
  return begin_again(time, false);
}

}  // namespace basis
