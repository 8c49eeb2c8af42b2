#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/pricing/basis_quote.hpp"

namespace basis {

/// When a basis position is worth having, and when no longer.
struct SignalThresholds {
  double enter_carry_bps = 0;      ///< a year; enter at or over
  double min_entry_basis_bps = 0;  ///< enter only at or over
  double exit_carry_bps = 0;       ///< a year; leave at or under; under `enter_carry_bps`
  Nanos cool_down{};               ///< after a signal of the pair, before its next one
};

enum class SignalKind : std::uint8_t { none, enter, leave };

/// Turns quotes into signals, pair by pair. A signal is given once: after `enter`
/// only `leave` can follow, and the other way round. Between the two carry
/// thresholds nothing happens, so that a carry that trembles at one of them does
/// not trade. Without a quote or a funding rate there is no signal: that a price
/// is missing is for risk to say, not a reason to trade.
class EntrySignal {
 public:
  /// One latch a pair, all out. A fault in the thresholds is a broken invariant.
  EntrySignal(const SignalThresholds& thresholds, std::size_t pairs);

  /// What the pair's quote at `now` calls for. Exactly `cool_down` after a signal the next may come.
  SignalKind update(std::size_t pair, const std::optional<BasisQuote>& quote, MonoTime now);

  /// What the position says: after a start, a fill by hand, or an entry that was refused.
  /// The cool-down goes on.
  void set_entered(std::size_t pair, bool entered);
  [[nodiscard]] bool entered(std::size_t pair) const { return latch(pair).entered; }

 private:
  struct Latch {
    bool entered = false;
    std::optional<MonoTime> signalled;
  };
  [[nodiscard]] SignalKind wanted(const Latch& latch, const BasisQuote& quote) const;
  [[nodiscard]] const Latch& latch(std::size_t pair) const;

  SignalThresholds thresholds_;
  std::vector<Latch> latches_;
};

}  // namespace basis
