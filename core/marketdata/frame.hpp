#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"

namespace basis {

/// Readable bytes that must follow a frame, so that vector loads and the JSON parser may read past its end
/// without a copy. Their values do not matter.
inline constexpr std::size_t kFrameSlack = 64;

/// The bytes of one message as the venue sent them, in memory that is readable for `kFrameSlack` more bytes. A
/// view: the receiver owns the bytes.
class PaddedFrame {
 public:
  /// The caller guarantees that `kFrameSlack` bytes behind `size` are readable.
  constexpr PaddedFrame(const char* data, std::size_t size) : data_(data), size_(size) {}

  [[nodiscard]] constexpr const char* data() const { return data_; }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr std::string_view text() const { return {data_, size_}; }

 private:
  const char* data_;
  std::size_t size_;
};

/// Buffer for one frame and its slack, for callers whose receive buffer has no slack: replays and tests.
class FrameBuffer {
 public:
  explicit FrameBuffer(std::size_t capacity) : bytes_(capacity + kFrameSlack, '\0') {}

  /// Copies `text` in; valid until the next call. Throws when it is longer than the capacity.
  PaddedFrame assign(std::string_view text) {
    require(text.size() + kFrameSlack <= bytes_.size(), "a frame longer than its buffer");
    if (!text.empty()) std::memcpy(bytes_.data(), text.data(), text.size());
    std::memset(bytes_.data() + text.size(), 0, kFrameSlack);
    return {bytes_.data(), text.size()};
  }

 private:
  std::vector<char> bytes_;
};

}  // namespace basis
