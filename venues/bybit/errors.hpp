#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "venues/venue_error.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::bybit {

/// What a refusal means: by its `retCode`, where the code alone does not tell by its message, and without a code by the
/// HTTP status. `status` is zero for an answer on a WebSocket. A code that is not listed means that the outcome is
/// unknown when it comes with a status of 500 or more, and a refusal otherwise. Source: "Error Codes" of
/// bybit-exchange.github.io/docs/v5.
VenueError classify(std::int64_t code, std::string_view message, unsigned status);

/// `retCode` and `retMsg`; code zero and the beginning of the body where it has none.
std::pair<std::int64_t, std::string> error_of(wire::JsonReader& reader, std::string_view body);

}  // namespace basis::bybit
