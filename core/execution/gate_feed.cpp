#include "core/execution/gate_feed.hpp"

#include "core/portfolio/fill_entry.hpp"

namespace basis {
GateFeed::GateFeed(PreTradeGate& gate, const OrderTracker& tracker, const PreTradeLimits& limits)
    : gate_(gate), tracker_(tracker) {
  for (const MarketLimits& of : limits.markets) {
    const std::size_t at = of.market->id.index();
    if (markets_.size() <= at) markets_.resize(at + 1);
    markets_[at].limited = true;
    if (of.market->is_spot()) markets_[at].coins = of.market->base;
  }
}

/// The totals are read rather than followed step by step: then no order of events, no doubled and no lost one can make
/// the gate's differ from the tracker's.
void GateFeed::refresh(MarketId market) {
  if (!limited(market)) return;
  const Watched& of = markets_[market.index()];
  gate_.set_open(market, tracker_.open(market, true), tracker_.open(market, false));
  const bool synced = of.downloaded && of.position_known && !tracker_.downloading(market) && !tracker_.stopped(market);
  gate_.set_readiness(market, {of.connected, synced});
}

void GateFeed::sent(MarketId market) { refresh(market); }

void GateFeed::take(OrderTracker::Effects effects) {
  for (const OrderEffect& effect : effects) {
    if (!limited(effect.market)) continue;
    const bool fills = !effect.claimed && (effect.kind == EffectKind::filled || effect.kind == EffectKind::venue_fill ||
                                           (effect.kind == EffectKind::foreign && effect.trade.known()));
    if (fills && effect.size.sign() > 0) gate_.on_fill(effect.market, effect.side == OrderSide::buy, effect.size);
    // A fee may come later than its fill, with a size of zero.
    if (fills && effect.fee_known && markets_[effect.market.index()].coins == effect.fee_asset)
      gate_.set_position(effect.market, gate_.position(effect.market) - quantity_of(effect.fee, Rounding::ceil));
    refresh(effect.market);
  }
}

void GateFeed::set_connected(MarketId market, bool connected) {
  if (!limited(market)) return;
  Watched& of = markets_[market.index()];
  of.connected = connected;
  // What happened meanwhile is not known.
  if (!connected) of.downloaded = of.position_known = false;
  refresh(market);
}

void GateFeed::download_began(MarketId market) {
  if (!limited(market)) return;
  markets_[market.index()].downloaded = false;
  refresh(market);
}

void GateFeed::download_ended(MarketId market) {
  if (!limited(market)) return;
  markets_[market.index()].downloaded = true;
  refresh(market);
}

void GateFeed::set_position(MarketId market, Quantity coins) {
  if (!limited(market)) return;
  markets_[market.index()].position_known = true;
  gate_.set_position(market, coins);
  refresh(market);
}

void GateFeed::lose_position(MarketId market) {
  if (!limited(market)) return;
  markets_[market.index()].position_known = false;
  refresh(market);
}

}  // namespace basis
