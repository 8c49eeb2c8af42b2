#pragma once

#include <algorithm>

#include "core/base/byte_codec.hpp"
#include "core/results/journal.hpp"
#include "core/results/node_memory.hpp"

// The members of what a journal holds, in the order of their bytes. A change of these lists is another version of the
// journal.

namespace basis {

template <>
struct Blank<Movement> {
  static Movement make() { return {Outside::market, Outside::market, Amount{}, Amount{}}; }
};

// Ids and ledger.

template <class C>
void fields(C& c, Coded<C, EventId>& v) {
  c(v.source, v.number);
}
template <class C>
void fields(C& c, Coded<C, VenueKey>& v) {
  c(v.high, v.low);
}
template <class C>
void fields(C& c, Coded<C, ClientOrderId>& v) {
  std::string text(v.view());
  c(text);
  if constexpr (C::kReads) {
    v = {};
    if (text.empty()) return;
    auto id = ClientOrderId::parse(text);
    if (!id) return c.fail();
    v = id.value();
  }
}
template <class C>
void fields(C& c, Coded<C, LedgerSide>& v) {
  bool outside = !v.instrument();
  Outside other = v.outside();
  InstrumentId instrument = v.instrument().value_or(InstrumentId{});
  c(outside, other, instrument);
  if constexpr (C::kReads) v = outside ? LedgerSide(other) : LedgerSide(instrument);
}
template <class C>
void fields(C& c, Coded<C, Movement>& v) {
  c(v.from, v.to, v.amount, v.entry_cost);
}
template <class C>
void fields(C& c, Coded<C, Flight>& v) {
  c(v.to, v.due);
}
template <class C>
void fields(C& c, Coded<C, LedgerEntry>& v) {
  c(v.time, v.kind, v.movements, v.flight);
  // The first movement is looked at without asking whether there is one.
  if constexpr (C::kReads)
    if (v.movements.empty()) c.fail();
}
template <class C>
void fields(C& c, Coded<C, Holding>& v) {
  c(v.amount, v.entry_cost);
}
template <class C>
void fields(C& c, Coded<C, CapitalFlow>& v) {
  std::uint64_t line = v.line;
  c(v.time, v.deposit, v.amount, v.speed, line);
  if constexpr (C::kReads) v.line = line;
}

template <class C>
void fields(C& c, Coded<C, ControlCommand>& v) {
  c(v.action, v.by, v.reason, v.amount, v.speed, v.adopt_as, v.id, v.address, v.key, v.value);
}

// Market.

template <class C>
void fields(C& c, Coded<C, EndedBar>& v) {
  c(v.open, v.high, v.low);
}
template <class C>
void fields(C& c, Coded<C, MarketDepth>& v) {
  c(v.instrument, v.volume, v.supplied, v.variable_debt);
}
template <class C>
void fields(C& c, Coded<C, RewardPaid>& v) {
  c(v.token, v.per_underlying, v.wrapped, v.name, v.distribution, v.period);
}
template <class C>
void fields(C& c, Coded<C, RewardEarning>& v) {
  c(v.distribution, v.time);
}
template <class C>
void fields(C& c, Coded<C, MarketSnapshot>& v) {
  c(v.time, v.prices, v.marks, v.bar, v.ended, v.indices, v.rates, v.market_rates, v.funding_settled, v.funding_known,
    v.depth, v.rewards, v.earning, v.gas_price, v.gas_token_price);
}

// Decisions.

template <class C>
void fields(C& c, Coded<C, CashTargets>& v) {
  c(v.wallet, v.spot, v.margin);
}
template <class C>
void fields(C& c, Coded<C, Instruction>& v) {
  c(v.action, v.amount, v.token, v.into, v.buy, v.everything, v.discretionary, v.cash, v.idle_only, v.to_net, v.move);
}
template <class C>
void fields(C& c, Coded<C, LeverageTarget>& v) {
  c(v.add, v.add_all, v.release, v.as_token, v.close, v.keep, v.ltv);
}
template <class C>
void fields(C& c, Coded<C, InstructionBlock>& v) {
  c(v.instructions, v.kind, v.leverage);
}
template <class C>
void fields(C& c, Coded<C, Decision>& v) {
  c(v.kind, v.reason, v.rebalance, v.blocks, v.not_carried_out, v.waits_for, v.remark, v.infeasible, v.first_entry,
    v.urgent);
}
template <class C>
void fields(C& c, Coded<C, KeptPart>& v) {
  c(v.kept, v.whole, v.in_wallet, v.released);
}
template <class C>
void fields(C& c, Coded<C, StrategyMemory>& v) {
  c(v.answered, v.passed_over, v.noted, v.asked_to_enter, v.entered_once, v.not_entered, v.settling, v.withdrawals,
    v.deposits, v.unwindings, v.unwound_at, v.waited, v.unwound, v.paid, v.rebalanced_equity, v.acted_at, v.low_since,
    v.closed, v.unfinished, v.leaving, v.leavings, v.hurried);
}

// Orders and pairs.

template <class C>
void fields(C& c, Coded<C, CapacityUse>& v) {
  c(v.kind, v.instrument, v.amount, v.limit, v.bar);
}
template <class C>
void fields(C& c, Coded<C, ContractStep>& v) {
  c(v.action, v.account, v.instrument, v.into, v.size, v.everything);
}
template <class C>
void fields(C& c, Coded<C, Order>& v) {
  c(v.client_id, v.cause, v.type, v.action, v.account, v.destination, v.due, v.instrument, v.size, v.steps,
    v.gas_operation, v.buy, v.closes_block, v.reason);
}
template <class C>
void fields(C& c, Coded<C, Fill>& v) {
  c(v.instrument, v.buy, v.size, v.arrival, v.price, v.notional, v.cost);
}
template <class C>
void fields(C& c, Coded<C, VenueNotice>& v) {
  std::string kind(v.kind);
  c(kind, v.instrument, v.text, v.margin_ratio);
  if constexpr (C::kReads) {
    static constexpr std::array kKinds{kLiquidation, kDeleveraging, kWriteOff};
    const auto* const known = std::find(kKinds.begin(), kKinds.end(), kind);
    if (known == kKinds.end()) return c.fail();
    v.kind = *known;
  }
}
template <class C>
void fields(C& c, Coded<C, PairLeg>& v) {
  c(v.market, v.side, v.reduce_only);
}
template <class C>
void fields(C& c, Coded<C, PairTerms>& v) {
  c(v.style, v.clip, v.least_edge_bps, v.max_volatility, v.slippage, v.patience, v.max_naked, v.venue_down);
}
template <class C>
void fields(C& c, Coded<C, PairOrder>& v) {
  c(v.id, v.first, v.second, v.coins, v.urgent, v.twin, v.terms);
}
template <class C>
void fields(C& c, Coded<C, Funds>& v) {
  c(v.account, v.asset, v.available, v.needed);
}
template <class C>
void fields(C& c, Coded<C, PairFigures>& v) {
  c(v.id, v.end, v.waits, v.short_of, v.first, v.second, v.net_first, v.net_second, v.closed, v.left, v.unwound,
    v.maker, v.orders, v.fills, v.refusals, v.started, v.ended, v.naked, v.longest_naked);
}
template <class C>
void fields(C& c, Coded<C, OrderCommand>& v) {
  c(v.id, v.action, v.side, v.kind, v.self_trade, v.reduce_only, v.market, v.limit, v.size);
}
template <class C>
void fields(C& c, Coded<C, OrderReport>& v) {
  c(v.id, v.kind, v.of, v.reason, v.side, v.liquidity, v.origin, v.fee_known, v.filled_known, v.market, v.fee_asset,
    v.order, v.trade, v.price, v.size, v.filled, v.fee, v.at_venue);
}
template <class C>
void fields(C& c, Coded<C, OrderRecord>& v) {
  c(v.terms, v.order, v.filled, v.open, v.end, v.reason, v.at_venue);
}
template <class C>
void fields(C& c, Coded<C, OrderEffect>& v) {
  c(v.kind, v.state, v.action, v.reason, v.alarm, v.side, v.liquidity, v.origin, v.fee_known, v.claimed, v.id, v.market,
    v.fee_asset, v.order, v.trade, v.price, v.size, v.filled, v.fee, v.at_venue);
}
template <class C>
void fields(C& c, Coded<C, AccountReport>& v) {
  c(v.kind, v.state, v.free_known, v.account, v.asset, v.market, v.id, v.amount, v.available, v.withdrawable, v.fee,
    v.price, v.at_venue);
}
template <class C>
void fields(C& c, Coded<C, MarketDownload>& v) {
  c(v.market, v.open, v.fills, v.ended, v.position);
}

}  // namespace basis
