#pragma once

#include "actors/messages.hpp"

namespace basis {

/// What hears of everything a run does, in its order: the event logger hands on
/// each event and each closed step. It outlives the actors.
class RunObserver {
 public:
  virtual ~RunObserver() = default;

  /// One event, in the order of its happening.
  virtual void record(const LogEvent& event) = 0;
  /// The state after the refresh of a step and at its close; one and the same where nothing was decided.
  virtual void close_step(const PnlView& refreshed, const PnlView& closed) = 0;

 protected:
  RunObserver() = default;
  RunObserver(const RunObserver&) = default;
  RunObserver& operator=(const RunObserver&) = default;
};

}  // namespace basis
