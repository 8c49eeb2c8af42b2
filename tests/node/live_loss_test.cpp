// The loss limit of a day on a live node, against simulated exchanges on a virtual clock.

#include "tests/node/live.hpp"

namespace basis::test {
namespace {

const ControlState& state_of(LiveWorld& world) { return world.node().node().control_state(); }

/// Every change of the kill switch by the rule: to what, and in which minute.
std::vector<std::pair<KillState, std::string>> limits_of(LiveWorld& world) {
  std::vector<std::pair<KillState, std::string>> all;
  for (const JournalEntry& entry : world.journal_entries())
    if (const auto* set = entry.as<journal::KillSwitchSet>();
        set != nullptr && set->how == journal::KillSetting::limits && set->rule == journal::KillRule::day_loss)
      all.emplace_back(set->state, entry.time.to_string().substr(0, 16));
  return all;
}

TEST_CASE("loss of the day: over its limit the node only reduces, over a kill and a resume, until another day") {
  LiveWorld world("btc_basis", 61, {}, Amount::from_int(100'000), "2026-03-02T23:50:00Z");
  // An entry costs about 75 USDT.
  world.node_settings().daily_loss = amount("20");
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  CHECK(state_of(world).kill == KillState::reducing);
  CHECK_MESSAGE(state_of(world).kill_reason.starts_with("the loss of the day is "), state_of(world).kill_reason);
  CHECK(state_of(world).kill_reason.ends_with(" USDT, over the limit of 20.00"));
  REQUIRE(limits_of(world).size() == 1);
  CHECK(limits_of(world)[0].first == KillState::reducing);
  world.kill();
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
  CHECK(state_of(world).kill == KillState::reducing);
  CHECK(limits_of(world).size() == 1);
  // Who resumes it has the loss still.
  ask(world, command_of(ControlAction::resume));
  REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
  CHECK(state_of(world).kill == KillState::reducing);
  CHECK(limits_of(world).size() == 2);
  REQUIRE_MESSAGE(world.run_for(kMinute * 5), world.error);
  // The next day goes on with the entry, which costs as much again.
  const auto all = limits_of(world);
  REQUIRE(all.size() == 4);
  CHECK(all[2] == std::pair(KillState::active, std::string("2026-03-03T00:00")));
  CHECK(all[3].first == KillState::reducing);
  world.check_reconciled();
}

TEST_CASE("loss of the day: what was lost before a kill counts after it") {
  LiveWorld world("btc_basis", 62, {}, Amount::from_int(100'000), "2026-03-02T10:50:00Z");
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  CHECK(state_of(world).kill == KillState::active);
  const LossWatch before = world.node().node().losses();
  REQUIRE(before.day.day.has_value());
  world.kill();
  // The start that follows loses nothing by itself.
  world.node_settings().daily_loss = amount("40");
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
  CHECK(state_of(world).kill == KillState::reducing);
  CHECK(world.node().node().losses().day == before.day);
}

TEST_CASE("loss of the day: capital that is paid out is none") {
  LiveWorld world("btc_basis", 63, {}, Amount::from_int(100'000), "2026-03-02T10:50:00Z");
  world.node_settings().daily_loss = amount("500");
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  ask(world, command_of(ControlAction::withdraw, amount("20000")));
  REQUIRE_MESSAGE(world.run_for(kMinute * 12), world.error);
  CHECK(world.heard.capital == amount("80000"));
  CHECK(state_of(world).kill == KillState::active);
}

}  // namespace
}  // namespace basis::test
