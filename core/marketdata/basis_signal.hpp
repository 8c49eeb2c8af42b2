#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/marketdata/basis_quote.hpp"

namespace basis {

/// When to enter a basis position and when to leave it.
struct SignalThresholds {
  double enter_carry_bps = 0;      ///< per year; enter at or above
  double min_entry_basis_bps = 0;  ///< enter only at or above
  double exit_carry_bps = 0;       ///< per year; leave at or below; must be less than `enter_carry_bps`
  Nanos cool_down{};               ///< minimum time between two signals of a pair
};

enum class SignalKind : std::uint8_t { none, enter, leave };

/// Turns quotes into signals, pair by pair. A signal is given once: after `enter` only `leave` can follow, and
/// the reverse. Between the two carry thresholds there is no signal, so that a carry that fluctuates around one
/// of them does not trade. Without a quote or a funding rate there is no signal: a missing price is a matter
/// for the risk checks, not a reason to trade.
class EntrySignal {
 public:
  /// One latch per pair, none of them entered. Invalid thresholds are a broken invariant.
  EntrySignal(const SignalThresholds& thresholds, std::size_t pairs);

  /// The signal that the pair's quote at `now` calls for. The next signal may come exactly `cool_down` after
  /// the last.
  SignalKind update(std::size_t pair, const std::optional<BasisQuote>& quote, MonoTime now);

  /// Sets the state from the actual position: after a start, a manual fill, or a refused entry. The cool-down
  /// is not reset.
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
