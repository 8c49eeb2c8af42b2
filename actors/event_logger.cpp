#include "actors/event_logger.hpp"

#include "actors/event_emitter.hpp"

namespace basis {

event_logger_actor::behavior_type event_logger(event_logger_actor::pointer self, RunObserver* observer) {
  stop_loudly(self);
  return {
      [](const Connect&) {},
      [observer](const JournalEntry& entry) { observer->record(entry); },
      [observer](const StepClosed& step) { observer->close_step(*step.refreshed, *step.closed); },
  };
}

}  // namespace basis
