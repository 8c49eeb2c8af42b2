#include "actors/trading/pair_planner.hpp"

#include "actors/lanes/handlers.hpp"
#include "core/execution/steps.hpp"

namespace basis {
Price PairPlanner::limit(MarketId market, Price average, bool buy) const {
  const i128 moved = quotient(i128{average.raw()} * slippage_.raw(), BasisPoints::kOne * 10'000);
  const Price behind = Price::from_raw_checked(buy ? average.raw() + moved : average.raw() - moved);
  return round_to_tick(behind, universe_[market].tick, buy ? Rounding::ceil : Rounding::floor);
}

OrderCommand PairPlanner::leg(MarketId market, bool buy, Quantity size, Price average) const {
  OrderCommand order;
  order.side = buy ? OrderSide::buy : OrderSide::sell;
  order.kind = OrderKind::limit_ioc;
  order.market = market;
  order.limit = limit(market, average, buy);
  order.size = size;
  return order;
}

void PairPlanner::want(const SignalRaised& signal, PairWanted& pair) const {
  const bool enters = signal.kind == SignalKind::enter;
  const Quantity size = cut_to_steps(signal.clip, universe_[signal.spot].step, universe_[signal.perp].step);
  pair.stamps = signal.stamps;
  pair.kind = signal.kind;
  pair.spot = leg(signal.spot, enters, size, signal.spot_price);
  pair.perp = leg(signal.perp, !enters, size, signal.perp_price);
  pair.perp.reduce_only = !enters;
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
