#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/feed/feed.hpp"
#include "actors/live/session_recorder.hpp"
#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"
#include "venues/market_feed.hpp"

namespace basis {

/// A protocol whose public market data is recorded.
struct RecordedVenue {
  FeedVenue venue = FeedVenue::binance_spot;
  net::Endpoint rest;
  net::Endpoint streams;
};

/// Writes public market data from live sockets into recordings. Order books are kept beside, only to see when one lacks
/// a snapshot, which is requested then. A file that is followed by another ends whole, and the next one is whole by
/// itself: its books begin empty, so they get snapshots of their own, and everything is subscribed to once more on the
/// connections that go on; no frame is in both, and none is left out. Everything happens on the thread that polls the
/// network.
class MarketRecorder {
 public:
  struct Parts {
    const Settings* settings = nullptr;  ///< what is configured of the markets; outlives the recorder
    std::vector<RecordedVenue> venues;
    std::vector<std::string> symbols;  ///< the venues' own
    bool every_venue = false;          ///< a symbol that one venue does not list is an error; else only one of none
    net::Network* network = nullptr;   ///< outlives the recorder
    std::filesystem::path file;        ///< the first one; the next has `-2` before its extension, and so on
    RecordingOptions recording{};
    std::uint64_t file_bytes = 0;  ///< compressed, after which a file is followed by another; zero: never
    Nanos file_time{};             ///< the same by time
    std::function<void(const std::string& line)> tell;  ///< what a person should see
  };

  /// Usage errors: the first file cannot be made, a venue without a live side.
  static Result<std::unique_ptr<MarketRecorder>> create(Parts parts);
  ~MarketRecorder();

  void start();
  /// What is due by now. Usage error: a symbol that is not listed. Data error: a file cannot be written; it is readable
  /// up to there.
  Result<void> turn();
  /// Ends the file. Data errors: it cannot be written, or no market data came at all; then no file is left.
  Result<void> finish();
  /// Removes a file that has no market data yet, or whose symbols were not listed.
  void discard();

  [[nodiscard]] const SessionRecorder::Counts& counts() const { return recorder_->counts(); }
  /// Bytes of all files.
  [[nodiscard]] std::uint64_t written() const { return recorder_->written_in_all(); }
  [[nodiscard]] const std::vector<std::filesystem::path>& files() const { return files_; }
  /// Whether the order book of every listed market is in step.
  [[nodiscard]] bool whole() const;

 private:
  class Line;
  explicit MarketRecorder(Parts parts);
  Result<void> add_lines();
  [[nodiscard]] Result<void> check_listing();
  Result<void> next_file(UtcTime now);

  Parts parts_;
  Universe universe_;
  std::unique_ptr<SessionRecorder> recorder_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::vector<std::filesystem::path> files_;
  UtcTime file_began_;
  UtcTime next_look_;
  bool listing_checked_ = false;
  bool refused_ = false;     ///< a symbol is not listed
  std::uint64_t heard_ = 0;  ///< messages of streams
};

/// The name of the `number`-th file of a recording: "x.rec", "x-2.rec".
std::filesystem::path recording_file(const std::filesystem::path& first, int number);

}  // namespace basis
