#include "tests/node/ticks.hpp"

namespace basis {
namespace {

using namespace test;

Watched backtest_of(const Settings& settings, History history, std::size_t hours, Amount capital) {
  history.hours = hours + 1;
  history.to = history.from + kHour * static_cast<std::int64_t>(hours);
  const auto universe = Universe::build(settings);
  REQUIRE(universe.has_value());
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), history.costs);
  const RunContext context{universe.value(), settings, costs};
  const Timeline timeline(universe.value(), settings, history);
  Watched seen;
  const auto done = run_backtest(context, timeline, capital, seen, go_on);
  REQUIRE_MESSAGE(done.has_value(), done.error().text());
  return seen;
}

/// Replay and backtest of the same day, with the least number of decisions that act.
void check_same_in_both(const std::vector<std::string>& overrides, std::size_t decisions) {
  constexpr std::size_t kHours = 26;
  HandMade made = lively();
  const TickDay day(made, kHours);
  const Settings settings = settings_of("btc_basis", with(kOneVenue, overrides));
  const Amount capital = Amount::from_int(100'000);
  const Watched hours = backtest_of(settings, made.history, kHours, capital);
  ReplayVenues::Options ideal;
  ideal.matching.fill = FillModel::ideal;
  const TickRun ticks = replay_ticks(settings, day.files(), capital, ideal, true);
  CHECK(ticks.error.empty());

  REQUIRE(hours.decisions.size() >= decisions);
  REQUIRE(ticks.seen.decisions.size() == hours.decisions.size());
  for (std::size_t i = 0; i < hours.decisions.size(); ++i) {
    CAPTURE(i);
    CHECK(ticks.seen.decisions[i].time == hours.decisions[i].time);
    CHECK(ticks.seen.decisions[i].what == hours.decisions[i].what);
  }
  CHECK(ticks.seen.equity == hours.equity);
  REQUIRE(ticks.seen.positions.size() == hours.positions.size());
  for (std::size_t i = 0; i < hours.positions.size(); ++i) {
    CAPTURE(i);
    CHECK(ticks.seen.positions[i] == hours.positions[i]);
  }
}

const std::vector<std::string> kHourly = {"execution.costs=none", "time_throttle_interval=3600",
                                          "execution.liquidation=open"};

TEST_CASE("hours made of ticks: replay and backtest decide the same and end with the same ledger") {
  check_same_in_both(kHourly, 2);
}

TEST_CASE("gates mean the same for hours and for ticks: a late entry, an exit, and no second entry") {
  // 0.0003 from 8:00 on opens the gate, -0.0002 from 16:00 on closes the position four hours later.
  check_same_in_both(with(kHourly, {"entry_gate.enabled=true", "entry_gate.funding_threshold=0.0002",
                                    "exit_gate.enabled=true", "exit_gate.carry_bps=50", "exit_gate.hours=4"}),
                     2);
}

TEST_CASE("a replay on recorded books: enters, holds, is paid, explains itself, and is the same twice and on lanes") {
  HandMade made = lively();
  const TickDay day(made, 9);
  const Settings settings = settings_of("btc_basis", kOneVenue);
  const auto once = [&](bool lanes) {
    return replay_ticks(settings, day.files(), Amount::from_int(100'000), {}, false, lanes);
  };
  const TickRun first = once(false);
  CHECK(first.error.empty());
  // 100,000 less the gas of a transfer: nine clips of 0.1 BTC or less on both legs.
  CHECK(first.fills.find("binance:Spot:BTCUSDT,buy") != std::string::npos);
  CHECK(first.fills.find("binance_usdm:Perp:BTCUSDT,sell") != std::string::npos);
  CHECK(first.seen.attribution[static_cast<std::size_t>(Attribution::funding_pnl)].sign() > 0);
  CHECK(first.seen.attribution[static_cast<std::size_t>(Attribution::unexplained_pnl)].is_zero());
  CHECK(attribution_sum(first.seen.attribution) == first.seen.equity - first.seen.capital);
  for (const JournalEntry& entry : first.seen.events) CHECK(event_type(entry) != "difference");

  // 0.833 BTC on both legs; spot takes 0.1 % of each purchase in coins, the perp 0.05 % of 0.1 * 59,999.9 in dollars.
  const Universe universe = Universe::build(settings).value();
  const auto held = [&](const char* key) { return first.seen.positions[universe.find(key)->index()].amount; };
  CHECK(held("binance:BaseToken:BTC") == from_text<Amount>("0.832167"));
  CHECK(held("binance_usdm:Perp:BTCUSDT") == from_text<Amount>("-0.833"));
  CHECK(first.fills.find(",binance_usdm:Perp:BTCUSDT,sell,59999.9,0.1,taker,2.999995,USDT,60000,") !=
        std::string::npos);
  // 0.0003 of 0.833 coins at the mark of 08:00, 75,015.
  CHECK(first.seen.attribution[static_cast<std::size_t>(Attribution::funding_pnl)] == from_text<Amount>("18.7462485"));

  const TickRun second = once(false);
  CHECK(first.orders == second.orders);
  CHECK(first.fills == second.fills);
  CHECK(first.execution == second.execution);
  const TickRun lanes = once(true);
  CHECK(first.fills == lanes.fills);
  REQUIRE(first.seen.decisions.size() == lanes.seen.decisions.size());
  for (std::size_t i = 0; i < first.seen.decisions.size(); ++i)
    CHECK(first.seen.decisions[i].what == lanes.seen.decisions[i].what);
}

TEST_CASE("a replay whose transfers take time: nothing trades before the money is there, and nothing is lost") {
  HandMade made = lively();
  const TickDay day(made, 2);
  const Settings settings =
      settings_of("btc_basis", with({kOneVenue.begin(), kOneVenue.end() - 1}, {"execution.delays=model"}));
  const TickRun run = replay_ticks(settings, day.files(), Amount::from_int(100'000), {}, false);
  CHECK(run.error.empty());
  // A call of a minute and fifteen more until the exchange credits it.
  const std::string start = made.history.from.to_string().substr(0, 11);
  const std::size_t line = run.fills.find('\n') + 1;
  CHECK(run.fills.substr(line, 16) == start + "00:16");
  CHECK(attribution_sum(run.seen.attribution) == run.seen.equity - run.seen.capital);
}

TEST_CASE("orders and reports that take time: the same position, later") {
  HandMade made = lively();
  const TickDay day(made, 2);
  const Settings settings = settings_of("btc_basis", kOneVenue);
  ReplayVenues::Options late;
  late.latency = {Nanos{1'000'000}, Nanos{40'000'000}, 7};
  const TickRun run = replay_ticks(settings, day.files(), Amount::from_int(100'000), late, false);
  const TickRun at_once = replay_ticks(settings, day.files(), Amount::from_int(100'000), {}, false);
  CHECK(run.error.empty());
  CHECK(run.fills != at_once.fills);
  const Universe universe = Universe::build(settings).value();
  for (const char* key : {"binance:BaseToken:BTC", "binance_usdm:Perp:BTCUSDT"}) {
    const std::size_t at = universe.find(key)->index();
    CHECK(run.seen.positions[at].amount == at_once.seen.positions[at].amount);
    CHECK(!run.seen.positions[at].amount.is_zero());
  }
  // There and back take a millisecond each at least.
  CHECK(run.execution.find(R"("time_to_fill_us":{"p50":0,)") == std::string::npos);
  CHECK(attribution_sum(run.seen.attribution) == run.seen.equity - run.seen.capital);
  for (const JournalEntry& entry : run.seen.events) CHECK(event_type(entry) != "difference");
}

TEST_CASE("what answers the last frame is heard: a pair that begins with it is traded clip by clip to its end") {
  HandMade made = lively();
  // The frames of one instant, and nothing after them.
  const TickDay day(made, 1, {1, 181});
  ReplayVenues::Options late;
  late.latency = {Nanos{5'000'000}, Nanos{5'000'000}, 7};
  const TickRun run =
      replay_ticks(settings_of("btc_basis", kOneVenue), day.files(), Amount::from_int(100'000), late, false);
  CHECK(run.error.empty());
  const Universe universe = Universe::build(settings_of("btc_basis", kOneVenue)).value();
  for (const Instrument& instrument : universe.instruments())
    if (!instrument.on_chain) CHECK(run.seen.positions[instrument.id.index()] == run.at_venue[instrument.id.index()]);
  const Amount sold = -run.seen.positions[universe.find("binance_usdm:Perp:BTCUSDT")->index()].amount;
  const Amount bought = run.seen.positions[universe.find("binance:BaseToken:BTC")->index()].amount;
  // Nine clips of at most 0.1, each sent when the one before is filled: far over three ways of 5 ms.
  CHECK(sold > from_text<Amount>("0.8"));
  CHECK((sold - bought) < from_text<Amount>("0.001"));
  CHECK(attribution_sum(run.seen.attribution) == run.seen.equity - run.seen.capital);
}

TEST_CASE("capital that comes and goes between two minutes, and before the first step") {
  HandMade made = lively();
  const TickDay day(made, 2);
  const Settings settings = settings_of("btc_basis", kOneVenue);
  CapitalFlows flows;
  flows.file = "flows.csv";
  const UtcTime start = made.history.from;
  flows.flows = {{start, true, Amount::from_int(1'000), ExitSpeed::fast, 2},
                 {start + kSecond * 1'830, true, Amount::from_int(40'000), ExitSpeed::fast, 3},
                 {start + kSecond * 5'401, false, Amount::from_int(30'000), ExitSpeed::fast, 4}};
  const TickRun run = replay_ticks(settings, day.files(), Amount::from_int(100'000), {}, false, false, flows);
  CHECK(run.error.empty());
  CHECK(run.seen.capital == Amount::from_int(111'000));
  CHECK(attribution_sum(run.seen.attribution) == run.seen.equity - run.seen.capital);
}

TEST_CASE("a strategy is asked at its own interval, also where that is none, or no part of a minute") {
  HandMade made = lively();
  const TickDay day(made, 1);
  for (const auto& [seconds, most] : {std::pair("0", 61), std::pair("10", 360), std::pair("90", 41)}) {
    CAPTURE(seconds);
    const Settings settings =
        settings_of("btc_basis", with(kOneVenue, {std::string("time_throttle_interval=") + seconds}));
    const TickRun run = replay_ticks(settings, day.files(), Amount::from_int(100'000), {}, false);
    CHECK(run.error.empty());
    int asked = 0;
    for (const JournalEntry& entry : run.seen.events) asked += event_type(entry) == "decision" ? 1 : 0;
    // One at the start and one at each multiple within the hour, the first of which is also the one after the end of
    // the pair where it comes before the next frame, at 20 s.
    CHECK(asked == most);
  }
}

TEST_CASE("while feeds are silent nothing is decided or valued, and that is told") {
  HandMade made = lively();
  // Silent from 00:30:00 to 00:35:00; a price is good for 30 s after its last update, at 00:29:40.
  const TickDay day(made, 1, {90, 105});
  const Settings settings = settings_of("btc_basis", kOneVenue);
  const TickRun run = replay_ticks(settings, day.files(), Amount::from_int(100'000), {}, false);
  CHECK(run.error.empty());
  for (const JournalEntry& event : run.seen.events) {
    const bool silent =
        event.time > made.history.from + kSecond * 1'810 && event.time < made.history.from + kSecond * 2'100;
    CHECK_FALSE((silent && event_type(event) == "decision"));
  }
  REQUIRE(!run.remarks.empty());
  CHECK(run.remarks.back().starts_with("4 steps were passed over, the first at 2024-06-01T00:31:00Z: price of BTC: "));
}

}  // namespace
}  // namespace basis
