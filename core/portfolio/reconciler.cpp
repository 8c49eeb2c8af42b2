#include "core/portfolio/reconciler.hpp"

#include <algorithm>
#include <array>

namespace basis {
namespace {

/// The entry that turns our holding into the venue's. The cost of what a perp differs by is at the venue's price, or at
/// our average.
LedgerEntry entry_to(const Observed& theirs, const Holding& ours, Outside outside, EntryKind kind, UtcTime now) {
  const Amount difference = theirs.amount - ours.amount;
  Amount cost;
  if (theirs.entry_cost) {
    cost = *theirs.entry_cost - ours.entry_cost;
  } else if (theirs.amount.is_zero()) {
    cost = -ours.entry_cost;
  } else if (!theirs.price.is_zero()) {
    cost = mul(difference, theirs.price, Rounding::half_even);
  } else if (!ours.amount.is_zero()) {
    cost = scale(ours.entry_cost, difference, ours.amount, Rounding::half_even);
  }
  return {now, kind, {{outside, theirs.instrument, difference, cost}}};
}

}  // namespace

std::string_view reconcile_verdict_name(ReconcileVerdict verdict) {
  static constexpr std::array<std::string_view, 4> kNames = {"equal", "booked", "waiting", "reducing"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::string Reconciler::text_of(const OpenDifference& difference) const {
  std::string text = universe_[difference.theirs.instrument].key + " is " + difference.ours.amount.to_string() +
                     " in our book and " + difference.theirs.amount.to_string() + " at the venue";
  const auto note = notes_.find(difference.theirs.instrument);
  return note == notes_.end() ? text : text + ": " + note->second;
}

/// Whether nothing that is on its way can explain a difference any more.
bool Reconciler::lasts(const OpenDifference& open, UtcTime now) const {
  const InstrumentId instrument = open.theirs.instrument;
  const Nanos grace = fees_owed_.contains(instrument) ? std::max(rules_.fee_grace, rules_.grace) : rules_.grace;
  return !moving_.contains(instrument) && now - open.since >= grace;
}

/// A restart does not know what the boot before counted.
void Reconciler::fee_told(InstrumentId instrument) {
  const auto owed = fees_owed_.find(instrument);
  if (owed != fees_owed_.end() && --owed->second == 0) fees_owed_.erase(owed);
}

void Reconciler::movement_ends(InstrumentId instrument) {
  const auto moving = moving_.find(instrument);
  require(moving != moving_.end(), "a movement of money ended that had not begun");
  if (--moving->second > 0) return;
  moving_.erase(moving);
  const auto open = open_.find(instrument);
  if (open != open_.end() && !open->second.told) open_.erase(open);
}

void Reconciler::forget_explained(InstrumentId instrument, const Holding& ours) {
  const auto open = open_.find(instrument);
  if (open == open_.end()) return;
  const Observed& theirs = open->second.theirs;
  const Amount tolerance =
      instrument.index() < rules_.tolerance.size() ? rules_.tolerance[instrument.index()] : Amount{};
  const bool cost = !theirs.entry_cost || *theirs.entry_cost == ours.entry_cost;
  if (cost && (theirs.amount - ours.amount).abs() <= tolerance) open_.erase(open);
}

/// Whether the day's tolerance still covers a difference; then it is used up by it.
bool Reconciler::within(InstrumentId instrument, Amount difference, UtcTime now) {
  if (instrument.index() >= rules_.tolerance.size() || difference.is_zero()) return false;
  const UsedTolerance& used = used_[instrument.index()];
  const Amount before = used.day == now.nanos() / kDay.count ? used.amount : Amount{};
  if (before + difference.abs() > rules_.tolerance[instrument.index()]) return false;
  count_booked(instrument, difference, now);
  return true;
}

void Reconciler::count_booked(InstrumentId instrument, Amount difference, UtcTime time) {
  UsedTolerance& used = used_[instrument.index()];
  const std::int64_t day = time.nanos() / kDay.count;
  if (used.day != day) used = {day, Amount{}};
  used.amount += difference.abs();
}

ReconcileFinding Reconciler::compare(const Observed& theirs, const Holding& ours, UtcTime now) {
  ReconcileFinding finding;
  finding.instrument = theirs.instrument;
  const Amount difference = theirs.amount - ours.amount;
  if (difference.is_zero() && (!theirs.entry_cost || *theirs.entry_cost == ours.entry_cost)) {
    open_.erase(theirs.instrument);
    return finding;
  }
  if (within(theirs.instrument, difference, now)) {
    finding.verdict = ReconcileVerdict::booked;
    finding.entry = entry_to(theirs, ours, Outside::unexplained, EntryKind::unexplained, now);
    finding.text = text_of({ours, theirs, now});
    open_.erase(theirs.instrument);
    return finding;
  }
  OpenDifference& open = open_.try_emplace(theirs.instrument, OpenDifference{ours, theirs, now}).first->second;
  finding.again = open.told && open.ours.amount == ours.amount && open.theirs.amount == theirs.amount;
  open.ours = ours;
  open.theirs = theirs;
  const bool over = lasts(open, now);
  if (over) open.told = true;
  finding.verdict = over ? ReconcileVerdict::reducing : ReconcileVerdict::waiting;
  finding.text = text_of(open);
  return finding;
}

std::vector<ReconcileFinding> Reconciler::overdue(UtcTime now) {
  std::vector<ReconcileFinding> findings;
  for (auto& [instrument, open] : open_) {
    if (open.told || !lasts(open, now)) continue;
    open.told = true;
    findings.push_back({ReconcileVerdict::reducing, instrument, {}, text_of(open)});
  }
  return findings;
}

std::optional<LedgerEntry> Reconciler::adopt(InstrumentId instrument, AdoptAs as, UtcTime now) {
  const auto found = open_.find(instrument);
  if (found == open_.end()) return std::nullopt;
  const bool capital = as == AdoptAs::capital;
  LedgerEntry entry =
      entry_to(found->second.theirs, found->second.ours, capital ? Outside::capital : Outside::unexplained,
               capital ? EntryKind::capital : EntryKind::unexplained, now);
  open_.erase(found);
  notes_.erase(instrument);
  return entry;
}

}  // namespace basis
