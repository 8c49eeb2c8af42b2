#include "core/results/control_state.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "tests/support/numbers.hpp"

namespace basis::test {
namespace {

ControlCommand asked(ControlAction action, std::string id = {}) {
  ControlCommand command;
  command.action = action;
  command.id = std::move(id);
  return command;
}

TEST_CASE("control state: what a person has set is not undone by a rule, and what a rule tightens is") {
  ControlState state;
  CHECK(state.kill == KillState::halted);
  apply(journal::KillSwitchSet{KillState::active, "start", journal::KillSetting::sets}, state);
  CHECK(!state.only_leaves());
  apply(journal::KillSwitchSet{KillState::halted, "by hand", journal::KillSetting::sets}, state);
  apply(journal::KillSwitchSet{KillState::reducing, "a difference", journal::KillSetting::tightens}, state);
  CHECK(state.kill == KillState::halted);
  CHECK(state.kill_reason == "by hand");
  apply(journal::KillSwitchSet{KillState::active, "by hand", journal::KillSetting::sets}, state);
  apply(journal::KillSwitchSet{KillState::reducing, "a difference", journal::KillSetting::tightens}, state);
  CHECK(state.kill == KillState::reducing);
  CHECK(state.only_leaves());
  apply(journal::ControlTaken{asked(ControlAction::pause)}, state, UtcTime{});
  apply(journal::KillSwitchSet{KillState::active, "by hand", journal::KillSetting::sets}, state);
  CHECK(state.only_leaves());
  apply(journal::ControlTaken{asked(ControlAction::resume)}, state, UtcTime{});
  CHECK(!state.only_leaves());
}

TEST_CASE("control state: a limit holds beside what was set, and its end undoes nothing else") {
  using enum journal::KillSetting;
  ControlState state;
  apply(journal::KillSwitchSet{KillState::active, "start", sets}, state);
  apply(journal::KillSwitchSet{KillState::reducing, "lag", limits}, state);
  CHECK(state.kill == KillState::reducing);
  CHECK(state.kill_reason == "lag");
  // A difference during the limit is not lost with it.
  apply(journal::KillSwitchSet{KillState::reducing, "a difference", tightens}, state);
  apply(journal::KillSwitchSet{KillState::halted, "more lag", limits}, state);
  CHECK(state.kill == KillState::halted);
  CHECK(state.kill_reason == "more lag");
  apply(journal::KillSwitchSet{KillState::active, "no lag", limits}, state);
  CHECK(state.kill == KillState::reducing);
  CHECK(state.kill_reason == "a difference");
  // What a person has halted stays so when a limit ends.
  apply(journal::KillSwitchSet{KillState::reducing, "lag", limits}, state);
  apply(journal::KillSwitchSet{KillState::halted, "by hand", sets}, state);
  apply(journal::KillSwitchSet{KillState::active, "no lag", limits}, state);
  CHECK(state.kill == KillState::halted);
  CHECK(state.kill_reason == "by hand");
  // A person's word ends a limit.
  apply(journal::KillSwitchSet{KillState::halted, "lag", limits}, state);
  apply(journal::KillSwitchSet{KillState::active, "by hand", sets}, state);
  CHECK(state.kill == KillState::active);
  CHECK(state.limit(journal::KillRule::journal).state == KillState::active);
}

TEST_CASE("control state: each rule has a limit of its own, and the strictest holds") {
  using enum journal::KillSetting;
  using enum journal::KillRule;
  ControlState state;
  apply(journal::KillSwitchSet{KillState::active, "start", sets}, state);
  apply(journal::KillSwitchSet{KillState::reducing, "a loss", limits, day_loss}, state);
  apply(journal::KillSwitchSet{KillState::halted, "lag", limits, journal}, state);
  CHECK(state.kill == KillState::halted);
  apply(journal::KillSwitchSet{KillState::active, "no lag", limits, journal}, state);
  CHECK(state.kill == KillState::reducing);
  CHECK(state.kill_reason == "a loss");
  CHECK(state.limit(day_loss).state == KillState::reducing);
  apply(journal::KillSwitchSet{KillState::active, "by hand", sets}, state);
  CHECK(state.kill == KillState::active);
}

TEST_CASE("control state: deposits are announced until they are seen, withdrawals are open until they are paid") {
  ControlState state;
  ControlCommand deposit = asked(ControlAction::deposit);
  deposit.amount = amount("100");
  apply(journal::ControlTaken{deposit}, state, UtcTime{});
  apply(journal::FlowTaken{{UtcTime{}, true, amount("30")}}, state);
  CHECK(state.announced == amount("70"));
  apply(journal::FlowTaken{{UtcTime{}, true, amount("500")}}, state);
  CHECK(state.announced.is_zero());
  ControlCommand withdrawal = asked(ControlAction::withdraw);
  withdrawal.address = "first";
  apply(journal::ControlTaken{withdrawal}, state, UtcTime{});
  withdrawal.address = "second";
  apply(journal::ControlTaken{withdrawal}, state, UtcTime{});
  journal::Posting gas{{UtcTime{}, EntryKind::capital, {{Outside::capital, InstrumentId{1}, amount("1")}}}, {}};
  apply(gas, state);
  CHECK(state.payees.size() == 2);
  journal::Posting paid{{UtcTime{}, EntryKind::capital, {{InstrumentId{1}, Outside::capital, amount("5")}}}, {}};
  apply(paid, state);
  REQUIRE(state.payees.size() == 1);
  CHECK(state.payees.front() == "second");
}

TEST_CASE("control state: the last requests are known by their ids") {
  ControlState state;
  CHECK(!state.knows(""));
  apply(journal::ControlTaken{asked(ControlAction::pause)}, state, UtcTime{});
  CHECK(!state.knows(""));
  for (std::size_t i = 0; i <= ControlState::kRemembered; ++i)
    apply(journal::ControlTaken{asked(ControlAction::pause, fmt::format("id{}", i))}, state, UtcTime{});
  CHECK(!state.knows("id0"));
  CHECK(state.knows("id1"));
  CHECK(state.taken.size() == ControlState::kRemembered);
}

}  // namespace
}  // namespace basis::test
