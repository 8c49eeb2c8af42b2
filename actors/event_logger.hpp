#pragma once

#include "actors/messages.hpp"
#include "actors/run_observer.hpp"

namespace basis {

/// The only actor that passes events to the observer. The observer outlives the actor.
event_logger_actor::behavior_type event_logger(event_logger_actor::pointer self, RunObserver* observer);

}  // namespace basis
