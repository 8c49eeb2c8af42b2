#include "actors/event_source.hpp"
#include "actors/simulated_venues.hpp"
#include "venues/aave_v3/simulator.hpp"
#include "venues/alchemy/simulator.hpp"

namespace basis {
namespace {

struct State {
  State(const RunContext& context, Amount capital) : chain(context.universe, context.costs, capital) {}
  SimulatedChain chain;
  std::shared_ptr<const Directory> directory;
};

Answered answered(OrderAnswer answer) { return {std::make_shared<const OrderAnswer>(std::move(answer))}; }

}  // namespace

venue_actor::behavior_type simulated_chain(venue_actor::pointer self, const RunContext& context, Amount capital) {
  stop_loudly(self);
  const auto state = std::make_shared<State>(context, capital);
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [=](const MarketUpdate& update) {
        auto report = std::make_shared<const VenueReport>(state->chain.report(update.market->time));
        self->send(state->directory->position_monitor, VenueSettled{std::move(report)});
      },
      [=](const ExecuteTrade& command) -> caf::result<Answered> {
        const OrderPtr order = command.order;
        const MarketPtr market = command.market;
        // An approval is a token's own call: it moves nothing and asks no protocol.
        if (order->action == ActionType::approve) return answered(state->chain.mine(order, {}, *market));
        auto promise = self->make_response_promise<Answered>();
        const protocol_actor& protocol = state->directory->protocol_of_account[order->account.index()];
        require(static_cast<bool>(protocol), "a contract call names an account without a protocol");
        auto tried = std::make_shared<const PositionSet>(state->chain.holdings());
        self->request(protocol, caf::infinite, ProtocolCall{order, market, tried})
            .then([=](const ProtocolReply& reply) mutable {
              promise.deliver(answered(state->chain.mine(order, *reply.answer, *market)));
            });
        return promise;
      },
      [=](const ExecuteTransfer& command) { return answered(state->chain.transfer(command.order, *command.market)); },
      [=](const BalanceQuery& query) { return BalanceReply{state->chain.holdings()[query.instrument.index()].amount}; },
      [=](const PositionQuery& query) { return PositionReply{state->chain.holdings()[query.instrument.index()]}; },
  };
}

protocol_actor::behavior_type simulated_aave(protocol_actor::pointer self, const RunContext& context) {
  stop_loudly(self);
  const auto aave = std::make_shared<const SimulatedAave>(context.universe);
  return {[aave](const ProtocolCall& call) {
    return ProtocolReply{std::make_shared<const ProtocolAnswer>(aave->call(*call.order, *call.holdings, *call.market))};
  }};
}

}  // namespace basis
