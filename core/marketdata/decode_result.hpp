#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/marketdata/decoded_frame.hpp"

namespace basis {

/// Why a frame was refused.
enum class DecodeFault : std::uint8_t {
  none,
  malformed,         ///< not a JSON document, or its brackets do not match
  missing_field,     ///< the message lacks a field that its type requires
  wrong_type,        ///< a string where a number belongs, an object where an array belongs
  bad_number,        ///< text that is not a decimal number
  too_precise,       ///< digits beyond 1e-8 (rates: 1e-27)
  out_of_range,      ///< a number that does not fit, or a negative price, size or time
  unknown_value,     ///< a word outside the venue's list, such as a side that is neither buy nor sell
  unknown_symbol,    ///< a market the decoder was not configured with
  unknown_channel,   ///< a stream that is not followed, in a frame that is otherwise whole
  unknown_message,   ///< neither a stream nor a known response
  coin_margined,     ///< Binance COIN-M, which trades contracts in dollars and is another venue
  needs_instrument,  ///< a REST snapshot that names no market; see `decode_snapshot`
  too_many_levels,   ///< more levels per side than the decoder's limit
  too_many_events,   ///< more events in one frame than the decoder's limit
  too_long,          ///< more bytes than the decoder's limit
};

/// The fault's name, as used in messages.
std::string_view fault_name(DecodeFault fault);

/// Why and where a frame was refused. The text is built only on request.
struct DecodeError {
  DecodeFault fault = DecodeFault::none;
  const char* field = "";  ///< the key or element concerned; static text
  std::size_t offset = 0;  ///< byte position in the frame
  std::string_view found;  ///< the text found there, a view of the frame; at most 64 bytes
  /// The market whose price or size is finer than 1e-8 or does not fit; empty for every other fault.
  std::optional<MarketId> unheld = std::nullopt;

  /// One line: "unknown_symbol at byte 54, field 's': BTCUSD_PERP".
  [[nodiscard]] std::string text() const;
};

/// Result of decoding one frame. Refers to the decoder's own state: valid until its next frame.
class DecodeResult {
 public:
  explicit DecodeResult(FrameKind kind, const DecodeError* left_out = nullptr) : kind_(kind), left_out_(left_out) {}
  explicit DecodeResult(const DecodeError& error) : error_(&error) {}

  explicit operator bool() const { return error_ == nullptr; }
  /// What the frame held; `none` when it was refused.
  [[nodiscard]] FrameKind kind() const { return kind_; }
  /// Only when the frame was refused.
  [[nodiscard]] const DecodeError& error() const { return *error_; }
  /// Why an entry of an accepted frame of several markets was left out; null where none was.
  [[nodiscard]] const DecodeError* left_out() const { return left_out_; }

 private:
  FrameKind kind_ = FrameKind::none;
  const DecodeError* error_ = nullptr;
  const DecodeError* left_out_ = nullptr;
};

/// Buffer sizes that a decoder allocates at construction; a frame that exceeds them is refused.
struct DecoderLimits {
  std::size_t frame_bytes = std::size_t{1} << 20;
  std::size_t levels = 5'000;  ///< per side; the deepest REST snapshot of any of the venues
  std::size_t trades = 1'024;  ///< in one frame; Bybit's documented limit for publicTrade; also marks
};

}  // namespace basis
