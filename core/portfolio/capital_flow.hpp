#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// How a position is closed: fast on an exchange or DEX at the market price, or slow
/// through the exit queue of a protocol that has one.
enum class ExitSpeed : std::uint8_t { fast, slow };

constexpr std::string_view exit_speed_name(ExitSpeed speed) { return speed == ExitSpeed::fast ? "fast" : "slow"; }

/// Capital that the owner pays in or takes out during a run.
struct CapitalFlow {
  UtcTime time;
  bool deposit = true;
  std::optional<Amount> amount;  ///< share class; absent: everything (withdrawals only)
  ExitSpeed speed = ExitSpeed::fast;
  std::size_t line = 0;  ///< in the flows file, from 1
};

/// The flows of a run, in order of time.
struct CapitalFlows {
  std::string file;         ///< the path as given by the user; empty without flows
  std::string fingerprint;  ///< of the file's bytes; empty without flows
  std::vector<CapitalFlow> flows;
};

/// The flows of a run without deposits and withdrawals.
inline const CapitalFlows kNoFlows;

}  // namespace basis
