#pragma once

#include <memory>
#include <string>

#include "actors/control/node_state.hpp"
#include "actors/journal/journal_lag.hpp"
#include "actors/journal/journal_shipper.hpp"
#include "core/base/result.hpp"

namespace basis {

struct LiveRun;

/// The way of a live run's journal into the database of BASIS_JOURNAL_URL. The node does less while the database is
/// too far behind.
class LiveShipping {
 public:
  /// After the journal is open; null: the environment names no database. One that is not reached is tried again later.
  /// Usage error: a malformed address. Data errors: the database refuses, is of another version, has another journal of
  /// the node, or another process writes it.
  static Result<std::unique_ptr<LiveShipping>> open(LiveRun& run);

  /// Tells what has happened, and limits the node or releases it. Error: the node cannot go on.
  Result<void> look(LiveRun& run, MonoTime now);
  /// Ships what is left for a while, and says on stderr what is not there.
  void finish(const LiveRun& run);
  /// Its address, without passwords.
  [[nodiscard]] const std::string& shown() const { return row_.database; }

 private:
  LiveShipping(std::string shown, JournalLimits limits);
  Result<void> hold(LiveRun& run, const JournalLag& lag);

  JournalLimits limits_;
  std::unique_ptr<JournalShipper> shipper_;
  JournalShipper::Told told_;
  JournalLagWatch watch_;
  JournalDatabaseRow row_;
  std::optional<KillState> held_;  ///< what the node may send by the lag; absent before its first step
};

/// A run without a database of journals is not held back by one, as an earlier start may have been.
Result<void> release_without_shipping(LiveRun& run);

}  // namespace basis
