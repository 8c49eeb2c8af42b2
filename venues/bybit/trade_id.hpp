#pragma once

#include <string_view>

#include "core/feed/market_event.hpp"

namespace basis::bybit {

/// A trade's id: a UUID (derivatives, options) as its 128 bits, or a number (spot)
/// of up to 19 digits in the lower half.
inline bool parse_trade_id(std::string_view text, TradeId& id) {
  constexpr std::size_t kUuidLength = 36;
  id = {};
  if (text.size() == kUuidLength) {
    for (std::size_t at = 0; at < text.size(); ++at) {
      const char c = text[at];
      if (at == 8 || at == 13 || at == 18 || at == 23) {
        if (c != '-') return false;
        continue;
      }
      const unsigned lower = static_cast<unsigned char>(c) | 0x20U;
      const bool digit = c >= '0' && c <= '9';
      if (!digit && (lower < 'a' || lower > 'f')) return false;
      const unsigned nibble = digit ? static_cast<unsigned>(c - '0') : lower - 'a' + 10;
      id.high = (id.high << 4) | (id.low >> 60);
      id.low = (id.low << 4) | nibble;
    }
    return true;
  }
  constexpr std::size_t kMaxDigits = 19;
  if (text.empty() || text.size() > kMaxDigits) return false;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    id.low = id.low * 10 + static_cast<unsigned>(c - '0');
  }
  return true;
}

}  // namespace basis::bybit
