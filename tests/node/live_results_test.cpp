#include "tools/report/live_results.hpp"

#include <signal.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>
#include <ctime>

#include <map>
#include <random>

#include "core/base/json_reader.hpp"
#include "tests/node/ticks.hpp"
#include "tests/support/rounds.hpp"
#include "tools/report/result_folder.hpp"

namespace basis::test {
namespace {

namespace fs = std::filesystem;

const Amount kLiveCapital = Amount::from_int(100'000);
constexpr std::array<std::string_view, 5> kRowFiles = {"events.jsonl", "equity.csv", "positions.csv", "orders.csv",
                                                       "fills.csv"};

/// Results of a run that are thrown away now and then, as if the process had been killed, and taken up again from the
/// journal.
class KilledOften final : public RunObserver, public TradingObserver {
 public:
  KilledOften(fs::path folder, LiveResults::Parts parts, std::uint64_t seed, std::vector<std::size_t> commits)
      : folder_(std::move(folder)), parts_(std::move(parts)), random_(seed), killed_at_(std::move(commits)) {
    open();
    const auto begun = results_->begin(kLiveCapital, utc_of("2024-06-01"));
    REQUIRE_MESSAGE(begun.has_value(), begun.error().text());
  }
  void record(const JournalEntry& entry) override { results_->record(entry); }
  void close_step(const PnlView& refreshed, const PnlView& closed) override { results_->close_step(refreshed, closed); }
  void outcome(const HotOutcome& outcome) override { results_->outcome(outcome); }

  /// Everything so far is in the journal.
  void committed(UtcTime now) {
    ++commits_;
    const bool killed = std::ranges::find(killed_at_, commits_) != killed_at_.end();
    // Killed before the rows were written, or after.
    if (!killed || random_() % 2 == 0) write(now);
    if (!killed) return;
    results_ = nullptr;
    for (const std::string_view name : kRowFiles) spoil(folder_ / name);
    open();
    CHECK(results_->begun());
  }
  void write(UtcTime now) {
    const auto written = results_->commit(now);
    REQUIRE_MESSAGE(written.has_value(), written.error().text());
  }
  [[nodiscard]] LiveResults& results() { return *results_; }
  [[nodiscard]] std::size_t commits() const { return commits_; }

  static UtcTime utc_of(const char* text) { return UtcTime::parse(text).value(); }

 private:
  void open() {
    auto folder = LiveFolder::open(folder_);
    REQUIRE_MESSAGE(folder.has_value(), folder.error().text());
    auto made = LiveResults::open(std::move(folder).value(), parts_);
    REQUIRE_MESSAGE(made.has_value(), made.error().text());
    results_ = std::move(made).value();
  }
  /// What a kill, or a loss of power, leaves of a file.
  void spoil(const fs::path& file) {
    std::string text = read_text(file);
    switch (random_() % 4) {
      case 0: break;
      case 1: text += "2024-06-01T00:59:00Z,a row that was not commit"; break;
      case 2: text.resize(random_() % (text.size() + 1)); break;
      default:
        if (!text.empty()) text[random_() % text.size()] = '\0';
    }
    REQUIRE(write_file(file, text));
  }

  fs::path folder_;
  LiveResults::Parts parts_;
  std::mt19937_64 random_;
  std::vector<std::size_t> killed_at_;  ///< numbers of commits
  std::size_t commits_ = 0;
  std::unique_ptr<LiveResults> results_;
};

/// Hears a run for two.
struct Both final : RunObserver, TradingObserver {
  KilledOften* live = nullptr;
  RunRecorder* recorder = nullptr;
  TradingFigures* figures = nullptr;

  void record(const JournalEntry& entry) override {
    live->record(entry);
    recorder->record(entry);
  }
  void close_step(const PnlView& refreshed, const PnlView& closed) override {
    live->close_step(refreshed, closed);
    recorder->close_step(refreshed, closed);
  }
  void outcome(const HotOutcome& outcome) override {
    live->outcome(outcome);
    figures->outcome(outcome);
  }
};

/// What a quiet run does not have: a refused order, the end of a pair that was naked, an alarm, a twin.
void tell_more(TradingObserver& observer, UtcTime now) {
  OrderEnded ended;
  ended.order.state = OrderState::rejected;
  ended.order.reason = RejectReason::funds;
  observer.outcome(ended);
  PairEnded pair;
  pair.figures.end = PairEnd::patience;
  pair.figures.naked = Nanos{now.nanos() % 1'000'000'007};
  pair.figures.unwound = Quantity::from_raw(1);
  observer.outcome(pair);
  observer.outcome(PairAlarmed{1, PairAlarm::naked_too_long, now});
  observer.outcome(TwinStarted{{}, MarketId{0}, now});
}

/// The files of a live run, and what a replay's observers make of the same run.
struct LiveFiles {
  std::map<std::string, std::string> live;
  std::map<std::string, std::string> replayed;  ///< those with rows
  std::string execution;                        ///< of the replay's figures
  std::size_t commits = 0;
  std::vector<std::string> running;  ///< summaries before the end, each once
};

struct LiveCase {
  Settings settings;
  std::vector<fs::path> frames;
  CapitalFlows flows = kNoFlows;
  std::vector<std::size_t> killed_at{};
  std::uint64_t seed = 0;
};

LiveFiles run_live(const LiveCase& run, const fs::path& folder) {
  LiveFiles made;
  const TemporaryFolder beside;
  auto input = ReplayInput::open(run.frames, {});
  REQUIRE(input.has_value());
  const auto markets = replay_markets(*input.value(), run.settings);
  REQUIRE(markets.has_value());
  const CostCalculator costs(run.settings.mode.execution, run.settings.venues.at("alchemy"), CostTable());
  const RunContext context{markets.value().universe, run.settings, costs, run.flows};
  const auto journal = Journal::create(folder / kLiveJournal);
  REQUIRE(journal.has_value());
  KilledOften live(folder,
                   {&context, report_assets(), journal.value().get(),
                    [](RunSummary& summary) {
                      summary.mode = "btc_basis";
                      summary.share_class = "USDT";
                    }},
                   run.seed, run.killed_at);
  auto recorder = RunRecorder::create(beside.path(), context, report_assets(), kLiveCapital);
  REQUIRE(recorder.has_value());
  TradingFigures figures(context.universe);
  Both both;
  both.live = &live;
  both.recorder = recorder.value().get();
  both.figures = &figures;
  auto node = load_node(shipped_configs(), {"limits.order_burst=10000", "limits.orders_per_second=10000"});
  REQUIRE(node.has_value());
  ReplayParts parts;
  parts.input = input.value().get();
  parts.markets = &markets.value();
  parts.settings = node.value();
  parts.mode = &run.settings;
  UtcTime last;
  parts.before_frame = [&](UtcTime received) {
    last = received;
    if (received.nanos() / kSecond.count % 180 == 20) tell_more(both, received);
    if (!journal.value()->pending()) live.committed(received);
    std::string summary = read_text(folder / "summary.json");
    if (!summary.empty() && (made.running.empty() || made.running.back() != summary))
      made.running.push_back(std::move(summary));
    return true;
  };
  ReplayRun& mode = parts.run.emplace();
  mode.costs = &costs;
  mode.flows = &run.flows;
  mode.pair_terms = pair_terms(run.settings.mode.pair);
  mode.capital = kLiveCapital;
  mode.from = input.value()->first();
  mode.venues.latency = {Nanos{1'000'000}, Nanos{40'000'000}, 7};
  mode.observer = &both;
  mode.trading = &both;
  mode.journal = journal.value().get();
  mode.configuration = "of a test";
  auto replay = Replay::create(std::move(parts));
  REQUIRE(replay.has_value());
  const auto done = replay.value()->run();
  REQUIRE_MESSAGE(done.has_value(), done.error().text());
  REQUIRE(recorder.value()->finish().has_value());
  live.write(last);
  const auto finished =
      live.results().finish(last, {{"binance", "binance:BaseToken:BTC", Amount::from_int(2), Amount::from_int(1)}});
  REQUIRE_MESSAGE(finished.has_value(), finished.error().text());
  for (const std::string_view name : kResultFiles) made.live[std::string(name)] = read_text(folder / name);
  for (const char* name : {"events.jsonl", "equity.csv", "positions.csv"})
    made.replayed[name] = read_text(beside.path() / name);
  made.replayed["orders.csv"] = figures.orders();
  made.replayed["fills.csv"] = figures.fills();
  JsonWriter json;
  figures.write(json);
  made.execution = json.text();
  made.commits = live.commits();
  return made;
}

LiveFiles run_live(const LiveCase& run) {
  const TemporaryFolder folder;
  return run_live(run, folder.path());
}

void check_equal(const std::map<std::string, std::string>& these, const std::map<std::string, std::string>& those) {
  for (const auto& [name, text] : these) {
    CAPTURE(name);
    CHECK(text.size() == those.at(name).size());
    CHECK((text == those.at(name)));
  }
}

TEST_CASE("the results of a live run have the rows of a replay, and say while it goes on that it does") {
  HandMade made = lively();
  const TickDay day(made, 1);
  const LiveFiles run = run_live({settings_of("btc_basis", kOneVenue), day.files()});
  check_equal(run.replayed, run.live);
  CHECK(run.live.at("fills.csv").find("BTCUSDT") != std::string::npos);
  CHECK(run.live.at("report.html").find("btc_basis: final equity ") != std::string::npos);
  const auto last = parse_json(run.live.at("summary.json"));
  REQUIRE(last.has_value());
  const auto& members = last.value().as_object();
  CHECK_FALSE(members.contains("running"));
  CHECK(members.at("capital").as_string() == "100000");
  CHECK(members.at("from").as_string() == "2024-06-01T00:00:00Z");
  // The frames of an hour: from 00:00:00 to 01:00:00.
  CHECK(members.at("elapsed_seconds").to_number<double>() == 3'600);
  const auto execution = parse_json(run.execution);
  REQUIRE(execution.has_value());
  CHECK(members.at("execution") == execution.value());
  const auto& account = members.at("accounts").as_array().at(0).as_object();
  CHECK(account.at("difference").as_string() == "-1");
  // At the first commit after the first step, and a minute after each.
  CHECK(run.running.size() >= 58);
  CHECK(run.running.size() <= 60);
  for (const std::string& text : run.running) {
    const auto summary = parse_json(text);
    REQUIRE(summary.has_value());
    CHECK(summary.value().as_object().at("running").as_bool());
    CHECK_FALSE(summary.value().as_object().contains("accounts"));
  }
}

/// `kills` restarts at commits of a run, some of them while orders are on their way.
void kill_often(LiveCase run, std::size_t kills) {
  const LiveFiles plain = run_live(run);
  for (std::uint64_t seed = 1; seed <= rounds(5); ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    run.seed = seed;
    run.killed_at.clear();
    while (run.killed_at.size() < kills) run.killed_at.push_back(random() % plain.commits + 1);
    const LiveFiles killed = run_live(run);
    CHECK(killed.commits == plain.commits);
    check_equal(plain.live, killed.live);
  }
}

TEST_CASE("results that are thrown away at any commit, and taken up from the journal, are the same to the last byte") {
  HandMade made = lively();
  const TickDay day(made, 1);
  kill_often({settings_of("btc_basis", kOneVenue), day.files()}, 4);
}

TEST_CASE("the same with capital that comes and goes, and a rebalance") {
  HandMade made = lively();
  made.move_all(1, 75'000);
  const TickDay day(made, 2);
  CapitalFlows flows;
  flows.file = "flows.csv";
  const UtcTime start = made.history.from;
  flows.flows = {{start + kSecond * 1'830, true, Amount::from_int(40'000), ExitSpeed::fast, 2},
                 {start + kSecond * 5'401, false, Amount::from_int(30'000), ExitSpeed::fast, 3}};
  LiveCase run{settings_of("btc_basis", kOneVenue), day.files(), flows};
  const LiveFiles plain = run_live(run);
  CHECK(plain.live.at("equity.csv").find("time_weighted_index") != std::string::npos);
  CHECK(plain.live.at("summary.json").find(R"("deposits": "40000")") != std::string::npos);
  for (std::size_t at = 30; at < plain.commits; at += plain.commits / 5) run.killed_at.push_back(at);
  run.seed = 99;
  const LiveFiles killed = run_live(run);
  check_equal(plain.live, killed.live);
}

TEST_CASE("a process that is killed at any moment leaves rows that are cut to those of its journal") {
  HandMade made = lively();
  const TickDay day(made, 2);
  const LiveCase run{settings_of("btc_basis", kOneVenue), day.files()};
  const std::clock_t began = std::clock();
  const LiveFiles plain = run_live(run);
  const auto whole_us = static_cast<std::uint64_t>(std::clock() - began) * 1'000'000 / CLOCKS_PER_SEC + 1'000;
  std::mt19937_64 random(5);
  std::size_t gone_on = 0;
  for (std::uint64_t kill = rounds(8); kill > 0; --kill) {
    const TemporaryFolder folder;
    // The system ends the child when it has computed for so long, of what a whole run takes: its signal is not caught.
    const std::uint64_t computed_us = whole_us / 20 + random() % whole_us;
    const itimerval computed{
        {}, {static_cast<time_t>(computed_us / 1'000'000), static_cast<suseconds_t>(computed_us % 1'000'000)}};
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      if (::setitimer(ITIMER_PROF, &computed, nullptr) == 0) run_live(run, folder.path());
      ::_exit(0);
    }
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    if (!fs::exists(folder.path() / kLiveJournal)) continue;
    const auto journal = Journal::open(folder.path() / kLiveJournal);
    REQUIRE_MESSAGE(journal.has_value(), journal.error().text());
    const auto markets = replay_markets(*ReplayInput::open(run.frames, {}).value(), run.settings);
    const CostCalculator costs(run.settings.mode.execution, run.settings.venues.at("alchemy"), CostTable());
    const RunContext context{markets.value().universe, run.settings, costs};
    auto opened = LiveFolder::open(folder.path());
    REQUIRE_MESSAGE(opened.has_value(), opened.error().text());
    const auto results =
        LiveResults::open(std::move(opened).value(), {&context, report_assets(), journal.value().get(), {}});
    REQUIRE_MESSAGE(results.has_value(), results.error().text());
    if (!results.value()->begun()) continue;
    ++gone_on;
    for (const std::string_view name : kRowFiles) {
      CAPTURE(name);
      const std::string rows = read_text(folder.path() / name);
      CHECK(plain.live.at(std::string(name)).starts_with(rows));
      CHECK((rows.empty() || rows.back() == '\n'));
    }
  }
  CHECK(gone_on > 0);
}

TEST_CASE("a journal of a run whose results were not kept is refused in one line") {
  HandMade made = lively();
  const TickDay day(made, 1);
  const TemporaryFolder folder;
  const Settings settings = settings_of("btc_basis", kOneVenue);
  const auto journal = Journal::create(folder.path() / kLiveJournal);
  REQUIRE(journal.has_value());
  replay_ticks(settings, day.files(), kLiveCapital, {}, false, false, kNoFlows, {{}, journal.value().get()});
  const Universe universe = Universe::build(settings).value();
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), CostTable());
  const RunContext context{universe, settings, costs};
  auto opened = LiveFolder::open(folder.path());
  REQUIRE(opened.has_value());
  const auto results =
      LiveResults::open(std::move(opened).value(), {&context, report_assets(), journal.value().get(), {}});
  REQUIRE_FALSE(results.has_value());
  CHECK(results.error().kind == ErrorKind::data);
  CHECK(results.error().text() ==
        "journal " + (folder.path() / kLiveJournal).string() + ": it has a run whose results were not kept");
  CHECK_FALSE(fs::exists(folder.path() / "equity.csv"));
}

}  // namespace
}  // namespace basis::test
