#include "actors/trading/pair_desk.hpp"

#include <algorithm>
#include <limits>

#include "actors/trading/pair_sender.hpp"

namespace basis {
namespace {

/// Workers hear of the time at least so often while events come.
constexpr Nanos kAsked{100'000'000};
constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();
/// Ended pairs are kept for late fills; so many at most.
constexpr std::size_t kEndedKept = 64;

}  // namespace

PairDesk::PairDesk(PairSender& sender, const PairOrder& order, const Universe& universe, const Stamps& now)
    : sender_(sender),
      now_(now),
      worker_(order, universe[order.first.market], order.second ? &universe[order.second->market] : nullptr, *this,
              {now.received, now.received_utc}) {}

PreTradeReason PairDesk::send(OrderCommand& order) { return sender_.send_worked({&order, 1}, *this); }

PreTradeReason PairDesk::send_both(OrderCommand& first, OrderCommand& second) {
  std::array<OrderCommand, 2> both{first, second};
  const PreTradeReason reason = sender_.send_worked(both, *this);
  first = both[0];
  second = both[1];
  return reason;
}

OrderRoom PairDesk::room(const OrderCommand& order) { return sender_.room(order, now_); }

bool PairDesk::cancel(const OrderCommand& order) {
  OrderCommand command = order;
  command.action = OrderAction::cancel;
  // The end of an order may be known before its worker has heard of it.
  return sender_.takes(command) && sender_.send_worked({&command, 1}, *this) == PreTradeReason::none;
}

bool PairDesk::amend(const OrderCommand& order) {
  OrderCommand command = order;
  command.action = OrderAction::amend;
  return sender_.takes(command) && sender_.lets_amend(command, now_) &&
         sender_.send_worked({&command, 1}, *this) == PreTradeReason::none;
}

bool PairDesk::takes_orders(MarketId market) const { return sender_.takes_orders(market); }

void PairDesk::lacks(std::uint64_t pair, const Funds& lacking) {
  sender_.tell(PairLacks{pair, lacking, now_.received_utc});
}

void PairDesk::alarm(std::uint64_t pair, PairAlarm what) { sender_.tell(PairAlarmed{pair, what, now_.received_utc}); }

/// Told once; what a late fill changes afterwards shows in the fills.
void PairDesk::ended(const PairFigures& figures) {
  if (!std::exchange(told_, true))
    sender_.tell(PairEnded{figures, refusal_ == PreTradeReason::none ? rejected_ : pretrade_reason_name(refusal_)});
}

bool PairDesk::trades(MarketId market) const {
  const PairOrder& order = worker_.order();
  return order.first.market == market || (order.second && order.second->market == market);
}

void PairDesk::ask(const PairQuote& quote, const Stamps& now) {
  now_ = now;
  if (!awaited_.empty()) return;
  worker_.on_quote(quote);
}

void PairDesk::tell(const OrderEffect& effect, const Stamps& now) {
  now_ = now;
  if (!awaited_.empty()) return hold(effect, now);
  if (effect.kind == EffectKind::ended && effect.state == OrderState::rejected)
    rejected_ = reject_reason_name(effect.reason);
  worker_.on_effect(effect, {now.received, now.received_utc});
}

void PairDesk::tell_time(const Stamps& now) {
  now_ = now;
  if (!awaited_.empty()) return;
  worker_.on_time({now.received, now.received_utc});
}

void PairDesk::stop(const Stamps& now) {
  now_ = now;
  stopping_ = true;
  if (!awaited_.empty()) return;
  worker_.stop({now.received, now.received_utc});
}

Quantity PairDesk::closed(MarketId market, OrderSide side, Quantity size, const Stamps& now) {
  now_ = now;
  return worker_.on_closed(market, side, size, {now.received, now.received_utc});
}

Price PairSender::mid(MarketId market) const {
  const BestPrices& best = best_[market.index()];
  return best.known() ? mid_of(best.bid, best.ask) : Price{};
}

PairQuote PairSender::quote_of(const PairOrder& order, const Stamps& now) const {
  PairQuote quote;
  quote.first = best_[order.first.market.index()];
  if (order.second) quote.second = best_[order.second->market.index()];
  const auto volatility = volatility_.find(*universe_[order.first.market].base);
  if (volatility != volatility_.end()) quote.volatility = volatility->second;
  quote.received = now.received;
  quote.received_utc = now.received_utc;
  return quote;
}

/// Keeps the best prices of the markets.
void PairSender::note_event(const FeedEvent& event) {
  newest_ = {event.received, event.received_mono, event.published_mono, event.received_mono, event.received_mono};
  if (event.market.index() >= best_.size()) return;
  BestPrices& best = best_[event.market.index()];
  if (const auto* update = std::get_if<TopUpdate>(&event.what))
    best = {update->bid, update->bid_size, update->ask, update->ask_size};
  else if (std::holds_alternative<PriceLost>(event.what))
    best = {};
  else
    return;
  if (std::ranges::find(changed_, event.market) == changed_.end()) changed_.push_back(event.market);
}

/// Applies all published events, however many are waiting: what follows acts on the newest prices, and knows of a price
/// that is lost.
std::size_t PairSender::take_events() {
  std::size_t all = 0;
  const auto take = [this](const FeedEvent& event) {
    gate_.apply(event);
    note_event(event);
  };
  for (std::size_t some = intake_.drain(kAll, take); some != 0; some = intake_.drain(kAll, take)) all += some;
  return all;
}

/// Asks the workers of markets whose prices have changed, and now and then tells the others the time.
void PairSender::ask_workers() {
  asking_.swap(changed_);
  changed_.clear();
  if (working_ == 0) return;
  const Stamps now = newest_;
  const bool due = now.received - asked_ >= kAsked;
  if (due) asked_ = now.received;
  for (const auto& desk : desks_) {
    if (desk->over()) continue;
    if (std::ranges::any_of(asking_, [&](MarketId market) { return desk->trades(market); }))
      desk->ask(quote_of(desk->order(), now), now);
    else if (due)
      desk->tell_time(now);
  }
  count_working();
}

void PairSender::count_working() {
  working_ = static_cast<std::size_t>(std::ranges::count_if(desks_, [](const auto& desk) { return !desk->over(); }));
}

void PairSender::work(const WorkPair& pair) {
  if (closed_) return;
  ++counters_.pairs;
  if (desks_.size() > kEndedKept && desks_.front()->over()) {
    owners_.drop(desks_.front().get());
    desks_.erase(desks_.begin());
  }
  const Stamps now{pair.now, pair.at, pair.at, pair.at, pair.at};
  desks_.push_back(std::make_unique<PairDesk>(*this, pair.order, universe_, now));
  PairDesk& desk = *desks_.back();
  desk.ask(quote_of(desk.order(), now), now);
  count_working();
}

void PairSender::stop(const StopPair& pair) {
  for (const auto& desk : desks_)
    if (desk->order().id == pair.id) desk->stop({pair.now, pair.at, pair.at, pair.at, pair.at});
  count_working();
}

/// Without a price the feed of its venue is out, or silent.
bool PairSender::takes_orders(MarketId market) const { return gate_.reaches(market) && best_[market.index()].known(); }

OrderRoom PairSender::room(const OrderCommand& order, const Stamps& now) const {
  const Quantity limited = gate_.room(order, now.received);
  if (!gate_.watches(order.market)) return {limited, {}};
  const OrderRoom afforded = funds_.room(order, gate_.position(order.market));
  return afforded.coins < limited ? afforded : OrderRoom{limited, {}};
}

/// Whether the gate lets an order of ours be amended. The pair goes on where it does not, so that is no refusal of it.
bool PairSender::lets_amend(const OrderCommand& order, const Stamps& now) {
  const Quantity rest = order.size - tracker_.find(order.id)->filled;
  return gate_.check_amendment(order, rest, clock_.now(now.received)).passed();
}

/// Judges new orders, signs all, and then sends all.
PreTradeReason PairSender::send_worked(std::span<OrderCommand> orders, PairDesk& desk) {
  take_events();
  Stamps stamps = desk.now();
  stamps.decided = clock_.now(stamps.received);
  const bool creates = orders[0].action == OrderAction::create;
  if (creates) {
    for (const OrderCommand& order : orders)
      if (!tracker_.takes(order.market, orders.size())) {
        ++counters_.untracked;
        return PreTradeReason::total_order_rate;
      }
    // One leg of two is taken alone only to follow the other, and a twin to follow what its venue closed.
    const bool evens = (desk.order().second || desk.order().twin) && orders[0].kind == OrderKind::limit_ioc;
    const PreTradeVerdict verdict = orders.size() == 2 ? gate_.check_pair(orders[0], orders[1], stamps.decided)
                                    : evens            ? gate_.check_evening(orders[0], stamps.decided)
                                                       : gate_.check(orders[0], stamps.decided);
    if (!verdict.passed()) {
      ++counters_.refused[static_cast<std::size_t>(verdict.reason)];
      refusal_ = verdict;
      desk.refused(verdict.reason);
      return verdict.reason;
    }
    for (OrderCommand& order : orders) order.id = ids_.make(++sequence_);
  }
  if (!encoders_->encode(orders, stamps.received_utc, encoded_)) {
    ++counters_.encode_faults;
    for (const OrderCommand& order : orders)
      if (creates) gate_.on_closed(order.market, order.buys(), order.size);
    return PreTradeReason::bad_size;
  }
  stamps.encoded = clock_.now(stamps.received);
  for (const OrderCommand& order : orders) witness(order, desk.order().id, stamps.received_utc);
  for (std::size_t i = 0; i < orders.size(); ++i) hand_over(orders[i], encoded_[i], stamps);
  // All that has to be remembered comes after the bytes; what a venue says of them is handled later, by this actor.
  for (const OrderCommand& order : orders) {
    require(tracker_.send(order, stamps.received_utc, stamps.received_utc + receive_window_) == SendVerdict::taken,
            "an order was sent untracked");
    if (creates) funds_.sent(order, gate_.position(order.market));
    gate_feed_.sent(order.market);
    if (creates) owners_.add(order.id, {&desk, mid(order.market)});
    tell(OrderSent{order, desk.order().id, mid(order.market), stamps.received_utc});
  }
  return PreTradeReason::none;
}

/// Passes what the tracker says on to the worker of the order.
void PairSender::tell_worker(const OrderEffect& effect, UtcTime received, MonoTime at) {
  const OrderOwner* const owner = closed_ ? nullptr : owners_.find(effect.id);
  PairDesk* const desk = owner == nullptr ? nullptr : owner->desk;
  const std::uint64_t pair = desk == nullptr ? 0 : desk->order().id;
  if (effect.kind == EffectKind::filled || effect.kind == EffectKind::venue_fill)
    tell(FillCounted{effect, at, pair, desk == nullptr ? Price{} : owner->mid});
  if (effect.kind == EffectKind::ended) {
    tell(OrderEnded{effect, pair});
    owners_.ended(effect.id);
  }
  if (effect.kind == EffectKind::venue_fill && effect.size.sign() > 0 && !effect.claimed && !closed_)
    even_closing(effect, {received, at, at, at, at});
  if (desk == nullptr) return;
  desk->tell(effect, {received, at, at, at, at});
  count_working();
}

/// A venue closed some of a position. Workers of that market take their part; twins even the rest at once.
void PairSender::even_closing(const OrderEffect& effect, const Stamps& now) {
  Quantity rest = effect.size;
  for (const auto& desk : desks_)
    if (!desk->over() && desk->trades(effect.market)) rest -= desk->closed(effect.market, effect.side, rest, now);
  count_working();
  const Market& closed = universe_[effect.market];
  if (rest.sign() <= 0 || !closed.configured()) return;
  const OrderSide away = effect.side == OrderSide::buy ? OrderSide::sell : OrderSide::buy;
  std::vector<HeldMarket> held;
  for (const Market& market : universe_.markets()) {
    if (!gate_.watches(market.id)) continue;
    HeldMarket& one = held.emplace_back(HeldMarket{&market, gate_.position(market.id), {}});
    for (const auto& desk : desks_) one.owed += desk->owed(market.id, away);
  }
  for (PairOrder& twin : twin_pairs(closed, effect.side, rest, held, twin_terms_)) {
    twin.id = kTwinIds + ids_.boot() * kTwinsOfBoot + ++twins_;
    tell(TwinStarted{twin, effect.market, now.received_utc});
    work({twin, now.received_utc, now.received});
  }
}

}  // namespace basis
