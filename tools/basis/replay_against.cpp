#include "tools/basis/replay_against.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "actors/live/live_markets.hpp"
#include "actors/live/run_again.hpp"
#include "core/execution/pair_terms.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/live_setup.hpp"
#include "tools/journal/journal_comparison.hpp"
#include "tools/journal/journal_why.hpp"

namespace basis {
namespace {

const CapitalFlows kNothing;

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

Result<SessionReplay::Outcome> run_start(const RecordedStart& recording, const ReplayOptions& options,
                                         const std::filesystem::path& folder) {
  BASIS_TRY(const LiveSettings settings, settings_of(recording, options));
  BASIS_TRY(const LiveMarkets markets, live_markets(settings.loaded.settings));
  const CostTable no_costs;
  const Settings& mode = settings.loaded.settings;
  const CostCalculator costs(mode.mode.execution, mode.venues.at("alchemy"), no_costs);
  SessionReplay::Parts parts;
  parts.markets = &markets;
  parts.settings = &mode;
  parts.node = settings.node;
  parts.costs = &costs;
  parts.flows = &kNothing;
  parts.pair_terms = pair_terms(mode.mode.pair);
  parts.remake = settings.remake;
  return run_again(recording, std::move(parts), folder);
}

/// What came of the starts that were run again, in a folder.
struct Rerun {
  std::uint64_t inputs = 0;
  std::uint64_t texts = 0;
  std::string fault;  ///< what made the run leave the recording's way
};

Result<Rerun> run_all(const std::vector<RecordedStart>& recordings, const ReplayOptions& options,
                      const std::filesystem::path& folder) {
  Rerun rerun;
  for (const RecordedStart& recording : recordings) {
    if (!rerun.fault.empty() || interrupted()) break;
    BASIS_TRY(const SessionReplay::Outcome outcome, run_start(recording, options, folder));
    rerun.inputs += outcome.inputs;
    rerun.texts += outcome.texts;
    if (!outcome.fault.empty()) rerun.fault = fmt::format("{}: {}", recording.path.string(), outcome.fault);
    if (!options.quiet)
      fmt::print("{:<40} {:>10} inputs {:>10} texts  {}\n", recording.path.string(), outcome.inputs, outcome.texts,
                 recording.start == nullptr ? "ended before it began"
                 : outcome.finished         ? "ended in order"
                                            : "was killed");
  }
  return rerun;
}

Result<std::vector<JournalEntry>> entries_of(const std::filesystem::path& file) {
  std::vector<JournalEntry> entries;
  BASIS_TRY(const auto journal, Journal::open(file));
  BASIS_TRY(journal->read([&](JournalEntry entry) -> Result<void> {
    entries.push_back(std::move(entry));
    return ok();
  }));
  return entries;
}

/// Prints one side of a difference, with what led to it.
Result<void> print_side(const char* whose, const std::filesystem::path& file, const JournalEntry* entry,
                        const Universe& universe, const Settings& settings) {
  if (entry == nullptr) {
    fmt::print("\n{}: nothing more was decided\n", whose);
    return ok();
  }
  BASIS_TRY(const auto journal, JournalReader::open(file));
  BASIS_TRY(const auto boot, journal->last_boot());
  BASIS_TRY(const auto stored, journal->at(entry->id));
  require(stored.has_value(), "an entry that was read is not there");
  BASIS_TRY(const std::string story, tell_why(*journal, *stored, boot.names, {&universe, &settings}));
  fmt::print("\n{}:\n{}", whose, story);
  return ok();
}

Result<void> print_difference(const JournalComparison::Difference& difference, const RecordedStart& first,
                              const ReplayOptions& options, const std::filesystem::path& folder) {
  BASIS_TRY(const LiveSettings settings, settings_of(first, options));
  const Settings& mode = settings.loaded.settings;
  BASIS_TRY(const Universe universe, Universe::build(mode));
  BASIS_TRY(print_side("recorded", options.against, difference.recorded, universe, mode));
  return print_side("replayed", journal_of_run_again(folder), difference.replayed, universe, mode);
}

/// The starts of the journal that are behind the last recording.
void print_left(std::size_t compared, std::size_t all) {
  if (compared == all) return;
  const bool one = compared + 1 == all;
  fmt::print("{} of the journal {} not compared: no recording was given\n",
             one ? fmt::format("start {}", all) : fmt::format("starts {} to {}", compared + 1, all),
             one ? "was" : "were");
}

}  // namespace

Result<bool> replay_against(const ReplayOptions& options) {
  BASIS_TRY(const auto held, Journal::open(options.against));
  BASIS_TRY(const auto starts, read_starts(*held));
  BASIS_TRY(const auto recordings, match_recordings({options.feeds.begin(), options.feeds.end()}, starts));
  BASIS_TRY(const auto scratch, Scratch::make());
  BASIS_TRY(const Rerun rerun, run_all(recordings, options, scratch->path()));
  if (interrupted()) return false;
  std::vector<JournalEntry> recorded;
  std::size_t compared = 0;
  for (const RecordedStart& one : recordings) {
    if (one.start == nullptr) continue;
    ++compared;
    recorded.insert(recorded.end(), one.start->entries.begin(), one.start->entries.end());
  }
  BASIS_TRY(const auto replayed, entries_of(journal_of_run_again(scratch->path())));
  const JournalComparison comparison = compare_decisions(recorded, replayed);
  for (const auto& [kind, count] : comparison.equal) fmt::print("{:<18} {:>8} equal\n", kind, count);
  print_left(compared, starts.size());
  if (comparison.difference) {
    BASIS_TRY(print_difference(*comparison.difference, recordings.front(), options, scratch->path()));
    return Error(ErrorKind::gate, fmt::format("decision {} differs from the journal", comparison.decisions + 1));
  }
  if (!rerun.fault.empty()) return Error(ErrorKind::gate, rerun.fault);
  fmt::print("{} decisions of {} {}, {} inputs, {} texts: equal\n", comparison.decisions, compared,
             compared == 1 ? "start" : "starts", rerun.inputs, rerun.texts);
  return true;
}

}  // namespace basis
