#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/domain/ids.hpp"
#include "core/num/int128.hpp"

namespace basis {

/// Why an order may not go; in the order in which it is looked at.
enum class PreTradeReason : std::uint8_t {
  none,                ///< it may go
  same_instrument,     ///< two legs of a pair
  unknown_instrument,  ///< no limits are set for it
  bad_size,            ///< zero or negative
  halted,
  not_reducing,   ///< reduce-only, but there is no such position to reduce
  reducing_only,  ///< the kill switch lets only orders through that reduce
  risk_stale,     ///< and it does not reduce
  risk_critical,  ///< and it does not reduce
  daily_loss,     ///< and it does not reduce
  not_connected,
  not_synced,
  no_price,  ///< the book has not come, or was lost
  price_old,
  off_step,
  below_minimum_size,
  over_maximum_size,
  bad_limit_price,  ///< not over zero, or not on the tick
  price_band,
  below_minimum_notional,
  over_maximum_notional,
  position_limit,
  gross_unknown,  ///< an instrument that is held has never had a price
  gross_limit,
  order_rate,        ///< of the instrument
  total_order_rate,  ///< of all
};
inline constexpr std::size_t kPreTradeReasons = 26;

/// Lower-case name of a reason.
std::string_view pretrade_reason_name(PreTradeReason reason);

/// What became of an order, or of a pair. Numbers, so that saying no costs no more
/// than saying yes; `text()` is for whoever reads it.
struct PreTradeVerdict {
  PreTradeReason reason = PreTradeReason::none;
  InstrumentId instrument;  ///< the leg that was refused
  i128 value = 0;           ///< what broke the limit, in the unit of the reason
  i128 limit = 0;

  [[nodiscard]] bool passed() const { return reason == PreTradeReason::none; }
  /// One line: "order size 2 coins, limit 1.5 coins (instrument 3)".
  [[nodiscard]] std::string text() const;
};

}  // namespace basis
