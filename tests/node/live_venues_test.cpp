#include <random>

#include "core/marketdata/open_frames.hpp"
#include "tests/node/live.hpp"
#include "tests/support/rounds.hpp"
#include "tests/support/temporary_folder.hpp"

namespace basis::test {
namespace {

const LiveWorld::Allocation kThree = {{"binance", 40}, {"bybit", 30}, {"okx", 30}};

/// What every exchange holds of a coin, perps included.
std::map<std::string, Amount> coins_at(const LiveWorld& world, const std::string& asset) {
  std::map<std::string, Amount> held;
  for (const Instrument& instrument : world.universe().instruments()) {
    if (instrument.on_chain) continue;
    const bool perp = instrument.key.find(":Perp:" + asset) != std::string::npos;
    const bool coin = instrument.key.ends_with(":BaseToken:" + asset);
    if (!perp && !coin) continue;
    const Amount there = world.at_venue(instrument);
    if (!there.is_zero()) held[instrument.key] = there;
  }
  return held;
}

std::vector<std::string> lines_of(const std::map<std::string, Amount>& held) {
  std::vector<std::string> lines;
  for (const auto& [key, amount] : held) lines.push_back(fmt::format("{} {}", key, amount.to_string()));
  return lines;
}

Amount sum_of(const std::map<std::string, Amount>& held) {
  Amount sum;
  for (const auto& [key, amount] : held) sum += amount;
  return sum;
}

void start_and_run(LiveWorld& world, Nanos time) {
  world.start();
  const bool went = world.run_for(time);
  INFO(fmt::format("{}", fmt::join(world.heard.statuses, "\n")));
  INFO(fmt::format("{}", fmt::join(world.heard.alerts, "\n")));
  REQUIRE_MESSAGE(went, world.error);
}

}  // namespace

TEST_CASE("live: three exchanges hedge one position by their shares, and every account ends reconciled") {
  for (const char* mode : {"btc_basis", "eth_basis"}) {
    CAPTURE(mode);
    const std::string asset = std::string_view(mode).starts_with("btc") ? "BTC" : "ETH";
    LiveWorld world(mode, 5, {}, Amount::from_int(100'000), "2026-03-02T10:00:00Z", kSecond * 2, kThree);
    start_and_run(world, kMinute * 3);
    world.stop();
    check_whole(world);
    const auto held = coins_at(world, asset);
    const Amount spot = held.at("binance:BaseToken:" + asset);
    INFO(fmt::format("spot {}", spot.to_string()));
    // Steps of the perps, and fees that were taken in coins.
    CHECK(sum_of(held).abs().raw() * 200 < spot.raw());
    for (const char* account : {"binance_usdm", "bybit", "okx"}) {
      CAPTURE(account);
      const auto perp = held.find(std::string(account) + ":Perp:" + asset + "USDT");
      REQUIRE(perp != held.end());
      const std::int64_t share = std::string_view(account) == "binance_usdm" ? 40 : 30;
      const Amount wanted = Amount::from_raw(spot.raw() * share / 100);
      CHECK((perp->second + wanted).abs().raw() * 25 < spot.raw());
    }
  }
}

TEST_CASE("live: an account that has both trades spot and perps") {
  for (const std::string venue : {"bybit", "okx"}) {
    CAPTURE(venue);
    LiveWorld world("btc_basis", 6,
                    {"routing.spot_trade=" + venue,
                     "instruments=wallet:BaseToken:USDT," + venue +
                         ":BaseToken:BTC,binance:BaseToken:USDT,binance_usdm:BaseToken:USDT,binance_usdm:Perp:BTCUSDT,"
                         "bybit:BaseToken:USDT,bybit:Perp:BTCUSDT,okx:BaseToken:USDT,okx:Perp:BTCUSDT"},
                    Amount::from_int(100'000), "2026-03-02T10:00:00Z", kSecond * 2, kThree);
    start_and_run(world, kMinute * 3);
    world.stop();
    check_whole(world);
    const auto held = coins_at(world, "BTC");
    const auto spot = held.find(venue + ":BaseToken:BTC");
    REQUIRE(spot != held.end());
    CHECK(spot->second > amount("0.5"));
    CHECK(sum_of(held).abs() < amount("0.004"));
    CHECK(held.at(venue + ":Perp:BTCUSDT") < amount("-0.2"));
  }
}

TEST_CASE("live: a recording of three exchanges holds nothing that opens an account, and no account's data as public") {
  const TemporaryFolder folder;
  const auto file = folder.path() / "session.rec";
  LiveWorld world("btc_basis", 7, {}, Amount::from_int(100'000), "2026-03-02T10:00:00Z", kSecond * 2, kThree);
  world.record(file);
  start_and_run(world, kMinute);
  world.stop();
  world.end_recording();
  auto frames = open_frames(file);
  REQUIRE(frames.has_value());
  Frame frame;
  std::map<std::string, std::size_t> own, open;
  for (auto more = frames.value()->next(frame); more.has_value() && more.value(); more = frames.value()->next(frame)) {
    const std::string text(frame.bytes);
    CAPTURE(std::string(frame.channel));
    for (const char* secret : {"demo-key", "demo-secret", "demo-passphrase"})
      CHECK_MESSAGE(text.find(secret) == std::string::npos, text);
    if (frame.venue.ends_with("_private")) {
      ++own[std::string(frame.venue)];
      continue;
    }
    ++open[std::string(frame.venue)];
    for (const char* word : {"walletBalance", "cashBal", "clOrdId", "orderLinkId", "clientOrderId", "availBal"})
      CHECK_MESSAGE(text.find(word) == std::string::npos, text);
  }
  for (const char* venue : {"binance_spot", "binance_usdm", "bybit", "okx"}) {
    CAPTURE(venue);
    CHECK(own[std::string(venue) + "_private"] > 10);
    CHECK(open[venue] > 100);
  }
}

TEST_CASE("live: two exchanges at fault at once in the middle of an entry end even and reconciled") {
  struct Storm {
    const char* name;
    std::vector<const char*> faults;
  };
  const Storm storms[] = {
      {"sockets of two end", {"{kind: drop_sockets, at: 0, venue: bybit}", "{kind: drop_sockets, at: 0, venue: okx}"}},
      {"one is in maintenance, another forgets to answer",
       {"{kind: maintenance, at: 0, seconds: 30, venue: okx}", "{kind: no_answer, on: order.create, times: 3}"}},
      {"an order is done and not told, another's clock is wrong",
       {"{kind: unknown, on: order.create}", "{kind: clock_skew, at: 0, seconds: 8, venue: okx}"}},
      {"orders are lost at two", {"{kind: lose, on: order.create, times: 2}", "{kind: lose, on: order.place}"}},
      {"fills are told twice and late",
       {"{kind: repeat, on: execution, times: 6}", "{kind: late, on: orders, times: 3, seconds: 4}"}},
      {"Binance is down while others trade",
       {"{kind: maintenance, at: 0, seconds: 20, venue: binance}", "{kind: drop_sockets, at: 0, venue: binance}"}},
  };
  for (std::uint64_t round = 0; round < rounds(1) * std::size(storms); ++round) {
    const Storm& storm = storms[round % std::size(storms)];
    CAPTURE(storm.name);
    CAPTURE(round);
    LiveWorld world("btc_basis", 9 + round / std::size(storms), {}, Amount::from_int(100'000), "2026-03-02T10:00:00Z",
                    kSecond * 2, kThree);
    world.start();
    for (int i = 0; i < 20'000 && count_of(world.heard, "fill") < 4; ++i)
      REQUIRE_MESSAGE(world.run_for(Nanos{5'000'000}), world.error);
    for (const char* fault : storm.faults) {
      strike(world, fault);
    }
    const bool went = world.run_for(kMinute * 2);
    INFO(fmt::format("{}", fmt::join(world.heard.alerts, "\n")));
    REQUIRE_MESSAGE(went, world.error);
    world.stop();
    check_whole(world);
    const auto held = coins_at(world, "BTC");
    CAPTURE(fmt::format("{}", fmt::join(lines_of(held), ", ")));
    CHECK(sum_of(held).abs() < amount("0.004"));
  }
}

TEST_CASE("live: a node of three exchanges that is killed goes on, with nothing lost and nothing doubled") {
  for (std::uint64_t round = 0; round < rounds(1); ++round) {
    CAPTURE(round);
    LiveWorld world("btc_basis", 20 + round, {}, Amount::from_int(100'000), "2026-03-02T10:00:00Z", kSecond * 2,
                    kThree);
    std::mt19937_64 random(round + 77);
    world.start();
    for (int kill = 0; kill < 3; ++kill) {
      REQUIRE_MESSAGE(world.run_for(Nanos{static_cast<std::int64_t>(random() % 30'000'000'000)}), world.error);
      world.kill();
      world.start();
    }
    REQUIRE_MESSAGE(world.run_for(kMinute * 2), world.error);
    world.stop();
    check_whole(world);
    CHECK(sum_of(coins_at(world, "BTC")).abs() < amount("0.004"));
  }
}

}  // namespace basis::test
