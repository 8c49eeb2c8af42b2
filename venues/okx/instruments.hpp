#pragma once

#include <map>
#include <span>
#include <string_view>

#include "core/instruments/market.hpp"
#include "venues/client/instrument_verdict.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::okx {

/// Reads "Get instruments" (okx.com/docs-v5/en, Public Data) and compares tick, step, minimum size and the size of a
/// contract. `codes` gets the `instIdCode` of each market that is listed. Data error: the answer cannot be read.
Result<client::ExchangeRules> read_instruments(wire::JsonReader& reader, std::string_view body,
                                               std::span<const Market* const> markets,
                                               std::map<MarketId, std::int64_t>& codes);

}  // namespace basis::okx
