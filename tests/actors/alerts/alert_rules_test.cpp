// What rules find in a node's state, and what is told of it.

#include "actors/alerts/alert_rules.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <functional>
#include <set>
#include <sstream>

#include "actors/alerts/alert_events.hpp"
#include "core/config/load_config.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/source_dir.hpp"

namespace basis::test {
namespace {

using Words = std::vector<std::string>;

const Universe& btc_universe() {
  static const Universe kUniverse =
      Universe::build(load_config(shipped_configs().string(), "btc_basis", {}, Environment{}).value().settings).value();
  return kUniverse;
}

/// A node that is well, and what of it a test changes.
struct Scene {
  Scene() {
    state.now = utc("2026-03-02T10:00:00Z");
    state.started = state.now - kHour;
    state.control.kill = KillState::active;
    state.venues = {{"binance", "ready", "", state.now - kHour, {}}};
    state.chain = ChainRow{"0x1", 100, state.now - kSecond * 12, amount("1"), false};
    FeedRow feed;
    feed.books = {{MarketId{0}, true}};
    state.feeds = {feed};
    market->time = state.now - kSecond * 60;
    market->prices.resize(1);
  }
  /// The conditions that hold, as "rule/subject severity".
  Words found() {
    const auto positions = std::make_shared<PositionView>();
    positions->market = market;
    const auto exposures = std::make_shared<ExposureView>();
    exposures->positions = positions;
    const auto risks = std::make_shared<RiskView>();
    risks->exposure = exposures;
    risks->risk = risk;
    PnlView view;
    view.risk = risks;
    state.view = view;
    Words words;
    std::set<std::string> keys;
    for (const AlertCondition& one : look_at_rules({state, btc_universe(), settings, ether_is_capital, losses, ago})) {
      words.push_back(fmt::format("{}/{} {}", one.rule, one.subject, alert_severity_name(one.severity)));
      CHECK(keys.insert(fmt::format("{}/{}", one.rule, one.subject)).second);
      CHECK(!one.text.empty());
      CHECK(one.text.find('\n') == std::string::npos);
      last = one;
    }
    return words;
  }

  NodeState state;
  RiskReport risk;
  std::shared_ptr<MarketSnapshot> market = std::make_shared<MarketSnapshot>();
  AlertSettings settings = load_node(shipped_configs(), {}).value().alerts;
  bool ether_is_capital = false;
  std::optional<Losses> losses;
  Nanos ago{};
  AlertCondition last;
};

struct Row {
  const char* what;
  std::function<void(Scene&)> change;
  Words found;
};

const std::vector<Row>& rows() {
  static const AccountId kFirst{0};
  static const std::vector<Row> kRows = {
      {"all is well", [](Scene&) {}, {}},
      {"halted", [](Scene& s) { s.state.control.kill = KillState::halted; }, {"kill_switch/ critical"}},
      {"reducing", [](Scene& s) { s.state.control.kill = KillState::reducing; }, {"kill_switch/ warning"}},
      {"a start is halted",
       [](Scene& s) { s.state.control.kill = KillState::halted, s.state.started.reset(); },
       {"start/ critical"}},
      {"paused", [](Scene& s) { s.state.control.paused = true; }, {"paused/ warning"}},
      {"silent", [](Scene& s) { s.ago = kSecond * 30 + Nanos{1}; }, {"silent/ critical"}},
      {"nearly silent", [](Scene& s) { s.ago = kSecond * 30; }, {}},
      {"no step", [](Scene& s) { s.market->time = s.state.now - kSecond * 300 - Nanos{1}; }, {"step/ critical"}},
      {"nearly no step", [](Scene& s) { s.market->time = s.state.now - kSecond * 300; }, {}},
      {"a warning",
       [](Scene& s) {
         s.risk.status = RiskStatus::warning, s.risk.reasons = {"a", "b"};
       },
       {"risk/ warning"}},
      {"critical", [](Scene& s) { s.risk.status = RiskStatus::critical; }, {"risk/ critical"}},
      {"little margin",
       [](Scene& s) {
         s.risk.margins = {{kFirst, {}, amount("9.999"), amount("100"), 0.09999, {}},
                           {AccountId{1}, {}, amount("10"), amount("100"), 0.1, {}}};
       },
       {fmt::format("margin_ratio/{} critical", btc_universe().name(kFirst))}},
      {"little health",
       [](Scene& s) {
         s.risk.lending = {{kFirst, amount("2"), amount("100"), amount("101.9"), {}}};
       },
       {fmt::format("health_factor/{} critical", btc_universe().name(kFirst))}},
      {"enough health",
       [](Scene& s) {
         s.risk.lending = {{kFirst, amount("2"), amount("100"), amount("102"), {}}};
       },
       {}},
      {"a difference", [](Scene& s) { s.state.differences = {"BTC"}; }, {"difference/ critical"}},
      {"pairs",
       [](Scene& s) {
         s.state.alarmed_pairs = {{4, PairAlarm::not_evened}, {7, PairAlarm::unknown_leg}};
       },
       {"pair/4 critical", "pair/7 warning"}},
      {"a session", [](Scene& s) { s.state.venues.front().state = "waiting"; }, {"session/binance critical"}},
      {"a session before the start",
       [](Scene& s) { s.state.venues.front().state = "connecting", s.state.started.reset(); },
       {"start/ critical", "session/binance warning"}},
      {"a clock",
       [](Scene& s) { s.state.venues.front().clock_offset = Nanos{} - kSecond - Nanos{1}; },
       {"clock/binance warning"}},
      {"nearly", [](Scene& s) { s.state.venues.front().clock_offset = kSecond; }, {}},
      {"a book",
       [](Scene& s) { s.state.feeds.front().books.front().live = false; },
       {fmt::format("book/{} critical", btc_universe()[MarketId{0}].key)}},
      {"a chain", [](Scene& s) { s.state.chain->heard = s.state.now - kSecond * 121; }, {"chain/ critical"}},
      {"a journal's database",
       [](Scene& s) {
         s.state.journal = {"postgresql://h/d", "waiting", "gone", 7, kSecond * 30 + Nanos{1}};
       },
       {"journal_database/ warning"}},
      {"a journal's database that is nearly in time",
       [](Scene& s) {
         s.state.journal = {"postgresql://h/d", "shipping", "", 700'000, kSecond * 30};
       },
       {}},
      {"gas", [](Scene& s) { s.state.chain->gas_money = amount("0.0199"); }, {"gas_money/ warning"}},
      {"gas of the capital", [](Scene& s) { s.state.chain->gas_money = {}, s.ether_is_capital = true; }, {}},
      {"a plan",
       [](Scene& s) { s.state.plan = {"entry_full", "", "x", s.state.now - kHour - Nanos{1}, true, 0, 0}; },
       {"plan/ warning"}},
      {"a plan that is over",
       [](Scene& s) { s.state.plan = {"entry_full", "", "", s.state.now - kHour * 2, false, 0, 0}; },
       {}},
      {"the reserve", [](Scene& s) { s.risk.reserve = ReserveStatus::critical; }, {"reserve/ warning"}},
      {"some reserve", [](Scene& s) { s.risk.reserve = ReserveStatus::low; }, {}},
      {"a loss",
       [](Scene& s) {
         s.losses = Losses{amount("11"), amount("11"), amount("989")};
       },
       {"day_loss/ critical"}},
      {"a drawdown",
       [](Scene& s) {
         s.losses = Losses{{}, amount("31"), amount("969")};
       },
       {"drawdown/ critical"}},
  };
  return kRows;
}

TEST_CASE("alert rules: each finds what it is about, and nothing else does") {
  std::set<std::string> seen;
  for (const Row& row : rows()) {
    CAPTURE(row.what);
    Scene scene;
    row.change(scene);
    CHECK(scene.found() == row.found);
    for (const std::string& word : row.found) seen.insert(word.substr(0, word.find('/')));
  }
  for (const AlertRule& rule : alert_rules()) CHECK_MESSAGE(seen.contains(std::string(rule.name)), rule.name);
}

TEST_CASE("alert rules: zero switches a rule off") {
  for (const Row& row : rows()) {
    CAPTURE(row.what);
    Scene scene;
    row.change(scene);
    AlertSettings& off = scene.settings;
    off = AlertSettings{};
    for (const std::string& word : scene.found()) {
      const std::string rule = word.substr(0, word.find('/'));
      const bool always =
          rule == "kill_switch" || rule == "paused" || rule == "risk" || rule == "difference" || rule == "pair";
      CHECK_MESSAGE(always, rule);
    }
  }
}

TEST_CASE("alert rules: what has to last says for how long") {
  Scene scene;
  scene.state.venues.front().state = "waiting";
  scene.state.venues.front().text = "the venue is in maintenance";
  scene.found();
  CHECK(scene.last.hold == kMinute);
  CHECK(scene.last.text == "session of binance is waiting: the venue is in maintenance");
}

TEST_CASE("alert rules: every one is explained to who has to act") {
  std::ifstream in(source_dir() / "docs/operations.md");
  std::ostringstream read;
  read << in.rdbuf();
  const std::string text = read.str();
  for (const AlertRule& rule : alert_rules()) {
    CHECK_MESSAGE(text.find(fmt::format("| `{}` |", rule.name)) != std::string::npos, rule.name);
    CHECK(!alert_advice(rule.name).empty());
  }
  for (const std::string_view event : {kTold, kNodeStarted, kNodeStopped, kNodeFailed})
    CHECK_MESSAGE(text.find(fmt::format("| `{}` |", event)) != std::string::npos, event);
}

std::shared_ptr<const AlertRow> told(const std::string& kind, const std::string& text) {
  return std::make_shared<AlertRow>(AlertRow{utc("2026-03-02T10:00:00Z"), "okx", kind, text});
}
using AlertsTold = std::vector<std::shared_ptr<const AlertRow>>;
RowsOf<AlertRow> shown(AlertsTold alerts) { return std::make_shared<const AlertsTold>(std::move(alerts)); }
Words texts(const std::vector<AlertEvent>& events) {
  Words all;
  for (const AlertEvent& one : events)
    all.push_back(fmt::format("{} {} {}: {}", one.rule, one.subject, alert_severity_name(one.severity), one.text));
  return all;
}

TEST_CASE("alert events: what was told is taken once, in its order; states of sessions and pairs have rules") {
  AlertEvents events;
  NodeState state;
  CHECK(events.take(state).empty());
  AlertsTold alerts = {told("order_refused", "b"), told("ready", ""), told("waiting", "x"), told("naked_too_long", "y"),
                       told("margin_call", "a")};
  state.alerts = shown(alerts);
  CHECK(texts(events.take(state)) == Words{"told okx/margin_call critical: okx: margin_call: a",
                                           "told okx/order_refused warning: okx: order_refused: b"});
  CHECK(events.take(state).empty());
  state.started = utc("2026-03-02T10:00:00Z");
  alerts.insert(alerts.begin(), told("market_back", "c"));
  state.alerts = shown(alerts);
  CHECK(texts(events.take(state)) == Words{"node_started  info: the node has made its first step",
                                           "told okx/market_back info: okx: market_back: c"});
  // The last that was taken has been forgotten.
  state.alerts = shown({told("fills", "e"), told("fills", "d")});
  CHECK(texts(events.take(state)) ==
        Words{"told okx/fills warning: okx: fills: d", "told okx/fills warning: okx: fills: e"});
  CHECK(events.take(state).empty());
}

}  // namespace
}  // namespace basis::test
