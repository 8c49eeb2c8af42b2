// Pairs of live nodes whose money or venue fails them in the middle.

#include "tests/node/live.hpp"

namespace basis::test {
namespace {

using Path = SimulatedExchanges::Path;

constexpr const char* kFrom = "2026-03-02T10:00:00Z";
const LiveWorld::Allocation kThirds = {{"binance", 40}, {"bybit", 30}, {"okx", 30}};

std::vector<PairFigures> pairs_closed(const LiveWorld& world) {
  std::vector<PairFigures> all;
  for (const JournalEntry& entry : world.heard.entries)
    if (const auto* closed = entry.as<journal::PairClosed>()) all.push_back(closed->figures);
  return all;
}

/// Transfers between the accounts of one exchange that were ordered after the first fill.
std::vector<OrderPtr> moved_after_fills(const LiveWorld& world) {
  std::vector<OrderPtr> all;
  bool filled = false;
  for (const JournalEntry& entry : world.heard.entries) {
    filled = filled || entry.as<journal::FillHeard>() != nullptr;
    const auto* made = entry.as<journal::OrderMade>();
    if (filled && made != nullptr && made->order->action == ActionType::wallet_transfer &&
        world.universe().same_exchange(made->order->account, made->order->destination))
      all.push_back(made->order);
  }
  return all;
}

Amount held(const LiveWorld& world, const char* key) {
  return world.at_venue(world.universe()[*world.universe().find(key)]);
}

/// Both prices of BTC at three instants; before the second nothing is traded, because spot is dearer than the perp.
SimulatedExchanges::PathOf waits_until(std::int64_t seconds, const char* spot, const char* perp) {
  return [=](const Market* first, const Market* second) -> Path {
    if ((first != nullptr ? first : second)->native.find("BTC") == std::string::npos) return {};
    const auto point = [](std::int64_t at, const char* one, const char* other) {
      return sim::SyntheticMarket::PathPoint{kSecond * at, price(one), price(other)};
    };
    return {point(0, "60000", "59940"), point(seconds, "60000", "59940"), point(seconds + 1, spot, perp),
            point(9'000, spot, perp)};
  };
}

/// Three venues, of which one is gone for seven minutes just before what was planned is traded.
struct DownInTheMiddle {
  explicit DownInTheMiddle(const char* rule)
      : world("btc_basis", 5,
              {std::string("pair.when_venue_down=") + rule, "pair.venue_down_seconds=20", "pair.clip=0.02",
               "pair.least_edge_bps=5"},
              Amount::from_int(100'000), kFrom, kSecond * 2, kThirds, waits_until(50, "60000", "60060")) {
    world.start();
    run(kSecond * 40);
    strike(world, "{kind: drop_sockets, venue: bybit, at: 0}");
    strike(world, "{kind: maintenance, venue: bybit, at: 0, seconds: 420}");
  }
  void run(Nanos time) { REQUIRE_MESSAGE(world.run_for(time), world.error); }
  /// What there is to tell a person who reads of a failure.
  [[nodiscard]] std::string story() {
    std::vector<std::string> lines = world.heard.statuses;
    lines.insert(lines.end(), world.heard.alerts.begin(), world.heard.alerts.end());
    const JournalNames names = journal_names(world.universe());
    for (const JournalEntry& entry : world.heard.entries)
      if (const auto type = event_type(entry); type != "ledger" && type != "order" && type != "fill")
        append_event_line(entry, 0, 0, names, lines.emplace_back());
    const auto& refused = world.node().hot_path().sender()->counters().refused;
    for (std::size_t i = 0; i < refused.size(); ++i)
      if (refused[i] > 0)
        lines.push_back(fmt::format("gate: {} x {}", refused[i], pretrade_reason_name(static_cast<PreTradeReason>(i))));
    return fmt::format("{}", fmt::join(lines, "\n"));
  }
  [[nodiscard]] Amount spot() const { return held(world, "binance:BaseToken:BTC"); }
  [[nodiscard]] Amount perps() const {
    return held(world, "binance_usdm:Perp:BTCUSDT") + held(world, "bybit:Perp:BTCUSDT") +
           held(world, "okx:Perp:BTCUSDT");
  }
  [[nodiscard]] Amount perp(const char* account) const {
    return held(world, (std::string(account) + ":Perp:BTCUSDT").c_str()).abs();
  }
  LiveWorld world;
};

}  // namespace

TEST_CASE("live: cash follows a leg whose price has risen while it was worked (users: margin runs out in the middle)") {
  // Both are 4 % dearer when they are traded than when money was moved.
  LiveWorld world("btc_basis", 3, {"pair.least_edge_bps=8"}, Amount::from_int(100'000), kFrom, kSecond * 2,
                  {{"binance", 100}}, waits_until(50, "62400", "62500"));
  world.start();
  REQUIRE_MESSAGE(world.run_for(kSecond * 45), world.error);
  REQUIRE(count_of(world.heard, "order") > 1);
  REQUIRE(held(world, "binance:BaseToken:BTC").is_zero());
  REQUIRE_MESSAGE(world.run_for(kMinute), world.error);
  INFO(fmt::format("{}", fmt::join(world.heard.alerts, "\n")));
  const auto closed = pairs_closed(world);
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].end == PairEnd::done);
  CHECK(closed[0].left < quantity("0.001"));
  // Into spot while it is traded; what is left of it is margin again once all is done.
  const auto moved = moved_after_fills(world);
  REQUIRE_FALSE(moved.empty());
  CHECK(world.universe().name(moved.front()->destination) == "binance");
  for (const OrderPtr& order : moved) CHECK(order->size < amount("4000"));
  world.stop();
  check_whole(world);
}

TEST_CASE("live: the share of a venue that goes down in the middle of an entry is waited for") {
  DownInTheMiddle down("wait");
  down.run(kMinute * 4);
  INFO(down.story());
  CHECK(down.perp("bybit").is_zero());
  CHECK(down.perp("okx") > amount("0.2"));
  CHECK((down.spot() + down.perps()).abs() < amount("0.01"));
  down.run(kMinute * 6);
  CHECK(down.perp("bybit") > amount("0.2"));
  down.world.stop();
  check_whole(down.world);
}

TEST_CASE("live: the share of a venue that goes down in the middle of an entry is taken over by the others") {
  DownInTheMiddle down("others");
  down.run(kMinute * 2);
  INFO(down.story());
  CHECK(down.perp("bybit").is_zero());
  CHECK((down.spot() + down.perps()).abs() < amount("0.01"));
  CHECK(down.spot() > amount("0.8"));
  // Four to three, as their shares are.
  const Amount skew = down.perp("binance_usdm") - Amount::from_raw(down.perp("okx").raw() * 4 / 3);
  CHECK(skew.abs() < amount("0.01"));
  bool told = false;
  for (const PairFigures& pair : pairs_closed(down.world)) told = told || pair.end == PairEnd::venue_down;
  CHECK(told);
  // The entry was whole: nothing of it is tried again.
  const std::size_t fills = count_of(down.world.heard, "fill");
  down.run(kMinute * 7);
  CHECK(count_of(down.world.heard, "fill") == fills);
  down.world.stop();
  check_whole(down.world);
}

TEST_CASE("live: an entry is traded back when one of its venues goes down, and made when that is back") {
  DownInTheMiddle down("unwind");
  down.run(kMinute * 2);
  INFO(down.story());
  CHECK(count_of(down.world.heard, "fill") > 10);
  for (const char* account : {"binance_usdm", "bybit", "okx"}) CHECK(down.perp(account) < amount("0.002"));
  CHECK(down.spot() < amount("0.01"));
  // Five minutes later it is tried again, and refused before an order leaves.
  const std::size_t fills = count_of(down.world.heard, "fill");
  down.run(kMinute * 4);
  CHECK(count_of(down.world.heard, "fill") == fills);
  down.run(kMinute * 9);
  CHECK(down.perp("bybit") > amount("0.2"));
  CHECK((down.spot() + down.perps()).abs() < amount("0.01"));
  down.world.stop();
  check_whole(down.world);
}

}  // namespace basis::test
