#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/marketdata/byte_source.hpp"
#include "core/marketdata/frame_source.hpp"
#include "core/marketdata/recording_format.hpp"

namespace basis {

/// Reads a recording block by block; memory is one block and its compressed form, whatever the length of the
/// file. A damaged block is reported, counted and skipped: reading continues at the next valid header. Where
/// the file has no end block, the report's `cut` gives the byte at which it ends.
class RecordingReader : public FrameSource {
 public:
  /// An error when the bytes are not a recording, or are of another version. A file cut within its header is a
  /// recording without frames.
  static Result<std::unique_ptr<RecordingReader>> open(std::unique_ptr<ByteSource> bytes);
  ~RecordingReader() override;

  Result<bool> next(Frame& frame) override;
  [[nodiscard]] const ReadReport& report() const override { return report_; }
  [[nodiscard]] UtcTime created() const { return created_; }
  /// Size of its buffers, used or not.
  [[nodiscard]] std::size_t memory() const { return input_.capacity() + raw_.capacity(); }

 private:
  struct Zstd;
  /// Why a block could not be read, as text; empty when it was read.
  using Fault = std::string;
  struct Name {
    bool known = false;
    std::string_view venue;
    std::string_view channel;
  };

  explicit RecordingReader(std::unique_ptr<ByteSource> bytes);
  Result<void> read_file_header();
  Result<std::size_t> ensure(std::size_t wanted);
  void skip(std::size_t count);
  Result<bool> next_block();
  Result<bool> take_block(const recording::BlockHeader& header);
  Fault unpack(const recording::BlockHeader& header, std::string_view stored);
  Fault read_names();
  bool next_frame(Frame& frame);
  void damaged(Fault fault);
  void damage_ends(std::uint64_t sequence);
  void input_ends();

  std::unique_ptr<ByteSource> bytes_;
  std::unique_ptr<Zstd> zstd_;
  UtcTime created_;

  std::vector<char> input_;
  std::size_t begin_ = 0;     ///< start of the bytes not used yet
  std::size_t end_ = 0;       ///< end of the bytes read
  std::uint64_t offset_ = 0;  ///< position of `begin_` in the file
  bool all_read_ = false;
  bool finished_ = false;  ///< the end block has been read

  std::vector<char> raw_;
  std::size_t raw_at_ = 0;
  std::size_t raw_end_ = 0;
  std::uint64_t frames_left_ = 0;
  std::vector<Name> names_;

  std::uint64_t expected_ = 0;  ///< sequence of the next block
  std::optional<std::string> damage_;
  std::uint64_t damage_at_ = 0;
  ReadReport report_;
};

}  // namespace basis
