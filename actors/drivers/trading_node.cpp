#include "actors/drivers/trading_node.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <variant>

#include "actors/pair_execution.hpp"
#include "core/execution/free_funds.hpp"
#include "core/strategy/strategy.hpp"

namespace basis {
namespace {

/// Rounds of orders and reports at one instant: each sends something, so an endless one is a fault of ours.
constexpr int kMostRounds = 100'000;
/// The hot lane hears of the time at least so often.
constexpr Nanos kTold = kSecond;

}  // namespace

Result<std::unique_ptr<TradingNode>> TradingNode::create(const Parts& parts) {
  std::unique_ptr<TradingNode> node(new TradingNode(parts));
  BASIS_TRY(node->strategy_, make_strategy({*parts.universe, node->settings_, *parts.costs}));
  return node;
}

TradingNode::TradingNode(const Parts& parts)
    : parts_(parts),
      settings_(*parts.settings),
      context_{*parts.universe,
               settings_,
               *parts.costs,
               *parts.flows,
               parts.pair_terms,
               this,
               parts.transfers_take_time,
               parts.chain_source != nullptr,
               parts.journal,
               nullptr,
               &control_},
      book_(parts.universe->instruments().size()),
      events_(parts.queue_capacity, parts.universe->markets().size()),
      // Without an interval the strategy is asked whenever equity is recorded.
      interval_(parts.settings->mode.time_throttle_interval.count > 0 ? parts.settings->mode.time_throttle_interval
                                                                      : kRecorded) {
  // The first snapshot may be of the very time of the beginning.
  snapshots_.emplace(*parts_.universe, settings_, snapshot_rules(parts_.from - Nanos{1}), parts_.history);
}

TradingNode::~TradingNode() = default;

FeedSnapshotRules TradingNode::snapshot_rules(UtcTime since) const {
  const VenueSettings& wallet = settings_.venues.at("alchemy");
  FeedSnapshotRules rules;
  rules.max_age = parts_.max_price_age;
  rules.since = since;
  rules.gas_price = wallet.gas_default;
  rules.gas_token_price = wallet.gas_default_price;
  return rules;
}

UtcTime TradingNode::after(UtcTime time, Nanos interval) {
  return UtcTime::from_nanos((time.nanos() / interval.count + 1) * interval.count);
}

Result<void> TradingNode::go_on() const {
  if (system_ == nullptr || !system_->over()) return ok();
  if (system_->end().failure) throw InvariantError(*system_->end().failure);
  return *system_->end().refusal;
}

/// Makes the market of a moment; false when something of it is lacking.
bool TradingNode::take_market(UtcTime time) {
  if (!met_) {
    lacking_ = {parts_.venues->lacking()};
    if (lacking_.front().empty() && parts_.chain_source != nullptr) lacking_ = {parts_.chain_source->lacking()};
    if (!lacking_.front().empty()) return false;
    met_ = true;
  }
  for (const FundingSettlement& settled : parts_.venues->take_settled()) snapshots_->settle(settled);
  if (parts_.chain_source != nullptr)
    if (auto told = parts_.chain_source->take_told()) snapshots_->tell(std::move(*told));
  FeedMoment moment = snapshots_->at(time, mono(time));
  last_ = time;
  for (std::string& remark : moment.remarks) remarks_.push_back(std::move(remark));
  lacking_.clear();
  for (const Lack& lack : moment.lacking) lacking_.push_back(lack.text);
  if (!lacking_.empty()) return false;
  market_ = std::move(moment.market);
  return true;
}

SystemParts TradingNode::system_parts(MarketPtr first) {
  SystemParts parts;
  parts.context = &context_;
  parts.observer = &watch_;
  parts.strategy = strategy_;
  parts.chain = parts_.chain;
  if (parts_.chain_source != nullptr)
    parts.chain_actor = [this](caf::actor_system& actors) { return parts_.chain_source->spawn(actors, context_); };
  parts.source = [this, first = std::move(first)](caf::actor_system& actors) {
    return actors.spawn(tick_source, std::cref(context_), first, &source_);
  };
  parts.exchange = [this](caf::actor_system& actors, AccountId account) {
    return parts_.exchange(actors, context_, account);
  };
  parts.trading = [this](caf::actor_system& actors) { return actors.spawn(pair_execution, std::cref(context_)); };
  return parts;
}

/// Begins the run as soon as all that it needs is known.
Result<void> TradingNode::try_start(UtcTime time) {
  if (time < parts_.from || time <= last_ || !take_market(time)) return ok();
  if (parts_.before_first) {
    BASIS_TRY(parts_.before_first());
  }
  now_ = time;
  const MarketPtr first = market_;
  system_ = std::make_unique<System>(system_parts(first));
  note_boot(0);
  const journal::KillSwitchSet released{KillState::active, parts_.released};
  note(time, released);
  apply(released, control_);
  if (parts_.starts_paused) pause_first(time);
  system_->run_waiting();
  BASIS_TRY(go_on());
  require(source_.ready, "the accounts were not read");
  started_ = time;
  next_recorded_ = after(time, kRecorded);
  next_decided_ = after(time, interval_);
  caf::anon_send(caf::actor_cast<tick_source_actor>(system_->directory().data_provider), MarketUpdate{first, true});
  system_->run_waiting();
  BASIS_TRY(go_on());
  return settle(time);
}

/// One step with a new market. Nothing is decided and nothing valued while something is lacking.
Result<void> TradingNode::step(UtcTime time, bool decides) {
  // What a venue told at this instant has made the step already.
  if (time <= last_) return time == last_ ? settle(time) : ok();
  stepped_ = true;
  // What a venue closed is evened first: a decision in the middle of it would trade the same coins again.
  if (!twins_.empty()) {
    wants_ = true;
    return settle(time);
  }
  if (!take_market(time)) {
    if (passed_over_++ == 0) first_passed_over_ = fmt::format("{}: {}", time.to_string(), lacking_.front());
    return ok();
  }
  now_ = std::max(now_, time);
  told_ = false;
  const bool asked = !ending_ && (decides || wants_ || source_.wants);
  wants_ = false;
  caf::anon_send(caf::actor_cast<tick_source_actor>(system_->directory().data_provider), MarketUpdate{market_, asked});
  system_->run_waiting();
  BASIS_TRY(go_on());
  // A pair is in the journal before its first order leaves.
  BASIS_TRY(keep());
  return settle(time);
}

/// Passes what a venue says to the hot lane.
struct TradingNode::ToHotLane {
  HotPath& hot;
  UtcTime at;
  std::set<MarketId>& down;
  void operator()(const OrderReport& report) const { hot.report(report, at, mono(at)); }
  void operator()(const AccountReport& report) const { hot.report(report, mono(at)); }
  void operator()(const MarketDownload& found) const { hot.download(found, at, mono(at)); }
  void operator()(const SendFailed& failure) const { hot.failed(failure); }
  void operator()(const OrderAnswered& answer) const { hot.answered(answer); }
  void operator()(const ReadinessTold& told) const {
    if (told.readiness.connected && told.readiness.synced)
      down.erase(told.market);
    else
      down.insert(told.market);
    hot.set_ready(told.market, told.readiness, told.position);
  }
};

/// Passes what venues say up to a time to the hot lane; false when they say nothing.
bool TradingNode::deliver(UtcTime time) {
  bool any = false;
  parts_.venues->deliver(time, [&](const Heard& heard, UtcTime at) {
    any = true;
    std::visit(ToHotLane{*parts_.hot, at, down_}, heard);
  });
  return any;
}

/// What happens at the venues and is told up to a time, in its order: an order that a report leads to meets the books
/// as they are then.
Result<void> TradingNode::hear(UtcTime time) {
  for (int round = 0; round < kMostRounds; ++round) {
    const auto next = parts_.venues->next(time);
    const UtcTime at = next.value_or(time);
    now_ = std::max(now_, at);
    parts_.venues->before(std::min(at + Nanos{1}, time));
    deliver(at);
    parts_.hot->catch_up();
    while (pump(at)) {
      BASIS_TRY(go_on());
    }
    if (!next) return go_on();
  }
  broken_invariant("orders and reports between two frames have no end");
}

/// Orders that were sent at an instant meet the books of that instant, and so on, until nothing is left to do at it.
Result<void> TradingNode::settle(UtcTime time) {
  for (int round = 0; round < kMostRounds; ++round) {
    parts_.hot->catch_up();
    const bool passed = pump(time);
    BASIS_TRY(go_on());
    parts_.venues->before(time + Nanos{1});
    if (!deliver(time) && !passed) return ok();
  }
  broken_invariant("orders and reports of one instant have no end");
}

void TradingNode::pass_on(const HotOutcome& outcome) {
  if (parts_.trading != nullptr) parts_.trading->outcome(outcome);
  if (system_ == nullptr) return;
  note(outcome);
  const position_monitor_actor& monitor = system_->directory().position_monitor;
  if (const auto* fill = std::get_if<FillCounted>(&outcome)) {
    caf::anon_send(monitor, *fill);
    told_ = true;
  } else if (const auto* account = std::get_if<AccountReported>(&outcome)) {
    // Transfers are posted with the answers to their orders.
    if (account->report.kind == AccountReportKind::transfer) return;
    caf::anon_send(monitor, *account);
    const bool moves =
        account->report.kind != AccountReportKind::balance && account->report.kind != AccountReportKind::position;
    told_ = told_ || moves;
    wants_ = wants_ || moves;
  } else if (const auto* ended = std::get_if<PairEnded>(&outcome)) {
    working_.erase(ended->figures.id);
    if (is_twin(ended->figures.id))
      twins_.erase(ended->figures.id);
    else
      ended_.push_back(*ended);
    wants_ = true;
  } else if (const auto* twin = std::get_if<TwinStarted>(&outcome)) {
    twins_.insert(twin->order.id);
  } else if (const auto* lacks = std::get_if<PairLacks>(&outcome)) {
    // The portfolio is measured first.
    lacking_funds_.push_back(lacks->lacking);
    told_ = true;
  } else if (const auto* alarmed = std::get_if<PairAlarmed>(&outcome)) {
    // It goes on, and decisions wait no longer.
    if (twins_.erase(alarmed->pair) > 0) wants_ = true;
  } else if (const auto* order = std::get_if<OrderInQuestion>(&outcome)) {
    parts_.venues->ask(*order, now_);
  } else if (const auto* fills = std::get_if<FillsLack>(&outcome)) {
    parts_.venues->fetch(*fills, now_);
  } else if (const auto* market = std::get_if<DownloadDue>(&outcome)) {
    parts_.venues->download(*market, now_);
  }
}

/// Passes on what the hot lane did; false when there was nothing. The portfolio follows its fills before the pairs that
/// made them end.
bool TradingNode::pump(UtcTime time) {
  bool any = false;
  parts_.hot->outcomes([&](const HotOutcome& outcome) {
    any = true;
    pass_on(outcome);
  });
  if (system_ == nullptr) return any;
  system_->run_waiting();
  if (!told_ && ended_.empty()) return any;
  if (std::exchange(told_, false) && !system_->over()) {
    if (time > last_ && twins_.empty() && take_market(time)) {
      const bool asked = !ending_ && deciding_ == time;
      if (asked) wants_ = !ended_.empty();
      caf::anon_send(caf::actor_cast<tick_source_actor>(system_->directory().data_provider),
                     MarketUpdate{market_, asked});
    } else {
      caf::anon_send(system_->directory().position_monitor, Refresh{});
    }
    system_->run_waiting();
  }
  for (const Funds& lacking : std::exchange(lacking_funds_, {}))
    caf::anon_send(system_->directory().execution_manager, FundsLack{lacking});
  for (const PairEnded& ended : std::exchange(ended_, {})) {
    const std::optional<Funds>& lacking = ended.figures.short_of;
    caf::anon_send(
        system_->directory().pair_execution,
        PairDone{ended.figures, lacking ? funds_text(*lacking, *parts_.universe) : std::string(ended.reason)});
  }
  system_->run_waiting();
  parts_.hot->catch_up();
  return true;
}

bool TradingNode::due(UtcTime time) const {
  if (system_ == nullptr || wants_ || source_.wants || told_ || !ended_.empty()) return true;
  return std::min(next_recorded_, next_decided_) < time || time >= next_told_;
}

Result<void> TradingNode::before_frame(UtcTime received) {
  if (system_ == nullptr && frame_ && received > *frame_) {
    BASIS_TRY(try_start(*frame_));
  }
  while (system_ != nullptr && std::min(next_recorded_, next_decided_) < received) {
    const UtcTime next = std::min(next_recorded_, next_decided_);
    const bool decides = next == next_decided_;
    if (decides) next_decided_ = after(next, interval_);
    if (next == next_recorded_) next_recorded_ = after(next, kRecorded);
    if (decides) deciding_ = next;
    BASIS_TRY(hear(next));
    parts_.venues->before(next + Nanos{1});
    BASIS_TRY(hear(next));
    BASIS_TRY(step(next, decides));
  }
  BASIS_TRY(hear(received));
  if (system_ != nullptr && received >= next_told_) {
    next_told_ = received + kTold;
    parts_.hot->tell_time(received, mono(received));
  }
  return keep();
}

Result<void> TradingNode::after_frame(UtcTime received) {
  frame_ = received;
  now_ = std::max(now_, received);
  std::array<FeedEvent, 32> batch;
  for (std::size_t count = events_.pop(batch); count > 0; count = events_.pop(batch))
    for (std::size_t i = 0; i < count; ++i) snapshots_->apply(batch[i]);
  parts_.hot->catch_up();
  while (pump(received)) {
    BASIS_TRY(go_on());
  }
  if (system_ != nullptr && (wants_ || source_.wants) && received > last_) {
    BASIS_TRY(step(received, true));
  }
  BASIS_TRY(go_on());
  return keep();
}

Result<void> TradingNode::finish(UtcTime last, Nanos round_trip) {
  if (system_ == nullptr) {
    BASIS_TRY(try_start(last));
    if (system_ == nullptr) return ok();
  }
  // The books stand still, and what answers an answer arrives, too.
  UtcTime end = last;
  for (int round = 0; round < kMostRounds; ++round) {
    const UtcTime next = end + round_trip;
    if (round > 0 && !parts_.venues->next(next)) break;
    end = next;
    BASIS_TRY(hear(end));
  }
  twins_.clear();
  BASIS_TRY(step(end, false));
  if (passed_over_ > 0)
    remarks_.push_back(fmt::format("{} steps were passed over, the first at {}", passed_over_, first_passed_over_));
  BASIS_TRY(keep());
  system_->stop();
  return ok();
}

void TradingNode::work(const PairOrder& order) {
  note(now_, journal::PairBegan{order});
  working_.insert(order.id);
  parts_.hot->work(order, now_, mono(now_));
}
void TradingNode::resume(const OpenPair& pair) {
  working_.insert(pair.order.id);
  parts_.hot->resume(pair, now_, mono(now_));
}
void TradingNode::end_plan() {
  ending_ = true;
  if (system_ == nullptr) return;
  caf::anon_send(system_->directory().execution_manager, EndPlan{now_});
  system_->run_waiting();
}
void TradingNode::stop(std::uint64_t pair) {
  note(now_, journal::PairStopped{pair});
  parts_.hot->stop_pair(pair, now_, mono(now_));
}
void TradingNode::holding_changed(InstrumentId instrument, const Holding& holding) {
  book_[instrument.index()] = holding;
  parts_.hot->holding_changed(instrument, holding, mono(now_));
}
void TradingNode::capital_moved(Amount dollars) { parts_.hot->capital_moved(dollars); }
void TradingNode::only_reduce(const char* reason) {
  set_kill({KillState::reducing, reason, journal::KillSetting::tightens});
}

}  // namespace basis
