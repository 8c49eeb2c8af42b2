#include "tools/basis/replay_against.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "actors/journal/journal.hpp"
#include "actors/journal/order_log.hpp"
#include "actors/live/live_markets.hpp"
#include "actors/live/session_replay.hpp"
#include "core/execution/pair_terms.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/live_setup.hpp"
#include "tools/journal/journal_comparison.hpp"

namespace basis {
namespace {

const CapitalFlows kNothing;

/// A start in the journal.
struct JournalledStart {
  journal::BootBegan began;
  UtcTime at;
  std::vector<JournalEntry> entries;
  /// What had left when the start before ended and was not journalled by it: it stands at this start's beginning.
  std::vector<IntendedOrder> found;
};

/// A recording, and the start that it is of; none: the node ended before it began.
struct RecordedStart {
  std::filesystem::path path;
  std::unique_ptr<SessionReplay> replay;
  std::optional<std::size_t> start{};
};

/// A folder that goes with what stands in it.
class Scratch {
 public:
  static Result<std::unique_ptr<Scratch>> make() {
    std::string name = (std::filesystem::temp_directory_path() / "basis-replay-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      return Error(ErrorKind::data, fmt::format("{}: no folder can be made there", name));
    return std::unique_ptr<Scratch>(new Scratch(std::move(name)));
  }
  ~Scratch() {
    std::error_code code;
    std::filesystem::remove_all(path_, code);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit Scratch(std::string path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

Result<std::vector<JournalledStart>> read_starts(const std::filesystem::path& file) {
  BASIS_TRY(auto journal, Journal::open(file));
  std::vector<JournalledStart> starts;
  bool beginning = false;
  BASIS_TRY(journal->read([&](JournalEntry entry) -> Result<void> {
    if (const auto* began = entry.as<journal::BootBegan>()) {
      starts.push_back({*began, entry.time, {}, {}});
      beginning = starts.size() > 1;
    } else if (starts.empty()) {
      return Error(ErrorKind::data, fmt::format("{}: it does not begin with a start of a node", file.string()));
    } else if (const auto* sent = entry.as<journal::CommandSent>(); sent != nullptr && beginning) {
      starts.back().found.push_back({sent->command, sent->pair, sent->mid, starts.back().at, sent->deadline});
    } else {
      beginning = beginning && entry.as<journal::PersonAlerted>() != nullptr;
    }
    starts.back().entries.push_back(std::move(entry));
    return ok();
  }));
  if (starts.empty()) return Error(ErrorKind::data, fmt::format("{}: no node has begun in it", file.string()));
  return starts;
}

/// In the order of their beginnings, each with its start: the last recording that began before it.
Result<std::vector<RecordedStart>> open_recordings(const std::vector<std::string>& paths,
                                                   const std::vector<JournalledStart>& starts) {
  std::vector<RecordedStart> recordings;
  for (const std::string& path : paths) {
    BASIS_TRY(auto replay, SessionReplay::open(path));
    recordings.push_back({path, std::move(replay)});
  }
  std::ranges::stable_sort(recordings, {}, [](const RecordedStart& one) { return one.replay->began_at(); });
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const auto after = std::ranges::find_if(
        recordings, [&](const RecordedStart& one) { return one.replay->began_at() > starts[i].at; });
    if (after == recordings.begin() || std::prev(after)->start)
      return Error(
          ErrorKind::usage,
          fmt::format("start {} of the journal, at {}, is in no recording that was given: the recordings of all "
                      "starts up to the last one are needed",
                      i + 1, starts[i].at.to_string()));
    std::prev(after)->start = i;
    if (after == recordings.end()) break;
  }
  for (const RecordedStart& one : recordings) {
    const node_input::Began& began = one.replay->began();
    const journal::BootBegan& held = starts[one.start.value_or(0)].began;
    if (began.mode != held.mode || began.node_id != held.node_id)
      return Error(ErrorKind::usage,
                   fmt::format("{}: it is of node {} in mode {}, the journal of node {} in mode {}", one.path.string(),
                               began.node_id, began.mode, held.node_id, held.mode));
  }
  return recordings;
}

/// The node's settings as the start had them.
Result<LiveSettings> settings_of(const RecordedStart& recording, const ReplayOptions& options) {
  const node_input::Began& began = recording.replay->began();
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  BASIS_TRY(LiveSettings settings, read_live_settings(options.config_dir, began.mode, began.settings, environment));
  if (settings.loaded.fingerprint != began.configuration)
    return Error(ErrorKind::usage,
                 fmt::format("{}: it was recorded with another configuration ({}, this one is {}): give the one of the "
                             "run with --config",
                             recording.path.string(), began.configuration, settings.loaded.fingerprint));
  return settings;
}

struct Stage {
  Journal* journal = nullptr;
  std::filesystem::path orders;
};

Result<SessionReplay::Outcome> run_start(const RecordedStart& recording, const JournalledStart* start,
                                         const ReplayOptions& options, const Stage& stage) {
  BASIS_TRY(const LiveSettings settings, settings_of(recording, options));
  BASIS_TRY(const LiveMarkets markets, live_markets(settings.loaded.settings));
  const CostTable no_costs;
  const Settings& mode = settings.loaded.settings;
  const CostCalculator costs(mode.mode.execution, mode.venues.at("alchemy"), no_costs);
  BASIS_TRY(const auto orders, OrderLog::open(stage.orders));
  SessionReplay::Parts parts;
  parts.markets = &markets;
  parts.settings = &mode;
  parts.node = settings.node;
  parts.costs = &costs;
  parts.flows = &kNothing;
  parts.pair_terms = pair_terms(mode.mode.pair);
  parts.journal = stage.journal;
  parts.orders = orders.get();
  if (start != nullptr) {
    for (const IntendedOrder& order : start->found) orders->write(order);
    parts.most_entries = start->entries.size();
  }
  return recording.replay->run(parts);
}

/// The entries of the starts that are compared, and their fault: what made the run leave the recording's way.
struct Rerun {
  std::vector<JournalEntry> entries;
  std::uint64_t inputs = 0;
  std::uint64_t texts = 0;
  std::string fault;
};

Result<Rerun> run_again(const std::vector<RecordedStart>& recordings, const std::vector<JournalledStart>& starts,
                        const ReplayOptions& options) {
  BASIS_TRY(const auto scratch, Scratch::make());
  const std::filesystem::path file = scratch->path() / "journal.db";
  Rerun rerun;
  for (std::size_t i = 0; i < recordings.size() && rerun.fault.empty() && !interrupted(); ++i) {
    const RecordedStart& recording = recordings[i];
    // As a process that was killed: what was not committed is gone.
    BASIS_TRY(const auto journal, i == 0 ? Journal::create(file) : Journal::open(file));
    const Stage stage{journal.get(), scratch->path() / fmt::format("orders-{}.log", i)};
    const JournalledStart* const start = recording.start ? &starts[*recording.start] : nullptr;
    BASIS_TRY(const SessionReplay::Outcome outcome, run_start(recording, start, options, stage));
    rerun.inputs += outcome.inputs;
    rerun.texts += outcome.texts;
    if (!outcome.fault.empty()) rerun.fault = fmt::format("{}: {}", recording.path.string(), outcome.fault);
    if (!options.quiet)
      fmt::print("{:<40} {:>10} inputs {:>10} texts  {}\n", recording.path.string(), outcome.inputs, outcome.texts,
                 start == nullptr   ? "ended before it began"
                 : outcome.finished ? "ended in order"
                                    : "was killed");
  }
  BASIS_TRY(const auto journal, Journal::open(file));
  BASIS_TRY(journal->read([&](JournalEntry entry) -> Result<void> {
    rerun.entries.push_back(std::move(entry));
    return ok();
  }));
  return rerun;
}

}  // namespace

Result<bool> replay_against(const ReplayOptions& options) {
  BASIS_TRY(const auto starts, read_starts(options.against));
  BASIS_TRY(const auto recordings, open_recordings(options.feeds, starts));
  BASIS_TRY(const Rerun rerun, run_again(recordings, starts, options));
  if (interrupted()) return false;
  std::vector<JournalEntry> recorded;
  std::size_t compared = 0;
  for (const RecordedStart& one : recordings)
    if (one.start) {
      compared = *one.start + 1;
      const auto& entries = starts[*one.start].entries;
      recorded.insert(recorded.end(), entries.begin(), entries.end());
    }
  const JournalComparison comparison = compare_decisions(recorded, rerun.entries, starts.front().began.names);
  for (const auto& [kind, count] : comparison.equal) fmt::print("{:<18} {:>8} equal\n", kind, count);
  if (compared < starts.size())
    fmt::print("{} of the journal {} compared: no recording was given\n",
               compared + 1 == starts.size() ? fmt::format("start {}", starts.size())
                                             : fmt::format("starts {} to {}", compared + 1, starts.size()),
               compared + 1 == starts.size() ? "was not" : "were not");
  if (!comparison.difference.empty()) return Error(ErrorKind::gate, comparison.difference);
  if (!rerun.fault.empty()) return Error(ErrorKind::gate, rerun.fault);
  fmt::print("{} decisions of {} {}, {} inputs, {} texts: equal\n", comparison.decisions, compared,
             compared == 1 ? "start" : "starts", rerun.inputs, rerun.texts);
  return true;
}

}  // namespace basis
