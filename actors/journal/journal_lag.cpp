#include "actors/journal/journal_lag.hpp"

#include <algorithm>

namespace basis {
namespace {

constexpr Nanos kApart = kSecond;
constexpr std::size_t kMostMarks = 10'000;

/// Whether one of both is over its limit, divided by `part`. Zero: no limit.
bool lag_over(const JournalLag& lag, Nanos most_age, std::int64_t most_entries, std::int64_t part) {
  const bool old = most_age.count > 0 && lag.age.count > most_age.count / part;
  return old || (most_entries > 0 && lag.entries.value_or(0) > most_entries / part);
}

}  // namespace

JournalLag JournalLagWatch::look(MonoTime now, std::int64_t committed, std::optional<std::int64_t> stored) {
  if (committed > committed_) {
    const bool merges = !marks_.empty() && (now - marks_.back().at < kApart || marks_.size() >= kMostMarks);
    if (merges)
      marks_.back().committed = committed;
    else
      marks_.push_back({committed, now});
    committed_ = committed;
  }
  while (stored && !marks_.empty() && marks_.front().committed <= *stored) marks_.pop_front();
  JournalLag lag;
  if (stored) lag.entries = std::max<std::int64_t>(committed - *stored, 0);
  if (!marks_.empty()) lag.age = now - marks_.front().at;
  return lag;
}

KillState lag_level(KillState held, const JournalLag& lag, const JournalLimits& limits) {
  constexpr std::int64_t kWhole = 1, kHalf = 2;
  const auto halts = [&](std::int64_t part) { return lag_over(lag, limits.halt_lag, limits.halt_entries, part); };
  const auto reduces = [&](std::int64_t part) { return lag_over(lag, limits.reduce_lag, limits.reduce_entries, part); };
  if (halts(kWhole)) return KillState::halted;
  const bool unknown = !lag.entries;
  if (held == KillState::halted && (unknown || halts(kHalf))) return KillState::halted;
  if (reduces(kWhole)) return KillState::reducing;
  if (held != KillState::active && (unknown || reduces(kHalf))) return KillState::reducing;
  return KillState::active;
}

}  // namespace basis
