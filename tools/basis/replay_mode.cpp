#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>

#include "actors/complete_summary.hpp"
#include "actors/drivers/replay_outputs.hpp"
#include "actors/drivers/trading_figures.hpp"
#include "actors/journal/journal.hpp"
#include "core/execution/pair_terms.hpp"
#include "core/portfolio/flows_file.hpp"
#include "core/results/summary.hpp"
#include "core/strategy/strategy.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/data_source.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/replay_options.hpp"
#include "tools/basis/run_options.hpp"
#include "tools/basis/version.hpp"
#include "tools/report/report_assets.hpp"
#include "tools/report/result_folder.hpp"
#include "tools/report/run_recorder.hpp"

namespace basis {
namespace {

/// The times between which something may be decided.
struct Window {
  UtcTime from;
  UtcTime to;
};

template <class Model>
Result<Model> choose(const char* option, const std::string& text,
                     std::initializer_list<std::pair<std::string_view, Model>> choices) {
  std::string allowed;
  for (const auto& [name, model] : choices) {
    if (name == text) return model;
    allowed += (allowed.empty() ? "" : " | ") + std::string(name);
  }
  return Error(ErrorKind::usage, fmt::format("{}: '{}' is not a choice (allowed: {})", option, text, allowed));
}

Result<ReplayVenues::Options> venue_options(const ReplayOptions& options) {
  ReplayVenues::Options made;
  BASIS_TRY(made.matching.fill,
            choose<FillModel>("--fill", options.fill, {{"book", FillModel::recorded}, {"ideal", FillModel::ideal}}));
  BASIS_TRY(made.matching.queue, choose<QueueModel>("--queue", options.queue,
                                                    {{"conservative", QueueModel::conservative},
                                                     {"proportional", QueueModel::proportional}}));
  const auto latency = parse_latency(options.latency_us, options.seed);
  if (!latency) return Error(ErrorKind::usage, "--latency-us: " + latency.error().text());
  made.latency = latency.value();
  return made;
}

Result<Window> window_of(const ReplayOptions& options, const ReplayInput& input) {
  Window window{input.first(), input.last()};
  if (!options.from.empty()) {
    BASIS_TRY(const UtcTime from, parse_time_option("--from", options.from));
    window.from = std::max(window.from, from);
  }
  if (!options.to.empty()) {
    BASIS_TRY(const UtcTime to, parse_time_option("--to", options.to));
    window.to = std::min(window.to, to);
  }
  if (window.from > window.to)
    return Error(ErrorKind::usage,
                 fmt::format("--from, --to: no frame is between {} and {}; the recordings have {} to {}",
                             window.from.to_string(), window.to.to_string(), input.first().to_string(),
                             input.last().to_string()));
  return window;
}

/// The history around the window, of whole hours.
Result<History> history_of(const ReplayOptions& options, const ReplayConfig& config, const Window& window) {
  const auto hour = [](UtcTime time, bool up) {
    const std::int64_t step = kHour.count;
    return UtcTime::from_nanos((time.nanos() + (up ? step - 1 : 0)) / step * step);
  };
  BASIS_TRY(const auto source, open_data_source("--data", options.data, config.environment));
  const Settings& settings = config.loaded.settings;
  return load_history(*source, series_needed(settings), hour(window.from, false), hour(window.to, true),
                      data_rules(settings));
}

/// When the node is restarted, in order.
Result<std::vector<UtcTime>> restarts_of(const ReplayOptions& options, const Window& window) {
  std::vector<UtcTime> times;
  for (const std::string& text : options.restart_at) {
    BASIS_TRY(const UtcTime time, parse_time_option("--restart-at", text));
    if (time < window.from || time > window.to)
      return Error(ErrorKind::usage, fmt::format("--restart-at: {} is not between {} and {}", time.to_string(),
                                                 window.from.to_string(), window.to.to_string()));
    times.push_back(time);
  }
  std::sort(times.begin(), times.end());
  return times;
}

/// The journal of a run. The file of one that does not come to its end is removed.
class KeptJournal {
 public:
  static Result<KeptJournal> create(const ReplayOptions& options) {
    KeptJournal made;
    if (options.journal.empty() && options.restart_at.empty()) return made;
    BASIS_TRY(made.journal_, Journal::create(options.journal));
    return made;
  }
  ~KeptJournal() {
    if (journal_ == nullptr || journal_->path().empty()) return;
    const std::filesystem::path file = journal_->path();
    journal_ = nullptr;
    std::error_code code;
    for (const char* more : {"", "-wal", "-shm"}) std::filesystem::remove(file.string() + more, code);
  }
  KeptJournal(KeptJournal&&) noexcept = default;
  KeptJournal& operator=(KeptJournal&&) noexcept = default;
  [[nodiscard]] Journal* get() const { return journal_.get(); }
  /// The run has come to its end.
  void keep() { journal_ = nullptr; }

 private:
  KeptJournal() = default;
  std::unique_ptr<Journal> journal_;
};

/// All that is made before the first frame.
struct Prepared {
  Window window;
  ReplayVenues::Options venues;
  CapitalFlows flows;
  Amount capital;
  std::vector<UtcTime> restarts;
  std::optional<History> history;
  ReplayMarkets markets;
};

Result<Prepared> prepare(const ReplayOptions& options, const ReplayConfig& config, const ReplayInput& input) {
  Prepared made;
  const Settings& settings = config.loaded.settings;
  BASIS_TRY(made.venues, venue_options(options));
  BASIS_TRY(made.window, window_of(options, input));
  BASIS_TRY(made.capital, parse_capital(options.capital, settings));
  BASIS_TRY(made.restarts, restarts_of(options, made.window));
  if (!options.flows.empty()) {
    BASIS_TRY(made.flows, read_flows(options.flows, made.window.from, made.window.to, Nanos{1}));
  }
  if (!options.data.empty()) {
    BASIS_TRY(made.history, history_of(options, config, made.window));
  }
  BASIS_TRY(made.markets, replay_markets(input, settings));
  return made;
}

/// Ideal fills are whole: limits of single orders and of positions are for real ones.
void lift_limits(NodeSettings& node) {
  const Amount most = Amount::from_int(1'000'000'000'000);
  node.maximum_order_notional = most;
  node.maximum_gross = most;
  for (auto& [asset, size] : node.maximum_position) size = Quantity::from_int(1'000'000'000);
}

std::vector<std::string> assumptions_of(const Settings& settings, const ReplayVenues::Options& venues) {
  std::vector<std::string> lines;
  lines.push_back(
      fmt::format("Decisions are made on the mids of the recorded books, at multiples of {} s and at once "
                  "after what may need one.",
                  settings.mode.time_throttle_interval.count / kSecond.count));
  if (venues.matching.fill == FillModel::ideal) {
    lines.emplace_back("Ideal: orders are filled whole, at the mid, without fees.");
  } else {
    lines.push_back(
        fmt::format("Orders meet the recorded books; what they take does not change what others do. One "
                    "way to a venue takes {} to {} us; resting orders move up by the {} model.",
                    venues.latency.minimum.count / 1'000, venues.latency.maximum.count / 1'000,
                    venues.matching.queue == QueueModel::conservative ? "conservative" : "proportional"));
    lines.emplace_back("Fees are the venues' base rates, taken as they take them: of a spot purchase in coins.");
  }
  lines.emplace_back(settings.mode.execution.delays == DelayModel::none
                         ? "Transfers between accounts arrive at once."
                         : "Transfers between accounts take the times of the venues' configuration.");
  lines.emplace_back("Funding is paid at its stamp by the rate that was told for it.");
  lines.emplace_back("Left out: the default of a venue or protocol, a depeg of USDT, automatic deleveraging.");
  return lines;
}

void complete(RunSummary& summary, const ReplayConfig& config, const Prepared& prepared, const TradingNode& node) {
  const Settings& settings = config.loaded.settings;
  if (prepared.history) {
    complete_summary(summary, config.loaded, *prepared.history, prepared.flows, code_version());
  } else {
    summary.mode = settings.mode.mode;
    summary.share_class = settings.mode.share_class;
    summary.config_fingerprint = config.loaded.fingerprint;
    summary.flows_fingerprint = prepared.flows.fingerprint;
    summary.code_version = code_version();
    for (const std::string& warning : config.loaded.warnings) summary.remarks.push_back(warning);
  }
  summary.assumptions = assumptions_of(settings, prepared.venues);
  summary.from = node.started().value_or(prepared.window.from);
  summary.to = node.last_step();
  for (const std::string& remark : node.remarks()) summary.remarks.push_back(remark);
}

Error never_started(const TradingNode& node) {
  std::vector<std::string> lines{"the recordings end before all that the mode needs was known:"};
  for (const std::string& what : node.lacking()) lines.push_back("  " + what);
  if (lines.size() == 1) lines.emplace_back("  no frame in the window");
  return {ErrorKind::data, std::move(lines)};
}

}  // namespace

Result<bool> replay_mode(const ReplayOptions& options, const ReplayConfig& config, ReplayInput& input,
                         const FrameHook& before_frame) {
  const auto started = std::chrono::steady_clock::now();
  const Settings& settings = config.loaded.settings;
  BASIS_TRY(const Prepared prepared, prepare(options, config, input));
  const CostTable no_costs;
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"),
                             prepared.history ? prepared.history->costs : no_costs);
  const Universe& universe = prepared.markets.universe;
  const RunContext context{universe, settings, costs, prepared.flows};
  BASIS_TRY(make_strategy({universe, settings, costs}));
  std::optional<Timeline> timeline;
  if (prepared.history) timeline.emplace(universe, settings, *prepared.history);
  BASIS_TRY(ResultFolder folder,
            ResultFolder::open(out_folder(options.out, config.environment, "replay-" + options.mode,
                                          prepared.window.from, prepared.window.to)));
  BASIS_TRY(const auto recorder, RunRecorder::create(folder.partial(), context, report_assets(), prepared.capital));
  BASIS_TRY(KeptJournal journal, KeptJournal::create(options));
  TradingFigures figures(universe);
  std::optional<std::filesystem::path> tops;
  if (!options.dump_bbo.empty()) tops = options.dump_bbo;
  BASIS_TRY(const auto files, ReplayFiles::create(tops));
  ReplayParts parts;
  parts.input = &input;
  parts.markets = &prepared.markets;
  parts.settings = config.node;
  if (prepared.venues.matching.fill == FillModel::ideal) lift_limits(parts.settings);
  parts.mode = &settings;
  parts.lanes = options.lanes;
  if (tops) parts.observer = files.get();
  parts.to = prepared.window.to;
  parts.before_frame = [&](UtcTime time) { return before_frame(time) && !recorder->failure(); };
  ReplayRun& run = parts.run.emplace();
  run.costs = &costs;
  run.flows = &prepared.flows;
  run.history = timeline ? &*timeline : nullptr;
  run.pair_terms = prepared.venues.matching.fill == FillModel::ideal ? whole_at_once() : pair_terms(settings.mode.pair);
  run.capital = prepared.capital;
  run.from = prepared.window.from;
  run.venues = prepared.venues;
  run.observer = recorder.get();
  run.trading = &figures;
  run.journal = journal.get();
  run.configuration = config.loaded.fingerprint;
  run.restarts = prepared.restarts;
  BASIS_TRY(const auto replay, Replay::create(std::move(parts)));
  BASIS_TRY(const bool whole, replay->run());
  if (!whole || interrupted()) {
    if (recorder->failure()) return *recorder->failure();
    return false;
  }
  BASIS_TRY(input.check_read());
  if (!replay->node()->started()) return never_started(*replay->node());
  BASIS_TRY(recorder->finish());
  RunSummary summary = recorder->summary();
  complete(summary, config, prepared, *replay->node());
  BASIS_TRY(folder.write("report.html", recorder->report(summary)));
  BASIS_TRY(folder.write("orders.csv", figures.orders()));
  BASIS_TRY(folder.write("fills.csv", figures.fills()));
  const double elapsed = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  summary.elapsed_seconds = elapsed;
  BASIS_TRY(folder.write("summary.json", summary_json(summary, [&](JsonWriter& json) {
                           json.key("execution");
                           figures.write(json);
                           json.key("replay");
                           write_replay(json, *replay, elapsed);
                         })));
  BASIS_TRY(files->finish());
  BASIS_TRY(folder.commit());
  journal.keep();
  if (!options.quiet) {
    fmt::print("{}", summary_table(summary, recorder->limits()));
    fmt::print("\n{}", replay_table(*replay, elapsed));
    fmt::print("\nreport  {}\n", (folder.path() / "report.html").string());
  }
  return true;
}

}  // namespace basis
