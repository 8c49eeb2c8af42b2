#include <algorithm>

#include "actors/trading/pair_sender.hpp"

namespace basis {

void PairDesk::take_up(const OpenPair& pair, std::vector<ClientOrderId> live, const Stamps& now) {
  now_ = now;
  worker_.carry_on(pair.figures, {now.received, now.received_utc});
  awaited_ = std::move(live);
  stopping_ = pair.stopping;
  if (awaited_.empty()) release(now);
}

/// What became of an order of the boot before is told when all of them have ended: what is left to trade is not known
/// before.
void PairDesk::hold(const OrderEffect& effect, const Stamps& now) {
  held_.push_back(effect);
  if (effect.kind == EffectKind::ended) std::erase(awaited_, effect.id);
  if (awaited_.empty()) release(now);
}

void PairDesk::release(const Stamps& now) {
  const PairTime time{now.received, now.received_utc};
  for (const OrderEffect& effect : std::exchange(held_, {})) worker_.on_effect(effect, time);
  if (stopping_) worker_.stop(time);
  worker_.on_quote(sender_.quote_of(worker_.order(), now));
}

void PairSender::begin(const BeginBoot& boot) {
  for (const auto& desk : desks_) owners_.drop(desk.get());
  desks_.clear();
  working_ = 0;
  funds_ = FreeFunds(universe_.markets());
  ids_ = boot.state->ids;
  sequence_ = 0;
  tracker_ = OrderTracker({}, ids_, universe_.markets().size());
  const auto restored = tracker_.restore(boot.state->orders);
  require(restored.has_value(), "a tracker was rebuilt for another universe");
  for (const Market& market : universe_.markets()) gate_feed_.set_connected(market.id, false);
  gate_.set_kill_switch(boot.state->kill, boot.state->kill_reason, boot.at);
}

void PairSender::take(const Downloaded& downloaded) {
  tell(downloaded);
  const MarketDownload& found = *downloaded.found;
  gate_feed_.download_began(found.market);
  apply_download(tracker_, found, downloaded.received, [&](const OrderTracker::Effects& effects) {
    take(effects, downloaded.received, downloaded.received, downloaded.at);
  });
  gate_feed_.set_connected(found.market, true);
  gate_feed_.download_ended(found.market);
  gate_feed_.set_position(found.market, found.position);
}

void PairSender::carry_on(const ResumePair& resumed) {
  const auto& pair = *resumed.pair;
  const Stamps now{resumed.now, resumed.at, resumed.at, resumed.at, resumed.at};
  desks_.push_back(std::make_unique<PairDesk>(*this, pair.order, universe_, now));
  PairDesk& desk = *desks_.back();
  std::vector<ClientOrderId> live;
  for (const auto& sent : pair.orders) {
    owners_.add(sent.id, {&desk, sent.mid});
    const TrackedOrder* const order = tracker_.find(sent.id);
    if (order != nullptr && !is_ended(order->state)) live.push_back(sent.id);
  }
  for (const ClientOrderId& id : live) withdraw(tracker_.find(id)->terms, now);
  desk.take_up(pair, std::move(live), now);
  count_working();
}

/// Cancels an order that may rest; the others end by themselves.
void PairSender::withdraw(const OrderCommand& order, const Stamps& now) {
  if (order.kind != OrderKind::limit && order.kind != OrderKind::post_only) return;
  OrderCommand cancel = order;
  cancel.action = OrderAction::cancel;
  if (!encoders_->encode({&cancel, 1}, now.received_utc, encoded_)) {
    ++counters_.encode_faults;
    return;
  }
  if (tracker_.send(cancel, now.received_utc, now.received_utc + receive_window_) != SendVerdict::taken) return;
  const OrderOwner* const owner = owners_.find(cancel.id);
  witness(cancel, owner->desk->order().id, now.received_utc);
  hand_over(cancel, encoded_[0], now);
  tell(OrderSent{cancel, owner->desk->order().id, owner->mid, now.received_utc});
}

}  // namespace basis
