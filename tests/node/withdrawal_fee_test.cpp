#include "tests/node/live.hpp"

namespace basis::test {
namespace {

/// What was posted in entries of a kind out of an account's tokens to somewhere outside.
Amount posted_to(const std::vector<JournalEntry>& entries, EntryKind kind, InstrumentId from, Outside to) {
  Amount sum;
  for (const JournalEntry& entry : entries) {
    const auto* const posting = entry.as<journal::Posting>();
    if (posting == nullptr || posting->entry.kind != kind) continue;
    for (const Movement& moved : posting->entry.movements)
      if (moved.from.instrument() == from && !moved.to.instrument() && moved.to.outside() == to) sum += moved.amount;
  }
  return sum;
}

Amount in_simulated_wallet(LiveWorld& world) {
  Amount held;
  const auto client = world.network().http({false, LiveWorld::kHost, LiveWorld::kPort, ""}, 1);
  client->send({"GET", "/__sim/wallet", {}, {}}, kSecond, [&](const net::HttpAnswer& answer) {
    const std::string& body = std::get<net::HttpResponse>(answer.result).body;
    const std::size_t from = body.find("\"USDT\":\"") + 8;
    held = amount(body.substr(from, body.find('"', from) - from));
  });
  world.network().run_until(world.network().now_utc() + kSecond);
  return held;
}

TEST_CASE("live: a withdrawal arrives smaller by the network's fee, which is booked as its cost") {
  LiveWorld world("btc_basis", 3, {"execution.costs=none"}, Amount::from_int(100'000), "2026-03-02T10:00:00Z",
                  kSecond * 20);
  const UtcTime asked = world.network().now_utc() + kMinute * 4;
  world.flows.flows = {{asked, false, Amount::from_int(20'000), ExitSpeed::fast, 1}};
  world.start();
  REQUIRE_MESSAGE(world.run_for(kMinute * 12), world.error);
  world.stop();
  world.check_reconciled();
  std::int64_t withdrawn = 0;
  for (const auto& one : world.client().movements()) withdrawn += one.kind == sim::ClientMovement::Kind::withdrawal;
  REQUIRE(withdrawn > 0);
  const Universe& universe = world.universe();
  const InstrumentId wallet = universe.get(*universe.find_account(kWalletAccount), PositionType::base_token, "USDT");
  const InstrumentId spot = universe.get(*universe.find_account("binance"), PositionType::base_token, "USDT");
  const std::vector<JournalEntry> entries = world.journal_entries();
  // The simulated venue takes 4 USDT of a withdrawal over Ethereum.
  CHECK(posted_to(entries, EntryKind::gas, spot, Outside::gas) == Amount::from_int(4 * withdrawn));
  const Amount paid = posted_to(entries, EntryKind::capital, wallet, Outside::capital);
  CHECK(paid > Amount::from_int(19'900));
  CHECK(in_simulated_wallet(world) == world.node().node().book()[wallet.index()].amount + paid);
  for (const JournalEntry& entry : entries)
    if (const auto* found = entry.as<journal::DifferenceFound>()) FAIL_CHECK(found->text);
  CHECK(attribution_sum(world.heard.attribution) == world.heard.equity - world.heard.capital);
}

TEST_CASE("live: killed while a withdrawal is under way, it goes on and ends whole") {
  for (const std::int64_t seconds : {0, 1, 3, 12, 25}) {
    CAPTURE(seconds);
    LiveWorld world("btc_basis", 3, {"execution.costs=none"}, Amount::from_int(100'000), "2026-03-02T10:00:00Z",
                    kSecond * 20);
    world.flows.flows = {
        {world.network().now_utc() + kMinute * 4, false, Amount::from_int(20'000), ExitSpeed::fast, 1}};
    world.start();
    const auto withdrawn = [&] {
      return std::ranges::any_of(world.client().movements(), [](const sim::ClientMovement& one) {
        return one.kind == sim::ClientMovement::Kind::withdrawal;
      });
    };
    for (int i = 0; i < 600 * 60 && !withdrawn(); ++i) REQUIRE_MESSAGE(world.run_for(Nanos{20'000'000}), world.error);
    REQUIRE(withdrawn());
    REQUIRE_MESSAGE(world.run_for(kSecond * seconds), world.error);
    world.kill();
    world.start();
    REQUIRE_MESSAGE(world.run_for(kMinute * 6), world.error);
    world.stop();
    world.check_reconciled();
    for (const JournalEntry& entry : world.journal_entries())
      if (const auto* found = entry.as<journal::DifferenceFound>()) FAIL_CHECK(found->text);
  }
}

}  // namespace
}  // namespace basis::test
