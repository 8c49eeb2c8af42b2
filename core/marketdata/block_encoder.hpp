#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/marketdata/frame_source.hpp"
#include "core/marketdata/recording_format.hpp"

namespace basis {

/// The venue and channel of a frame, as an index in the recording's table of names.
struct SourceId {
  std::uint16_t value = 0;
};

/// Encodes frames as the bytes of a recording, in memory.
class BlockEncoder {
 public:
  /// `level` is the zstd compression level.
  explicit BlockEncoder(int level);
  ~BlockEncoder();
  BlockEncoder(BlockEncoder&&) noexcept;
  BlockEncoder& operator=(BlockEncoder&&) noexcept;

  /// The index of a venue and channel, which are added if they are new. An error of kind `data` when a name is
  /// longer than 65,535 bytes, there are more than 65,535 pairs, or all names together are longer than
  /// `recording::kMostNameBytes`.
  Result<SourceId> source(std::string_view venue, std::string_view channel);
  /// Adds a frame to the current block. `frame.bytes` is at most `recording::kMostFrame` long.
  void add(const Frame& frame, SourceId source);
  /// Bytes of the frames in the current block, with their headers.
  [[nodiscard]] std::size_t pending_bytes() const { return frames_.size(); }
  [[nodiscard]] bool empty() const { return block_.frames == 0; }
  /// When the first frame of the current block was received.
  [[nodiscard]] UtcTime pending_since() const { return UtcTime::from_nanos(block_.first_received_ns); }

  static void append_file_header(std::string& out, UtcTime created);
  /// Appends the current block, if it holds any frame, and starts the next.
  void append_block(std::string& out);
  /// Appends the end block, which marks the recording as complete.
  void append_end(std::string& out);
  /// Appends a block with an arbitrary payload and correct hashes, for tests of readers.
  static void append_raw_block(std::string& out, recording::BlockHeader header, std::string_view raw);

 private:
  struct Zstd;
  struct Names {
    std::string venue;
    std::string channel;
    bool used = false;  ///< by a frame of the current block
  };
  void start_block();

  std::unique_ptr<Zstd> zstd_;
  std::vector<Names> names_;
  std::size_t name_bytes_ = 0;
  std::string frames_;
  std::string raw_;
  std::uint64_t sequence_ = 0;
  std::uint64_t written_frames_ = 0;
  recording::BlockHeader block_{};
};

}  // namespace basis
