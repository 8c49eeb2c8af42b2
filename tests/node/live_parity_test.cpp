// A live node over hours that a backtest has, too: the same market, with nothing paid for trading.

#include "tests/node/hand_made.hpp"
#include "tests/node/live.hpp"

namespace basis::test {
namespace {

constexpr std::size_t kHoursOfBoth = 3;

struct Acted {
  UtcTime time;
  std::string what;  ///< kind and reason
};

/// Decisions that act, and what is held at the end.
struct Course final : RunObserver {
  std::vector<Acted> acted;
  PositionSet positions;
  std::map<std::string, Amount> held;  ///< by key
  Amount equity;
  void record(const JournalEntry& entry) override {
    const auto* made = entry.as<journal::DecisionMade>();
    if (made == nullptr || made->decision->kind == DecisionKind::hold) return;
    acted.push_back({entry.time, fmt::format("{}: {}", decision_name(made->decision->kind), made->decision->reason)});
  }
  void close_step(const PnlView&, const PnlView& closed) override {
    positions = closed.positions().positions;
    equity = closed.exposure().equity;
  }
};

Course hours_of(const Settings& settings, History history, Amount capital, const CapitalFlows& flows) {
  history.hours = kHoursOfBoth + 1;
  history.to = history.from + kHour * static_cast<std::int64_t>(kHoursOfBoth);
  const auto universe = Universe::build(settings);
  REQUIRE(universe.has_value());
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), history.costs);
  const RunContext context{universe.value(), settings, costs, flows};
  const Timeline timeline(universe.value(), settings, history);
  Course course;
  const auto done = run_backtest(context, timeline, capital, course, go_on);
  REQUIRE_MESSAGE(done.has_value(), done.error().text());
  for (const Instrument& instrument : universe.value().instruments())
    course.held[instrument.key] = course.positions[instrument.id.index()].amount;
  return course;
}

/// The hourly prices of a market made by hand: each is there ten seconds before its hour, and until the next.
SimulatedExchanges::Path path_of(HandMade& made, const Market* spot, const Market* perp) {
  SimulatedExchanges::Path path;
  const std::string asset = (spot != nullptr ? spot : perp)->native;
  if (asset.find("BTC") == std::string::npos) return path;
  for (std::size_t hour = 0; hour <= kHoursOfBoth + 1; ++hour) {
    const Price both = made.series("spot/binance_BTCUSDT")[hour];
    const Nanos at = kHour * static_cast<std::int64_t>(hour);
    if (hour > 0) path.push_back({at - kSecond * 9, both, both});
    path.push_back({at + kHour - kSecond * 10, both, both});
  }
  path.front().after = Nanos{};
  return path;
}

}  // namespace

TEST_CASE("live: over the hours of a backtest a node decides the same and ends with the same ledger, within a step") {
  HandMade made;
  made.move_all(1, 75'000);
  made.move_all(2, 96'000);
  made.move_all(3, 58'000);
  const std::vector<std::string> free = {"execution.costs=none",
                                         "time_throttle_interval=3600",
                                         "execution.liquidation=open",
                                         "venues.binance.fees.spot.taker_bps=0",
                                         "venues.binance.fees.perp.taker_bps=0",
                                         "venues.binance.fees.spot.maker_bps=0",
                                         "venues.binance.fees.perp.maker_bps=0"};
  const Amount capital = Amount::from_int(100'000);
  LiveWorld world("btc_basis", 31, free, capital, made.history.from.to_string(), kSecond * 2, {{"binance", 100}},
                  [&](const Market* spot, const Market* perp) { return path_of(made, spot, perp); });
  const Course hours = hours_of(world.settings(), made.history, capital, world.flows);
  world.start();
  const bool went = world.run_for(kHour * static_cast<std::int64_t>(kHoursOfBoth) + kMinute * 10);
  INFO(fmt::format("{}", fmt::join(world.heard.alerts, "\n")));
  REQUIRE_MESSAGE(went, world.error);
  Course live;
  for (const JournalEntry& entry : world.heard.entries) live.record(entry);
  std::vector<std::string> texts;
  for (const Acted& one : live.acted) texts.push_back(one.time.to_string() + " live " + one.what);
  for (const Acted& one : hours.acted) texts.push_back(one.time.to_string() + " hours " + one.what);
  INFO(fmt::format("{}", fmt::join(texts, "\n")));
  REQUIRE(hours.acted.size() >= 2);
  REQUIRE(live.acted.size() == hours.acted.size());
  for (std::size_t i = 0; i < hours.acted.size(); ++i) {
    CAPTURE(i);
    // Ratios in the reason differ in their last digits by what trading costs.
    const auto words = [](const std::string& what) { return what.substr(0, what.find_first_of("0123456789")); };
    CHECK(words(live.acted[i].what) == words(hours.acted[i].what));
    CHECK(live.acted[i].time >= hours.acted[i].time);
    CHECK(live.acted[i].time - hours.acted[i].time < kMinute);
  }
  world.stop();
  check_whole(world);
  // A step of the perp is 0.001 coins; levels of the book cost a third of a basis point each.
  const auto near = [&](const char* key, const char* tolerance) {
    CAPTURE(std::string(key));
    const Amount there = hours.held.at(key);
    const Amount here = world.heard.positions[world.universe().find(key)->index()].amount;
    CAPTURE(there.to_string());
    CAPTURE(here.to_string());
    CHECK((there - here).abs() <= amount(tolerance));
  };
  near("binance:BaseToken:BTC", "0.0011");
  near("binance_usdm:Perp:BTCUSDT", "0.0011");
  near("binance:BaseToken:USDT", "110");
  near("binance_usdm:BaseToken:USDT", "110");
  near("wallet:BaseToken:USDT", "30");
  CHECK((hours.equity - world.heard.equity).abs() < amount("30"));
}

}  // namespace basis::test
