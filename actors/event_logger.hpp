#pragma once

#include "actors/messages.hpp"
#include "actors/run_observer.hpp"

namespace basis {

/// The only actor that writes to the journal, which may be null, and passes entries to the observer. Both outlive it.
event_logger_actor::behavior_type event_logger(event_logger_actor::pointer self, RunObserver* observer,
                                               Journal* journal);

}  // namespace basis
