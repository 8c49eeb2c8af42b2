#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/marketdata/frame.hpp"

namespace basis::net {

/// The kinds of frames of a WebSocket (RFC 6455, section 5.2).
enum class FrameKind : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// Appends a whole frame of a client, masked with `mask` (RFC 6455, section 5.3).
void append_client_frame(std::vector<char>& out, FrameKind kind, std::string_view payload, std::uint32_t mask);

/// Takes the frames of a server apart. Messages in one frame are handed on where they were received, those in several
/// frames are put together; either is followed by `kFrameSlack` readable bytes. Memory is kept, so that nothing is
/// allocated once messages have been as long before. Texts are not checked for being UTF-8: decoders do it.
class FrameReader {
 public:
  struct Event {
    enum class Kind : std::uint8_t { nothing, text, ping, pong, close, fault };
    Kind kind = Kind::nothing;
    std::string_view payload{};  ///< valid until the next call; of a fault, why the peer breaks the protocol
  };

  /// `most`: bytes of the longest message that is taken.
  explicit FrameReader(std::size_t most) : most_(most) {}

  /// Where to receive to; at least 16 KiB, and all that the frame under way lacks.
  [[nodiscard]] std::span<char> room();
  /// So many bytes were received there.
  void received(std::size_t bytes) { end_ += bytes; }
  /// The next whole message or control frame; nothing when there is none. After a fault nothing more is read.
  Event next();

 private:
  struct Head {
    FrameKind kind{};
    bool last = false;
    std::size_t size = 0;     ///< of the head
    std::size_t payload = 0;  ///< bytes behind it
  };
  /// Absent: not whole yet.
  std::string_view read_head(Head& head);
  Event take(const Head& head, std::string_view payload);
  Event fault(std::string_view why);

  std::size_t most_;
  std::vector<char> bytes_ =
      std::vector<char>(kFirst + kFrameSlack);  ///< always `kFrameSlack` longer than what is used
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t wanted_ = 0;       ///< bytes of the frame under way, head and payload, where they are known
  std::vector<char> assembled_;  ///< a message in several frames, with slack
  std::size_t assembled_size_ = 0;
  bool assembling_ = false;
  bool broken_ = false;
  static constexpr std::size_t kFirst = 65'536;
};

}  // namespace basis::net
