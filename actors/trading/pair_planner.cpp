#include "actors/trading/pair_planner.hpp"

#include "actors/lanes/handlers.hpp"

namespace basis {
namespace {

/// `size` rounded down to a multiple of both size steps.
Quantity cut_to_both(Quantity size, Quantity first, Quantity second) {
  for (;;) {
    const std::int64_t once = size.raw() / first.raw() * first.raw();
    const std::int64_t twice = once / second.raw() * second.raw();
    if (twice == size.raw()) return size;
    size = Quantity::from_raw(twice);
  }
}

}  // namespace

Price PairPlanner::limit(InstrumentId instrument, Price average, bool buy) const {
  const i128 moved = quotient(i128{average.raw()} * slippage_.raw(), BasisPoints::kOne * 10'000);
  const Price behind = Price::from_raw_checked(buy ? average.raw() + moved : average.raw() - moved);
  return round_to_tick(behind, cuts_[instrument.index()].tick, buy ? Rounding::ceil : Rounding::floor);
}

void PairPlanner::want(const SignalRaised& signal, PairWanted& pair) const {
  const bool enters = signal.kind == SignalKind::enter;
  const Quantity size = cut_to_both(signal.clip, cuts_[signal.spot.index()].step, cuts_[signal.perp.index()].step);
  pair.stamps = signal.stamps;
  pair.kind = signal.kind;
  pair.spot = {signal.spot, enters, size, limit(signal.spot, signal.spot_price, enters), false};
  pair.perp = {signal.perp, !enters, size, limit(signal.perp, signal.perp_price, !enters), !enters};
}

auto PairPlanner::handlers() {
  return std::tuple{[this](const SignalRaised& signal) {
                      ++decisions_;
                      send_pooled<PairWanted>(sender_, [&](PairWanted& pair) { want(signal, pair); });
                    },
                    [this](Ping) { return Pong{decisions_}; }};
}

PairPlanner::behavior_type PairPlanner::make_behavior() { return behavior_of<behavior_type>(handlers()); }

bool PairPlanner::take_directly(caf::mailbox_element& element) { return handle_pooled(handlers(), element); }

}  // namespace basis
