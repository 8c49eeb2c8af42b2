#include "core/results/control_state.hpp"

#include <algorithm>

namespace basis {

void apply(const journal::KillSwitchSet& set, ControlState& state) {
  using enum journal::KillSetting;
  if (set.how == tightens && set.state <= state.set.state) return;
  (set.how == limits ? state.limits[static_cast<std::size_t>(set.rule)] : state.set) = {set.state, set.reason};
  // What a person sets counts, whatever rules say.
  if (set.how == sets) state.limits = {};
  const ControlState::Held* strictest = &state.set;
  for (const ControlState::Held& limit : state.limits)
    if (limit.state > strictest->state) strictest = &limit;
  state.kill = strictest->state;
  state.kill_reason = strictest->reason;
}

void apply(const journal::ControlTaken& taken, ControlState& state, UtcTime at) {
  const ControlCommand& command = taken.command;
  if (!command.id.empty()) state.taken.push_back(command.id);
  if (state.taken.size() > ControlState::kRemembered) state.taken.pop_front();
  switch (command.action) {
    case ControlAction::pause: state.paused = true; return;
    case ControlAction::resume: state.paused = false; return;
    case ControlAction::deposit: state.announced += command.amount.value_or(Amount{}); return;
    case ControlAction::withdraw: state.payees.push_back(command.address); return;
    case ControlAction::set: state.changed[command.key] = {command.value, command.by, command.reason, at}; return;
    // The entries that follow say what these did.
    case ControlAction::reduce:
    case ControlAction::halt:
    case ControlAction::flatten:
    case ControlAction::adopt: return;
  }
}

void apply(const journal::FlowTaken& taken, ControlState& state) {
  if (taken.flow.deposit) state.announced -= std::min(state.announced, taken.flow.amount.value_or(Amount{}));
}

/// A payment to the owner; withdrawals are paid in their order.
void apply(const journal::Posting& posting, ControlState& state) {
  const LedgerEntry& entry = posting.entry;
  const LedgerSide& to = entry.movements.front().to;
  const bool pays = entry.kind == EntryKind::capital && !to.instrument() && to.outside() == Outside::capital;
  if (pays && !state.payees.empty()) state.payees.erase(state.payees.begin());
}

}  // namespace basis
