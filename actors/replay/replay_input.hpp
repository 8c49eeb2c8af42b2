#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/feed/feed_instrument.hpp"
#include "core/record/frame_source.hpp"

namespace basis {

/// One file of a replay.
struct ReplayFile {
  std::filesystem::path path;
  /// What frames that do not name their venue are of.
  std::optional<FeedVenue> venue;
  std::uint64_t size = 0;      ///< bytes of the file
  std::uint64_t consumed = 0;  ///< of those: read
  std::uint64_t frames = 0;    ///< handed out
};

/// A frame and where it comes from.
struct ReplayFrame {
  Frame frame;
  std::size_t file = 0;
  std::optional<FeedVenue> venue;  ///< absent: of no protocol there is
};

/// Recordings as one stream: frames in the order of their receipt, those of one
/// file as they stand in it, of equal times the earlier named file first.
class ReplayInput {
 public:
  /// Frames a file is judged by before it is replayed.
  static constexpr std::size_t kScanned = 5'000;

  /// Opens the files and looks at the beginning of each. A file that cannot be
  /// read, or in which no protocol is recognised, is left out with a warning;
  /// `venue`, where given, is what they are taken for. Error (data) when none is left.
  static Result<std::unique_ptr<ReplayInput>> open(const std::vector<std::filesystem::path>& paths,
                                                   std::optional<FeedVenue> venue);

  /// The next frame, or false at the end; its views are good until the next call.
  Result<bool> next(ReplayFrame& frame);

  [[nodiscard]] const std::vector<std::unique_ptr<ReplayFile>>& files() const { return files_; }
  [[nodiscard]] const ReadReport& report(std::size_t file) const { return sources_[file]->report(); }
  [[nodiscard]] const std::vector<SeenSymbol>& symbols() const { return symbols_; }
  [[nodiscard]] const std::vector<std::string>& warnings() const { return warnings_; }
  /// Bytes of all files, and of those: read.
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] std::uint64_t consumed() const;
  /// "FILE, frame 12" of the last frame.
  [[nodiscard]] std::string place(const ReplayFrame& frame) const;

 private:
  struct Head {
    Frame frame;
    bool there = false;
    bool taken = true;  ///< handed out: to be replaced
  };

  Result<void> add(const std::filesystem::path& path, std::optional<FeedVenue> venue);

  std::vector<std::unique_ptr<ReplayFile>> files_;
  std::vector<std::unique_ptr<FrameSource>> sources_;
  std::vector<Head> heads_;
  std::vector<SeenSymbol> symbols_;
  std::vector<std::string> warnings_;
};

}  // namespace basis
