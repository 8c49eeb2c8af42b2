#include "actors/hot/strategy_actor.hpp"

#include "actors/lanes/handlers.hpp"

namespace basis {
namespace {

/// `size` down to a whole number of both steps.
Quantity cut_to_both(Quantity size, Quantity first, Quantity second) {
  for (;;) {
    const std::int64_t once = size.raw() / first.raw() * first.raw();
    const std::int64_t twice = once / second.raw() * second.raw();
    if (twice == size.raw()) return size;
    size = Quantity::from_raw(twice);
  }
}

}  // namespace

Price StrategyActor::limit(InstrumentId instrument, Price average, bool buy) const {
  const i128 moved = quotient(i128{average.raw()} * slippage_.raw(), BasisPoints::kOne * 10'000);
  const Price behind = Price::from_raw_checked(buy ? average.raw() + moved : average.raw() - moved);
  return round_to_tick(behind, cuts_[instrument.index()].tick, buy ? Rounding::ceil : Rounding::floor);
}

void StrategyActor::want(const SignalRaised& signal, PairWanted& pair) const {
  const bool enters = signal.kind == SignalKind::enter;
  const Quantity size = cut_to_both(signal.clip, cuts_[signal.spot.index()].step, cuts_[signal.perp.index()].step);
  pair.stamps = signal.stamps;
  pair.kind = signal.kind;
  pair.spot = {signal.spot, enters, size, limit(signal.spot, signal.spot_price, enters), false};
  pair.perp = {signal.perp, !enters, size, limit(signal.perp, signal.perp_price, !enters), !enters};
}

auto StrategyActor::handlers() {
  return std::tuple{[this](const SignalRaised& signal) {
                      ++decisions_;
                      send_pooled<PairWanted>(execution_, [&](PairWanted& pair) { want(signal, pair); });
                    },
                    [this](Ping) { return Pong{decisions_}; }};
}

StrategyActor::behavior_type StrategyActor::make_behavior() { return behavior_of<behavior_type>(handlers()); }

bool StrategyActor::take_directly(caf::mailbox_element& element) { return handle_pooled(handlers(), element); }

}  // namespace basis
