#include <fmt/format.h>

#include <map>
#include <memory>

#include "actors/feed/take_recorded.hpp"
#include "core/base/histogram.hpp"
#include "core/config/load_config.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/feed_options.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/progress.hpp"

namespace basis {
namespace {

struct InspectOptions : FeedOptions {
  std::string config_dir;
};

/// A gap without events longer than this is counted as a silence.
constexpr Nanos kSilence = kSecond * 10;

/// One stream of one market.
struct Stream {
  std::uint64_t events = 0;
  UtcTime first, last;
  Nanos longest_silence;
  std::uint64_t silences = 0;
  /// Time of receipt less the venue's time; both signs occur, because the clocks differ.
  LatencyHistogram late, early;
};

class Inspection final : public FeedObserver {
 public:
  void event_seen(const EventSource& source, UtcTime received) override {
    Stream& stream = streams[{source.market, source.channel}];
    if (stream.events++ == 0)
      stream.first = received;
    else if (const Nanos silent = received - stream.last; silent > stream.longest_silence)
      stream.longest_silence = silent;
    if (stream.events > 1 && received - stream.last > kSilence) ++stream.silences;
    stream.last = received;
    if (source.exchange_time_ns == 0) return;
    const std::int64_t skew = received.nanos() - source.exchange_time_ns;
    skew >= 0 ? stream.late.record(skew) : stream.early.record(-skew);
  }
  std::map<std::pair<MarketId, FeedChannel>, Stream> streams;
};

/// Skew in milliseconds below which the given share of all skews is; early ones are negative.
double skew_ms(const Stream& stream, double share) {
  const auto early = static_cast<double>(stream.early.count());
  const double all = early + static_cast<double>(stream.late.count());
  if (share * all < early) return -static_cast<double>(stream.early.percentile(1 - share * all / early)) / 1e6;
  const auto late = static_cast<double>(stream.late.count());
  return static_cast<double>(stream.late.percentile(late > 0 ? (share * all - early) / late : 0)) / 1e6;
}

void print_streams(const Inspection& inspection, const std::vector<const Market*>& markets) {
  fmt::print("\n{:<26} {:<11} {:>9} {:>9} {:>12} {:>13} {:>24}\n", "instrument", "stream", "events", "a second",
             "longest gap", "gaps > 10 s", "skew ms p1 / p50 / p99");
  for (const auto& [where, stream] : inspection.streams) {
    const double seconds = static_cast<double>((stream.last - stream.first).count) / 1e9;
    const bool timed = stream.late.count() + stream.early.count() != 0;
    fmt::print("{:<26} {:<11} {:>9} {:>9.1f} {:>10.2f} s {:>13} {:>24}\n", markets[where.first.index()]->key,
               channel_name(where.second), stream.events,
               seconds > 0 ? static_cast<double>(stream.events - 1) / seconds : 0,
               static_cast<double>(stream.longest_silence.count) / 1e9, stream.silences,
               timed ? fmt::format("{:.1f} / {:.1f} / {:.1f}", skew_ms(stream, 0.01), skew_ms(stream, 0.5),
                                   skew_ms(stream, 0.99))
                     : std::string("no time sent"));
  }
}

void print_files(const ReplayInput& input) {
  for (std::size_t i = 0; i < input.files().size(); ++i) {
    const ReplayFile& file = *input.files()[i];
    const ReadReport& report = input.report(i);
    fmt::print("{}: {} frames, {}, {} bad lines, {} bad blocks{}\n", file.path.string(), file.frames,
               feed_venue_info(*file.venue).name, report.bad_lines, report.bad_blocks,
               report.cut ? ", " + *report.cut : std::string());
    for (const std::string& fault : report.faults) fmt::print("  {}\n", fault);
  }
}

void print_failures(const Feed& feed) {
  const FeedCounters& counters = feed.counters();
  for (std::size_t i = 0; i < counters.controls.size(); ++i)
    if (counters.controls[i] != 0)
      fmt::print("{}: {} of kind {}\n", feed_venue_info(feed.venue()).name, counters.controls[i],
                 control_name(static_cast<ControlKind>(i)));
  if (counters.not_followed != 0) {
    fmt::print("{}: {} frames of streams that are not followed\n", feed_venue_info(feed.venue()).name,
               counters.not_followed);
    for (const auto& [stream, frames] : counters.not_followed_streams) fmt::print("  {}: {}\n", stream, frames);
  }
  for (const auto& followed : feed.followed())
    if (followed->unheld != 0)
      fmt::print("{}: cannot be held (finer than 1e-8, or too large) in {} frames, first: {}\n", followed->market.key,
                 followed->unheld, followed->unheld_text);
  if (counters.failed == 0) return;
  fmt::print("{}: {} frames could not be decoded\n", feed_venue_info(feed.venue()).name, counters.failed);
  for (const DecodeFailure& failure : counters.failures) fmt::print("  {}: {}\n", failure.where, failure.text);
}

/// Returns false when it was interrupted.
Result<bool> inspect(const InspectOptions& options) {
  BASIS_TRY(const auto folder, find_config_dir(options.config_dir));
  BASIS_TRY(const LoadedConfig config, load_config(folder, "btc_basis", {}, Environment{}));
  BASIS_TRY(const auto input, open_feeds(options));
  Universe universe;
  BASIS_TRY(const auto followed, follow_markets(input->symbols(), config.settings, universe));
  std::vector<const Market*> markets;
  for (const MarketId id : followed) markets.push_back(&universe[id]);
  Inspection inspection;
  std::map<FeedVenue, std::unique_ptr<Feed>> feeds;
  Feed::Options feed_options;
  feed_options.observers = {&inspection};
  for (const FeedVenueInfo& info : feed_venues())
    if (auto feed = Feed::create(info.venue, markets, {}, feed_options))
      feeds.emplace(info.venue, std::move(feed).value());
  Progress progress("inspect", input->size(), options.quiet);
  ReplayFrame next;
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t out = 0;
  std::optional<UtcTime> first, last;
  for (;;) {
    BASIS_TRY(const bool more, input->next(next));
    if (!more) break;
    if (interrupted()) return false;
    bytes += next.frame.bytes.size();
    if (!first) first = next.frame.received;
    last = next.frame.received;
    if (next.frame.direction == FrameDirection::out) ++out;
    const auto feed = next.venue ? feeds.find(*next.venue) : feeds.end();
    if (next.frame.direction == FrameDirection::in && feed != feeds.end()) {
      const bool read = take_recorded(*feed->second, next.frame);
      input->note(next, read);
      if (!read && feed->second->counters().failures.size() < FeedCounters::kFailuresKept)
        feed->second->note_failure(input->place(next));
    }
    if (++frames % 4'096 == 0) progress.update(input->consumed());
  }
  BASIS_TRY(input->check_read());
  progress.update(input->size());
  print_files(*input);
  const double seconds = first ? static_cast<double>((*last - *first).count) / 1e9 : 0;
  fmt::print("{} frames ({} sent), {:.1f} MB, {} to {}, {:.1f} a second\n", frames, out,
             static_cast<double>(bytes) / 1e6, first ? first->to_string() : "-", last ? last->to_string() : "-",
             seconds > 0 ? static_cast<double>(frames) / seconds : 0);
  for (const auto& [venue, feed] : feeds) print_failures(*feed);
  print_streams(inspection, markets);
  fmt::print("\nSkew is receipt less the venue's own time: latency and the difference of the clocks together.\n");
  return true;
}

int inspect_command(const InspectOptions& options) {
  catch_interrupts();
  const auto done = inspect(options);
  if (!done) return report_error(done.error());
  return done.value() ? kExitDone : kExitInterrupted;
}

}  // namespace

void add_inspect_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("inspect", "What is in a recording: streams, rates, gaps, clock skew");
  auto options = std::make_shared<InspectOptions>();
  add_feed_options(*command, *options, "FEED");
  command->add_option("--config", options->config_dir, "Folder of the configuration");
  command->footer("\nExit codes: 0 done, 2 usage, 3 nothing could be read, 130 interrupted.\n");
  command->callback([options, &exit_code] { exit_code = inspect_command(*options); });
}

}  // namespace basis
