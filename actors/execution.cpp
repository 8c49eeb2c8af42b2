#include "actors/execution.hpp"

#include "actors/event_emitter.hpp"

namespace basis {
namespace {

using DirectoryPtr = std::shared_ptr<const Directory>;

/// The answer of a transfer of which one side was accepted, with the answer of the other side added.
AnswerPtr combine(const AnswerPtr& left, const AnswerPtr& arrived) {
  for (const AnswerPtr& side : {left, arrived})
    if (side->status != OrderStatus::accepted)
      broken_invariant("one account of a transfer took its part, and the other refused: " + side->reason);
  auto both = std::make_shared<OrderAnswer>(*left);
  const VenueReport& more = arrived->report;
  both->report.entries.insert(both->report.entries.end(), more.entries.begin(), more.entries.end());
  both->report.accounts.insert(both->report.accounts.end(), more.accounts.begin(), more.accounts.end());
  return both;
}

}  // namespace

// Both venue-side interfaces forward to the venue of the account; credentials and endpoints are
// handled by the venue client.
execution_actor::behavior_type venue_execution(execution_actor::pointer self, ExecutionType type) {
  stop_loudly(self);
  const auto directory = std::make_shared<DirectoryPtr>();
  const auto venue = [=](AccountId account) -> const venue_actor& {
    return (*directory)->venue_of_account[account.index()];
  };
  return {
      [=](const Connect& connect) { *directory = connect.directory; },
      [=](const ExecuteTrade& command) {
        require(command.order->type == type, "an order reached the wrong execution interface");
        return self->delegate(venue(command.order->account), command);
      },
      [=](const ExecuteTransfer& command) { return self->delegate(venue(command.side), command); },
      [=](const BalanceQuery& query) { return self->delegate(venue(query.account), query); },
      [=](const PositionQuery& query) { return self->delegate(venue(query.account), query); },
  };
}

execution_actor::behavior_type transfer_execution(execution_actor::pointer self, const RunContext& context) {
  stop_loudly(self);
  const auto directory = std::make_shared<DirectoryPtr>();
  const Universe& universe = context.universe;
  const auto interface_of = [=, &universe](AccountId account) -> const execution_actor& {
    return universe.is_on_chain(account) ? (*directory)->onchain_execution : (*directory)->cex_execution;
  };
  return {
      [=](const Connect& connect) { *directory = connect.directory; },
      [=, &universe](const ExecuteTrade& command) -> caf::result<Answered> {
        broken_invariant("transfer execution was given a trade on " + universe.name(command.order->account));
      },
      [=, &universe, &context](const ExecuteTransfer& command) -> caf::result<Answered> {
        auto promise = self->make_response_promise<Answered>();
        const OrderPtr order = command.order;
        const ExecuteTransfer leave{order, command.market, order->account, command.asked_before};
        const ExecuteTransfer arrive{order, command.market, order->destination, command.asked_before};
        // The chain of a live node is its own and gives at once, so that what takes its time is waited for first.
        const bool swapped =
            context.transfers_take_time && universe.is_on_chain(leave.side) && order->action != ActionType::pay_out;
        const ExecuteTransfer& first = swapped ? arrive : leave;
        ExecuteTransfer second = swapped ? leave : arrive;
        self->request(interface_of(first.side), caf::infinite, first).then([=](const Answered& one) mutable {
          // A payment to the owner leaves our accounts, so there is no destination.
          if (one.answer->status != OrderStatus::accepted || order->action == ActionType::pay_out) {
            promise.deliver(one);
            return;
          }
          second.taken = one.answer->taken;
          self->request(interface_of(second.side), caf::infinite, second).then([=](const Answered& other) mutable {
            promise.deliver(Answered{swapped ? combine(other.answer, one.answer) : combine(one.answer, other.answer)});
          });
        });
        return promise;
      },
      [=](const BalanceQuery& query) { return self->delegate(interface_of(query.account), query); },
      [=](const PositionQuery& query) { return self->delegate(interface_of(query.account), query); },
  };
}

execution_actor make_execution(caf::actor_system& system, ExecutionType type, const RunContext& context) {
  switch (type) {
    case ExecutionType::cex_trade:
    case ExecutionType::smart_contract: return system.spawn(venue_execution, type);
    case ExecutionType::wallet_transfer: return system.spawn(transfer_execution, std::cref(context));
  }
  broken_invariant("unknown execution type");
}

const execution_actor& execution_for(const Directory& directory, ExecutionType type) {
  switch (type) {
    case ExecutionType::cex_trade: return directory.cex_execution;
    case ExecutionType::smart_contract: return directory.onchain_execution;
    case ExecutionType::wallet_transfer: return directory.transfer_execution;
  }
  broken_invariant("unknown execution type");
}

}  // namespace basis
