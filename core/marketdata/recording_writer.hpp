#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>

#include "core/marketdata/block_encoder.hpp"

namespace basis {

struct RecordingOptions {
  std::size_t block_bytes = 256 * 1024;  ///< a block is written when its frames reach this size; at most 4 MB
  Nanos flush_after = kSecond;           ///< or when its first frame is this old
  int level = 3;                         ///< zstd compression level
};

/// Writes a recording. Every block is handed to the operating system in one piece, so that a killed process
/// loses at most the current block (a power failure may lose more: nothing is synced). Memory is one block and
/// its compressed form, whatever the length of the file. Frames are written unchanged: requests that carry
/// credentials must not be recorded.
///
/// A write error is permanent: every later call returns it again, and a frame added after it is not kept.
class RecordingWriter {
 public:
  /// `path` must not exist. Errors are of kind `data` and give it.
  static Result<RecordingWriter> create(const std::filesystem::path& path, UtcTime created,
                                        const RecordingOptions& options = {});
  /// Writes the current block, but no end block: readers report a recording that was not closed.
  ~RecordingWriter();
  RecordingWriter(RecordingWriter&& other) noexcept = default;
  RecordingWriter& operator=(RecordingWriter&&) = delete;

  Result<SourceId> source(std::string_view venue, std::string_view channel) { return encoder_.source(venue, channel); }
  /// `frame.venue` and `frame.channel` are those of `source`. A frame longer than `recording::kMostFrame` is
  /// refused; the recording can be continued.
  Result<void> add(const Frame& frame, SourceId source);
  /// Writes the current block; for times without frames.
  Result<void> flush();
  /// Writes the current block and the end block, and closes the file.
  Result<void> close();
  /// Bytes handed to the operating system.
  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  RecordingWriter(std::filesystem::path path, std::FILE* file, const RecordingOptions& options);
  Result<void> write_out();

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Closer> file_;
  RecordingOptions options_;
  BlockEncoder encoder_;
  std::string out_;
  std::uint64_t written_ = 0;
  std::optional<Error> failed_;
};

}  // namespace basis
