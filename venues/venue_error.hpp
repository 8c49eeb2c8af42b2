#pragma once

#include <cstdint>

#include "core/execution/order_report.hpp"

namespace basis {

/// What an error of a venue means for the request that it answers.
enum class ErrorClass : std::uint8_t {
  refused,     ///< nothing was done, and the same request would be refused again; `reason` says why
  unknown,     ///< whether it was done is not known: the order has to be queried
  later,       ///< nothing was done because of a limit or an overload; it may be sent again
  config,      ///< credentials, permissions or modes of the account: a person has to act
  clock,       ///< our time stamp is out of the venue's window; nothing was done
  already_so,  ///< what was asked for holds already: a success
};

struct VenueError {
  ErrorClass kind = ErrorClass::unknown;
  RejectReason reason = RejectReason::other;  ///< refused and later
};

}  // namespace basis
