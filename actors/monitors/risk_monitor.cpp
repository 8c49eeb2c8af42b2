#include "actors/event_emitter.hpp"
#include "actors/monitors/monitors.hpp"

namespace basis {
namespace {

struct RiskMonitorState {
  explicit RiskMonitorState(const RunContext& run) : events(Emitter::risk_monitor, run) {
    if (run.rebuilt == nullptr) return;
    status = run.rebuilt->memory.risk.status;
    reserve = run.rebuilt->memory.risk.reserve;
  }

  std::shared_ptr<const Directory> directory;
  EventEmitter events;
  RiskStatus status = RiskStatus::safe;
  ReserveStatus reserve = ReserveStatus::adequate;
};

using RiskMonitorSelf = risk_monitor_actor::pointer;

/// Whether the state is one to assess: between the legs of a block the portfolio is not balanced.
bool settled(const PositionView& view) { return !view.answer || view.answer->order->closes_block; }

EventId alert_on_change(RiskMonitorSelf self, RiskMonitorState& state, const RiskReport& risk,
                        const PositionView& view) {
  if (risk.status == state.status) return {};
  const RiskStatus was = std::exchange(state.status, risk.status);
  return state.events.emit(self, state.directory->event_logger, view.market->time, view.cause,
                           journal::RiskAlert{risk.status, was, risk.reasons});
}

void report_reserve(RiskMonitorSelf self, RiskMonitorState& state, const RiskReport& risk, const PositionView& view) {
  if (risk.reserve == state.reserve) return;
  const ReserveStatus was = std::exchange(state.reserve, risk.reserve);
  state.events.emit(self, state.directory->event_logger, view.market->time, view.cause,
                    journal::ReserveChanged{risk.reserve, was});
}

}  // namespace

risk_monitor_actor::behavior_type risk_monitor(RiskMonitorSelf self, const RunContext& context) {
  stop_loudly(self);
  const auto state = std::make_shared<RiskMonitorState>(context);
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
      [=](const KeepMemory&) {
        self->send(state->directory->event_logger, MemorySection(RiskMemory{state->status, state->reserve}));
      },
  };
}

}  // namespace basis
