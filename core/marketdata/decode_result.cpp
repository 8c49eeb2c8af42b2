#include "core/marketdata/decode_result.hpp"

#include <fmt/format.h>

namespace basis {

std::string_view fault_name(DecodeFault fault) {
  switch (fault) {
    case DecodeFault::none: return "none";
    case DecodeFault::malformed: return "malformed";
    case DecodeFault::missing_field: return "missing_field";
    case DecodeFault::wrong_type: return "wrong_type";
    case DecodeFault::bad_number: return "bad_number";
    case DecodeFault::too_precise: return "too_precise";
    case DecodeFault::out_of_range: return "out_of_range";
    case DecodeFault::unknown_value: return "unknown_value";
    case DecodeFault::unknown_symbol: return "unknown_symbol";
    case DecodeFault::unknown_channel: return "unknown_channel";
    case DecodeFault::unknown_message: return "unknown_message";
    case DecodeFault::coin_margined: return "coin_margined";
    case DecodeFault::needs_instrument: return "needs_instrument";
    case DecodeFault::too_many_levels: return "too_many_levels";
    case DecodeFault::too_many_events: return "too_many_events";
    case DecodeFault::too_long: return "too_long";
  }
  return "unknown";
}

std::string DecodeError::text() const {
  std::string line = fmt::format("{} at byte {}", fault_name(fault), offset);
  if (*field != '\0') line += fmt::format(", field '{}'", field);
  if (!found.empty()) line += fmt::format(": {}", found);
  return line;
}

}  // namespace basis
