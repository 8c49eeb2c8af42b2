#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// Finds the last block at or before each of some instants, by asking for the times of as few blocks as will do: a
/// guess from the blocks that are known around an instant, then a halving where guesses do not close in. What is known
/// serves all instants that are looked for later. It asks nobody itself.
class BlockSearch {
 public:
  /// Between these all blocks lie. `first` is before `last`.
  BlockSearch(std::uint64_t first, UtcTime first_time, std::uint64_t last, UtcTime last_time);

  /// Looks for these instants, none after the last block.
  void want(std::vector<UtcTime> instants);
  /// The blocks to ask for next, none twice; empty: all instants are found.
  [[nodiscard]] std::vector<std::uint64_t> next();
  /// Data error: a block is not between its neighbours in time.
  Result<void> know(std::uint64_t number, UtcTime time);
  /// Once all are found. Absent: the chain began later.
  [[nodiscard]] std::optional<std::uint64_t> block_at(UtcTime instant) const;
  /// Of a block that is known.
  [[nodiscard]] UtcTime time_of(std::uint64_t number) const { return times_.at(number); }

 private:
  using Times = std::map<std::uint64_t, UtcTime>;
  /// Two known blocks, the first at or before an instant, the second after it.
  struct Bracket {
    Times::const_iterator low, high;
    friend bool operator==(const Bracket&, const Bracket&) = default;
  };
  [[nodiscard]] std::optional<Bracket> bracket(UtcTime instant) const;
  [[nodiscard]] std::uint64_t guess(const Bracket& between, UtcTime instant) const;
  void ask_around(const Bracket& between, UtcTime instant, std::vector<std::uint64_t>& to) const;

  Times times_;                            ///< by number
  std::map<UtcTime, std::uint64_t> last_;  ///< the last known block of each time
  std::vector<UtcTime> instants_;          ///< looked for, in their order
  int rounds_ = 0;
};

}  // namespace basis
