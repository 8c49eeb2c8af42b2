#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <memory>

#include "tools/basis/commands.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/record_setup.hpp"
#include "venues/net/beast_network.hpp"

namespace basis {
namespace {

/// How long the network is waited for when nothing is to do.
constexpr Nanos kWaitOfRecorder{10'000'000};

/// The line of a recording that runs, on a terminal; and what a person should see, always.
class RecordLine {
 public:
  explicit RecordLine(bool quiet) : shown_(!quiet && isatty(STDERR_FILENO) == 1) {}
  ~RecordLine() { clear(); }
  RecordLine(const RecordLine&) = delete;
  RecordLine& operator=(const RecordLine&) = delete;

  void tell(const std::string& text, UtcTime now) {
    clear();
    const std::string time = now.snap(kSecond).to_string();
    fmt::print(stderr, "{} {}\n", time.substr(time.find('T') + 1, 8), text);
  }
  /// Once a second.
  void update(const MarketRecorder& recorder, UtcTime now) {
    if (!shown_ || now < due_) return;
    const std::uint64_t frames = recorder.counts().frames;
    const double rate =
        due_ == UtcTime() ? 0 : static_cast<double>(frames - frames_) * 1e9 / static_cast<double>((now - drawn_).count);
    clear();
    fmt::print(stderr, "record: {} frames, {:.1f} MB in {:.1f} MB, {:.0f} frames a second, {}", frames,
               static_cast<double>(recorder.counts().bytes) / 1e6, static_cast<double>(recorder.written()) / 1e6, rate,
               recorder.whole() ? "all books in step" : "not all books in step");
    std::fflush(stderr);
    frames_ = frames;
    drawn_ = now;
    due_ = now + kSecond;
    there_ = true;
  }

 private:
  void clear() {
    if (std::exchange(there_, false)) fmt::print(stderr, "\r\033[K");
  }
  bool shown_;
  bool there_ = false;
  std::uint64_t frames_ = 0;
  UtcTime drawn_, due_;
};

/// Runs until a signal or the time that was given.
Result<void> run_recorder(MarketRecorder& recorder, net::BeastNetwork& network, const RecordConfig& config,
                          RecordLine& line) {
  const MonoTime began = network.now_mono();
  recorder.start();
  while (!interrupted()) {
    network.run_for(kWaitOfRecorder);
    BASIS_TRY(recorder.turn());
    line.update(recorder, network.now_utc());
    if (config.run_for && network.now_mono() - began >= *config.run_for) break;
  }
  // The signal is obeyed: what follows is no interruption.
  forget_interrupts();
  return ok();
}

MarketRecorder::Parts recorder_parts(const RecordOptions& options, const RecordConfig& config,
                                     net::BeastNetwork& network, RecordLine& line) {
  MarketRecorder::Parts parts;
  parts.settings = &config.loaded.settings;
  parts.venues = config.venues;
  parts.symbols = options.markets;
  parts.every_venue = !options.products.empty();
  parts.network = &network;
  parts.file = options.file;
  parts.recording.level = options.level;
  parts.file_bytes = config.file_bytes;
  parts.file_time = config.file_time;
  parts.tell = [&](const std::string& text) { line.tell(text, network.now_utc()); };
  return parts;
}

}  // namespace

Result<bool> record_live(const RecordOptions& options) {
  // A limit of file sizes is a write error like any other.
  std::signal(SIGXFSZ, SIG_IGN);
  BASIS_TRY(const RecordConfig config, read_record_config(options));
  BASIS_TRY(const net::ProxySettings proxies, net::parse_proxies(process_environment()));
  BASIS_TRY(const auto network, net::BeastNetwork::make({.proxies = proxies}));
  RecordLine line(options.quiet);
  BASIS_TRY(const auto recorder, MarketRecorder::create(recorder_parts(options, config, *network, line)));
  if (const auto ran = run_recorder(*recorder, *network, config, line); !ran) {
    recorder->discard();
    return ran.error();
  }
  BASIS_TRY(recorder->finish());
  std::string files;
  for (const auto& file : recorder->files()) files += (files.empty() ? "" : ", ") + file.string();
  if (!options.quiet)
    fmt::print("{} frames, {} bytes of them in {} bytes: {}\n", recorder->counts().frames, recorder->counts().bytes,
               recorder->written(), files);
  return true;
}

}  // namespace basis
