#include <fmt/format.h>

#include <optional>

#include "actors/run_figures.hpp"
#include "core/results/event_line.hpp"
#include "tests/node/sample_runs.hpp"
#include "tests/node/wild_world.hpp"
#include "tests/support/rounds.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const std::vector<std::string> kModes = {"pure_lending",       "btc_basis",     "eth_basis",
                                         "eth_staking_only",   "eth_leveraged", "usdt_market_neutral_no_leverage",
                                         "usdt_market_neutral"};

bool in_mode(const std::string& mode, std::initializer_list<const char*> parts) {
  return std::any_of(parts.begin(), parts.end(), [&](const char* part) { return mode.find(part) != mode.npos; });
}

std::string hundredths(std::size_t value) { return fmt::format("{}.{:02}", value / 100, value % 100); }

/// Shares of the three venues in hundredths, some of them zero.
std::vector<std::string> allocation(Dice& dice, Counts& counts) {
  std::size_t first = dice.below(3) == 0 ? 0 : dice.below(101);
  std::size_t second = dice.below(3) == 0 ? 0 : dice.below(101 - first);
  if (dice.chance(0.2)) first = 0;
  if (dice.chance(0.2)) second = 100 - first;
  const std::size_t third = 100 - first - second;
  if (first == 0 || second == 0 || third == 0) ++counts["zero venue"];
  return {"hedge_allocation.binance=" + hundredths(first), "hedge_allocation.bybit=" + hundredths(second),
          "hedge_allocation.okx=" + hundredths(third)};
}

std::vector<std::string> odd_settings(const std::string& mode, Dice& dice, Counts& counts) {
  std::vector<std::string> all = {
      "reserve_ratio=" + hundredths(dice.of<std::size_t>({0, 0, 2, 10, 30, 60, 90})),
      "position_deviation_threshold=" + fmt::format("{:.4f}", dice.between(0.0005, 0.2)),
      "dust_delta=" + fmt::format("{:.6f}", dice.between(0, 0.002)),
      "large_deposit=" + fmt::format("{:.3f}", dice.between(0.01, 0.5)),
      "transfer.minimum=" + std::to_string(dice.of<int>({0, 10, 1000, 5000, 50000})),
  };
  const auto sometimes = [&](double share, std::string text) {
    if (dice.chance(share)) all.push_back(std::move(text));
  };
  sometimes(0.2, "execution.rounding=none");
  sometimes(0.15, "execution.costs=none");
  sometimes(0.1, "rebalance.enabled=false");
  sometimes(0.1, "time_throttle_interval=20000");
  if (in_mode(mode, {"basis", "neutral"})) {
    for (std::string& text : allocation(dice, counts)) all.push_back(std::move(text));
    const double warning = dice.between(0.1, 0.3);
    all.push_back(fmt::format("margin_ratio.warning={:.3f}", warning));
    all.push_back(fmt::format("margin_ratio.critical={:.3f}", warning * dice.between(0.2, 0.95)));
    all.push_back(fmt::format("margin_fraction={:.3f}", dice.between(warning + 0.01, 1.5)));
  }
  if (in_mode(mode, {"neutral"})) {
    all.push_back("stake_allocation_eth=" + hundredths(5 + dice.below(70)));
    const double act = dice.between(0.002, 0.1);
    all.push_back(fmt::format("delta_drift.act={:.4f}", act));
    all.push_back(fmt::format("delta_drift.warning={:.4f}", act / 2));
  }
  if (in_mode(mode, {"leveraged", "usdt_market_neutral"}) && !in_mode(mode, {"no_leverage"})) {
    sometimes(0.4, "leverage_method=recursive");
    sometimes(0.5, "target_ltv=" + hundredths(dice.below(93)));
    sometimes(0.3, "max_stake_spread_move=" + fmt::format("{:.3f}", dice.between(0.01, 0.5)));
  }
  if (in_mode(mode, {"basis", "neutral"})) {
    sometimes(0.4, "execution.delays=none");
    // Up to five hours.
    for (const char* venue : {"binance", "bybit", "okx"})
      for (const char* way : {"withdrawal", "deposit"})
        sometimes(0.5, fmt::format("venues.{}.delays.{}_minutes={}", venue, way, dice.below(301)));
  }
  return all;
}

/// The calm history of what a configuration needs, read once for each set of series.
const History& calm_history(const Settings& settings, std::size_t window) {
  static std::map<std::string, History> all;
  std::string name = std::to_string(window);
  for (const SeriesNeed& need : series_needed(settings)) name += " " + need.name + (need.exact_only ? "!" : "");
  const auto found = all.find(name);
  if (found != all.end()) return found->second;
  const char* from[] = {"2024-05-20", "2024-06-25T05:00:00Z", "2024-08-20T13:00:00Z"};
  const UtcTime start = utc(from[window]);
  return all.emplace(name, history_for(sample_folder(), settings, start, start + kHour * std::int64_t{240}))
      .first->second;
}

CapitalFlows some_flows(const History& history, Amount capital, Dice& dice, Counts& counts) {
  CapitalFlows flows{"flows.csv", "", {}};
  std::size_t hour = 0;
  while (dice.chance(0.5) && hour + 2 < history.hours) {
    hour += 1 + dice.below(history.hours - hour - 1);
    CapitalFlow flow;
    flow.time = history.from + kHour * static_cast<std::int64_t>(hour);
    flow.deposit = dice.chance(0.4);
    flow.speed = dice.chance(0.5) ? ExitSpeed::fast : ExitSpeed::slow;
    flow.amount = mul(capital, from_text<Ratio>(fmt::format("{:.4f}", dice.between(0.0005, 0.4))), Rounding::ceil);
    if (!flow.deposit && dice.chance(0.2)) flow.amount.reset();
    flow.line = flows.flows.size() + 2;
    ++counts[flow.deposit                    ? "deposit"
             : !flow.amount                  ? "withdrawal of everything"
             : flow.speed == ExitSpeed::fast ? "fast withdrawal"
                                             : "slow withdrawal"];
    flows.flows.push_back(flow);
  }
  return flows;
}

/// The figures of a run, and the events that the test counts.
class Watcher final : public RunObserver {
 public:
  Watcher(const RunContext& context, Amount capital, Counts& counts)
      : figures(context, capital), names_(journal_names(context.universe)), counts_(counts) {}
  void record(const JournalEntry& entry) override {
    figures.record(entry);
    const std::string_view type = event_type(entry);
    for (const char* counted : {"order_refused", "not_sent", "not_carried_out", "entry_waits", "rebalance", "reward",
                                "in_transit", "plan_waits", "plan_replaced"})
      if (type == counted) ++counts_[counted];
    if (type == "order_refused") refusals += event_fields(entry, names_) + "\n";
    if (const auto* noticed = entry.as<journal::VenueNoticed>())
      ++counts_[names_.instruments[noticed->notice.instrument.index()].find("Perp") != std::string::npos
                    ? "perp liquidated"
                    : "loan liquidated"];
    if (const auto* done = entry.as<journal::Rebalanced>())
      infinite = infinite || done->reason.find("inf") != done->reason.npos;
  }
  void close_step(const PnlView& refreshed, const PnlView& closed) override { figures.close_step(refreshed, closed); }

  RunFigures figures;
  std::string refusals;
  bool infinite = false;

 private:
  JournalNames names_;
  Counts& counts_;
};

/// No more is paid out than was asked for.
void check_payments(const RunSummary& summary, const CapitalFlows& flows) {
  Amount asked;
  for (const CapitalFlow& flow : flows.flows) {
    if (flow.deposit) continue;
    if (!flow.amount) return;
    asked += *flow.amount;
  }
  CHECK(summary.withdrawals <= asked);
}

/// The same with one account for spot and perps of Binance.
Settings unified(Settings settings) {
  settings.venues.at("binance").accounts.perp = "binance";
  std::vector<std::string> keys;
  for (std::string key : settings.mode.instruments) {
    if (key.starts_with("binance_usdm:")) key = "binance" + key.substr(key.find(':'));
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  }
  settings.mode.instruments = keys;
  return settings;
}

/// Where the same money is kept does not change what is decided, where it arrives at once: cash is margin at the end of
/// every decision.
void check_unified(const Settings& settings, const History& history, const CapitalFlows& flows, Amount capital,
                   const RunSummary& split, Counts& counts) {
  const auto universe = Universe::build(settings);
  REQUIRE(universe.has_value());
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), history.costs);
  const RunContext context{universe.value(), settings, costs, flows};
  const Timeline timeline(universe.value(), settings, history);
  Counts ignored;
  Watcher watcher(context, capital, ignored);
  REQUIRE(run_backtest(context, timeline, capital, watcher, go_on));
  const RunSummary one = watcher.figures.summary();
  CHECK(one.final_equity == split.final_equity);
  CHECK(one.gas == split.gas);
  CHECK(one.trades == split.trades);
  CHECK(one.rebalances == split.rebalances);
  CHECK(one.exit_value == split.exit_value);
  CHECK(one.withdrawals == split.withdrawals);
  CHECK(one.liquidations == split.liquidations);
  ++counts["compared with one account"];
}

void wild_run(std::uint64_t seed, Counts& counts) {
  Dice dice(seed);
  const std::string& mode = kModes[seed % kModes.size()];
  std::vector<std::string> overrides = odd_settings(mode, dice, counts);
  if (in_mode(mode, {"stak", "leveraged", "neutral"})) {
    if (dice.chance(0.4)) overrides.push_back("lst_type=wsteth");
    if (dice.chance(0.4)) overrides.push_back("rewards_mode=base_eigen_seasonal");
  }
  const auto config = load_config(shipped_configs(), mode, overrides, Environment{});
  if (!config) {
    ++counts["refused configuration"];
    return;
  }
  const Settings& settings = config.value().settings;
  History history = calm_history(settings, dice.below(3));
  const WildWorld bent(history, dice, counts);
  const bool ether = settings.mode.share_class == "ETH";
  const double size = dice.between(ether ? -2.5 : 0.5, ether ? 5 : 8.5);
  if (size < (ether ? -0.5 : 3)) ++counts["small capital"];
  const Amount capital = from_text<Amount>(fmt::format("{:.6f}", std::pow(10, size)));
  const CapitalFlows flows = some_flows(history, capital, dice, counts);
  INFO("seed ", seed, ", ", mode, ", capital ", capital.to_string());
  const auto universe = Universe::build(settings);
  REQUIRE(universe.has_value());
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), history.costs);
  const RunContext context{universe.value(), settings, costs, flows};
  const Timeline timeline(universe.value(), settings, history);
  Watcher watcher(context, capital, counts);
  try {
    const auto done = run_backtest(context, timeline, capital, watcher, go_on);
    if (!done) {
      ++counts[done.error().kind == ErrorKind::usage ? "infeasible" : "more asked back than there is"];
      return;
    }
  } catch (const InvariantError& broken) {
    FAIL_CHECK(broken.what());
    return;
  }
  const RunSummary summary = watcher.figures.summary();
  CHECK(summary.difference.is_zero());
  CHECK_MESSAGE(watcher.refusals.empty(), watcher.refusals);
  CHECK_FALSE(watcher.infinite);
  CHECK(summary.steps == history.hours - 1);
  check_payments(summary, flows);
  if (!settings.mode.hedge_allocation.empty() && settings.mode.execution.delays == DelayModel::none)
    check_unified(unified(settings), history, flows, capital, summary, counts);
  ++counts[summary.trades > 0 ? "run with trades" : "run without trades"];
}

}  // namespace

// Every run checks itself at every step: the ledger balances, the portfolio agrees with the venues, and attribution
// explains equity to the last unit. Two thousand runs at BASIS_TEST_PERCENT=1000.
TEST_CASE("no sequence of settings, prices or flows breaks an invariant or makes an order that is refused") {
  Counts counts;
  for (std::uint64_t seed = 1; seed <= std::max<std::uint64_t>(140, test::rounds(200)); ++seed) wild_run(seed, counts);
  std::string seen;
  for (const auto& [what, count] : counts) seen += fmt::format("{} {}, ", count, what);
  MESSAGE(seen);
  for (const char* what : {"crash",
                           "jump",
                           "delisted perp",
                           "missing funding",
                           "slashed token",
                           "market rate away from the oracle",
                           "market rate missing",
                           "very dear gas",
                           "zero venue",
                           "small capital",
                           "deposit",
                           "fast withdrawal",
                           "slow withdrawal",
                           "withdrawal of everything",
                           "perp liquidated",
                           "loan liquidated",
                           "entry_waits",
                           "not_carried_out",
                           "rebalance",
                           "reward",
                           "compared with one account",
                           "in_transit",
                           "plan_waits",
                           "plan_replaced",
                           "run with trades"})
    CHECK_MESSAGE(counts[what] > 0, what, " did not occur");
  CHECK(counts["order_refused"] == 0);
}
