#pragma once

#include <chrono>
#include <cstring>
#include <string_view>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/execution/number_text.hpp"
#include "venues/wire/hmac_sha256.hpp"

namespace basis::wire {

/// Writes a request piece by piece into memory that must be large enough. Nothing is allocated.
class TextWriter {
 public:
  explicit TextWriter(char* out) : begin_(out), at_(out) {}

  TextWriter& text(std::string_view piece) {
    copy(piece.data(), piece.size());
    at_ += piece.size();
    return *this;
  }
  template <class Tag>
  TextWriter& number(Fixed<Tag> value) {
    at_ = write_number(at_, value);
    return *this;
  }
  TextWriter& integer(std::uint64_t value) {
    at_ = write_integer(at_, value);
    return *this;
  }
  TextWriter& hex(const Sha256Digest& digest) {
    at_ = write_hex(at_, digest);
    return *this;
  }
  TextWriter& base64(const Sha256Digest& digest) {
    at_ = write_base64(at_, digest);
    return *this;
  }
  /// `2024-10-24T08:15:30.123Z`, for a time in the years 1970 to 2261, truncated to milliseconds.
  TextWriter& iso_millis(UtcTime time) {
    using namespace std::chrono;
    const sys_time<nanoseconds> instant{nanoseconds{time.nanos()}};
    const sys_days day = floor<days>(instant);
    const year_month_day date{day};
    const auto in_day = static_cast<std::uint32_t>(floor<milliseconds>(instant - day).count());
    const std::uint32_t seconds = in_day / 1000;
    const auto year = static_cast<std::uint32_t>(static_cast<int>(date.year()));
    pair(year / 100).pair(year % 100).put('-').pair(static_cast<unsigned>(date.month()));
    put('-').pair(static_cast<unsigned>(date.day())).put('T');
    pair(seconds / 3600).put(':').pair(seconds / 60 % 60).put(':').pair(seconds % 60).put('.');
    const std::uint32_t millis = in_day % 1000;
    return put(static_cast<char>('0' + millis / 100)).pair(millis % 100).put('Z');
  }

  [[nodiscard]] char* end() const { return at_; }
  /// Everything written so far.
  [[nodiscard]] std::string_view view() const { return since(begin_); }
  /// What was written from position `from` on.
  [[nodiscard]] std::string_view since(const char* from) const { return {from, static_cast<std::size_t>(at_ - from)}; }

 private:
  /// A request consists of many short pieces, for which a call to copy takes longer than the copy. They are
  /// copied in parts of a power of two; the last part overlaps where the size is not a multiple of it.
  void copy(const char* from, std::size_t size) {
    if (size >= 32) return copy_overlapping<32>(from, size);
    if (size >= 16) return copy_overlapping<16>(from, size);
    if (size >= 8) return copy_overlapping<8>(from, size);
    if (size >= 4) return copy_overlapping<4>(from, size);
    for (std::size_t i = 0; i < size; ++i) at_[i] = from[i];
  }
  template <std::size_t kPiece>
  void copy_overlapping(const char* from, std::size_t size) {
    for (std::size_t i = 0; i + kPiece <= size; i += kPiece) std::memcpy(at_ + i, from + i, kPiece);
    std::memcpy(at_ + size - kPiece, from + size - kPiece, kPiece);
  }

  TextWriter& put(char c) {
    *at_++ = c;
    return *this;
  }
  TextWriter& pair(std::uint32_t below_hundred) {
    detail::write_pair(at_, below_hundred);
    at_ += 2;
    return *this;
  }

  char* begin_;
  char* at_;
};

}  // namespace basis::wire
