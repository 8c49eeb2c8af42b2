#include <map>
#include <random>
#include <set>
#include <tuple>

#include "actors/journal/journal.hpp"
#include "core/results/journal_codec.hpp"
#include "core/results/rebuild.hpp"
#include "core/risk/risk.hpp"
#include "core/strategy/strategy.hpp"
#include "tests/node/ticks.hpp"
#include "tests/support/rounds.hpp"

namespace basis::test {
namespace {

const Amount kRestartCapital = Amount::from_int(100'000);

std::unique_ptr<Journal> new_journal(const std::filesystem::path& file = {}) {
  auto made = Journal::create(file);
  REQUIRE_MESSAGE(made.has_value(), made.error().text());
  return std::move(made).value();
}

std::vector<JournalEntry> entries_of(Journal& journal) {
  std::vector<JournalEntry> all;
  const auto read = journal.read([&](JournalEntry entry) -> Result<void> {
    all.push_back(std::move(entry));
    return ok();
  });
  REQUIRE_MESSAGE(read.has_value(), read.error().text());
  return all;
}

using FillKey = std::tuple<std::size_t, VenueKey, VenueKey>;

/// The fills that count, each with its size; one that counted twice has twice its size.
std::map<FillKey, Quantity> fills_of(const std::vector<JournalEntry>& entries) {
  std::map<FillKey, Quantity> all;
  for (const JournalEntry& entry : entries)
    if (const auto* heard = entry.as<journal::FillHeard>(); heard != nullptr && heard->fill.kind == EffectKind::filled)
      all[{heard->fill.market.index(), heard->fill.order, heard->fill.trade}] += heard->fill.size;
  return all;
}

std::map<FillKey, Quantity> fills_of(const std::vector<OrderReport>& reports) {
  std::map<FillKey, Quantity> all;
  for (const OrderReport& fill : reports) all[{fill.market.index(), fill.order, fill.trade}] += fill.size;
  return all;
}

/// What holds at the end of any run: the journal has the venue's fills, book and venues agree, no capital came from
/// nowhere, and no profit is unexplained.
void check_whole(const TickRun& run, const std::vector<JournalEntry>& entries, const Settings& settings,
                 Amount capital = kRestartCapital) {
  CHECK(run.error.empty());
  CHECK(fills_of(entries) == fills_of(run.venue_fills));
  const Universe universe = Universe::build(settings).value();
  for (const Instrument& instrument : universe.instruments()) {
    if (instrument.on_chain) continue;
    CAPTURE(instrument.key);
    CHECK(run.seen.positions[instrument.id.index()] == run.at_venue[instrument.id.index()]);
  }
  CHECK(run.seen.capital == capital);
  CHECK(attribution_sum(run.seen.attribution) == run.seen.equity - run.seen.capital);
  CHECK(run.seen.attribution[static_cast<std::size_t>(Attribution::unexplained_pnl)].is_zero());
  for (const JournalEntry& entry : run.seen.events) CHECK(event_type(entry) != "difference");
}

/// No order id is used in two boots, and boots are counted.
void check_boots(const std::vector<JournalEntry>& entries, std::size_t boots) {
  std::set<std::string> ids;
  std::uint64_t begun = 0;
  for (const JournalEntry& entry : entries) {
    if (const auto* boot = entry.as<journal::BootBegan>()) CHECK(boot->boot == begun++);
    const auto* sent = entry.as<journal::CommandSent>();
    if (sent != nullptr && sent->command.action == OrderAction::create)
      CHECK(ids.insert(std::string(sent->command.id.view())).second);
  }
  CHECK(begun == boots);
}

TEST_CASE("a node that is made anew from its journal goes on to the same end, to the last digit") {
  constexpr std::size_t kHours = 10;
  HandMade made = lively();
  const TickDay day(made, kHours);
  const Settings settings =
      settings_of("btc_basis", with(kOneVenue, {"execution.costs=none", "time_throttle_interval=600"}));
  ReplayVenues::Options ideal;
  ideal.matching.fill = FillModel::ideal;
  const TickRun plain = replay_ticks(settings, day.files(), kRestartCapital, ideal, true);
  REQUIRE(plain.error.empty());
  REQUIRE(plain.seen.decisions.size() >= 2);
  for (std::uint64_t seed = 1; seed <= rounds(20) / 4 + 1; ++seed) {
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    Restarts restarts;
    for (std::uint64_t i = random() % 3 + 1; i > 0; --i)
      restarts.at.push_back(made.history.from + Nanos{static_cast<std::int64_t>(
                                                    random() % static_cast<std::uint64_t>(kHour.count * kHours))});
    std::sort(restarts.at.begin(), restarts.at.end());
    const auto journal = new_journal();
    restarts.journal = journal.get();
    const TickRun run = replay_ticks(settings, day.files(), kRestartCapital, ideal, true, false, kNoFlows, restarts);
    const auto entries = entries_of(*journal);
    check_whole(run, entries, settings);
    CHECK(run.seen.positions == plain.seen.positions);
    CHECK(run.seen.equity == plain.seen.equity);
    CHECK(run.seen.attribution == plain.seen.attribution);
    REQUIRE(run.seen.decisions.size() == plain.seen.decisions.size());
    for (std::size_t i = 0; i < run.seen.decisions.size(); ++i) {
      CHECK(run.seen.decisions[i].time == plain.seen.decisions[i].time);
      CHECK(run.seen.decisions[i].what == plain.seen.decisions[i].what);
    }
  }
}

/// Moments at which orders are in flight or rest, and moments between.
std::vector<UtcTime> moments(const std::vector<JournalEntry>& entries, UtcTime from, UtcTime to, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<UtcTime> sent;
  for (const JournalEntry& entry : entries)
    if (entry.as<journal::CommandSent>() != nullptr) sent.push_back(entry.time);
  const auto below = [&](std::int64_t most) {
    return Nanos{static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most))};
  };
  std::vector<UtcTime> all;
  for (std::uint64_t i = random() % 3 + 1; i > 0; --i) {
    const bool flying = !sent.empty() && random() % 3 > 0;
    all.push_back(flying ? sent[random() % sent.size()] + below(80'000'000) : from + below((to - from).count));
    if (random() % 2 == 0) all.push_back(all.back() + below(50'000'000));  // twice in a row
  }
  // After the last frame there is nothing to go on with.
  std::erase_if(all, [&](UtcTime time) { return time > to; });
  std::sort(all.begin(), all.end());
  return all;
}

/// `same`: whether a restart leaves the coins of both legs at the end as they are.
void restart_often(const Settings& settings, const ReplayVenues::Options& venues, std::uint64_t usual,
                   HandMade made = lively(), bool same = true) {
  constexpr std::size_t kHours = 2;
  const TickDay day(made, kHours);
  const UtcTime from = made.history.from;
  const auto plain_journal = new_journal();
  const TickRun plain =
      replay_ticks(settings, day.files(), kRestartCapital, venues, false, false, kNoFlows, {{}, plain_journal.get()});
  const auto plain_entries = entries_of(*plain_journal);
  check_whole(plain, plain_entries, settings);
  check_boots(plain_entries, 1);
  REQUIRE(!plain.venue_fills.empty());
  const Universe universe = Universe::build(settings).value();
  for (std::uint64_t seed = 1; seed <= rounds(usual); ++seed) {
    CAPTURE(seed);
    const auto journal = new_journal();
    const Restarts restarts{moments(plain_entries, from, from + kHour * static_cast<std::int64_t>(kHours), seed),
                            journal.get()};
    const TickRun run = replay_ticks(settings, day.files(), kRestartCapital, venues, false, false, kNoFlows, restarts);
    const auto entries = entries_of(*journal);
    check_whole(run, entries, settings);
    check_boots(entries, restarts.at.size() + 1);
    if (!same) continue;
    // The same coins on both legs; their prices may be others, because a clip may have been sent at another moment.
    for (const char* key : {"binance:BaseToken:BTC", "binance_usdm:Perp:BTCUSDT"}) {
      CAPTURE(key);
      const std::size_t at = universe.find(key)->index();
      CHECK(run.seen.positions[at].amount == plain.seen.positions[at].amount);
      CHECK(!run.seen.positions[at].amount.is_zero());
    }
  }
}

TEST_CASE("restarts while orders are in flight: no fill is lost or counted twice") {
  ReplayVenues::Options late;
  late.latency = {Nanos{1'000'000}, Nanos{40'000'000}, 7};
  restart_often(settings_of("btc_basis", kOneVenue), late, 20);
}

TEST_CASE("restarts while an order rests: it is cancelled, and the pair goes on with what is left") {
  ReplayVenues::Options late;
  late.latency = {Nanos{1'000'000}, Nanos{40'000'000}, 11};
  // What is posted to buy trades when the price falls, after an hour. An order that was cancelled and is posted anew is
  // there for it, or not; so how much is held at the end depends on when a restart was.
  HandMade made;
  made.move_all(1, 59'000);
  restart_often(settings_of("btc_basis", with(kOneVenue, {"pair.style=make_first"})), late, 8, made, false);
}

TEST_CASE("restarts while transfers are under way: what arrives is credited once") {
  const Settings settings =
      settings_of("btc_basis", with({kOneVenue.begin(), kOneVenue.end() - 1}, {"execution.delays=model"}));
  ReplayVenues::Options late;
  late.latency = {Nanos{1'000'000}, Nanos{40'000'000}, 3};
  restart_often(settings, late, 6);
  // A call of a minute and fifteen more until the exchange credits it: in the middle of both.
  HandMade made = lively();
  const TickDay day(made, 2);
  const auto journal = new_journal();
  const UtcTime from = made.history.from;
  const Restarts restarts{{from + kSecond * 30, from + kSecond * 400, from + kSecond * 401}, journal.get()};
  const TickRun run = replay_ticks(settings, day.files(), kRestartCapital, late, false, false, kNoFlows, restarts);
  const auto entries = entries_of(*journal);
  check_whole(run, entries, settings);
  check_boots(entries, 4);
  std::size_t left = 0, arrived = 0;
  for (const JournalEntry& entry : entries)
    if (const auto* posting = entry.as<journal::Posting>(); posting != nullptr && posting->entry.flight)
      ++(posting->leaves() ? left : arrived);
  CHECK(left == 1);
  CHECK(arrived == 1);
}

TEST_CASE("a flow before a restart is paid in once, one after it as well") {
  HandMade made = lively();
  const TickDay day(made, 2);
  const UtcTime start = made.history.from;
  CapitalFlows flows;
  flows.file = "flows.csv";
  flows.flows = {{start + kSecond * 1'830, true, Amount::from_int(40'000), ExitSpeed::fast, 2},
                 {start + kSecond * 5'401, false, Amount::from_int(30'000), ExitSpeed::fast, 3}};
  const auto journal = new_journal();
  const Restarts restarts{
      {start + kSecond * 1'835, start + kSecond * 1'900, start + kSecond * 5'400, start + kSecond * 5'403},
      journal.get()};
  const Settings settings = settings_of("btc_basis", kOneVenue);
  const TickRun run = replay_ticks(settings, day.files(), kRestartCapital, {}, false, false, flows, restarts);
  check_whole(run, entries_of(*journal), settings, Amount::from_int(110'000));
}

TEST_CASE("a decision of a journal can be made again from what it was made on") {
  HandMade made = lively();
  const TickDay day(made, 10);
  const Settings settings = settings_of("btc_basis", with(kOneVenue, {"time_throttle_interval=600"}));
  const auto journal = new_journal();
  const Restarts restarts{{made.history.from + kHour * 2}, journal.get()};
  const TickRun run = replay_ticks(settings, day.files(), kRestartCapital, {}, false, false, kNoFlows, restarts);
  REQUIRE(run.error.empty());
  const Universe universe = Universe::build(settings).value();
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), CostTable());
  const RiskLimits limits = risk_limits(universe, settings);
  int acted = 0;
  for (const JournalEntry& entry : entries_of(*journal)) {
    const auto* decided = entry.as<journal::DecisionMade>();
    if (decided == nullptr) continue;
    REQUIRE(decided->inputs != nullptr);
    const journal::DecisionInputs& on = *decided->inputs;
    const Exposure exposure = measure_exposure(universe, owned(on.positions, on.on_the_way), *on.market);
    const RiskReport risk = assess_risk(universe, on.positions, *on.market, exposure, limits);
    const auto strategy = make_strategy({universe, settings, costs});
    REQUIRE(strategy.has_value());
    strategy.value()->restore(on.strategy);
    const Decision again =
        strategy.value()->decide({universe, *on.market, on.positions, exposure, risk, on.on_the_way}, on.plan_open);
    CHECK(encode_body(journal::DecisionMade{std::make_shared<const Decision>(again), decided->equity}) ==
          encode_body(journal::DecisionMade{decided->decision, decided->equity}));
    acted += again.kind == DecisionKind::hold ? 0 : 1;
  }
  CHECK(acted >= 2);
}

TEST_CASE("a journal on disk is read again at every restart, and belongs to one run") {
  HandMade made = lively();
  const TickDay day(made, 1);
  const TemporaryFolder folder;
  const auto journal = new_journal(folder.path() / "node.db");
  const Settings settings = settings_of("btc_basis", kOneVenue);
  const UtcTime from = made.history.from;
  const Restarts restarts{{from + kSecond * 65, from + kSecond * 1'000}, journal.get()};
  const TickRun run = replay_ticks(settings, day.files(), kRestartCapital, {}, false, false, kNoFlows, restarts);
  check_whole(run, entries_of(*journal), settings);
  // The lines of what is on disk are those that were told.
  EventLines told(journal_names(Universe::build(settings).value()));
  EventLines kept(told.names());
  std::string as_told, as_kept;
  for (const JournalEntry& entry : run.seen.events) told.append(entry, as_told);
  for (const JournalEntry& entry : entries_of(*journal)) kept.append(entry, as_kept);
  CHECK(as_told == as_kept);
  CHECK(as_kept.find(R"("type":"fill")") != std::string::npos);
}

}  // namespace
}  // namespace basis::test
