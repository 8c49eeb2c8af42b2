#include "actors/event_emitter.hpp"
#include "actors/monitors.hpp"

namespace basis {
namespace {

struct State {
  std::shared_ptr<const Directory> directory;
  EventEmitter events{Emitter::risk_monitor};
  RiskStatus status = RiskStatus::safe;
  ReserveStatus reserve = ReserveStatus::adequate;
};

using Self = risk_monitor_actor::pointer;

/// Between the legs of a block the book is out of balance on purpose.
bool settled(const PositionView& view) { return !view.answer || view.answer->order->closes_block; }

EventId alert_on_change(Self self, State& state, const RiskReport& risk, const PositionView& view) {
  if (risk.status == state.status) return {};
  JsonWriter fields;
  fields.key("status").string(risk_status_name(risk.status)).key("was").string(risk_status_name(state.status));
  fields.key("reasons").begin_array();
  for (const std::string& reason : risk.reasons) fields.string(reason);
  fields.end_array();
  state.status = risk.status;
  return state.events.emit(self, state.directory->event_logger, view.market->time, "risk_alert", view.cause,
                           std::move(fields));
}

void report_reserve(Self self, State& state, const RiskReport& risk, const PositionView& view) {
  if (risk.reserve == state.reserve) return;
  JsonWriter fields;
  fields.key("status").string(reserve_status_name(risk.reserve)).key("was").string(reserve_status_name(state.reserve));
  state.reserve = risk.reserve;
  state.events.emit(self, state.directory->event_logger, view.market->time, "reserve", view.cause, std::move(fields));
}

}  // namespace

risk_monitor_actor::behavior_type risk_monitor(Self self, const RunContext& context) {
  stop_loudly(self);
  const auto state = std::make_shared<State>();
  const RiskLimits limits = risk_limits(context.universe, context.settings);
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [=, &universe = context.universe](const ExposureMeasured& measured) {
        const PositionView& positions = *measured.view->positions;
        auto view = std::make_shared<RiskView>();
        view->exposure = measured.view;
        view->risk = assess_risk(universe, positions.positions, *positions.market, measured.view->exposure, limits);
        if (settled(positions)) {
          view->alert = alert_on_change(self, *state, view->risk, positions);
          report_reserve(self, *state, view->risk, positions);
        }
        self->send(state->directory->pnl_monitor, RiskAssessed{std::move(view)});
      },
  };
}

}  // namespace basis
