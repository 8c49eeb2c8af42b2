#include "actors/data_provider.hpp"

#include "actors/event_emitter.hpp"

namespace basis {
namespace {

struct DataProviderState {
  std::shared_ptr<const Directory> directory;
  std::size_t step = 0;
  bool step_open = false;
  std::size_t flows_sent = 0;
  std::optional<UtcTime> sent;  ///< time of the market before
};

using DataProviderSelf = data_provider_actor::pointer;

/// Sends the flows due by `now`: deposits to the wallet's venue, every flow to the strategy
/// manager.
void send_flows(DataProviderSelf self, DataProviderState& state, const RunContext& context, UtcTime now) {
  const std::vector<CapitalFlow>& flows = context.flows.flows;
  for (; state.flows_sent < flows.size() && flows[state.flows_sent].time <= now; ++state.flows_sent) {
    const CapitalFlow& flow = flows[state.flows_sent];
    require(flow.time == now || (state.sent && flow.time > *state.sent),
            "a capital flow was due at an instant that has passed");
    self->send(state.directory->strategy_manager, FlowArrived{flow});
    if (!flow.deposit) continue;
    const AccountId wallet = *context.universe.find_account(kWalletAccount);
    self->send(state.directory->venue_of_account[wallet.index()], Deposit{*flow.amount});
  }
}

}  // namespace

data_provider_actor::behavior_type data_provider(DataProviderSelf self, const RunContext& context,
                                                 const Timeline& timeline, StepHook hook) {
  stop_loudly(self);
  const auto state = std::make_shared<DataProviderState>();
  return {
      [=, &timeline](const Connect& connect) {
        state->directory = connect.directory;
        self->send(state->directory->position_monitor, BeginRun{timeline.at(0)});
      },
      [=](const Ready&) { self->send(self, Tick{}); },
      [=, &context, &timeline](const Tick&) {
        require(!state->step_open, "the time of the next step came before the last one was closed");
        state->step_open = true;
        const MarketUpdate update{timeline.at(state->step)};
        send_flows(self, *state, context, update.market->time);
        state->sent = update.market->time;
        // Venues first: their settlement of this instant must be posted before the refresh.
        for (const venue_actor& venue : state->directory->venues) self->send(venue, update);
        self->send(state->directory->position_monitor, update);
      },
      [=, &timeline](const StepClosed&) {
        state->step_open = false;
        ++state->step;
        if (!hook(state->step) || state->step >= timeline.hours()) return;
        const Nanos wait = timeline.time(state->step) - *state->sent;
        self->delayed_send(self, std::chrono::nanoseconds(wait.count), Tick{});
      },
  };
}

}  // namespace basis
