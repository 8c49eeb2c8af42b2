#include "actors/execution.hpp"

#include <memory>
#include <vector>

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

bool between_exchanges(const Universe& universe, const Order& order) {
  return !universe.is_on_chain(order.account) && !universe.is_on_chain(order.destination) &&
         !universe.same_exchange(order.account, order.destination);
}

/// A transfer between two exchanges of a live node. It goes by the wallet: into it, and on with what is left after the
/// fee. The sides are asked one after the other.
struct Relay {
  struct Part {
    bool onward = false;
    AccountId side;
  };
  ExecuteTransfer command;
  AccountId wallet;
  std::vector<Part> parts;
  std::vector<AnswerPtr> answers;
  AnswerPtr refusal;  ///< of a part behind the first: what had left stays in the wallet
  std::size_t asked = 0;

  Relay(const ExecuteTransfer& whole, AccountId the_wallet, bool chain_takes_time)
      : command(whole), wallet(the_wallet) {
    const AccountId from = whole.order->account;
    const AccountId to = whole.order->destination;
    // A chain in the node moves at once, and only when all that takes its time has happened.
    if (chain_takes_time)
      parts = {{false, from}, {false, wallet}, {true, to}, {true, wallet}};
    else
      parts = {{false, from}, {true, to}, {false, wallet}, {true, wallet}};
  }
  [[nodiscard]] Amount taken() const { return answers.empty() ? Amount{} : answers.front()->taken; }
  [[nodiscard]] ExecuteTransfer next() const {
    const Part& part = parts[asked];
    auto order = std::make_shared<Order>(*command.order);
    (part.onward ? order->account : order->destination) = wallet;
    if (part.onward) order->size = order->size - taken();
    ExecuteTransfer asks{std::move(order), command.market, part.side, command.asked_before};
    if (!part.onward) asks.taken = taken();
    return asks;
  }
  /// Takes an answer; false when there is nothing more to ask.
  bool take(const AnswerPtr& answer) {
    if (answer->status == OrderStatus::accepted)
      answers.push_back(answer);
    else
      refusal = answer;
    if (answers.empty()) return false;
    do ++asked;
    while (asked < parts.size() && refusal != nullptr && parts[asked].onward);
    return asked < parts.size();
  }
  [[nodiscard]] AnswerPtr whole() const {
    auto made = std::make_shared<OrderAnswer>(answers.empty() ? *refusal : *answers.front());
    made->order = command.order;
    if (refusal != nullptr) {
      made->status = refusal->status;
      made->reason = refusal->reason;
    }
    for (std::size_t i = 1; i < answers.size(); ++i) {
      const VenueReport& more = answers[i]->report;
      made->report.entries.insert(made->report.entries.end(), more.entries.begin(), more.entries.end());
      // Of an account that both parts touch the last state counts.
      for (const AccountState& account : more.accounts) {
        std::erase_if(made->report.accounts, [&](const AccountState& one) { return one.account == account.account; });
        made->report.accounts.push_back(account);
      }
    }
    return made;
  }
};

/// Asks the next side of a relay, and those behind it.
template <class Self, class InterfaceOf>
void ask_next(Self self, const InterfaceOf& interface_of, const std::shared_ptr<Relay>& relay,
              caf::typed_response_promise<Answered> promise) {
  const ExecuteTransfer asks = relay->next();
  self->request(interface_of(asks.side), caf::infinite, asks).then([=](const Answered& answered) mutable {
    if (relay->take(answered.answer)) return ask_next(self, interface_of, relay, promise);
    promise.deliver(Answered{relay->whole()});
  });
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
        const bool pays_out = order->action == ActionType::pay_out;
        if (context.transfers_take_time && !pays_out && between_exchanges(universe, *order)) {
          const AccountId wallet = *universe.find_account(kWalletAccount);
          ask_next(self, interface_of, std::make_shared<Relay>(command, wallet, context.chain_takes_time), promise);
          return promise;
        }
        const ExecuteTransfer leave{order, command.market, order->account, command.asked_before};
        const ExecuteTransfer arrive{order, command.market, order->destination, command.asked_before};
        // The chain of a live node is its own and gives at once, so that what takes its time is waited for first.
        const bool swapped = context.transfers_take_time && universe.is_on_chain(leave.side) && !pays_out;
        const ExecuteTransfer& first = swapped ? arrive : leave;
        ExecuteTransfer second = swapped ? leave : arrive;
        self->request(interface_of(first.side), caf::infinite, first).then([=](const Answered& one) mutable {
          // A payment to the owner leaves our accounts, so there is no destination.
          if (one.answer->status != OrderStatus::accepted || pays_out) {
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
