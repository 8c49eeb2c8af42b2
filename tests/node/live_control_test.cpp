// What a person asks of a live node, against simulated exchanges on a virtual clock.

#include "tests/node/live.hpp"
#include "tests/support/rounds.hpp"

namespace basis::test {
namespace {

/// A quarter before a step, which is at every full hour.
constexpr const char* kBeforeStep = "2026-03-02T10:45:00Z";
const Amount kCapital = Amount::from_int(100'000);

std::string refused(LiveWorld& world, const ControlCommand& command) {
  const auto taken = world.node().control(command, world.heard.equity);
  return taken ? std::string() : taken.error().text();
}

Amount in_wallet(const LiveWorld& world, const char* token = "USDT") {
  const Universe& universe = world.universe();
  const InstrumentId id = universe.get(*universe.find_account(kWalletAccount), PositionType::base_token, token);
  return world.heard.positions[id.index()].amount;
}

/// Coins of all perps together, without their sign.
Amount hedge(const LiveWorld& world) {
  Amount sum;
  for (const Instrument& instrument : world.universe().instruments())
    if (instrument.type == PositionType::perp) sum += world.heard.positions[instrument.id.index()].amount.abs();
  return sum;
}

std::size_t orders_sent(LiveWorld& world) {
  const auto entries = world.journal_entries();
  return static_cast<std::size_t>(std::ranges::count_if(entries, [](const JournalEntry& entry) {
    const auto* sent = entry.as<journal::CommandSent>();
    return sent != nullptr && sent->command.action == OrderAction::create;
  }));
}

/// Book and venues are equal, profit is explained, and capital is what came less what went.
void check_even(LiveWorld& world) {
  world.check_reconciled();
  CHECK(count_of(world.heard, "difference") == 0);
  CHECK(attribution_sum(world.heard.attribution) == world.heard.equity - world.heard.capital);
}

TEST_CASE("control: everything is closed at once, stays out, and is entered again when a person resumes") {
  LiveWorld world("btc_basis", 21, {}, kCapital, kBeforeStep);
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  REQUIRE(hedge(world) > amount("0.1"));
  ask(world, command_of(ControlAction::flatten));
  REQUIRE_MESSAGE(world.run_for(kMinute * 10), world.error);
  CHECK(hedge(world).is_zero());
  CHECK(in_wallet(world) > amount("99000"));
  const std::size_t sent = orders_sent(world);
  REQUIRE_MESSAGE(world.run_for(kMinute * 10), world.error);
  CHECK(orders_sent(world) == sent);
  ask(world, command_of(ControlAction::resume));
  REQUIRE_MESSAGE(world.run_for(kMinute * 5), world.error);
  CHECK(hedge(world) > amount("0.1"));
  world.stop();
  check_even(world);
}

TEST_CASE("control: a parameter that is changed holds for the pairs that follow, over kills, and says who changed it") {
  LiveWorld world("btc_basis", 22, {"pair.clip=0.2"}, kCapital, kBeforeStep);
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  const auto largest = [&](UtcTime since) {
    Quantity most;
    for (const JournalEntry& entry : world.journal_entries())
      if (const auto* sent = entry.as<journal::CommandSent>(); sent != nullptr && entry.time >= since)
        most = std::max(most, sent->command.size);
    return most;
  };
  CHECK(largest(UtcTime{}) >= quantity("0.2"));
  for (const auto& [key, value, words] :
       {std::array{"pair.clp", "1", "unknown key 'pair.clp'; did you mean 'pair.clip'?*"},
        std::array{"time_throttle_interval", "1", "*is no parameter*"},
        std::array{"pair.max_naked_seconds", "1", "*is no parameter*"}, std::array{"pair.clip", "-1", "*pair.clip*-1*"},
        std::array{"pair.style", "both", "*pair.style*both*"}}) {
    const std::string text = refused(world, change_of(key, value));
    CAPTURE(text);
    const std::string wanted(words);
    for (std::size_t at = 0, next = 0; at < wanted.size(); at = next + 1) {
      next = std::min(wanted.find('*', at), wanted.size());
      CHECK(text.find(wanted.substr(at, next - at)) != std::string::npos);
    }
  }
  CHECK(count_of(world.heard, "control") == 0);
  ask(world, change_of("pair.clip", "0.05"));
  ask(world, change_of("pair.least_edge_bps", "-50"));
  ask(world, change_of("pair.clip", "0.04"));
  world.kill();
  world.start();
  UtcTime since = world.network().now_utc();
  REQUIRE_MESSAGE(world.run_for(kMinute), world.error);
  ask(world, command_of(ControlAction::withdraw, amount("30000")));
  REQUIRE_MESSAGE(world.run_for(kMinute * 5), world.error);
  CHECK(largest(since) > Quantity{});
  // What would be left under a minimum goes along.
  CHECK(largest(since) <= quantity("0.042"));
  const auto& changed = world.node().node().control_state().changed;
  REQUIRE(changed.size() == 2);
  CHECK(changed.at("pair.clip").value == "0.04");
  CHECK(changed.at("pair.clip").by == "test");
  CHECK(changed.at("pair.clip").reason == "it is calm");
  CHECK(changed.at("pair.clip").at > UtcTime{});
  world.stop();
  check_even(world);
}

TEST_CASE("control: a limit keeps a node from building up, over kills, and its end lets it go on") {
  LiveWorld world("btc_basis", 23, {}, kCapital, kBeforeStep);
  world.start();
  REQUIRE_MESSAGE(world.run_for(kSecond * 2), world.error);
  REQUIRE(world.node().limit(journal::KillRule::journal, KillState::halted, "lag").has_value());
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  const std::size_t sent = orders_sent(world);
  CHECK(world.node().node().control_state().kill == KillState::halted);
  world.kill();
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 5), world.error);
  CHECK(world.node().node().control_state().kill_reason == "lag");
  CHECK(world.node().node().control_state().limit(journal::KillRule::journal).state == KillState::halted);
  CHECK(orders_sent(world) == sent);
  REQUIRE(world.node().limit(journal::KillRule::journal, KillState::active, "no lag").has_value());
  REQUIRE_MESSAGE(world.run_for(kMinute * 20), world.error);
  CHECK(world.node().node().control_state().kill == KillState::active);
  CHECK(hedge(world) > amount("0.1"));
  world.stop();
  check_even(world);
}

TEST_CASE("control: a flatten in the middle of an entry ends the entry, at random points and over kills") {
  const std::uint64_t first = 300;
  for (std::uint64_t seed = first; seed < first + rounds(4); ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    LiveWorld world("btc_basis", seed);
    world.start();
    REQUIRE_MESSAGE(world.run_for(Nanos{static_cast<std::int64_t>(random() % 30'000'000'000ULL) + 2'000'000'000}),
                    world.error);
    ask(world, command_of(ControlAction::flatten));
    REQUIRE_MESSAGE(world.run_for(Nanos{static_cast<std::int64_t>(random() % 10'000'000'000ULL)}), world.error);
    world.kill();
    world.start();
    REQUIRE_MESSAGE(world.run_for(kMinute * 20), world.error);
    CHECK(hedge(world).is_zero());
    world.stop();
    check_even(world);
  }
}

TEST_CASE("control: a withdrawal is paid out of every leg, a deposit is put to work, and each is done once") {
  LiveWorld world("btc_basis", 22);
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  const Amount before = hedge(world);
  ControlCommand withdrawal = command_of(ControlAction::withdraw, amount("30000"));
  withdrawal.id = "once";
  ask(world, withdrawal);
  ask(world, withdrawal);
  REQUIRE_MESSAGE(world.run_for(kMinute * 30), world.error);
  CHECK(world.heard.capital == amount("70000"));
  CHECK(hedge(world) < mul(before, Ratio::parse("0.8").value(), Rounding::floor));
  // It is known to the next boot, too.
  world.kill();
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute), world.error);
  ask(world, withdrawal);
  ask(world, command_of(ControlAction::deposit, amount("50000")));
  REQUIRE_MESSAGE(world.run_for(kMinute * 30), world.error);
  CHECK(world.heard.capital == amount("120000"));
  CHECK(hedge(world) > before);
  world.stop();
  check_even(world);
  CHECK(count_of(world.heard, "control") == 2);
}

/// Money goes from one exchange to another by the wallet, less the network's fee of the first.
TEST_CASE("control: with three exchanges withdrawals, deposits and a flatten end even, of any amounts") {
  const std::uint64_t first = 700;
  for (std::uint64_t seed = first; seed < first + rounds(2); ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto some = [&](std::int64_t least, std::int64_t most) {
      return Amount::from_raw(
          Amount::kOne / 1'000 *
          (least * 1'000 + static_cast<std::int64_t>(random() % 1'000'000) * (most - least) / 1'000));
    };
    LiveWorld world(seed % 2 == 0 ? "btc_basis" : "eth_basis", seed, {}, amount("120000"), "2026-03-02T10:00:00Z",
                    kSecond * 2, {{"binance", 40}, {"bybit", 35}, {"okx", 25}});
    world.start();
    REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
    const Amount before = hedge(world);
    const Amount out = some(15'000, 45'000);
    ask(world, command_of(ControlAction::withdraw, out));
    REQUIRE_MESSAGE(world.run_for(kMinute * 15), world.error);
    CHECK(world.heard.capital == amount("120000") - out);
    // A withdrawal is no reason to close everything.
    CHECK(hedge(world) > mul(before, Ratio::parse("0.4").value(), Rounding::floor));
    const Amount in = some(20'000, 60'000);
    ask(world, command_of(ControlAction::deposit, in));
    REQUIRE_MESSAGE(world.run_for(kMinute * 15), world.error);
    CHECK(world.heard.capital == amount("120000") - out + in);
    ask(world, command_of(ControlAction::flatten));
    REQUIRE_MESSAGE(world.run_for(kMinute * 15), world.error);
    CHECK(hedge(world).is_zero());
    world.stop();
    check_even(world);
  }
}

TEST_CASE("control: everything is withdrawn") {
  LiveWorld world("btc_basis", 23);
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
  ask(world, command_of(ControlAction::withdraw));
  REQUIRE_MESSAGE(world.run_for(kHour * 2), world.error);
  CHECK(hedge(world).is_zero());
  CHECK(world.heard.equity < amount("100"));
  world.stop();
  check_even(world);
}

TEST_CASE("control: a halted node sends nothing, whatever it had begun, and goes on when it is resumed") {
  LiveWorld world("btc_basis", 24);
  world.start();
  for (int i = 0; i < 4'000 && count_of(world.heard, "fill") == 0; ++i) REQUIRE(world.run_for(Nanos{5'000'000}));
  ask(world, command_of(ControlAction::halt));
  const std::size_t sent = orders_sent(world);
  REQUIRE_MESSAGE(world.run_for(kMinute * 10), world.error);
  CHECK(orders_sent(world) == sent);
  CHECK(refused(world, command_of(ControlAction::flatten)).find("resume or reduce it first") != std::string::npos);
  CHECK(refused(world, command_of(ControlAction::withdraw, amount("5"))).find("halted") != std::string::npos);
  // It stays so over a restart.
  world.kill();
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 10), world.error);
  CHECK(orders_sent(world) == sent);
  ask(world, command_of(ControlAction::resume));
  REQUIRE_MESSAGE(world.run_for(kMinute * 20), world.error);
  CHECK(orders_sent(world) > sent);
  CHECK(hedge(world) > amount("0.1"));
  world.stop();
  check_even(world);
}

TEST_CASE("control: a paused node, and one that only reduces, begin nothing and pay out what is asked for") {
  for (const ControlAction action : {ControlAction::pause, ControlAction::reduce}) {
    CAPTURE(control_action_name(action));
    LiveWorld world("btc_basis", 25, {}, kCapital, kBeforeStep);
    world.start();
    REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
    ask(world, command_of(action));
    const Amount before = hedge(world);
    ask(world, command_of(ControlAction::deposit, amount("40000")));
    REQUIRE_MESSAGE(world.run_for(kMinute * 20), world.error);
    CHECK(hedge(world) == before);
    ask(world, command_of(ControlAction::withdraw, amount("80000")));
    world.kill();
    world.start();
    REQUIRE_MESSAGE(world.run_for(kMinute * 30), world.error);
    CHECK(world.heard.capital == amount("60000"));
    CHECK(hedge(world) < before);
    ask(world, command_of(ControlAction::resume));
    REQUIRE_MESSAGE(world.run_for(kMinute * 40), world.error);
    CHECK(hedge(world).sign() > 0);
    world.stop();
    check_even(world);
  }
}

TEST_CASE("control: what cannot be done is refused in words") {
  LiveWorld world("btc_basis", 26);
  world.start();
  CHECK(refused(world, command_of(ControlAction::pause)).find("has not begun") != std::string::npos);
  REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
  CHECK(refused(world, command_of(ControlAction::deposit)).find("a deposit needs one") != std::string::npos);
  CHECK(refused(world, command_of(ControlAction::withdraw, amount("-1"))).find("more than 0") != std::string::npos);
  CHECK(refused(world, command_of(ControlAction::withdraw, amount("1000000"))).find("allowed: up to") !=
        std::string::npos);
  ControlCommand elsewhere = command_of(ControlAction::withdraw, amount("1"));
  elsewhere.address = "0x0000000000000000000000000000000000000002";
  CHECK(refused(world, elsewhere).find("pays its owner at no address") != std::string::npos);
  world.stop();
  CHECK(refused(world, command_of(ControlAction::pause)).find("stops") != std::string::npos);
}

}  // namespace
}  // namespace basis::test
