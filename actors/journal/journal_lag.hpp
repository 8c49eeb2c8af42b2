#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/base/utc_time.hpp"
#include "core/config/node.hpp"
#include "core/execution/kill_switch.hpp"

namespace basis {

/// How far a store is behind a journal.
struct JournalLag {
  std::optional<std::int64_t> entries;  ///< that are committed and not stored; absent: what is stored is not known
  Nanos age;                            ///< since the oldest of them was committed
};

/// Measures it from what was committed and what was stored, as they were seen. Ages are too long by a second at most,
/// and by more when it is hours behind.
class JournalLagWatch {
 public:
  /// `stored`: absent where it is not known.
  JournalLag look(MonoTime now, std::int64_t committed, std::optional<std::int64_t> stored);

 private:
  struct Mark {
    std::int64_t committed = 0;
    MonoTime at;  ///< of the first entry after the mark before
  };
  std::deque<Mark> marks_;  ///< of what is not stored
  std::int64_t committed_ = 0;
};

/// What a node may send while its journal's store is so far behind. What is held back is released when it is no more
/// than half as far behind as where it began. A lag whose entries are not known releases nothing.
[[nodiscard]] KillState lag_level(KillState held, const JournalLag& lag, const JournalLimits& limits);

}  // namespace basis
