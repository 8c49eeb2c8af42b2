#include <set>

#include "actors/journal/journal.hpp"
#include "core/execution/twin_pairs.hpp"
#include "tests/node/ticks.hpp"

namespace basis {
namespace {

using namespace test;

/// The price is 60,000, and from 02:00 on `level`.
TickRun replay_jump(std::int64_t level, const ReplayVenues::Options& venues, const std::vector<std::string>& more = {},
                    const Restarts& restarts = {}) {
  HandMade made;
  made.move_all(2, level);
  const TickDay day(made, 3);
  std::vector<std::string> keys = {"hedge_allocation.binance=1", "hedge_allocation.bybit=0", "hedge_allocation.okx=0",
                                   "execution.delays=none"};
  keys.insert(keys.end(), more.begin(), more.end());
  return replay_ticks(settings_of("btc_basis", keys), day.files(), Amount::from_int(100'000), venues, false, false,
                      kNoFlows, restarts);
}

Amount held_at_end(const TickRun& run, const char* key) {
  const Universe universe = Universe::build(settings_of("btc_basis", {})).value();
  return run.seen.positions[universe.find(key)->index()].amount;
}

/// The lines of a table that hold a text.
std::vector<std::string> lines_with(const std::string& table, std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < table.size();) {
    const std::size_t end = table.find('\n', at);
    const std::string line = table.substr(at, end - at);
    if (line.find(text) != std::string::npos) found.push_back(line);
    at = end + 1;
  }
  return found;
}

}  // namespace

TEST_CASE("a replay whose short is liquidated: its coins are sold at once, before anything is decided") {
  const TickRun run = replay_jump(150'000, {});
  CHECK(run.error.empty());
  // 0.833 were sold at 59,999.9: at 150,000 they have lost more than the 40,000 USDT of their account. The venue closes
  // them at the mark, for 1.25 %.
  const auto bought = lines_with(run.fills, ",binance_usdm:Perp:BTCUSDT,buy,");
  REQUIRE(bought.size() == 1);
  CHECK(bought[0].find("T02:00:00Z,,0,binance_usdm:Perp:BTCUSDT,buy,150000,0.833,taker,1561.875,USDT,") !=
        std::string::npos);
  // The coins that were bought less the fees in coins: 0.832167, cut to the step.
  const auto sold = lines_with(run.fills, ",binance:Spot:BTCUSDT,sell,");
  REQUIRE(sold.size() == 1);
  CHECK(sold[0].find("T02:00:00Z,") != std::string::npos);
  CHECK(sold[0].find(",1000000000001,binance:Spot:BTCUSDT,sell,149999.99,0.83216,taker,") != std::string::npos);
  CHECK(held_at_end(run, "binance_usdm:Perp:BTCUSDT").is_zero());
  CHECK(held_at_end(run, "binance:BaseToken:BTC") == from_text<Amount>("0.000007"));
  CHECK(run.execution.find(R"("twins":1)") != std::string::npos);
  CHECK(run.execution.find(R"("alarms":{})") != std::string::npos);
  CHECK(attribution_sum(run.seen.attribution) == run.seen.equity - run.seen.capital);
  CHECK(run.seen.attribution[static_cast<std::size_t>(Attribution::unexplained_pnl)].is_zero());
  for (const JournalEntry& event : run.seen.events) CHECK(event_type(event) != "difference");
  // Nobody else wanted to sell them.
  CHECK(lines_with(run.orders, ",binance:Spot:BTCUSDT,new,limit_ioc,sell,").size() == 1);
  for (const JournalEntry& event : run.seen.events) {
    const auto* made = event.as<journal::OrderMade>();
    CHECK_FALSE((made != nullptr && made->order->action == ActionType::spot_trade && !made->order->buy));
  }
}

TEST_CASE("a replay whose short is liquidated while an exit is worked: exit and twin sell the coins once") {
  ReplayVenues::Options late;
  late.latency = {Nanos{1'000'000}, Nanos{40'000'000}, 7};
  const TickRun run = replay_jump(150'000, late);
  CHECK(run.error.empty());
  CHECK(run.execution.find(R"("twins":1)") != std::string::npos);
  CHECK(run.execution.find(R"("alarms":{})") != std::string::npos);
  // The margin was seen before the venue's word of the liquidation: an exit of 0.499 was under way, and 0.833 were
  // closed. It took its part, and the twin what remained of the 0.83216 coins.
  Amount coins;
  for (const std::string& line : lines_with(run.fills, "T02:00:0")) {
    if (line.find(",binance:Spot:BTCUSDT,sell,149999.99,") == std::string::npos) continue;
    const std::size_t size = line.find("149999.99,") + 10;
    coins += from_text<Amount>(line.substr(size, line.find(',', size) - size));
  }
  CHECK(coins == from_text<Amount>("0.83216"));
  CHECK(lines_with(run.fills, ",1000000000001,binance:Spot:BTCUSDT,sell,149999.99,0.33316,").size() == 1);
  const Amount net = held_at_end(run, "binance:BaseToken:BTC") + held_at_end(run, "binance_usdm:Perp:BTCUSDT");
  CHECK(net.abs() < from_text<Amount>("0.001"));
  CHECK(attribution_sum(run.seen.attribution) == run.seen.equity - run.seen.capital);
  for (const JournalEntry& event : run.seen.events) CHECK(event_type(event) != "difference");
}

TEST_CASE("a node that is made anew while a twin is under way still evens what was closed, once") {
  ReplayVenues::Options late;
  late.latency = {Nanos{40'000'000}, Nanos{40'000'000}, 7};
  const UtcTime closed = UtcTime::parse("2024-06-01T02:00:00Z").value();
  std::size_t with_twin = 0;
  // Word of the liquidation is there after 40 ms, the twin's orders are at the venue after 80, their fills here after
  // 120.
  for (std::int64_t after = 0; after <= 200; after += 10) {
    CAPTURE(after);
    auto journal = Journal::create({});
    REQUIRE(journal.has_value());
    const TickRun run =
        replay_jump(150'000, late, {}, {{closed + Nanos{after * 1'000'000 + 500'000}}, journal.value().get()});
    CHECK(run.error.empty());
    const Amount net = held_at_end(run, "binance:BaseToken:BTC") + held_at_end(run, "binance_usdm:Perp:BTCUSDT");
    CHECK(net.abs() < from_text<Amount>("0.001"));
    const Universe universe = Universe::build(settings_of("btc_basis", {})).value();
    for (const Instrument& instrument : universe.instruments())
      if (!instrument.on_chain) CHECK(run.seen.positions[instrument.id.index()] == run.at_venue[instrument.id.index()]);
    CHECK(attribution_sum(run.seen.attribution) == run.seen.equity - run.seen.capital);
    for (const JournalEntry& event : run.seen.events) CHECK(event_type(event) != "difference");
    // A twin that began before the restart is worked to its end after it.
    std::set<std::uint64_t> open;
    REQUIRE(journal.value()->read([&](const JournalEntry& entry) -> Result<void> {
      const auto* began = entry.as<journal::PairBegan>();
      if (began != nullptr && is_twin(began->order.id)) {
        ++with_twin;
        open.insert(began->order.id);
      }
      if (const auto* worked = entry.as<journal::PairWorked>()) open.erase(worked->figures.id);
      return ok();
    }));
    CHECK(open.empty());
  }
  CHECK(with_twin > 10);
}

}  // namespace basis
