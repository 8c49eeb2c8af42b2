#include <fmt/format.h>

#include <memory>

#include "core/marketdata/recording_writer.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/feed_options.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/progress.hpp"

namespace basis {
namespace {

struct RecordOptions : FeedOptions {
  std::string file;
  int level = 3;
};

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

/// Returns false when it was interrupted.
Result<bool> record(const RecordOptions& options) {
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

int record_command(const RecordOptions& options) {
  catch_interrupts();
  return report_outcome(record(options));
}

}  // namespace

void add_record_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "record", "Raw frames into a recording: receive stamps, connection, direction; checksummed and compressed");
  auto options = std::make_shared<RecordOptions>();
  add_feed_options(*command, *options, "--from");
  command->add_option("FILE", options->file, "The recording; it must not exist")->required();
  command->add_option("--level", options->level, "zstd's, 1 to 19")->check(CLI::Range(1, 19))->capture_default_str();
  command->footer(
      "\nA recording survives a kill at any byte: what comes before is read, and what is missing is told.\n"
      "Exit codes: 0 done, 2 usage, 3 nothing could be read, 130 interrupted.\n");
  command->callback([options, &exit_code] { exit_code = record_command(*options); });
}

}  // namespace basis
