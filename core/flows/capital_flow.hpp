#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/num/types.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// How a position is left: fast over an exchange or DEX at the market's price,
/// slow through a protocol's own exit queue where it has one.
enum class ExitSpeed : std::uint8_t { fast, slow };

constexpr std::string_view exit_speed_name(ExitSpeed speed) { return speed == ExitSpeed::fast ? "fast" : "slow"; }

/// Capital that its owner pays in or takes out during a run.
struct CapitalFlow {
  UtcTime time;
  bool deposit = true;
  std::optional<Amount> amount;  ///< share class; absent: everything (withdrawals only)
  ExitSpeed speed = ExitSpeed::fast;
  std::size_t line = 0;  ///< of the flows file
};

/// The flows of a run, in order of time.
struct CapitalFlows {
  std::string file;         ///< as the user named it; empty without flows
  std::string fingerprint;  ///< of the file's bytes; empty without flows
  std::vector<CapitalFlow> flows;
};

/// A run that nobody pays into or takes from.
inline const CapitalFlows kNoFlows;

}  // namespace basis
