#pragma once

#include <memory>
#include <vector>

#include "core/marketdata/byte_source.hpp"
#include "core/marketdata/frame_source.hpp"

namespace basis {

/// The formats of text recordings. The unit of a time is told by its digits where they are those of a date: 10 are
/// seconds, 13 milliseconds, 16 microseconds, 19 nanoseconds. Fewer than 10 are in the unit of the format.
enum class TextFormat {
  feed_ns,  ///< `<nanoseconds since the epoch> <frame>`
  feed_us,  ///< `<microseconds since the epoch> <frame>`
  rest_ns,  ///< `<nanoseconds since the epoch> <URL> <body>`; the URL is the frame's channel
};

/// Reads a text recording; the buffer grows only with the longest line. A line that does not have the format,
/// or is longer than `kMostLine`, is counted and skipped. Where the bytes end early, the incomplete last line
/// is not returned: it is part of the cut.
class TextFrames : public FrameSource {
 public:
  static constexpr std::size_t kMostLine = std::size_t{32} << 20;

  TextFrames(std::unique_ptr<ByteSource> bytes, TextFormat format);

  Result<bool> next(Frame& frame) override;
  [[nodiscard]] const ReadReport& report() const override { return report_; }
  /// Size of the buffer, used or not.
  [[nodiscard]] std::size_t memory() const { return buffer_.size(); }

 private:
  Result<bool> next_line(std::string_view& line);
  Result<void> fill();
  void skip_long_line();
  bool parse(std::string_view line, Frame& frame);
  void bad_line(std::string_view why);

  std::unique_ptr<ByteSource> bytes_;
  TextFormat format_;
  std::vector<char> buffer_;  ///< always `kFrameSlack` longer than the used part
  std::size_t begin_ = 0;     ///< start of the bytes not returned yet
  std::size_t end_ = 0;       ///< end of the bytes read
  std::size_t scanned_ = 0;   ///< no line end before here
  bool all_read_ = false;
  bool skipping_ = false;  ///< inside a line that is too long
  std::uint64_t line_ = 0;
  ReadReport report_;
};

}  // namespace basis
