#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/feed/frame.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

enum class FrameDirection : std::uint8_t { in = 0, out = 1 };

/// A frame as it went over the wire. The views are valid until the next one is
/// asked for; after `bytes` at least `kFrameSlack` further bytes may be read.
struct Frame {
  UtcTime received;              ///< the receiver's clock; for `out`: when it was sent
  MonoTime monotonic;            ///< zero where the format has none
  std::uint32_t connection = 0;  ///< tells reconnects apart; zero where the format has none
  FrameDirection direction = FrameDirection::in;
  std::string_view venue;    ///< empty where the format has none
  std::string_view channel;  ///< stream or URL; empty where the format has none
  std::string_view bytes;

  /// `bytes` as decoders take them.
  [[nodiscard]] PaddedFrame padded() const { return {bytes.data(), bytes.size()}; }
};

/// What a source could not read. Faults are counted, the first `kKept` kept.
struct ReadReport {
  static constexpr std::size_t kKept = 10;

  std::uint64_t frames = 0;  ///< handed out
  std::uint64_t bad_lines = 0;
  std::uint64_t bad_blocks = 0;
  std::vector<std::string> faults;  ///< "line 12: ...", "block 3 at byte 4096: ..."
  std::optional<std::string> cut;   ///< where and how the input ends before its end

  [[nodiscard]] bool clean() const { return bad_lines == 0 && bad_blocks == 0 && !cut; }
  void add_fault(std::string fault) {
    if (faults.size() < kKept) faults.push_back(std::move(fault));
  }
};

/// Frames in the order they were recorded, whatever the format.
class FrameSource {
 public:
  virtual ~FrameSource() = default;
  /// The next frame, or false at the end. Damage ends up in the report and is
  /// passed over; an error, of kind `data`, is a medium that cannot be read.
  virtual Result<bool> next(Frame& frame) = 0;
  /// What has been met so far.
  [[nodiscard]] virtual const ReadReport& report() const = 0;
};

}  // namespace basis
