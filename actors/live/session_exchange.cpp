#include "actors/live/session_exchange.hpp"

#include <map>

#include "actors/event_emitter.hpp"
#include "core/execution/transfer_rules.hpp"

namespace basis {
namespace {

/// A transfer that is not over, and who waits for its answer.
struct AwaitedTransfer {
  OrderPtr order;
  UtcTime asked;
  caf::typed_response_promise<Answered> promise;
};

struct SessionExchangeState {
  const RunContext& context;
  AccountId account;
  SessionVenues* venues;
  Wallet* wallet;
  std::shared_ptr<const Directory> directory;
  std::map<std::string, AwaitedTransfer> awaited;  ///< by order id
};
using StatePtr = std::shared_ptr<SessionExchangeState>;

Answered answer_of(const OrderPtr& order, UtcTime time, OrderStatus status, std::string reason,
                   std::vector<LedgerEntry> entries = {}, Amount taken = {}) {
  auto answer = std::make_shared<OrderAnswer>();
  answer->order = order;
  answer->status = status;
  answer->reason = std::move(reason);
  answer->report.time = time;
  answer->report.entries = std::move(entries);
  answer->taken = taken;
  return {std::move(answer)};
}

/// What the account's side of a transfer posts: the movement, and the network's fee out of its amount where there is
/// one.
std::vector<LedgerEntry> entries_of(const SessionExchangeState& state, const Order& order, UtcTime time, Amount fee) {
  const Universe& universe = state.context.universe;
  const InstrumentId token = universe.get(state.account, PositionType::base_token, universe[order.instrument].token);
  Movement moved{token, Outside::transit, order.size - fee, Amount{}};
  if (order.account != state.account) std::swap(moved.from, moved.to);
  std::vector<LedgerEntry> entries{{time, EntryKind::transfer, {moved}, std::nullopt}};
  if (!fee.is_zero()) entries.push_back({time, EntryKind::gas, {{token, Outside::gas, fee, Amount{}}}, std::nullopt});
  return entries;
}

/// Why the account's side of a transfer cannot be asked for; empty when it can.
std::string fault_of(const SessionExchangeState& state, const Order& order) {
  const Universe& universe = state.context.universe;
  if (!state.venues->trades(state.account))
    return universe.name(state.account) + " has no session: nothing of the mode is traded there";
  if (universe.same_exchange(order.account, order.destination)) return {};
  if (state.wallet == nullptr || state.wallet->address().empty())
    return "a transfer between an exchange and the wallet needs the chain, and no chain client is configured";
  return {};
}

/// Until a transfer is answered, the exchange holds what the book does not have yet, or no more: on both of its
/// accounts when it moves inside, and the wallet where it is read.
void tell_monitor(session_exchange_actor::pointer self, const SessionExchangeState& state, const Order& order,
                  bool begins) {
  const Universe& universe = state.context.universe;
  const bool inside = universe.same_exchange(order.account, order.destination);
  for (const AccountId account : {order.account, order.destination}) {
    // A wallet on a chain outside the node is read, whatever the exchange has said by then.
    const bool read = state.context.chain_takes_time && universe.is_on_chain(account);
    if (account != state.account && !inside && !read) continue;
    const InstrumentId token = universe.get(account, PositionType::base_token, universe[order.instrument].token);
    self->send(state.directory->position_monitor, MoneyUnderWay{token, begins});
  }
}

/// Asks the exchange, or the wallet, and answers when the money has arrived.
caf::result<Answered> begin_transfer(session_exchange_actor::pointer self, const StatePtr& state,
                                     const ExecuteTransfer& command) {
  const OrderPtr order = command.order;
  const UtcTime time = command.market->time;
  const Universe& universe = state->context.universe;
  const bool leaves = order->account == state->account;
  std::string fault = leaves ? transfer_fault(universe, *order) : std::string();
  if (fault.empty()) fault = fault_of(*state, *order);
  if (!fault.empty()) return answer_of(order, time, OrderStatus::refused, std::move(fault));
  // Inside one exchange both sides are one movement, which the side that gives has asked for.
  if (!leaves && universe.same_exchange(order->account, order->destination))
    return answer_of(order, time, OrderStatus::accepted, {}, entries_of(*state, *order, time, {}));
  auto promise = self->make_response_promise<Answered>();
  state->awaited[order->client_id] = {order, time, promise};
  tell_monitor(self, *state, *order, true);
  const auto done = [handle = caf::actor_cast<session_exchange_actor>(self),
                     id = order->client_id](const MoneyMoved& moved) {
    caf::anon_send(handle, MoneyEnded{id, moved});
  };
  state->venues->after_commit([state, order, leaves, done, asked_before = command.asked_before] {
    if (leaves)
      state->venues->move(*order, state->wallet == nullptr ? std::string() : state->wallet->address(), asked_before,
                          done);
    else
      state->wallet->deposit(*order, [state, to = order->destination, done](const MoneyMoved& moved) {
        if (moved.status != OrderStatus::accepted) return done(moved);
        // An exchange may have a place beside trading where money arrives.
        state->venues->collect(to, [moved, done] { done(moved); });
      });
  });
  return promise;
}

void end_transfer(session_exchange_actor::pointer self, SessionExchangeState& state, const MoneyEnded& ended) {
  const auto found = state.awaited.find(ended.id);
  require(found != state.awaited.end(), "a transfer ended that nobody waits for");
  AwaitedTransfer transfer = std::move(found->second);
  state.awaited.erase(found);
  tell_monitor(self, state, *transfer.order, false);
  const bool arrived = ended.moved.status == OrderStatus::accepted;
  const Amount fee = arrived ? ended.moved.fee : Amount{};
  require(fee.sign() >= 0 && fee < transfer.order->size, "a fee of a transfer that is more than the transfer");
  std::vector<LedgerEntry> entries;
  if (arrived) entries = entries_of(state, *transfer.order, transfer.asked, fee);
  transfer.promise.deliver(
      answer_of(transfer.order, transfer.asked, ended.moved.status, ended.moved.reason, std::move(entries), fee));
}

}  // namespace

session_exchange_actor::behavior_type session_exchange(session_exchange_actor::pointer self, const RunContext& context,
                                                       AccountId account, SessionVenues* venues, Wallet* wallet) {
  stop_loudly(self);
  const auto state =
      std::make_shared<SessionExchangeState>(SessionExchangeState{context, account, venues, wallet, nullptr, {}});
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [](const Deposit&) { broken_invariant("capital is paid into the wallet, never into an exchange"); },
      [=](const MarketUpdate& update) {
        auto report = std::make_shared<VenueReport>();
        report->time = update.market->time;
        self->send(state->directory->position_monitor, VenueSettled{std::move(report)});
      },
      [](const ExecuteTrade&) -> Answered { broken_invariant("a trade on an exchange is worked by the desk"); },
      [=](const ExecuteTransfer& command) { return begin_transfer(self, state, command); },
      [=](const BalanceQuery& query) { return BalanceReply{state->venues->holding(query.instrument).amount}; },
      [=](const PositionQuery& query) { return PositionReply{state->venues->holding(query.instrument)}; },
      [=](const MoneyEnded& ended) { end_transfer(self, *state, ended); },
  };
}

}  // namespace basis
