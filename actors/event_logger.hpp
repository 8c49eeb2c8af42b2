#pragma once

#include "actors/messages.hpp"
#include "actors/run_recorder.hpp"

namespace basis {

/// The one writer of a run's record. The recorder outlives the actor.
event_logger_actor::behavior_type event_logger(event_logger_actor::pointer self, RunRecorder* recorder);

}  // namespace basis
