#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/domain/ids.hpp"
#include "core/trade/order_command.hpp"

namespace basis::wire {

/// Why a command was not encoded.
enum class EncodeFault : std::uint8_t {
  none,
  unknown_instrument,   ///< the encoder was not told of it
  no_client_id,         ///< without one the order could never be asked about
  clock_not_set,        ///< a time before 9 September 2001, when milliseconds got their 13th digit
  size_not_positive,    ///< zero or less
  size_off_step,        ///< no whole number of steps, of coins or of contracts
  size_out_of_range,    ///< more contracts than 64 bits hold
  price_not_positive,   ///< of anything but a market order
  price_off_tick,       ///< no multiple of the tick
  reduce_only_on_spot,  ///< spot has no position to reduce
};

/// The fault's name, as it stands in messages.
std::string_view fault_name(EncodeFault fault);

/// How encoding one command went. No text is built before somebody asks.
struct EncodeResult {
  EncodeFault fault = EncodeFault::none;
  InstrumentId instrument;
  ClientOrderId id;
  std::int64_t found = 0;  ///< the price, the size in coins (1e-8) or the time (ns) it is about
  std::int64_t unit = 0;   ///< the tick, or the step in coins (1e-8)

  explicit operator bool() const { return fault == EncodeFault::none; }
  /// One line: "size_off_step: 0.00015 is no multiple of 0.0001 (order a1, instrument 7)".
  [[nodiscard]] std::string text() const;
};

static_assert(std::is_trivially_copyable_v<EncodeResult>);

}  // namespace basis::wire
