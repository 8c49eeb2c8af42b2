#include "core/marketdata/basis_signal.hpp"

namespace basis {

EntrySignal::EntrySignal(const SignalThresholds& thresholds, std::size_t pairs)
    : thresholds_(thresholds), latches_(pairs) {
  require(thresholds.exit_carry_bps < thresholds.enter_carry_bps, "a basis is left at the carry it is entered at");
  require(thresholds.cool_down.count >= 0, "a cool-down is under zero");
}

const EntrySignal::Latch& EntrySignal::latch(std::size_t pair) const {
  require(pair < latches_.size(), "a signal of a pair that is not there was asked for");
  return latches_[pair];
}

void EntrySignal::set_entered(std::size_t pair, bool entered) {
  require(pair < latches_.size(), "a pair that is not there was entered");
  latches_[pair].entered = entered;
}

SignalKind EntrySignal::wanted(const Latch& latch, const BasisQuote& quote) const {
  if (!quote.carry_annual_bps) return SignalKind::none;
  if (latch.entered)
    return *quote.carry_annual_bps <= thresholds_.exit_carry_bps ? SignalKind::leave : SignalKind::none;
  const bool pays = *quote.carry_annual_bps >= thresholds_.enter_carry_bps &&
                    quote.entry_basis_bps >= thresholds_.min_entry_basis_bps;
  return pays ? SignalKind::enter : SignalKind::none;
}

SignalKind EntrySignal::update(std::size_t pair, const std::optional<BasisQuote>& quote, MonoTime now) {
  require(pair < latches_.size(), "a signal of a pair that is not there was asked for");
  Latch& latch = latches_[pair];
  if (!quote || (latch.signalled && now - *latch.signalled < thresholds_.cool_down)) return SignalKind::none;
  const SignalKind kind = wanted(latch, *quote);
  if (kind == SignalKind::none) return kind;
  latch.entered = kind == SignalKind::enter;
  latch.signalled = now;
  return kind;
}

}  // namespace basis
