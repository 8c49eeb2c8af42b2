#pragma once

#include "actors/messages.hpp"

namespace basis {

/// Receives everything a run does, in order: the event logger passes it each event and each closed
/// step. It outlives the actors.
class RunObserver {
 public:
  virtual ~RunObserver() = default;

  /// One event, in the order of occurrence.
  virtual void record(const LogEvent& event) = 0;
  /// The state after the refresh of a step and at its close; the same object when the step had no
  /// orders.
  virtual void close_step(const PnlView& refreshed, const PnlView& closed) = 0;

 protected:
  RunObserver() = default;
  RunObserver(const RunObserver&) = default;
  RunObserver& operator=(const RunObserver&) = default;
};

}  // namespace basis
