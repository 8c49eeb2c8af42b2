#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/portfolio/capital_flow.hpp"
#include "core/strategy/kept_part.hpp"

namespace basis {

/// The questions of a step, in the order in which they are asked.
enum class StrategyQuestion : std::uint8_t { risk, withdrawal, entry, capital, delta, margin, carry, dust, equity };

/// Whether a full exit keeps the mode out. A deposit resets `by_owner`.
enum class StaysOut : std::uint8_t { no, by_owner, by_risk };

/// What a strategy remembers from one step to the next, as a journal keeps it.
struct StrategyMemory {
  std::optional<StrategyQuestion> answered;     ///< by the last decision
  std::optional<StrategyQuestion> passed_over;  ///< at the next step, because its last orders were refused
  std::set<StrategyQuestion> noted;             ///< questions whose last answer could not be carried out
  bool asked_to_enter = false;                  ///< whether a first entry has been considered
  bool entered_once = false;                    ///< whether a first entry has been decided
  std::string not_entered;                      ///< why the entry of the last step would send nothing
  bool settling = false;                        ///< costs of the last rebalance are not in its equity yet
  std::vector<CapitalFlow> withdrawals;         ///< not paid yet, oldest first
  Amount deposits;                              ///< not put to work yet
  std::int32_t unwindings = 0;                  ///< tries to unwind for the oldest withdrawal
  std::optional<UtcTime> unwound_at;            ///< the last of these tries
  bool waited = false;                          ///< for an exit queue, since the first of these tries
  KeptPart unwound;                             ///< what the first of these tries was to leave
  Amount paid;                                  ///< from the reserve; the legs must still follow
  std::optional<Amount> rebalanced_equity;      ///< equity at the last entry or rebalance
  std::optional<UtcTime> acted_at;
  std::optional<UtcTime> low_since;  ///< since when the position earns too little
  StaysOut closed = StaysOut::no;
  std::optional<ExitSpeed> leaving;   ///< a person wants everything closed, and it is not yet
  std::int32_t leavings = 0;          ///< tries to close it
  bool hurried = false;               ///< a person asked for something that waits for no interval
  std::optional<UtcTime> unfinished;  ///< since when an entry has ended with a part that was not traded
};

}  // namespace basis
