#pragma once

#include "actors/messages.hpp"
#include "actors/run_observer.hpp"

namespace basis {

/// The one writer of a run's record. The observer outlives the actor.
event_logger_actor::behavior_type event_logger(event_logger_actor::pointer self, RunObserver* observer);

}  // namespace basis
