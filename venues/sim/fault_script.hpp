#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/execution/order_report.hpp"

namespace basis {

/// What happens to reports of orders on their way to us.
struct ReportFault {
  enum class Kind : std::uint8_t {
    drop,       ///< it never arrives
    duplicate,  ///< it arrives, and once more `delay` later
    delay,      ///< it arrives `delay` later, and others pass it
  };
  Kind kind = Kind::drop;
  std::optional<ClientOrderId> id{};  ///< absent: of any order
  std::optional<ReportKind> of{};     ///< absent: of any kind
  Nanos delay{};
  std::uint32_t times = 1;  ///< for the first so many that match
};

/// What happens to commands that arrive at the venue.
struct CommandFault {
  enum class Kind : std::uint8_t {
    lost,     ///< the venue never sees it, and says nothing
    refused,  ///< the venue refuses it for `reason`
  };
  Kind kind = Kind::refused;
  std::optional<ClientOrderId> id{};    ///< absent: any order
  std::optional<OrderAction> action{};  ///< absent: any action
  RejectReason reason = RejectReason::later;
  std::uint32_t times = 1;  ///< for the first so many that match
};

/// What the venue does at an instant.
struct VenueEvent {
  enum class Kind : std::uint8_t {
    halt,        ///< the market takes cancels only
    resume,      ///< it trades again
    deleverage,  ///< `share` of our position is closed at mark (ADL)
  };
  UtcTime at;
  Kind kind = Kind::halt;
  MarketId market;
  Ratio share{};
};

/// Faults of a simulated venue, for tests. Of several entries that match, the first that is not used up counts.
struct FaultScript {
  std::vector<ReportFault> reports{};
  std::vector<CommandFault> commands{};
  std::vector<VenueEvent> events{};  ///< in order of time
};

}  // namespace basis
