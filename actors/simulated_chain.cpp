#include "actors/event_emitter.hpp"
#include "actors/simulated_venues.hpp"
#include "venues/alchemy/simulator.hpp"

namespace basis {
namespace {

struct SimulatedChainState {
  explicit SimulatedChainState(std::shared_ptr<SimulatedChain> kept)
      : kept_alive(std::move(kept)), chain(*kept_alive) {}
  std::shared_ptr<SimulatedChain> kept_alive;
  SimulatedChain& chain;
  std::shared_ptr<const Directory> directory;
};

using SimulatedChainSelf = venue_actor::pointer;
using StatePtr = std::shared_ptr<SimulatedChainState>;

/// One transaction that is being executed. Each step is executed on a copy of the state that
/// includes the steps before it; the chain changes only after the last step has been answered.
struct Attempt {
  OrderPtr order;
  MarketPtr market;
  ChainState tried;
  std::vector<ProtocolAnswer> answers;
  caf::typed_response_promise<Answered> promise;
};

Answered answered(OrderAnswer answer) { return {std::make_shared<const OrderAnswer>(std::move(answer))}; }

void try_step(SimulatedChainSelf self, const StatePtr& state, const std::shared_ptr<Attempt>& attempt);

/// Takes the answer of a step. Continues with the next step unless the call was reverted or was the
/// last.
void take(SimulatedChainSelf self, const StatePtr& state, const std::shared_ptr<Attempt>& attempt,
          const ProtocolAnswer& answer) {
  attempt->answers.push_back(answer);
  const bool done = attempt->answers.size() == attempt->order->steps.size();
  if (done || !answer.revert.empty()) {
    attempt->promise.deliver(answered(state->chain.mine(attempt->order, attempt->answers, *attempt->market)));
    return;
  }
  apply_answer(answer, attempt->tried);
  try_step(self, state, attempt);
}

void ask(SimulatedChainSelf self, const StatePtr& state, const std::shared_ptr<Attempt>& attempt,
         const ContractStep& step) {
  const protocol_actor& protocol = state->directory->protocol_of_account[step.account.index()];
  require(static_cast<bool>(protocol), "a contract call names an account without a protocol");
  self->request(protocol, caf::infinite,
                ProtocolCall{step, attempt->market, std::make_shared<const ChainState>(attempt->tried)})
      .then([=](const ProtocolReply& reply) { take(self, state, attempt, *reply.answer); });
}

/// Executes the next step. A step of an atomic order is sent to the middleware's protocol before
/// its own.
void try_step(SimulatedChainSelf self, const StatePtr& state, const std::shared_ptr<Attempt>& attempt) {
  const Order& order = *attempt->order;
  const ContractStep& step = order.steps[attempt->answers.size()];
  const auto carry_out = [=, &step] {
    // An approval is a call of the token, and wrapping one of WETH, so no protocol is asked.
    if (step.action == ActionType::approve || step.action == ActionType::wrap || step.action == ActionType::unwrap)
      take(self, state, attempt, state->chain.call(step, attempt->tried, *attempt->market));
    else
      ask(self, state, attempt, step);
  };
  if (order.action != ActionType::atomic) return carry_out();
  self->request(state->directory->protocol_of_account[order.account.index()], caf::infinite,
                ProtocolCall{step, attempt->market, std::make_shared<const ChainState>(attempt->tried)})
      .then([=](const ProtocolReply& reply) {
        if (reply.answer->revert.empty())
          carry_out();
        else
          take(self, state, attempt, *reply.answer);
      });
}

/// Settlement of one instant without calls, protocol after protocol.
struct Settlement {
  MarketPtr market;
  ChainState tried;
  std::vector<ProtocolAnswer> answers;
  std::size_t account = 0;
};

void settle_next(SimulatedChainSelf self, const StatePtr& state, const std::shared_ptr<Settlement>& settlement) {
  const auto& protocols = state->directory->protocol_of_account;
  while (settlement->account < protocols.size() && !protocols[settlement->account]) ++settlement->account;
  if (settlement->account == protocols.size()) {
    auto report = std::make_shared<const VenueReport>(state->chain.settle(settlement->answers, settlement->market));
    self->send(state->directory->position_monitor, VenueSettled{std::move(report)});
    return;
  }
  const ProtocolSettle message{settlement->market, std::make_shared<const ChainState>(settlement->tried)};
  self->request(protocols[settlement->account++], caf::infinite, message).then([=](const ProtocolReply& reply) {
    apply_answer(*reply.answer, settlement->tried);
    settlement->answers.push_back(*reply.answer);
    settle_next(self, state, settlement);
  });
}

}  // namespace

venue_actor::behavior_type simulated_chain(venue_actor::pointer self, std::shared_ptr<SimulatedChain> chain) {
  stop_loudly(self);
  const auto state = std::make_shared<SimulatedChainState>(std::move(chain));
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [=](const Deposit& deposit) { state->chain.deposit(deposit.amount); },
      [=](const MarketUpdate& update) {
        auto settlement = std::make_shared<Settlement>();
        settlement->market = update.market;
        settlement->tried = state->chain.state();
        settlement->answers.push_back(state->chain.due(*update.market));
        apply_answer(settlement->answers.back(), settlement->tried);
        settle_next(self, state, settlement);
      },
      [=](const ExecuteTrade& command) -> caf::result<Answered> {
        auto attempt = std::make_shared<Attempt>();
        attempt->order = command.order;
        attempt->market = command.market;
        attempt->tried = state->chain.state();
        attempt->promise = self->make_response_promise<Answered>();
        require(!command.order->steps.empty(), "a contract order has no steps");
        try_step(self, state, attempt);
        return attempt->promise;
      },
      [=](const ExecuteTransfer& command) {
        return answered(state->chain.transfer(command.order, *command.market, command.taken));
      },
      [=](const BalanceQuery& query) {
        return BalanceReply{state->chain.state().holdings[query.instrument.index()].amount};
      },
      [=](const PositionQuery& query) {
        return PositionReply{state->chain.state().holdings[query.instrument.index()]};
      },
  };
}

protocol_actor::behavior_type simulated_protocol(protocol_actor::pointer self,
                                                 std::shared_ptr<const SimulatedProtocol> protocol) {
  stop_loudly(self);
  const auto reply = [](ProtocolAnswer answer) {
    return ProtocolReply{std::make_shared<const ProtocolAnswer>(std::move(answer))};
  };
  return {
      [=](const ProtocolCall& call) { return reply(protocol->call(call.step, *call.state, *call.market)); },
      [=](const ProtocolSettle& settle) { return reply(protocol->settle(*settle.state, *settle.market)); },
  };
}

}  // namespace basis
