#include "actors/matched_exchange.hpp"

#include "actors/event_emitter.hpp"
#include "core/execution/transfer_rules.hpp"
#include "venues/sim/arrivals.hpp"

namespace basis {
namespace {

struct MatchedExchangeState {
  const RunContext& context;
  AccountId account;
  ReplayVenues* venues;
  std::shared_ptr<const Directory> directory;
  Arrivals& arrivals;  ///< of the account, kept with the venues
};

Answered reply_with(OrderAnswer answer) { return {std::make_shared<const OrderAnswer>(std::move(answer))}; }

OrderAnswer refuse(OrderAnswer answer, std::string reason) {
  answer.status = OrderStatus::refused;
  answer.reason = std::move(reason);
  return answer;
}

/// The account's side of a transfer: what leaves must be withdrawable, with the gas of a withdrawal on chain.
OrderAnswer transfer(MatchedExchangeState& state, const OrderPtr& order, const MarketSnapshot& market) {
  const Universe& universe = state.context.universe;
  OrderAnswer answer;
  answer.order = order;
  answer.status = OrderStatus::accepted;
  answer.report.time = market.time;
  const InstrumentId token = universe.get(state.account, PositionType::base_token, universe[order->instrument].token);
  const bool leaves = order->account == state.account;
  if (!leaves && order->due) {
    state.arrivals.add({token, *order->due}, order->size);
    return answer;
  }
  if (leaves)
    if (std::string fault = transfer_fault(universe, *order); !fault.empty()) return refuse(answer, std::move(fault));
  const bool free = !leaves || universe.same_exchange(order->account, order->destination);
  const Amount gas = free ? Amount{} : state.context.costs.gas("transfer", universe, market);
  if (leaves)
    if (std::string fault = state.venues->withdrawal_fault(token, order->size, gas); !fault.empty())
      return refuse(answer, std::move(fault));
  Movement moved{token, Outside::transit, order->size, Amount{}};
  if (!leaves) std::swap(moved.from, moved.to);
  answer.report.entries.push_back({market.time, EntryKind::transfer, {moved}, flight_of(universe, *order)});
  if (!gas.is_zero()) {
    const InstrumentId cash = universe.get(state.account, PositionType::base_token, kQuoteAsset);
    answer.report.entries.push_back({market.time, EntryKind::gas, {{cash, Outside::gas, gas, Amount{}}}});
  }
  for (const LedgerEntry& entry : answer.report.entries) state.venues->post(state.account, entry);
  return answer;
}

/// What has arrived is credited before anything else of a step.
VenueReport settle(MatchedExchangeState& state, UtcTime now) {
  VenueReport report;
  report.time = now;
  report.entries = state.arrivals.due(now);
  for (const LedgerEntry& entry : report.entries) state.venues->post(state.account, entry);
  state.arrivals.forget(now);
  return report;
}

}  // namespace

venue_actor::behavior_type matched_exchange(venue_actor::pointer self, const RunContext& context, AccountId account,
                                            ReplayVenues* venues) {
  stop_loudly(self);
  const auto state = std::make_shared<MatchedExchangeState>(
      MatchedExchangeState{context, account, venues, nullptr, venues->arrivals(account)});
  return {
      [=](const Connect& connect) { state->directory = connect.directory; },
      [](const Deposit&) { broken_invariant("capital is paid into the wallet, never into an exchange"); },
      [=](const MarketUpdate& update) {
        auto report = std::make_shared<const VenueReport>(settle(*state, update.market->time));
        self->send(state->directory->position_monitor, VenueSettled{std::move(report)});
      },
      [](const ExecuteTrade&) -> Answered { broken_invariant("a trade on matched books is worked by the desk"); },
      [=](const ExecuteTransfer& command) { return reply_with(transfer(*state, command.order, *command.market)); },
      [=](const BalanceQuery& query) { return BalanceReply{state->venues->holding(query.instrument).amount}; },
      [=](const PositionQuery& query) { return PositionReply{state->venues->holding(query.instrument)}; },
  };
}

}  // namespace basis
