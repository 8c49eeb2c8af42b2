#include "core/portfolio/ledger.hpp"

#include <algorithm>
#include <array>

namespace basis {

std::string_view entry_kind_name(EntryKind kind) {
  static constexpr std::array<std::string_view, 20> kNames = {
      "capital",     "transfer", "trade",  "funding",      "gas",         "supply", "withdraw",
      "liquidation", "borrow",   "repay",  "stake",        "unstake",     "claim",  "swap",
      "flash_loan",  "wrap",     "reward", "deleveraging", "unexplained", "group"};
  return kNames[static_cast<std::size_t>(kind)];
}

void apply_entry(const LedgerEntry& entry, PositionSet& positions) {
  for (const Movement& movement : entry.movements) {
    if (const auto& from = movement.from.instrument()) {
      positions[from->index()].amount -= movement.amount;
      positions[from->index()].entry_cost -= movement.entry_cost;
    }
    if (const auto& to = movement.to.instrument()) {
      positions[to->index()].amount += movement.amount;
      positions[to->index()].entry_cost += movement.entry_cost;
    }
  }
}

void apply_flight(const LedgerEntry& entry, std::vector<Amount>& on_the_way) {
  if (!entry.flight) return;
  Amount& bound = on_the_way[entry.flight->to.index()];
  for (const Movement& movement : entry.movements) {
    if (!movement.to.instrument() && movement.to.outside() == Outside::transit) bound += movement.amount;
    if (!movement.from.instrument() && movement.from.outside() == Outside::transit) bound -= movement.amount;
  }
}

PositionSet owned(const PositionSet& positions, std::span<const Amount> on_the_way) {
  PositionSet all = positions;
  for (std::size_t i = 0; i < on_the_way.size(); ++i) all[i].amount += on_the_way[i];
  return all;
}

ConservationLedger::ConservationLedger(const Universe& universe) : universe_(universe) {
  for (const Instrument& instrument : universe.instruments()) {
    const bool perp = instrument.type == PositionType::perp;
    const auto known = std::find_if(flows_.begin(), flows_.end(), [&](const Flow& flow) {
      return flow.token == instrument.token && flow.scaled == instrument.has_index && flow.perp == perp;
    });
    flow_index_.push_back(static_cast<std::size_t>(known - flows_.begin()));
    if (known == flows_.end()) flows_.push_back({instrument.token, instrument.has_index, perp, {}, {}});
  }
}

void ConservationLedger::record(const LedgerEntry& entry) {
  for (const Movement& movement : entry.movements) {
    const auto& from = movement.from.instrument();
    const auto& to = movement.to.instrument();
    if (!from && !to) broken_invariant("a movement touches no instrument");
    if (from && to) {
      if (&flow_of(*from) != &flow_of(*to))
        broken_invariant("a movement turns " + universe_[*from].key + " into " + universe_[*to].key);
      continue;
    }
    const InstrumentId inside = from ? *from : *to;
    const LedgerSide& other = from ? movement.to : movement.from;
    const Amount arrived = from ? movement.amount : -movement.amount;
    Flow& flow = flow_of(inside);
    (other.outside() == Outside::transit ? flow.transit : flow.outside) += arrived;
  }
}

void ConservationLedger::check_balance(const PositionSet& positions) const {
  std::vector<Amount> sums;
  for (const Flow& flow : flows_) sums.push_back(flow.outside + flow.transit);
  for (const Instrument& instrument : universe_.instruments())
    sums[flow_index_[instrument.id.index()]] += positions[instrument.id.index()].amount;
  for (std::size_t i = 0; i < sums.size(); ++i)
    if (!sums[i].is_zero()) broken_invariant("ledger does not balance: " + sums[i].to_string() + " " + flows_[i].token);
}

void ConservationLedger::check(const PositionSet& positions, std::span<const Amount> on_the_way) const {
  std::vector<Amount> lost;
  for (const Flow& flow : flows_) lost.push_back(flow.transit);
  for (std::size_t i = 0; i < on_the_way.size(); ++i) lost[flow_index_[i]] -= on_the_way[i];
  for (std::size_t i = 0; i < lost.size(); ++i)
    if (!lost[i].is_zero()) broken_invariant(lost[i].to_string() + " " + flows_[i].token + " is lost in transit");
  check_balance(positions);
}

}  // namespace basis
