#include <algorithm>
#include <random>

#include "tests/node/live.hpp"
#include "tests/support/rounds.hpp"
#include "venues/sim/exchange_faults.hpp"

namespace basis::test {
namespace {

/// Scripts in the simulator's own language, each for the middle of an entry. Instants are told in seconds after the
/// first fill.
struct Trouble {
  const char* name;
  const char* script;
};
constexpr Trouble kTroubles[] = {
    {"an order is refused", "{kind: refuse, on: order.place, code: -2010, message: Order would be rejected.}"},
    {"orders are refused for a while",
     "{kind: refuse, on: order.place, times: 6, code: -1000, message: An unknown error occurred.}"},
    {"there are no funds",
     "{kind: refuse, on: order.place, code: -2010, message: Account has insufficient balance for requested action.}"},
    {"an order is lost", "{kind: lose, on: order.place}"},
    {"several orders are lost", "{kind: lose, on: order.place, times: 4}"},
    {"an order ends its connection", "{kind: drop, on: order.place}"},
    {"an order comes late", "{kind: delay, on: order.place, seconds: 3}"},
    {"an order comes after its window", "{kind: delay, on: order.place, seconds: 7}"},
    {"an order is not answered", "{kind: no_answer, on: order.place}"},
    {"orders are not answered", "{kind: no_answer, on: order.place, times: 5}"},
    {"an order is done, and its connection ends", "{kind: cut, on: order.place}"},
    {"an answer comes late", "{kind: slow_answer, on: order.place, seconds: 12}"},
    {"the outcome of an order is unknown", "{kind: unknown, on: order.place}"},
    {"the outcomes of orders are unknown", "{kind: unknown, on: order.place, times: 3}"},
    {"the venue is overloaded", "{kind: unavailable, on: order.place, times: 3}"},
    {"too many requests", "{kind: rate_limit, on: order.place, seconds: 5}"},
    {"a ban of orders", "{kind: ban, on: order.place, seconds: 20}"},
    {"queries fail", "{kind: unavailable, on: GET, times: 5}"},
    {"a spot fill is not told", "{kind: skip, on: executionReport, times: 3}"},
    {"a perp fill is not told", "{kind: skip, on: ORDER_TRADE_UPDATE, times: 3}"},
    {"spot fills are told twice", "{kind: repeat, on: executionReport, times: 6}"},
    {"perp fills are told twice", "{kind: repeat, on: ORDER_TRADE_UPDATE, times: 6}"},
    {"spot fills come late", "{kind: late, on: executionReport, times: 3, seconds: 4}"},
    {"perp fills come late", "{kind: late, on: ORDER_TRADE_UPDATE, times: 3, seconds: 4}"},
    {"balances are not told", "{kind: skip, on: outboundAccountPosition, times: 5}"},
    {"positions are not told", "{kind: skip, on: ACCOUNT_UPDATE, times: 5}"},
    {"spot's user events are silent", "{kind: silence, on: executionReport, seconds: 40}"},
    {"the perp's user events are silent", "{kind: silence, on: ORDER_TRADE_UPDATE, seconds: 40}"},
    {"the spot book is silent", "{kind: silence, on: \"btcusdt@depth\", seconds: 45}"},
    {"the book has a gap", "{kind: skip, on: \"btcusdt@depth\", times: 2}"},
    {"quotes are silent", "{kind: silence, on: \"btcusdt@bookTicker\", seconds: 45}"},
    {"every socket ends", "{kind: drop_sockets, at: 0}"},
    {"every socket ends a little later", "{kind: drop_sockets, at: 0.3}"},
    {"the venue shuts down", "{kind: shutdown, at: 0, seconds: 5}"},
    {"the venue's clock is wrong", "{kind: clock_skew, at: 0, seconds: 8}"},
    {"the venue's clock is behind", "{kind: clock_skew, at: 0, seconds: -8}"},
    {"listen keys expire", "{kind: listen_keys, at: 0}"},
    {"maintenance", "{kind: maintenance, at: 0, seconds: 40}"},
    {"maintenance a little later", "{kind: maintenance, at: 0.2, seconds: 15}"},
    {"money is slow", "{kind: slow_money, at: 0, seconds: 30}"},
};

/// The coins of which one leg has more than the other, as the venue has them.
Amount naked(const LiveWorld& world) {
  const Universe& universe = world.universe();
  return (world.at_venue(universe[*universe.find("binance:BaseToken:BTC")]) +
          world.at_venue(universe[*universe.find("binance_usdm:Perp:BTCUSDT")]))
      .abs();
}

/// Lets the node run, and measures how long one leg is without the other.
void run_watched(LiveWorld& world, Nanos time) {
  const Nanos kEvery{100'000'000};
  Nanos bare{};
  for (Nanos gone{}; gone < time; gone = gone + kEvery) {
    REQUIRE_MESSAGE(world.run_for(kEvery), world.error);
    // The fees that were taken in coins are far less.
    bare = naked(world) > amount("0.01") ? bare + kEvery : Nanos{};
    if (bare > kSecond * 14) CHECK_MESSAGE(!world.heard.alarms.empty(), "a naked leg, and no alarm");
    REQUIRE(bare < kSecond * 120);
  }
}

/// As the script says; instants count from here.
void happen(LiveWorld& world, const std::string& script, UtcTime began, std::int64_t nth) {
  auto faults = sim::parse_faults("faults:\n  trouble: " + script + "\n", "script");
  REQUIRE_MESSAGE(faults.has_value(), faults.error().text());
  for (sim::ExchangeFault& fault : faults.value()) {
    if (fault.at) fault.at = *fault.at + (world.network().now_utc() - began);
    fault.nth = nth;
    world.exchanges().service().faults().add(fault);
  }
}

void run_trouble(const Trouble& trouble, std::uint64_t seed) {
  CAPTURE(std::string(trouble.name));
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  LiveWorld world("btc_basis", seed);
  const UtcTime began = world.network().now_utc();
  world.start();
  for (int i = 0; i < 4'000 && count_of(world.heard, "fill") == 0; ++i) REQUIRE(world.run_for(Nanos{5'000'000}));
  REQUIRE(count_of(world.heard, "fill") > 0);
  happen(world, trouble.script, began, static_cast<std::int64_t>(random() % 4 + 1));
  run_watched(world, kMinute * 4);
  INFO(fmt::format("{}", fmt::join(world.heard.statuses, "\n")));
  INFO(fmt::format("{}", fmt::join(world.heard.alerts, "\n")));
  for (const sim::ExchangeFault& fault : world.exchanges().service().faults().all())
    CHECK_MESSAGE((fault.at || fault.seen >= fault.nth), "nothing went wrong");
  world.stop();
  CHECK(naked(world) < amount("0.002"));
  check_whole(world);
}

TEST_CASE("live: whatever goes wrong in the middle of an entry, the legs end even and the book is the venue's") {
  for (const Trouble& trouble : kTroubles)
    for (std::uint64_t seed = 1; seed <= rounds(1); ++seed) run_trouble(trouble, seed);
}

TEST_CASE("live: storms of faults from the start on, and kills between them, end whole") {
  for (std::uint64_t seed = 1; seed <= rounds(6); ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed * 7'919);
    LiveWorld world("btc_basis", 600 + seed);
    const UtcTime began = world.network().now_utc();
    world.start();
    for (int i = 0; i < 10; ++i) {
      run_watched(world, Nanos{static_cast<std::int64_t>(random() % 8'000) * 1'000'000});
      happen(world, kTroubles[random() % std::size(kTroubles)].script, began,
             static_cast<std::int64_t>(random() % 3 + 1));
      if (random() % 6 > 0) continue;
      world.kill();
      world.start();
    }
    run_watched(world, kMinute * 5);
    world.stop();
    CHECK(naked(world) < amount("0.002"));
    check_whole(world);
  }
}

TEST_CASE("live: what is on its way has its time by our clock, whatever the venue's says") {
  for (const std::int64_t seconds : {-30, -8, 4}) {
    CAPTURE(seconds);
    LiveWorld world("btc_basis", 11);
    const UtcTime began = world.network().now_utc();
    world.start();
    REQUIRE(world.run_for(kSecond));
    happen(world, fmt::format("{{kind: clock_skew, at: 0, seconds: {}}}", seconds), began, 1);
    REQUIRE(world.run_for(kSecond));
    happen(world, "{kind: skip, on: ORDER_TRADE_UPDATE, times: 4}", began, 1);
    REQUIRE_MESSAGE(world.run_for(kMinute * 4), world.error);
    world.stop();
    check_whole(world);
  }
}

/// A node in the middle of its entry, in which the venue did something of itself.
struct ActedWorld : LiveWorld {
  explicit ActedWorld(const char* script, std::uint64_t seed = 1) : LiveWorld("btc_basis", seed) {
    const UtcTime began = network().now_utc();
    start();
    for (int i = 0; i < 4'000 && count_of(heard, "fill") == 0; ++i) REQUIRE(run_for(Nanos{5'000'000}));
    happen(*this, script, began, 1);
    REQUIRE_MESSAGE(run_for(kSecond * 40), error);
  }
  [[nodiscard]] bool alerted(std::string_view kind) const {
    return std::ranges::any_of(heard.entries, [&](const JournalEntry& entry) {
      const auto* alert = entry.as<journal::PersonAlerted>();
      return alert != nullptr && alert->kind == kind;
    });
  }
};

TEST_CASE("live: what a venue closes in the middle of an entry is told, evened and posted") {
  for (const char* script :
       {"{kind: deleveraging, at: 0, symbol: BTCUSDT, share: 0.4, venue: binance}",
        "{kind: deleveraging, at: 0.4, symbol: BTCUSDT, share: 1, venue: binance}", "{kind: liquidation, at: 0}"}) {
    for (std::uint64_t seed = 1; seed <= rounds(1); ++seed) {
      CAPTURE(std::string(script));
      CAPTURE(seed);
      ActedWorld world(script, seed);
      REQUIRE_MESSAGE(world.run_for(kMinute * 3), world.error);
      world.stop();
      CHECK(count_of(world.heard, "venue_notice") > 0);
      CHECK(naked(world) < amount("0.002"));
      check_whole(world);
    }
  }
}

TEST_CASE("live: a halt in the middle of an entry ends it evenly, and its market comes back") {
  const UtcTime began = UtcTime::parse("2026-03-02T10:00:00Z").value();
  ActedWorld world("{kind: halt, at: 0, symbol: BTCUSDT}");
  CHECK(world.alerted("market_refused"));
  const std::size_t filled = count_of(world.heard, "fill");
  REQUIRE(world.run_for(kSecond * 20));
  CHECK(count_of(world.heard, "fill") == filled);
  happen(world, "{kind: resume, at: 0, symbol: BTCUSDT}", began, 1);
  REQUIRE_MESSAGE(world.run_for(kSecond * 40), world.error);
  CHECK(world.alerted("market_back"));
  world.stop();
  CHECK(naked(world) < amount("0.002"));
  check_whole(world);
}

TEST_CASE("live: a fill beyond an order's size stops its market, and a person is told what the book differs by") {
  ActedWorld world("{kind: extra_fill, at: 1, symbol: BTCUSDT}");
  CHECK(world.alerted("overfilled"));
  REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
  CHECK(count_of(world.heard, "difference") > 0);
  const std::size_t sent = world.client().orders().size();
  REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
  CHECK(world.client().orders().size() == sent);
  world.stop();
}

TEST_CASE("live: the venue's dead-man's switch is armed, unless it is configured away") {
  for (const bool armed : {true, false}) {
    LiveWorld world("btc_basis");
    if (!armed) world.node_settings().dead_man = {};
    happen(world, "{kind: refuse, on: POST /fapi/v1/countdownCancelAll, times: 1000}", world.network().now_utc(), 1);
    world.start();
    REQUIRE_MESSAGE(world.run_for(kMinute), world.error);
    // One request a third of its minute.
    CHECK(world.exchanges().service().faults().all().front().seen == (armed ? 3 : 0));
    CHECK(armed == std::ranges::any_of(world.heard.alerts, [](const std::string& alert) {
            return alert.find("binance_usdm:Perp:BTCUSDT: the dead-man's switch was not set") != std::string::npos;
          }));
    world.stop();
  }
}

}  // namespace
}  // namespace basis::test
