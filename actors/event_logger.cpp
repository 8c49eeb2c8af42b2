#include "actors/event_logger.hpp"

#include "actors/event_source.hpp"

namespace basis {

event_logger_actor::behavior_type event_logger(event_logger_actor::pointer self, RunRecorder* recorder) {
  stop_loudly(self);
  return {
      [](const Connect&) {},
      [recorder](const LogEvent& event) { recorder->record(event); },
      [recorder](const StepClosed& step) { recorder->close_step(*step.refreshed, *step.closed); },
  };
}

}  // namespace basis
