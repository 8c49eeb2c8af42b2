#include "core/marketdata/text_frames.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>

namespace basis {
namespace {

constexpr std::size_t kFirstBuffer = 256 * 1024;

/// Splits off what comes before the first space; false when there is none.
bool take_word(std::string_view& rest, std::string_view& word) {
  const std::size_t space = rest.find(' ');
  if (space == std::string_view::npos) return false;
  word = rest.substr(0, space);
  rest.remove_prefix(space + 1);
  return true;
}

/// Nanoseconds per unit of a time since the epoch, told by its digits, which are those of any time from 2001 to 2286.
/// A shorter number is a counter in the unit of the format; 0 for a number of digits that no unit has.
std::int64_t unit_of(std::size_t digits, TextFormat format) {
  constexpr std::size_t kFewest = 10;
  if (digits < kFewest) return format == TextFormat::feed_us ? 1'000 : 1;
  switch (digits) {
    case 10: return 1'000'000'000;
    case 13: return 1'000'000;
    case 16: return 1'000;
    case 19: return 1;
    default: return 0;
  }
}

}  // namespace

TextFrames::TextFrames(std::unique_ptr<ByteSource> bytes, TextFormat format)
    : bytes_(std::move(bytes)), format_(format), buffer_(kFirstBuffer + kFrameSlack) {}

Result<bool> TextFrames::next(Frame& frame) {
  std::string_view line;
  while (true) {
    BASIS_TRY(const bool any, next_line(line));
    if (!any) return false;
    ++line_;
    if (parse(line, frame)) {
      ++report_.frames;
      return true;
    }
  }
}

Result<bool> TextFrames::next_line(std::string_view& line) {
  while (true) {
    const char* start = buffer_.data() + begin_;
    const auto* found = scanned_ == end_
                            ? nullptr
                            : static_cast<const char*>(std::memchr(buffer_.data() + scanned_, '\n', end_ - scanned_));
    if (found != nullptr) {
      const auto length = static_cast<std::size_t>(found - start);
      begin_ = scanned_ = begin_ + length + 1;
      if (skipping_) {  // the end of a line that was too long
        skipping_ = false;
        continue;
      }
      line = {start, length};
      return true;
    }
    scanned_ = end_;
    if (!all_read_) {
      BASIS_TRY(fill());
      continue;
    }
    const std::size_t left = end_ - begin_;
    begin_ = end_;
    // An incomplete line before a cut is not returned.
    if (left == 0 || skipping_ || report_.cut) return false;
    line = {start, left};
    return true;
  }
}

/// Reads more bytes behind the rest of the current line.
Result<void> TextFrames::fill() {
  const std::size_t left = end_ - begin_;
  if (begin_ != 0 && left != 0) std::memmove(buffer_.data(), buffer_.data() + begin_, left);
  begin_ = 0;
  end_ = scanned_ = left;
  if (skipping_ || left > kMostLine) skip_long_line();
  if (end_ + kFrameSlack == buffer_.size()) buffer_.resize(2 * end_ + kFrameSlack);
  const std::size_t room = buffer_.size() - kFrameSlack - end_;
  BASIS_TRY(const std::size_t got, bytes_->read(buffer_.data() + end_, room));
  end_ += got;
  if (got == room) return ok();
  all_read_ = true;
  if (const auto damage = bytes_->damage()) {
    report_.cut =
        fmt::format("{}; {} whole lines before it were read", *damage,
                    line_ + static_cast<std::uint64_t>(std::count(buffer_.data(), buffer_.data() + end_, '\n')));
  }
  return ok();
}

void TextFrames::skip_long_line() {
  if (!skipping_) {
    ++line_;
    bad_line(fmt::format("is longer than {} bytes", kMostLine));
  }
  skipping_ = true;
  end_ = scanned_ = 0;
}

bool TextFrames::parse(std::string_view line, Frame& frame) {
  std::string_view stamp;
  std::int64_t time = 0;
  if (!take_word(line, stamp)) return bad_line("has no space after a time"), false;
  const std::int64_t unit = unit_of(stamp.size(), format_);
  const auto [end, error] = std::from_chars(stamp.data(), stamp.data() + stamp.size(), time);
  if (error != std::errc() || end != stamp.data() + stamp.size() || time <= 0) {
    return bad_line("does not start with a time"), false;
  }
  if (unit == 0) {
    return bad_line("starts with a time of no known unit (10 digits are seconds, 13 ms, 16 us, 19 ns)"), false;
  }
  if (time > std::numeric_limits<std::int64_t>::max() / unit) {
    return bad_line("does not start with a time"), false;
  }
  frame = Frame{};
  frame.received = UtcTime::from_nanos(time * unit);
  if (format_ == TextFormat::rest_ns && !take_word(line, frame.channel)) {
    return bad_line("has no space after a URL"), false;
  }
  if (line.empty()) return bad_line("holds no frame"), false;
  frame.bytes = line;
  return true;
}

void TextFrames::bad_line(std::string_view why) {
  ++report_.bad_lines;
  report_.add_fault(fmt::format("line {} {}", line_, why));
}

}  // namespace basis
