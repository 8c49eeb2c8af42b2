#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/int128.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// Why an order is refused, in the order of the checks.
enum class PreTradeReason : std::uint8_t {
  none,            ///< accepted
  same_market,     ///< both legs of a pair are in one market
  unknown_market,  ///< no limits are set for it
  bad_size,        ///< zero or negative
  halted,
  not_reducing,   ///< reduce-only, but larger than the position it would reduce
  reducing_only,  ///< the kill switch accepts only orders that reduce
  risk_stale,     ///< only for orders that do not reduce
  risk_critical,  ///< only for orders that do not reduce
  daily_loss,     ///< only for orders that do not reduce
  not_connected,
  not_synced,
  no_price,  ///< the order book has no price yet, or has lost it
  price_old,
  off_step,
  below_minimum_size,
  over_maximum_size,
  bad_limit_price,  ///< not over zero, or not on the tick
  price_band,
  below_minimum_notional,
  over_maximum_notional,
  position_limit,
  gross_unknown,  ///< a market with a position or open orders has never had a price
  gross_limit,
  order_rate,        ///< of the market
  total_order_rate,  ///< of all
};
inline constexpr std::size_t kPreTradeReasons = 26;

/// Lower-case name of a reason.
std::string_view pretrade_reason_name(PreTradeReason reason);

/// Result of the check of an order or a pair. It holds numbers, so that a refusal costs no more
/// than an acceptance; `text()` formats them.
struct PreTradeVerdict {
  PreTradeReason reason = PreTradeReason::none;
  MarketId market;  ///< the leg that was refused
  i128 value = 0;   ///< the value that broke the limit, in the unit of the reason
  i128 limit = 0;

  [[nodiscard]] bool passed() const { return reason == PreTradeReason::none; }
  /// One line: "order size 2 coins, limit 1.5 coins (market 3)".
  [[nodiscard]] std::string text() const;
};

}  // namespace basis
