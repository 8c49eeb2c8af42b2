#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "core/execution/order_command.hpp"
#include "core/instruments/ids.hpp"

namespace basis::wire {

/// Why a command was not encoded.
enum class EncodeFault : std::uint8_t {
  none,
  unknown_market,       ///< the encoder was not configured with it
  no_client_id,         ///< without one the state of the order could not be queried
  clock_not_set,        ///< a time before 9 September 2001, from which on milliseconds have 13 digits
  size_not_positive,    ///< zero or less
  size_off_step,        ///< not a whole number of size steps, in coins or in contracts
  size_out_of_range,    ///< more contracts than 64 bits hold
  price_not_positive,   ///< zero or less, and not a market order
  price_off_tick,       ///< not a multiple of the tick
  reduce_only_on_spot,  ///< spot has no position to reduce
  amend_not_offered,    ///< the venue does not change these terms of an order
};

/// The fault's name, as used in messages.
std::string_view fault_name(EncodeFault fault);

/// Result of encoding one command. The text is built only on request.
struct EncodeResult {
  EncodeFault fault = EncodeFault::none;
  MarketId market;
  ClientOrderId id;
  std::int64_t found = 0;  ///< the price, the size in coins (1e-8) or the time (ns) concerned
  std::int64_t unit = 0;   ///< the tick, or the size step in coins (1e-8)

  explicit operator bool() const { return fault == EncodeFault::none; }
  /// One line: "size_off_step: 0.00015 is no multiple of 0.0001 (order a1, market 7)".
  [[nodiscard]] std::string text() const;
};

static_assert(std::is_trivially_copyable_v<EncodeResult>);

}  // namespace basis::wire
