#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "core/marketdata/frame_source.hpp"
#include "venues/feed_scan.hpp"

namespace basis {

/// One file of a replay.
struct ReplayFile {
  std::filesystem::path path;
  /// Venue of the frames that do not name one.
  std::optional<FeedVenue> venue;
  std::uint64_t size = 0;      ///< bytes of the file
  std::uint64_t consumed = 0;  ///< bytes read so far
  std::uint64_t frames = 0;    ///< frames returned by `ReplayInput::next`
  std::uint64_t taken = 0;     ///< frames that were given to a decoder
  std::uint64_t failed = 0;    ///< those of them that it could not read
  /// Whether the product is certain: by its frames, their URLs or the option.
  bool product_told = false;
  /// The file has frames of both products of Binance: each is recognised by itself.
  bool mixed = false;
};

/// A frame with its origin.
struct ReplayFrame {
  Frame frame;
  std::size_t file = 0;
  std::optional<FeedVenue> venue;  ///< absent: the frame names a venue without a protocol here
};

/// Several recordings as one stream. Frames are ordered by the time of receipt; frames of one file
/// keep their order; at equal times the file that was named first comes first.
class ReplayInput {
 public:
  /// Number of frames at the start of a file by which its venue and symbols are recognised.
  static constexpr std::size_t kScanned = 5'000;

  /// Opens the files and scans each: the beginning for its venue and the decimals of its prices, all of it for
  /// its symbols. A file that cannot be read, or whose protocol is not recognised, is left out with a
  /// warning. `venue`, when given, is used instead of the recognised one. Error (data) when no file is
  /// left, or when products of one venue cannot be told apart.
  static Result<std::unique_ptr<ReplayInput>> open(const std::vector<std::filesystem::path>& paths,
                                                   std::optional<FeedVenue> venue);

  /// Reads the next frame; false at the end. The views in it are valid until the next call. Connections have numbers of
  /// their own over all files and venues; zero stays zero.
  Result<bool> next(ReplayFrame& frame);

  /// Records whether a frame could be decoded.
  void note(const ReplayFrame& frame, bool read) {
    ++files_[frame.file]->taken;
    if (!read) ++files_[frame.file]->failed;
  }
  /// Error (data) when nearly nothing of a file could be read as the venue it was taken for.
  [[nodiscard]] Result<void> check_read() const;
  /// Error (data) when a file's product is a guess: where orders depend on it.
  [[nodiscard]] Result<void> check_products() const;

  [[nodiscard]] const std::vector<std::unique_ptr<ReplayFile>>& files() const { return files_; }
  [[nodiscard]] const ReadReport& report(std::size_t file) const { return sources_[file]->report(); }
  [[nodiscard]] const std::vector<SeenSymbol>& symbols() const { return symbols_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  /// When the first and the last frame were received.
  [[nodiscard]] UtcTime first() const { return first_; }
  [[nodiscard]] UtcTime last() const { return last_; }
  /// Bytes of all files, and how many of them were read.
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] std::uint64_t consumed() const;
  /// "FILE, frame 12" of the last frame that was read from the file.
  [[nodiscard]] std::string place(const ReplayFrame& frame) const;

 private:
  struct Head {
    Frame frame;
    bool there = false;
    bool taken = true;  ///< already returned; to be replaced by the next
  };

  /// The scan of a whole file, and what it said of the file's frames.
  Result<FeedScan> scan(const std::filesystem::path& path);
  Result<void> add(const std::filesystem::path& path, std::optional<FeedVenue> venue);
  Result<void> check_bybit() const;
  std::uint32_t connection_of(const Frame& frame, std::size_t file);

  std::vector<std::unique_ptr<ReplayFile>> files_;
  std::vector<std::unique_ptr<FrameSource>> sources_;
  std::vector<Head> heads_;
  std::vector<FeedScan> scans_;
  std::vector<SeenSymbol> symbols_;
  std::map<std::tuple<std::size_t, std::string, std::uint32_t>, std::uint32_t, std::less<>> connections_;
  std::vector<std::string> warnings_;
  UtcTime first_ = UtcTime::from_nanos(INT64_MAX);
  UtcTime last_ = UtcTime::from_nanos(INT64_MIN);
};

}  // namespace basis
