#pragma once

#include <map>
#include <optional>
#include <vector>

#include "core/base/result.hpp"
#include "core/execution/open_pair.hpp"
#include "core/execution/venue_postings.hpp"
#include "core/instruments/universe.hpp"
#include "core/results/control_state.hpp"
#include "core/results/journal.hpp"
#include "core/results/node_memory.hpp"

namespace basis {

/// The state of a node at the end of its journal.
struct Rebuilt {
  journal::BootBegan boot;  ///< the last
  NodeMemory memory;
  BookRecord book;
  PostingsRecord postings;
  TrackerRecords tracker;
  std::map<std::uint64_t, OpenPair> pairs;
  std::map<std::uint32_t, std::uint32_t> last_ids;  ///< by source: the number of its last entry
  ControlState control;
};

/// Makes the state of a node from its journal alone: book, postings, orders and pairs from the entries, and what else
/// its parts remember from the last memory of each. Nothing here sends, and nothing is capital that was not before.
class Rebuilder {
 public:
  /// The universe outlives it.
  explicit Rebuilder(const Universe& universe);
  ~Rebuilder();

  /// The next entry, in the order of the journal. Data error: it cannot follow those before it.
  Result<void> take(const JournalEntry& entry);
  /// An order that left without an entry, after the last entry.
  Result<void> take_unwritten(const journal::CommandSent& sent, UtcTime time);
  void take(MemorySection section) { made_.memory.take(std::move(section)); }
  /// Data error: there was no boot.
  Result<Rebuilt> finish();

 private:
  struct Fold;
  Result<void> begin_boot(const journal::BootBegan& boot);
  void count(const journal::FillHeard& heard);

  const Universe& universe_;
  PortfolioBook book_;
  VenuePostings postings_;
  std::optional<OrderTracker> tracker_;
  Rebuilt made_;
};

}  // namespace basis
