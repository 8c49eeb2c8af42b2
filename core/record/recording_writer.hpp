#pragma once

#include <filesystem>

#include "core/record/block_encoder.hpp"

namespace basis {

struct RecordingOptions {
  std::size_t block_bytes = 256 * 1024;  ///< a block is written when its frames are this long; at most 4 MB
  Nanos flush_after = kSecond;           ///< or when its first frame is this old
  int level = 3;                         ///< zstd's
};

/// Writes a recording. Every block goes to the system in one piece, so that a
/// killed process loses at most the block at hand (a power cut may lose more:
/// nothing is synced). Memory is a block and its compressed form, whatever the
/// length of the file. What is handed in is written as it is: requests that
/// carry credentials do not belong here.
///
/// An error to write stays: every later call gives it again, and a frame handed
/// in after it is not kept.
class RecordingWriter {
 public:
  /// `path` must not exist. Errors are of kind `data` and name it.
  static Result<RecordingWriter> create(const std::filesystem::path& path, UtcTime created,
                                        const RecordingOptions& options = {});
  /// Writes what is at hand, and no end: a recording that was not closed says so.
  ~RecordingWriter();
  RecordingWriter(RecordingWriter&& other) noexcept;
  RecordingWriter& operator=(RecordingWriter&&) = delete;

  Result<SourceId> source(std::string_view venue, std::string_view channel) { return encoder_.source(venue, channel); }
  /// `frame.venue` and `frame.channel` are those of `source`. A frame longer than
  /// `recording::kMostFrame` is refused; the recording goes on.
  Result<void> add(const Frame& frame, SourceId source);
  /// Writes the block at hand; for when no frame comes.
  Result<void> flush();
  /// Writes the block at hand and the end.
  Result<void> close();
  /// Bytes handed to the system.
  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  RecordingWriter(std::filesystem::path path, int file, const RecordingOptions& options);
  Result<void> write_out();

  std::filesystem::path path_;
  int file_ = -1;
  RecordingOptions options_;
  BlockEncoder encoder_;
  std::string out_;
  std::uint64_t written_ = 0;
  std::optional<Error> failed_;
};

}  // namespace basis
