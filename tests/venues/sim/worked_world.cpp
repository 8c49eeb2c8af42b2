#include "tests/venues/sim/worked_world.hpp"

namespace basis::test {
namespace {

constexpr Nanos kTick{100'000'000};

FeedEvent told(MarketId market, const PairTime& time) {
  FeedEvent event;
  event.market = market;
  event.received = time.utc;
  event.received_mono = event.published_mono = time.mono;
  return event;
}

}  // namespace

PreTradeReason WorkedWorld::pass(std::span<OrderCommand> commands) {
  const bool creates = commands[0].action == OrderAction::create;
  for (const OrderCommand& command : commands) {
    const std::size_t at = command.market.index();
    if (creates && !tracker.takes(command.market, commands.size())) return PreTradeReason::total_order_rate;
    if (!creates && (!venues[at]->connected || tracker.verdict(command) != SendVerdict::taken))
      return PreTradeReason::not_connected;
  }
  if (commands[0].action == OrderAction::amend) {
    REQUIRE(best_[commands[0].market.index()].known());
    const Quantity rest = commands[0].size - tracker.find(commands[0].id)->filled;
    const PreTradeVerdict verdict = gate.check_amendment(commands[0], rest, time().mono);
    if (!verdict.passed()) return verdict.reason;
  }
  if (creates) {
    const bool evens = worker.order().second && commands[0].kind == OrderKind::limit_ioc;
    const PreTradeVerdict verdict = commands.size() == 2 ? gate.check_pair(commands[0], commands[1], time().mono)
                                    : evens              ? gate.check_evening(commands[0], time().mono)
                                                         : gate.check(commands[0], time().mono);
    if (!verdict.passed()) return verdict.reason;
  }
  for (OrderCommand& command : commands) {
    if (creates) {
      const std::size_t at = command.market.index();
      REQUIRE(best_[at].known());
      REQUIRE(now - shown_[at] <= kSecond * 30);
      command.id = ids_.make(++sequence_);
    }
    REQUIRE(tracker.send(command, now, now + kSecond * 5) == SendVerdict::taken);
    if (creates) funds_.sent(command, gate.position(command.market));
    feed_.sent(command.market);
    venues[command.market.index()]->link.send(command, now);
    (creates ? orders : changes).push_back(command);
    REQUIRE(orders.size() + changes.size() < 1'000);
  }
  return PreTradeReason::none;
}

PairQuote WorkedWorld::seen() const {
  PairQuote quote;
  quote.first = best_[worker.order().first.market.index()];
  if (worker.order().second) quote.second = best_[worker.order().second->market.index()];
  quote.received = time().mono;
  quote.received_utc = now;
  return quote;
}

void WorkedWorld::show(std::size_t at, const Touch& touch) {
  WorkedVenue& venue = *venues[at];
  venue.record(touch, now);
  shown_[at] = now;
  best_[at] = {price(touch.bid), quantity(touch.bid_size), price(touch.ask), quantity(touch.ask_size)};
  if (at == 1) venue.engine.marked(venue.market.id, mid_of(best_[at].bid, best_[at].ask), venue.there(now));
  FeedEvent event = told(market(at), time());
  event.what =
      TopUpdate{1, best_[at].bid, best_[at].bid_size, best_[at].ask, best_[at].ask_size, best_[at].bid, best_[at].ask};
  gate.apply(event);
  pump();
  worker.on_quote(seen());
}

void WorkedWorld::lose_book(std::size_t at) {
  venues[at]->link.advance(venues[at]->there(now));
  venues[at]->book.invalidate(StaleReason::disconnected, now);
  best_[at] = {};
  gate.apply(told(market(at), time()));
  pump();
  worker.on_quote(seen());
}

void WorkedWorld::mark(const char* price_text) {
  FeedEvent event = told(market(1), time());
  event.what = MarkUpdate{price(price_text), std::nullopt};
  gate.apply(event);
}

void WorkedWorld::disconnect(std::size_t at) {
  if (!std::exchange(venues[at]->connected, false)) return;
  feed_.set_connected(market(at), false);
  std::vector<OrderCommand> sent = orders;
  sent.insert(sent.end(), changes.begin(), changes.end());
  for (const OrderCommand& command : sent)
    if (command.market == market(at)) take(tracker.fail(command.id, command.action, SendFailure::in_doubt, now));
}

void WorkedWorld::connect(std::size_t at) {
  if (std::exchange(venues[at]->connected, true)) return;
  feed_.set_connected(market(at), true);
  std::erase_if(venues[at]->asked, [](const Asked& one) { return one.what == Asked::What::download; });
  ask(Asked::What::download, at, {});
}

void WorkedWorld::ask(Asked::What what, std::size_t at, const ClientOrderId& id) {
  WorkedVenue& venue = *venues[at];
  if (what == Asked::What::download) {
    for (const Asked& one : venue.asked)
      if (one.what == what) return;
    tracker.begin_download(market(at), now);
    feed_.download_began(market(at));
  }
  venue.asked.push_back({what, id, now + venue.way});
}

void WorkedWorld::answer(std::size_t at, const Asked& one) {
  if (!venues[at]->connected) {
    if (one.what == Asked::What::order) take(tracker.answer_failed(one.id, now));
    return;
  }
  if (one.what == Asked::What::order)
    return take(one.records.empty() ? tracker.answer_missing(one.id, now) : tracker.answer(one.records[0], now));
  for (const OrderRecord& record : one.records) take(tracker.list_open(record, now));
  for (const OrderReport& fill : one.fills) take(tracker.apply(fill, now));
  if (one.what != Asked::What::download) return;
  take(tracker.end_download(market(at), now));
  feed_.download_ended(market(at));
  feed_.set_position(market(at), gate.position(market(at)));
}

void WorkedWorld::take(OrderTracker::Effects effects) {
  feed_.take(effects);
  const std::vector<OrderEffect> told(effects.begin(), effects.end());
  for (const OrderEffect& effect : told) funds_.take(effect, heard_);
  for (const OrderEffect& effect : told) {
    const std::size_t at = effect.market.index();
    if (effect.kind == EffectKind::alarm) order_alarms.push_back(effect.alarm);
    if (effect.kind == EffectKind::query_due) ask(Asked::What::order, at, effect.id);
    if (effect.kind == EffectKind::fetch_fills) ask(Asked::What::fills, at, effect.id);
    if (effect.kind == EffectKind::download_due && venues[at]->connected) ask(Asked::What::download, at, {});
    if (effect.id.is_set()) worker.on_effect(effect, time());
    if (worker.naked() < quantity("0.1"))
      bare_since.reset();
    else if (!bare_since)
      bare_since = now;
  }
}

bool WorkedWorld::pump_one(std::size_t at) {
  WorkedVenue& venue = *venues[at];
  bool any = false;
  venue.link.advance(venue.there(now) + Nanos{1});
  venue.link.deliver(now, [&](const VenueMessage& message, UtcTime) {
    any = true;
    const auto* report = std::get_if<OrderReport>(&message);
    if (!venue.connected) return;
    if (report == nullptr) return funds_.take(std::get<AccountReport>(message));
    heard_ = report->at_venue;
    take(tracker.apply(*report, now));
  });
  for (std::size_t i = 0; i < venue.asked.size();) {
    Asked& one = venue.asked[i];
    if (one.at > now) {
      ++i;
      continue;
    }
    any = true;
    if (!one.answered) {
      venue.look(one);
      continue;
    }
    const Asked answered = one;
    venue.asked.erase(venue.asked.begin() + static_cast<std::ptrdiff_t>(i));
    answer(at, answered);
  }
  return any;
}

void WorkedWorld::pump() {
  while (pump_one(0) || pump_one(1)) {
  }
}

void WorkedWorld::run(Nanos span) {
  const UtcTime end = now + span;
  while (now < end) {
    UtcTime next = std::min(end, UtcTime::from_nanos((now.nanos() / kTick.count + 1) * kTick.count));
    for (const auto& venue : venues)
      if (const auto due = venue->next()) next = std::min(next, std::max(*due, now));
    const bool ticks = next.nanos() % kTick.count == 0 && next > now;
    now = next;
    pump();
    if (!ticks) continue;
    take(tracker.on_time(now));
    worker.on_time(time());
    pump();
  }
}

void WorkedWorld::finish(const Touch& spot, const Touch& perp) {
  for (int second = 0; second < 120 && !worker.is_over(); ++second) {
    quote(spot, perp);
    run(kSecond);
  }
  REQUIRE(worker.is_over());
}

void WorkedWorld::check_settled() {
  for (std::size_t at = 0; at < 2; ++at) {
    CAPTURE(at);
    std::vector<OrderRecord> open;
    venues[at]->engine.list_open_orders(open);
    CHECK(open.empty());
    for (const bool buys : {true, false}) {
      CHECK(tracker.open(market(at), buys).is_zero());
      CHECK(gate.open(market(at), buys).is_zero());
    }
    CHECK(gate.position(market(at)) == venues[at]->position());
  }
  for (const OrderCommand& order : orders) CHECK(is_ended(tracker.find(order.id)->state));
  const Quantity first = figures().net_first;
  CHECK((worker.order().first.side == OrderSide::buy ? first : -first) == venues[0]->position());
}

}  // namespace basis::test
