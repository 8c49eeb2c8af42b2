#pragma once

#include "actors/messages.hpp"

namespace basis {

/// Receives everything a run does, in order: the event logger passes it each entry and each closed
/// step. It outlives the actors.
class RunObserver {
 public:
  virtual ~RunObserver() = default;

  /// One entry of the journal, in the order of occurrence.
  virtual void record(const JournalEntry& entry) = 0;
  /// The state after the refresh of a step and at its close; the same object when the step had no
  /// orders.
  virtual void close_step(const PnlView& refreshed, const PnlView& closed) = 0;

 protected:
  RunObserver() = default;
  RunObserver(const RunObserver&) = default;
  RunObserver& operator=(const RunObserver&) = default;
};

}  // namespace basis
