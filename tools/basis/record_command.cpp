#include <fmt/format.h>

#include <memory>

#include "core/marketdata/recording_writer.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/progress.hpp"
#include "tools/basis/record_options.hpp"

namespace basis {
namespace {

/// Removes a file that was not completed.
class Unfinished {
 public:
  explicit Unfinished(std::filesystem::path path) : path_(std::move(path)) {}
  ~Unfinished() {
    std::error_code code;
    if (!finished_) std::filesystem::remove(path_, code);
  }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  void finished() { finished_ = true; }

 private:
  std::filesystem::path path_;
  bool finished_ = false;
};

Result<RecordingWriter> create(const RecordOptions& options, UtcTime created) {
  RecordingOptions recording;
  recording.level = options.level;
  auto writer = RecordingWriter::create(options.file, created, recording);
  // A file that cannot be created is a usage error, because the command line names it.
  if (!writer) return Error(ErrorKind::usage, writer.error().lines);
  return writer;
}

/// Joins recordings into one. Returns false when it was interrupted.
Result<bool> merge(const RecordOptions& options) {
  BASIS_TRY(const auto input, open_feeds(options));
  ReplayFrame next;
  BASIS_TRY(bool more, input->next(next));
  BASIS_TRY(RecordingWriter writer, create(options, more ? next.frame.received : UtcTime()));
  Unfinished unfinished(options.file);
  Progress progress("record", input->size(), options.quiet);
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  for (; more; ++frames) {
    Frame frame = next.frame;
    if (frame.venue.empty() && next.venue) frame.venue = feed_venue_info(*next.venue).name;
    // Frames without a venue come from a file without connections: each file counts as one
    // connection.
    if (next.frame.venue.empty()) frame.connection = static_cast<std::uint32_t>(next.file);
    BASIS_TRY(const SourceId source, writer.source(frame.venue, frame.channel));
    BASIS_TRY(writer.add(frame, source));
    bytes += frame.bytes.size();
    if (frames % 4'096 == 0) progress.update(input->consumed());
    if (interrupted()) return false;
    BASIS_TRY(more, input->next(next));
  }
  BASIS_TRY(writer.close());
  unfinished.finished();
  progress.update(input->size());
  for (std::size_t i = 0; i < input->files().size(); ++i) {
    const ReadReport& report = input->report(i);
    for (const std::string& fault : report.faults)
      fmt::print(stderr, "basis: warning: {}: {}\n", input->files()[i]->path.string(), fault);
    if (report.cut) fmt::print(stderr, "basis: warning: {}: {}\n", input->files()[i]->path.string(), *report.cut);
  }
  if (!options.quiet)
    fmt::print("{} frames, {} bytes of them in {} bytes: {}\n", frames, bytes, writer.written(), options.file);
  return true;
}

/// An option, and whether it is one of `--merge`; the others are of live sockets.
struct OptionOf {
  const CLI::Option* option;
  bool merge;
};

Result<void> check_options(const RecordOptions& options, const std::vector<OptionOf>& known) {
  for (const auto& [option, of_merge] : known)
    if (option->count() != 0 && of_merge != options.merge)
      return Error(ErrorKind::usage,
                   fmt::format("{}: only {} --merge", option->get_name(), of_merge ? "with" : "without"));
  if (options.merge && options.feeds.empty())
    return Error(ErrorKind::usage, "--merge: names no recording besides FILE: --merge FEED... FILE");
  if (options.merge) return ok();
  if (!options.feeds.empty())
    return Error(ErrorKind::usage,
                 fmt::format("'{}': one FILE is written; recordings are joined with --merge FEED... FILE",
                             options.feeds.back()));
  if (options.venues.empty())
    return Error(ErrorKind::usage, "--venues: missing: --venues binance --markets BTCUSDT FILE");
  if (options.markets.empty())
    return Error(ErrorKind::usage, "--markets: missing: the venue's own symbols: --markets BTCUSDT,ETHUSDT");
  return ok();
}

/// Of the files that were named the last is written.
int record_command(RecordOptions options, const std::vector<OptionOf>& known) {
  catch_interrupts();
  options.file = options.feeds.back();
  options.feeds.pop_back();
  if (const auto checked = check_options(options, known); !checked) return report_error(checked.error());
  return report_outcome(options.merge ? merge(options) : record_live(options));
}

std::vector<OptionOf> add_live_options(CLI::App& command, RecordOptions& options) {
  const auto list = [&](const char* name, std::vector<std::string>& into, const char* help) {
    return command.add_option(name, into, help)
        ->delimiter(',')
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  std::vector<OptionOf> known;
  const auto add = [&](const CLI::Option* option) { known.push_back({option, false}); };
  add(list("--venues", options.venues, "Exchanges, by commas: binance"));
  add(list("--markets", options.markets, "The venue's own symbols, by commas: BTCUSDT,ETHUSDT"));
  add(list("--products", options.products, "spot, perp, or both by commas (default: both, where they are listed)"));
  add(command.add_option("--for", options.seconds, "End after so many seconds (default: on a signal)"));
  add(command.add_option("--rotate-mb", options.rotate_mb,
                         "Go on in another file (x-2.rec, ...) when one has so many megabytes"));
  add(command.add_option("--rotate-hours", options.rotate_hours, "The same after so many hours"));
  add(command.add_option("--host", options.host,
                         "HOST:PORT that serves every venue without TLS, as basis sim prints\n"
                         "(default: the endpoints of configs/venues for BASIS_ENVIRONMENT)"));
  add(command.add_option("--config", options.config_dir, "Folder of the configuration"));
  add(command
          .add_option("--set", options.overrides,
                      "Override a key: node.KEY=VALUE of configs/node.yaml, or a venue's; may be repeated")
          ->expected(1)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll));
  return known;
}

}  // namespace

void add_record_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "record", "Public market data from live sockets into a recording, or with --merge several recordings into one");
  auto options = std::make_shared<RecordOptions>();
  command
      ->add_option("FILE", options->feeds,
                   "The recording; it must not exist. With --merge recordings stand before it: FEED... FILE")
      ->required();
  command->add_flag("--merge", options->merge, "Join the recordings FEED..., by time of receipt, into FILE");
  std::vector<OptionOf> known = add_live_options(*command, *options);
  known.push_back({add_feed_venue_option(*command, *options), true});
  command->add_option("--level", options->level, "zstd's, 1 to 19")->check(CLI::Range(1, 19))->capture_default_str();
  command->add_flag("--quiet", options->quiet, "No progress and no closing line");
  command->footer(
      "\nA recording survives a kill at any byte: what comes before is read, and what is missing is told. SIGINT and\n"
      "SIGTERM end a live recording in order.\n"
      "Exit codes: 0 done, 2 usage, 3 nothing could be read or written, 130 interrupted while merging.\n");
  command->callback([options, known, &exit_code] { exit_code = record_command(*options, known); });
}

}  // namespace basis
