#include "actors/event_emitter.hpp"
#include "actors/monitors/monitors.hpp"

namespace basis {

exposure_monitor_actor::behavior_type exposure_monitor(exposure_monitor_actor::pointer self,
                                                       const RunContext& context) {
  stop_loudly(self);
  const auto directory = std::make_shared<std::shared_ptr<const Directory>>();
  return {
      [=](const Connect& connect) { *directory = connect.directory; },
      [=, &universe = context.universe](const PositionsChanged& changed) {
        auto view = std::make_shared<ExposureView>();
        view->positions = changed.view;
        view->exposure = measure_exposure(universe, changed.view->owned(), *changed.view->market);
        self->send((*directory)->risk_monitor, ExposureMeasured{std::move(view)});
      },
  };
}

}  // namespace basis
