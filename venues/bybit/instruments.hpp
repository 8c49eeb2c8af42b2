#pragma once

#include <span>
#include <string_view>

#include "core/instruments/market.hpp"
#include "venues/client/instrument_verdict.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::bybit {

using client::ExchangeRules;
using client::InstrumentVerdict;

/// Reads "Get Instruments Info" and compares tick, step, minimum size and minimum notional. Data error: the answer
/// cannot be read.
Result<ExchangeRules> read_instruments(wire::JsonReader& reader, std::string_view body,
                                       std::span<const Market* const> markets);

}  // namespace basis::bybit
