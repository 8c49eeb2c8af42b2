#include <fmt/format.h>

#include <algorithm>

#include "actors/drivers/trading_node.hpp"
#include "core/base/readable.hpp"
#include "core/execution/pair_terms.hpp"
#include "core/strategy/strategy.hpp"

namespace basis {
namespace {

std::string words_of(const ControlCommand& command) {
  return fmt::format("{} by {}{}{}", control_action_name(command.action), command.by,
                     command.reason.empty() ? "" : ": ", command.reason);
}

/// Why it cannot be done; empty: it can.
std::string refusal_of(const ControlCommand& command, const ControlState& state) {
  const bool flows = command.action == ControlAction::deposit || command.action == ControlAction::withdraw;
  if (flows && command.amount && command.amount->sign() <= 0)
    return fmt::format("amount: {} is out of range (allowed: more than 0)", command.amount->to_string());
  if (command.action == ControlAction::deposit && !command.amount) return "amount: a deposit needs one";
  const bool trades = command.action == ControlAction::flatten || command.action == ControlAction::withdraw;
  if (trades && state.kill == KillState::halted)
    return fmt::format("the node is halted ({}), so nothing can be closed: resume or reduce it first",
                       state.kill_reason);
  return {};
}

}  // namespace

void TradingNode::Watch::record(const JournalEntry& entry) {
  const auto follow = [&](const auto* body) {
    if (body != nullptr) apply(*body, node_.control_);
  };
  if (const auto* taken = entry.as<journal::ControlTaken>()) apply(*taken, node_.control_, entry.time);
  follow(entry.as<journal::FlowTaken>());
  follow(entry.as<journal::Posting>());
  if (node_.parts_.observer != nullptr) node_.parts_.observer->record(entry);
}

void TradingNode::Watch::close_step(const PnlView& refreshed, const PnlView& closed) {
  node_.weigh_loss(closed);
  if (node_.parts_.observer != nullptr) node_.parts_.observer->close_step(refreshed, closed);
}

/// Lets a loss of the day over its limit only reduce what is held, until it is small enough again.
void TradingNode::weigh_loss(const PnlView& view) {
  const MarketSnapshot& market = *view.positions().market;
  const Amount equity = view.exposure().equity;
  const Losses losses = losses_.take(market.time, equity, equity - view.totals.capital);
  if (parts_.day_loss.sign() <= 0) return;
  const AssetId unit = parts_.universe->share_asset();
  const Amount loss = mul(losses.of_day, market.prices[unit.index()], Rounding::floor);
  const bool held = control_.limit(journal::KillRule::day_loss).state != KillState::active;
  const bool holds = loss_holds(held, loss, parts_.day_loss);
  if (holds == held) return;
  set_kill({holds ? KillState::reducing : KillState::active,
            fmt::format("the loss of the day is {} USDT, {} the limit of {}", readable_amount(loss, 2),
                        holds ? "over" : "well under", readable_amount(parts_.day_loss, 2)),
            journal::KillSetting::limits, journal::KillRule::day_loss});
}

void TradingNode::set_kill(journal::KillSwitchSet set) {
  note(now_, set);
  apply(set, control_);
  // What tightens does so against what the hot lane has of its own, too.
  const bool tightens = set.how == journal::KillSetting::tightens;
  const std::string& words = reasons_.emplace_back(tightens ? set.reason : control_.kill_reason);
  parts_.hot->set_kill_switch({tightens ? set.state : control_.kill, words.c_str(), mono(now_), tightens});
  tell_control();
}

Result<void> TradingNode::limit(UtcTime time, journal::KillRule rule, KillState state, const std::string& reason) {
  if (system_ == nullptr || system_->over()) return ok();
  now_ = std::max(now_, time);
  set_kill({state, reason, journal::KillSetting::limits, rule});
  wants_ = true;
  system_->run_waiting();
  BASIS_TRY(go_on());
  return keep();
}

bool TradingNode::leaving() const { return strategy_ != nullptr && strategy_->leaving(); }

void TradingNode::tell_control() {
  if (system_ == nullptr) return;
  const Directory& to = system_->directory();
  caf::anon_send(to.strategy_manager, ControlSet{control_.kill, control_.only_leaves(), now_});
  caf::anon_send(to.execution_manager, ControlSet{control_.kill, control_.only_leaves(), now_});
}

void TradingNode::pause_first(UtcTime time) {
  ControlCommand command;
  command.action = ControlAction::pause;
  command.by = "owner";
  command.reason = "started paused";
  note(time, journal::ControlTaken{std::move(command)});
  control_.paused = true;
  tell_control();
}

/// On a chain outside the node capital is taken when it is seen there.
void TradingNode::pay_in(Amount amount) {
  const Directory& to = system_->directory();
  const AccountId wallet = *parts_.universe->find_account(kWalletAccount);
  caf::anon_send(to.venue_of_account[wallet.index()], Deposit{amount});
  if (parts_.chain_source != nullptr) return;
  const CapitalFlow flow{now_, true, amount};
  caf::anon_send(to.strategy_manager, FlowArrived{flow});
}

/// The mode as the start had it, with what persons have changed since.
Result<void> TradingNode::take_changes(const std::map<std::string, ControlState::Change>& changed) {
  if (changed.empty()) return ok();
  if (!parts_.remake) return Error(ErrorKind::usage, "key: the parameters of this run cannot be changed");
  ChangedValues values;
  for (const auto& [key, change] : changed) values.emplace(key, change.value);
  BASIS_TRY(settings_.mode, parts_.remake(values));
  context_.pair_terms = pair_terms(settings_.mode.pair);
  return ok();
}

Result<void> TradingNode::change(const ControlCommand& command) {
  std::map<std::string, ControlState::Change> changed = control_.changed;
  changed[command.key].value = command.value;
  return take_changes(changed);
}

Result<void> TradingNode::control(UtcTime time, const ControlCommand& command) {
  if (system_ == nullptr || system_->over())
    return Error(ErrorKind::usage, "the node has not begun: it waits for its venues");
  if (control_.knows(command.id)) return ok();
  if (std::string refusal = refusal_of(command, control_); !refusal.empty())
    return Error(ErrorKind::usage, std::move(refusal));
  if (command.action == ControlAction::set) {
    BASIS_TRY(change(command));
  }
  now_ = std::max(now_, time);
  note(now_, journal::ControlTaken{command});
  const strategy_manager_actor& strategist = system_->directory().strategy_manager;
  switch (command.action) {
    case ControlAction::pause:
      control_.paused = true;
      tell_control();
      break;
    case ControlAction::resume:
      control_.paused = false;
      set_kill({KillState::active, words_of(command)});
      caf::anon_send(strategist, ComeBackAsked{});
      break;
    case ControlAction::reduce: set_kill({KillState::reducing, words_of(command)}); break;
    case ControlAction::halt: set_kill({KillState::halted, words_of(command)}); break;
    case ControlAction::flatten: caf::anon_send(strategist, LeaveAsked{command.speed}); break;
    case ControlAction::adopt:
      caf::anon_send(system_->directory().position_monitor, AdoptAsked{command.adopt_as, now_});
      told_ = true;
      break;
    case ControlAction::set: break;
    case ControlAction::deposit: pay_in(*command.amount); break;
    case ControlAction::withdraw:
      caf::anon_send(strategist, FlowArrived{CapitalFlow{now_, false, command.amount, command.speed}});
      break;
  }
  wants_ = true;
  system_->run_waiting();
  BASIS_TRY(go_on());
  return keep();
}

}  // namespace basis
