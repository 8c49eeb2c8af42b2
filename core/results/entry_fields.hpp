#pragma once

#include "core/results/journal_fields.hpp"

// The members of the entries of a journal, and of what the parts of a node remember, in the order of their bytes.

namespace basis {

template <class C>
void fields(C& c, Coded<C, JournalNames>& v) {
  c(v.accounts, v.instruments, v.markets);
}
template <class C>
void fields(C& c, Coded<C, journal::BootBegan>& v) {
  c(v.mode, v.share_class, v.node_id, v.boot, v.configuration, v.universe, v.names);
}
template <class C>
void fields(C& c, Coded<C, journal::KillSwitchSet>& v) {
  c(v.state, v.reason, v.how, v.rule);
}
template <class C>
void fields(C& c, Coded<C, journal::PlanBegan>& v) {
  c(v.decision, v.reason);
}
template <class C>
void fields(C& c, Coded<C, journal::PlanEnded>& v) {
  c(v.decision, v.accepted, v.refused);
}
template <class C>
void fields(C& c, Coded<C, journal::PairBegan>& v) {
  c(v.order);
}
template <class C>
void fields(C& c, Coded<C, journal::PairStopped>& v) {
  c(v.pair);
}
template <class C>
void fields(C& c, Coded<C, journal::PairWorked>& v) {
  c(v.figures, v.reason);
}
template <class C>
void fields(C& c, Coded<C, journal::CommandSent>& v) {
  c(v.command, v.pair, v.mid, v.deadline);
}
template <class C>
void fields(C& c, Coded<C, journal::OrderHeard>& v) {
  c(v.report);
}
template <class C>
void fields(C& c, Coded<C, journal::MarketDownloaded>& v) {
  c(v.download);
}
template <class C>
void fields(C& c, Coded<C, journal::FillHeard>& v) {
  c(v.fill, v.pair, v.arrival);
}
template <class C>
void fields(C& c, Coded<C, journal::AccountHeard>& v) {
  c(v.report);
}
template <class C>
void fields(C& c, Coded<C, journal::ControlTaken>& v) {
  c(v.command);
}
template <class C>
void fields(C& c, Coded<C, journal::FlowTaken>& v) {
  c(v.flow);
}
template <class C>
void fields(C& c, Coded<C, journal::DecisionInputs>& v) {
  c(v.market, v.positions, v.on_the_way, v.strategy, v.plan_open);
}
template <class C>
void fields(C& c, Coded<C, journal::DecisionMade>& v) {
  c(v.decision, v.equity, v.inputs);
  if constexpr (C::kReads)
    if (v.decision == nullptr || (v.inputs != nullptr && v.inputs->market == nullptr)) c.fail();
}
template <class C>
void fields(C& c, Coded<C, journal::EntryWaits>& v) {
  c(v.reason);
}
template <class C>
void fields(C& c, Coded<C, journal::NotCarriedOut>& v) {
  c(v.what);
}
template <class C>
void fields(C& c, Coded<C, journal::Rebalanced>& v) {
  c(v.decision, v.reason);
}
template <class C>
void fields(C& c, Coded<C, journal::OrderMade>& v) {
  c(v.order, v.uses);
  if constexpr (C::kReads)
    if (v.order == nullptr) c.fail();
}
template <class C>
void fields(C& c, Coded<C, journal::OrderRefused>& v) {
  c(v.order, v.refusal);
  if constexpr (C::kReads)
    if (v.order == nullptr) c.fail();
}
template <class C>
void fields(C& c, Coded<C, journal::ContractCalled>& v) {
  c(v.order);
  if constexpr (C::kReads)
    if (v.order == nullptr) c.fail();
}
template <class C>
void fields(C& c, Coded<C, journal::PartNotSent>& v) {
  c(v.action, v.reason);
}
template <class C>
void fields(C& c, Coded<C, journal::OrdersCut>& v) {
  c(v.left);
}
template <class C>
void fields(C& c, Coded<C, journal::PlanWaits>& v) {
  c(v.decision, v.reason, v.waits_for, v.unsent);
}
template <class C>
void fields(C& c, Coded<C, journal::PlanReplaced>& v) {
  c(v.decision, v.reason, v.by, v.unsent);
}
template <class C>
void fields(C& c, Coded<C, journal::PairClosed>& v) {
  c(v.figures);
}
template <class C>
void fields(C& c, Coded<C, journal::BalanceChange>& v) {
  c(v.instrument, v.before, v.after);
}
template <class C>
void fields(C& c, Coded<C, journal::FillTold>& v) {
  c(v.client_id, v.reason, v.fill);
}
template <class C>
void fields(C& c, Coded<C, journal::Posting>& v) {
  c(v.entry, v.balances, v.fill, v.reported);
}
template <class C>
void fields(C& c, Coded<C, journal::DifferenceFound>& v) {
  c(v.text);
}
template <class C>
void fields(C& c, Coded<C, journal::VenueNoticed>& v) {
  c(v.notice);
}
template <class C>
void fields(C& c, Coded<C, journal::RiskAlert>& v) {
  c(v.status, v.was, v.reasons);
}
template <class C>
void fields(C& c, Coded<C, journal::ReserveChanged>& v) {
  c(v.status, v.was);
}
template <class C>
void fields(C& c, Coded<C, journal::AccrualSummed>& v) {
  c(v.amounts);
}
template <class C>
void fields(C& c, Coded<C, journal::PersonAlerted>& v) {
  c(v.source, v.kind, v.text);
}

// Memory.

template <class C>
void fields(C& c, Coded<C, PositionMemory>& v) {
  c(v.fills, v.posted, v.last_posted);
}
template <class C>
void fields(C& c, Coded<C, RiskMemory>& v) {
  c(v.status, v.reserve);
}
template <class C>
void fields(C& c, Coded<C, PnlRecord>& v) {
  c(v.market, v.positions, v.attribution, v.capital, v.gas, v.swap_discount, v.funding_by_account);
}
template <class C>
void fields(C& c, Coded<C, PnlMemory>& v) {
  c(v.account, v.fees, v.accrued, v.refreshed);
}
template <class C>
void fields(C& c, Coded<C, OwedRecord>& v) {
  c(v.equity, v.capital, v.owed);
}
template <class C>
void fields(C& c, Coded<C, StrategistMemory>& v) {
  c(v.strategy, v.flows, v.last_flow, v.owed, v.plan_unsent, v.told_waiting);
}
template <class C>
void fields(C& c, Coded<C, PlanTransfers::Sent>& v) {
  c(v.into, v.due);
}
template <class C>
void fields(C& c, Coded<C, OrderSourceRecord>& v) {
  c(v.started, v.block, v.instruction, v.round, v.taken, v.before_round, v.routed, v.refused);
}
template <class C>
void fields(C& c, Coded<C, PlanMemory>& v) {
  c(v.decision, v.decided, v.transfers, v.recorded, v.accepted, v.refusals, v.orders, v.uses, v.sent, v.told_unsent,
    v.told_open, v.worked, v.ordered, v.awaited, v.awaited_since, v.asked, v.replacement, v.replaced_by);
}
template <class C>
void fields(C& c, Coded<C, PairsMemory>& v) {
  c(v.last_id, v.open, v.ended, v.orders, v.taken_over, v.taken_back, v.reason);
}
template <class C>
void fields(C& c, Coded<C, DayProfit>& v) {
  c(v.day, v.at_begin);
}
template <class C>
void fields(C& c, Coded<C, LossWatch>& v) {
  c(v.day, v.peak);
}
template <class C>
void fields(C& c, Coded<C, DriverMemory>& v) {
  c(v.started, v.last, v.next_recorded, v.next_decided, v.wants, v.losses);
}

}  // namespace basis
