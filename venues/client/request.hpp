#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/utc_time.hpp"
#include "venues/venue_error.hpp"

namespace basis::client {

/// Whether a request carries our key, and whether it is signed.
enum class Security : std::uint8_t { open, keyed, signed_over };

/// A request of a venue, as its documentation lists it.
struct Endpoint {
  std::string_view method;
  std::string_view path;
  std::int64_t weight = 0;
  Security security = Security::signed_over;
  std::uint8_t family = 0;  ///< which of the venue's counts it is of, in `MarketDialect::families`
};

/// A parameter of a request, not encoded yet.
using Parameter = std::pair<std::string, std::string>;
using Parameters = std::vector<Parameter>;

struct Request {
  Endpoint endpoint;
  Parameters parameters{};
};

/// Letters, digits and `-_.~` as they are, everything else as %XX (RFC 3986).
std::string percent_encode(std::string_view text);

/// The value of a parameter; empty where there is none.
std::string_view parameter_of(const Parameters& parameters, std::string_view name);

/// Milliseconds since the epoch, as venues write times.
std::string millis_text(UtcTime time);

/// An answer to a request, judged.
struct CallAnswer {
  bool ok = false;
  VenueError error{};     ///< not ok
  bool left = true;       ///< not ok: a byte may have reached the venue
  std::int64_t code = 0;  ///< not ok: the venue's; zero where it told none
  std::string text;       ///< not ok: one line
  std::string_view body;  ///< ok: readable for `kFrameSlack` more bytes
  UtcTime received;
  UtcTime sent;

  [[nodiscard]] bool unknown_order() const {
    return !ok && error.kind == ErrorClass::refused && error.reason == RejectReason::unknown_order;
  }
};

}  // namespace basis::client
