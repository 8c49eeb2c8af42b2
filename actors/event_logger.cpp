#include "actors/event_logger.hpp"

#include "actors/event_emitter.hpp"
#include "actors/journal/journal.hpp"

namespace basis {

event_logger_actor::behavior_type event_logger(event_logger_actor::pointer self, RunObserver* observer,
                                               Journal* journal) {
  stop_loudly(self);
  return {
      [](const Connect&) {},
      [=](const JournalEntry& entry) {
        if (journal != nullptr) journal->record(entry);
        observer->record(entry);
      },
      [=](const MemorySection& memory) {
        if (journal != nullptr) journal->remember(memory);
      },
      [observer](const StepClosed& step) { observer->close_step(*step.refreshed, *step.closed); },
  };
}

}  // namespace basis
