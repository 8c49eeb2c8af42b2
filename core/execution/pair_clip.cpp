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

/// Whether volatility and edge let a new clip go.
PairWait PairWorker::waits_for(bool posts) const {
  if (order_.urgent) return PairWait::nothing;
  const PairTerms& terms = order_.terms;
  if (terms.max_volatility && !quote_.volatility) return PairWait::unknown_volatility;
  if (terms.max_volatility && *quote_.volatility > *terms.max_volatility) return PairWait::volatility;
  if (!two_ || !terms.least_edge_bps) return PairWait::nothing;
  const bool buys = legs_[0].terms.side == OrderSide::buy;
  const Price first = posts ? quote_.first.own(buys) : quote_.first.facing(buys);
  const Price second = quote_.second.facing(!buys);
  const std::int64_t won = buys ? second.raw() - first.raw() : first.raw() - second.raw();
  const bool enough = to_double(won) * 10'000 / to_double(first.raw()) >= *terms.least_edge_bps;
  return enough ? PairWait::nothing : PairWait::edge;
}

/// Whole steps of both markets, at most `most`. A clip under a minimum is doubled until it is over it, and what would
/// be left under a minimum is taken along.
Quantity PairWorker::clip_size(bool posts, Quantity most) const {
  const Quantity all = left();
  const Quantity step = legs_[0].market->step;
  const Quantity other = two_ ? legs_[1].market->step : step;
  const auto goes = [&](Quantity size) {
    OrderCommand first = taking(0, size, true);
    if (posts) first.limit = prices(0).own(first.buys());
    return orderable(0, first) && (!two_ || orderable(1, taking(1, size, true)));
  };
  // Far from the end of the pair a clip is like the last one, and what it leaves can be ordered, too.
  const bool far = whole_clip_.sign() > 0 && whole_clip_ <= most && all > whole_clip_ + whole_clip_ + whole_clip_;
  if (far && goes(whole_clip_)) return whole_clip_;
  Quantity want = order_.terms.clip.is_zero() ? all : std::min(order_.terms.clip, all);
  most = std::min(most, legs_[0].market->maximum_size);
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

std::array<OrderCommand, 2> PairWorker::clip_of(Quantity size, bool posts) const {
  std::array<OrderCommand, 2> orders;
  for (std::size_t at = 0; at < (two_ ? 2U : 1U); ++at)
    orders[at] = taking(at, two_ && at == lagging() ? size + naked() : size, true);
  if (!posts) return orders;
  orders[0].kind = OrderKind::post_only;
  orders[0].limit = prices(0).own(orders[0].buys());
  return orders;
}

/// The next clip, both legs of it cut to what the leg with less room takes. One that limits of the node keep from being
/// sent at all is left to them, so that they give their reason.
PairWorker::Clip PairWorker::plan(bool posts) {
  Clip clip;
  const Quantity size = clip_size(posts, order_.coins);
  if (size.is_zero()) return clip;
  clip.orders = clip_of(size, posts);
  Quantity most = size;
  std::optional<Funds> lacking;
  for (std::size_t at = 0; at < (two_ ? 2U : 1U); ++at) {
    const OrderRoom room = host_.room(clip.orders[at]);
    const Quantity own = room.coins - (clip.orders[at].size - size);
    if (own >= most) continue;
    most = std::max(own, Quantity{});
    lacking = room.funds;
  }
  const Quantity cut = most < size && most.sign() > 0 ? clip_size(posts, most) : Quantity{};
  if (cut.sign() > 0) clip.orders = clip_of(cut, posts);
  clip.sendable = most == size || cut.sign() > 0 || !lacking;
  if (!clip.sendable) clip.short_of = lacking;
  return clip;
}

/// What the account lacks for all that is left of the pair.
void PairWorker::tell_lacking(const Funds& lacking, PairTime now) {
  constexpr Nanos kToldAgain = kSecond * 3;
  if (lack_told_ && now.mono - *lack_told_ < kToldAgain) return;
  lack_told_ = now.mono;
  Funds whole = lacking;
  for (std::size_t at = 0; at < (two_ ? 2U : 1U); ++at) {
    const OrderRoom room = host_.room(taking(at, at == lagging() ? left() + naked() : left(), true));
    if (room.funds && room.funds->account == lacking.account && room.funds->asset == lacking.asset) whole = *room.funds;
  }
  host_.lacks(order_.id, whole);
}

/// Funds that suffice for no clip may be on their way, or a balance that is. The pair ends when they do not come.
void PairWorker::wait_for_funds(const Funds& lacking, PairTime now) {
  constexpr Nanos kPatience = kSecond * 10;
  figures_.waits = PairWait::funds;
  if (!short_since_) short_since_ = now.mono;
  tell_lacking(lacking, now);
  if (now.mono - *short_since_ < kPatience) return;
  figures_.short_of = lacking;
  closing_ = PairEnd::refused;
}

/// Sends a clip where there is one to send. What is left and cannot be ordered ends the pair.
void PairWorker::next_clip(PairTime now) {
  if (left().is_zero()) {
    closing_ = PairEnd::done;
    return;
  }
  figures_.waits = PairWait::price;
  if (!quote_.first.known() || (two_ && !quote_.second.known())) return;
  const bool posts = this->posts();
  Clip clip = plan(posts);
  if (clip.short_of) return wait_for_funds(*clip.short_of, now);
  short_since_.reset();
  if (!clip.sendable) {
    closing_ = PairEnd::done;
    return;
  }
  const bool waits = now.mono < std::max({legs_[0].not_before, legs_[1].not_before, clip_not_before_});
  figures_.waits = waits ? PairWait::venue : waits_for(posts);
  if (figures_.waits != PairWait::nothing) return;
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
  figures_.waits = PairWait::gate;
  const bool lasts = order_.twin ? reason == PreTradeReason::not_reducing : !passes_by(reason);
  if (lasts) closing_ = PairEnd::refused;
}

/// Takes the resting order back when the pair closes, or when it is not wanted any more. It follows the best price when
/// that has left it by more than a tick.
void PairWorker::mind_maker(PairTime now) {
  Leg& maker = legs_[0];
  if (!maker.live || maker.order.kind != OrderKind::post_only) return;
  const bool known = quote_.first.known() && quote_.second.known();
  if (closing_ || !known || waits_for(true) != PairWait::nothing) return withdraw(maker, now);
  const Price best = quote_.first.own(maker.order.buys());
  const Price tick = maker.market->tick;
  if (best > maker.order.limit + tick || best + tick < maker.order.limit) follow_market(maker, best, now);
}

/// Moves the resting order, where its market can, and else cancels it, so that another is sent.
void PairWorker::follow_market(Leg& maker, Price best, PairTime now) {
  if (!maker.market->amends_limit || maker.amend_failed) return withdraw(maker, now);
  if (maker.amending || maker.cancelling || maker.unknown || now.mono < maker.change_not_before) return;
  if (quote_.first.bid >= quote_.first.ask) return withdraw(maker, now);
  OrderCommand order = maker.order;
  order.limit = best;
  maker.amending = host_.amend(order);
  if (!maker.amending) withdraw(maker, now);
}

}  // namespace basis
