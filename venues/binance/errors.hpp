#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "core/instruments/market.hpp"
#include "venues/venue_error.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::binance {

/// What an error answer means: by its code, where the code alone does not tell by its message, and without a code by
/// the HTTP status. `status` is zero for an answer on a WebSocket that carries none. A code that is not listed means
/// that the outcome is unknown when it comes with a status of 500 or more, and a refusal otherwise: the venue numbers
/// refusals of new rules as it adds them. Sources: errors.md of binance-spot-api-docs; "Error Code" and "General Info"
/// (HTTP 503) of developers.binance.com/docs/derivatives/usds-margined-futures.
VenueError classify(Product product, std::int64_t code, std::string_view message, unsigned status);

/// `{"code":-1021,"msg":"..."}`; code zero and the beginning of the body where it is none.
std::pair<std::int64_t, std::string> error_of(wire::JsonReader& reader, std::string_view body);

}  // namespace basis::binance
