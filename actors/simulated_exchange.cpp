#include <algorithm>

#include "actors/event_emitter.hpp"
#include "actors/simulated_venues.hpp"
#include "venues/sim/exchange.hpp"

namespace basis {
namespace {

struct SimulatedExchangeState {
  SimulatedExchangeState(const RunContext& context, AccountId account)
      : exchange(context.universe, context.settings, context.costs, account) {}
  SimulatedExchange exchange;
  std::shared_ptr<const Directory> directory;

  Answered execute(const OrderPtr& order, const MarketPtr& market) {
    return {std::make_shared<const OrderAnswer>(exchange.execute(order, *market))};
  }
  [[nodiscard]] Holding holding(InstrumentId id) const {
    const AccountState held = exchange.state();
    const auto found =
        std::find_if(held.holdings.begin(), held.holdings.end(), [&](const auto& h) { return h.first == id; });
    require(found != held.holdings.end(), "an exchange was asked for an instrument it does not have");
    return found->second;
  }
};

}  // namespace

venue_actor::behavior_type simulated_exchange(venue_actor::pointer self, const RunContext& context, AccountId account) {
  stop_loudly(self);
  const auto state = std::make_shared<SimulatedExchangeState>(context, account);
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [](const Deposit&) { broken_invariant("capital is paid into the wallet, never into an exchange"); },
      [=](const MarketUpdate& update) {
        auto report = std::make_shared<const VenueReport>(state->exchange.settle(*update.market));
        self->send(state->directory->position_monitor, VenueSettled{std::move(report)});
      },
      [=](const ExecuteTrade& command) { return state->execute(command.order, command.market); },
      [=](const ExecuteTransfer& command) { return state->execute(command.order, command.market); },
      [=](const BalanceQuery& query) { return BalanceReply{state->holding(query.instrument).amount}; },
      [=](const PositionQuery& query) { return PositionReply{state->holding(query.instrument)}; },
  };
}

}  // namespace basis
