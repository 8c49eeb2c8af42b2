#include <algorithm>
#include <utility>

#include "core/execution/pair_worker.hpp"
#include "core/execution/steps.hpp"

namespace basis {
namespace {

/// Gate refusals that time mends.
bool passes_by(PreTradeReason reason) {
  using R = PreTradeReason;
  switch (reason) {
    case R::no_price:
    case R::price_old:
    case R::price_band:
    case R::order_rate:
    case R::total_order_rate:
    case R::not_connected:
    case R::not_synced:
    case R::risk_critical:
    case R::risk_stale: return true;
    default: return false;
  }
}

}  // namespace

/// Whether edge and volatility let a new clip go.
bool PairWorker::wanted(bool posts) const {
  if (order_.urgent) return true;
  const PairTerms& terms = order_.terms;
  if (terms.max_volatility && quote_.volatility && *quote_.volatility > *terms.max_volatility) return false;
  if (!two_ || !terms.least_edge_bps) return true;
  const bool buys = legs_[0].terms.side == OrderSide::buy;
  const Price first = posts ? quote_.first.own(buys) : quote_.first.facing(buys);
  const Price second = quote_.second.facing(!buys);
  const std::int64_t won = buys ? second.raw() - first.raw() : first.raw() - second.raw();
  return to_double(won) * 10'000 / to_double(first.raw()) >= *terms.least_edge_bps;
}

/// Whole steps of both markets. A clip under a minimum is doubled until it is over it, and what would be left under a
/// minimum is taken along.
Quantity PairWorker::clip_size(bool posts) const {
  const Quantity all = left();
  const Quantity step = legs_[0].market->step;
  const Quantity other = two_ ? legs_[1].market->step : step;
  const auto goes = [&](Quantity size) {
    OrderCommand first = taking(0, size, true);
    if (posts) first.limit = prices(0).own(first.buys());
    return orderable(0, first) && (!two_ || orderable(1, taking(1, size, true)));
  };
  // Far from the end of the pair a clip is like the last one, and what it leaves can be ordered, too.
  if (whole_clip_.sign() > 0 && all > whole_clip_ + whole_clip_ + whole_clip_ && goes(whole_clip_)) return whole_clip_;
  Quantity want = order_.terms.clip.is_zero() ? all : std::min(order_.terms.clip, all);
  Quantity most = legs_[0].market->maximum_size;
  if (two_) most = std::min(most, legs_[1].market->maximum_size);
  want = std::min(want, most);
  Quantity size = cut_to_steps(want, step, other);
  while (!goes(size) && want < std::min(all, most)) {
    want = std::min({want + want, all, most});
    size = cut_to_steps(want, step, other);
  }
  if (!goes(size)) return {};
  const Quantity whole = cut_to_steps(all, step, other);
  return whole > size && whole <= most && !goes(whole - size) ? whole : size;
}

PairWorker::Clip PairWorker::plan(bool posts) const {
  Clip clip;
  const Quantity size = clip_size(posts);
  if (size.is_zero()) return clip;
  for (std::size_t at = 0; at < (two_ ? 2U : 1U); ++at)
    clip.orders[at] = taking(at, two_ && at == lagging() ? size + naked() : size, true);
  if (posts) {
    clip.orders[0].kind = OrderKind::post_only;
    clip.orders[0].limit = prices(0).own(clip.orders[0].buys());
  }
  clip.sendable = true;
  return clip;
}

/// Sends a clip where there is one to send. What is left and cannot be ordered ends the pair.
void PairWorker::next_clip(PairTime now) {
  if (left().is_zero()) {
    closing_ = PairEnd::done;
    return;
  }
  if (!quote_.first.known() || (two_ && !quote_.second.known())) return;
  const bool posts = this->posts();
  Clip clip = plan(posts);
  if (!clip.sendable) {
    closing_ = PairEnd::done;
    return;
  }
  const bool waits = now.mono < std::max({legs_[0].not_before, legs_[1].not_before, clip_not_before_});
  if (waits || !wanted(posts)) return;
  if (posts) {
    if (legs_[0].tried || quote_.first.bid >= quote_.first.ask) return;
  } else if (clip_tried_) {
    return;
  }
  const bool both = two_ && !posts;
  const PreTradeReason reason = both ? host_.send_both(clip.orders[0], clip.orders[1]) : host_.send(clip.orders[0]);
  if (reason != PreTradeReason::none) return judge(reason);
  sent(legs_[0], clip.orders[0]);
  if (both) sent(legs_[1], clip.orders[1]);
}

void PairWorker::judge(PreTradeReason reason) {
  if (std::exchange(last_refusal_, reason) != reason) ++figures_.refusals;
  if (!passes_by(reason)) closing_ = PairEnd::refused;
}

/// Takes the resting order back when the pair closes, when its edge is gone, or when the best price has left it by more
/// than a tick.
void PairWorker::mind_maker() {
  Leg& maker = legs_[0];
  if (!maker.live || maker.order.kind != OrderKind::post_only) return;
  const Price best = quote_.first.own(maker.order.buys());
  const Price tick = maker.market->tick;
  const bool left_behind = best > maker.order.limit + tick || best + tick < maker.order.limit;
  if (closing_ || !quote_.first.known() || !quote_.second.known() || left_behind || !wanted(true)) withdraw(maker);
}

}  // namespace basis
