#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "venues/venue_error.hpp"
#include "venues/wire/json_fields.hpp"

namespace basis::okx {

/// What an error means: by its code (`code`, or `sCode` of one order), and without a code by the HTTP status, which is
/// zero for a message of a WebSocket. A code that is not listed means that the outcome is unknown when it comes with a
/// status of 500 or more, and a refusal otherwise. Source: okx.com/docs-v5/en, "Error Code".
VenueError classify(std::int64_t code, unsigned status);

/// What an answer says: its code and words, and those of its first order where that was refused.
struct AnswerWords {
  std::int64_t code = 0;  ///< zero: it is taken
  std::string message{};
};
/// Code -1 and the beginning of the body where it is no answer of this venue.
AnswerWords words_of(wire::JsonReader& reader, std::string_view body);

}  // namespace basis::okx
