#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/feed/decoded_frame.hpp"

namespace basis {

/// Why a frame was refused.
enum class DecodeFault : std::uint8_t {
  none,
  malformed,         ///< no JSON document, or its brackets do not match
  missing_field,     ///< the message lacks a field its type has
  wrong_type,        ///< a string where a number belongs, an object where an array belongs
  bad_number,        ///< text that is no decimal number
  too_precise,       ///< digits beyond 1e-8 (rates: 1e-27)
  out_of_range,      ///< a number that does not fit, or a negative price, size or time
  unknown_value,     ///< a word outside the venue's list, such as a side that is neither buy nor sell
  unknown_symbol,    ///< an instrument the decoder was not told of
  unknown_channel,   ///< a stream this decoder has no place for
  unknown_message,   ///< neither a stream nor a known answer
  coin_margined,     ///< Binance COIN-M, which trades contracts in dollars and is another venue
  needs_instrument,  ///< a REST snapshot that names no instrument; see `decode_snapshot`
  too_many_levels,   ///< more levels a side than the decoder has room for
  too_many_events,   ///< more events in one frame than the decoder has room for
  too_long,          ///< more bytes than the decoder has room for
};

/// The fault's name, as it stands in messages.
std::string_view fault_name(DecodeFault fault);

/// Why and where a frame was refused. No text is built before somebody asks.
struct DecodeError {
  DecodeFault fault = DecodeFault::none;
  const char* field = "";  ///< the key or element it is about; static text
  std::size_t offset = 0;  ///< byte of the frame
  std::string_view found;  ///< what stood there, a view of the frame; at most 64 bytes

  /// One line: "unknown_symbol at byte 54, field 's': BTCUSD_PERP".
  [[nodiscard]] std::string text() const;
};

/// How decoding one frame went. Refers to the decoder's own state: valid until
/// its next frame.
class DecodeResult {
 public:
  explicit DecodeResult(FrameKind kind) : kind_(kind) {}
  explicit DecodeResult(const DecodeError& error) : error_(&error) {}

  explicit operator bool() const { return error_ == nullptr; }
  /// What the frame held; `none` when it was refused.
  [[nodiscard]] FrameKind kind() const { return kind_; }
  /// Only when the frame was refused.
  [[nodiscard]] const DecodeError& error() const { return *error_; }

 private:
  FrameKind kind_ = FrameKind::none;
  const DecodeError* error_ = nullptr;
};

/// What a decoder makes room for once, at its start; more is an error value.
struct DecoderLimits {
  std::size_t frame_bytes = std::size_t{1} << 20;
  std::size_t levels = 5'000;  ///< a side; the deepest REST snapshot any of the venues gives
  std::size_t trades = 1'024;  ///< in one frame; what Bybit documents for publicTrade
};

}  // namespace basis
