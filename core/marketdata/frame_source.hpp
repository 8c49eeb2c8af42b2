#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/utc_time.hpp"
#include "core/marketdata/frame.hpp"

namespace basis {

enum class FrameDirection : std::uint8_t { in = 0, out = 1 };

/// A frame as it was sent or received. The views are valid until the next frame is read; at least `kFrameSlack`
/// bytes behind `bytes` are readable.
struct Frame {
  UtcTime received;              ///< the receiver's clock; for `out`: when it was sent
  MonoTime monotonic;            ///< zero where the format has none
  std::uint32_t connection = 0;  ///< distinguishes reconnects; zero where the format has none
  FrameDirection direction = FrameDirection::in;
  std::string_view venue;    ///< empty where the format has none
  std::string_view channel;  ///< stream or URL; empty where the format has none
  std::string_view bytes;

  /// Whether it is no message but the end of its connection: what that fed is not reliable from here on.
  [[nodiscard]] bool ends_connection() const {
    return direction == FrameDirection::in && connection != 0 && bytes.empty();
  }
  /// `bytes` in the form that decoders take.
  [[nodiscard]] PaddedFrame padded() const { return {bytes.data(), bytes.size()}; }
};

/// What a source could not read. All faults are counted; the texts of the first `kKept` are kept.
struct ReadReport {
  static constexpr std::size_t kKept = 10;

  std::uint64_t frames = 0;  ///< returned by the source
  std::uint64_t bad_lines = 0;
  std::uint64_t bad_blocks = 0;
  std::vector<std::string> faults;  ///< "line 12: ...", "block 3 at byte 4096: ..."
  std::optional<std::string> cut;   ///< where and how the input ends early

  [[nodiscard]] bool clean() const { return bad_lines == 0 && bad_blocks == 0 && !cut; }
  void add_fault(std::string fault) {
    if (faults.size() < kKept) faults.push_back(std::move(fault));
  }
};

/// Frames in the order they were recorded, whatever the format.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  /// The next frame, or false at the end. Damage is added to the report and skipped; an error, of kind `data`,
  /// means that the medium cannot be read.
  virtual Result<bool> next(Frame& frame) = 0;
  /// Counts and faults up to the current frame.
  [[nodiscard]] virtual const ReadReport& report() const = 0;
};

}  // namespace basis
