#include "actors/event_emitter.hpp"
#include "actors/monitors/monitors.hpp"
#include "core/portfolio/day_figures.hpp"
#include "core/portfolio/pnl_account.hpp"
#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

struct PnlMonitorState {
  explicit PnlMonitorState(const RunContext& run)
      : context(run), events(Emitter::pnl_monitor, run), account(run.universe) {
    if (run.rebuilt == nullptr) return;
    const PnlMemory& memory = run.rebuilt->memory.pnl;
    account.restore(memory.account);
    fees = memory.fees;
    accrued = memory.accrued;
    refreshed = memory.refreshed;
  }

  const RunContext& context;
  std::shared_ptr<const Directory> directory;
  EventEmitter events;
  PnlAccount account;
  Amount fees;
  AttributionAmounts accrued{};      ///< totals at the last accrual summary
  std::optional<UtcTime> refreshed;  ///< the last refresh of the full loop
};

using PnlMonitorSelf = pnl_monitor_actor::pointer;

/// Emits, with the first refresh of a day, the accruals of lending, debt and staking since the last summary.
void summarise_accrual(PnlMonitorSelf self, PnlMonitorState& state, UtcTime now) {
  if (!day_begins(std::exchange(state.refreshed, now), now)) return;
  journal::AccrualSummed summed;
  bool any = false;
  for (std::size_t i = 0; i < journal::kAccruals.size(); ++i) {
    const std::size_t at = static_cast<std::size_t>(journal::kAccruals[i]);
    summed.amounts[i] = state.account.attribution()[at] - state.accrued[at];
    any = any || !summed.amounts[i].is_zero();
  }
  state.accrued = state.account.attribution();
  if (any) state.events.emit(self, state.directory->event_logger, now, {}, summed);
}

void add_fees(PnlMonitorState& state, const PositionView& view) {
  const Universe& universe = state.context.universe;
  for (const Fill& fill : view.fills)
    state.fees += convert(fill.cost, view.market->prices[universe.quote_asset().index()],
                          view.market->prices[universe.share_asset().index()]);
}

PnlTotals totals_of(const PnlMonitorState& state) {
  PnlTotals totals;
  totals.attribution = state.account.attribution();
  totals.capital = state.account.capital();
  totals.fees = state.fees;
  totals.gas = state.account.gas();
  totals.swap_discount = state.account.swap_discount();
  totals.funding = totals.attribution[static_cast<std::size_t>(Attribution::funding_pnl)];
  totals.funding_by_account = state.account.funding_by_account();
  return totals;
}

}  // namespace

pnl_monitor_actor::behavior_type pnl_monitor(PnlMonitorSelf self, const RunContext& context) {
  stop_loudly(self);
  const auto state = std::make_shared<PnlMonitorState>(context);
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [=](const RiskAssessed& assessed) {
        const ExposureView& exposure = *assessed.view->exposure;
        const PositionView& positions = *exposure.positions;
        state->account.advance(positions.market, positions.entries, positions.owned(), exposure.exposure.equity);
        add_fees(*state, positions);
        if (positions.occasion == Occasion::step) summarise_accrual(self, *state, positions.market->time);
        auto view = std::make_shared<PnlView>();
        view->risk = assessed.view;
        view->totals = totals_of(*state);
        // After a step's market the strategy decides; after an order the next one is sent; between steps the strategy
        // hears of what may need a decision at once.
        if (positions.occasion == Occasion::order)
          self->send(state->directory->execution_manager, PnlMeasured{std::move(view)});
        else if (positions.occasion == Occasion::step || view->risk->alert.known())
          self->send(state->directory->strategy_manager, PnlMeasured{std::move(view)});
      },
      [=](const KeepMemory&) {
        self->send(state->directory->event_logger,
                   MemorySection(PnlMemory{state->account.record(), state->fees, state->accrued, state->refreshed}));
      },
  };
}

}  // namespace basis
