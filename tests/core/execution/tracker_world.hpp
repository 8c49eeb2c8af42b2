#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

#include "core/execution/order_tracker.hpp"
#include "tests/core/execution/random_venue.hpp"

namespace basis::test {

inline constexpr Nanos kMillisecond{1'000'000};

/// A venue, a bad line to it and a tracker that follows it, all at random: requests arrive at once, late or never,
/// answers are lost, reports are permuted, doubled and lost, fills come without fee, and downloads go on meanwhile.
class TrackerWorld {
 public:
  static constexpr std::uint16_t kMarkets = 2;
  static constexpr Nanos kWindow = kMillisecond * 500;  ///< within it a request arrives or never does

  explicit TrackerWorld(std::uint64_t seed) : draw(seed) {
    tracker = std::make_unique<OrderTracker>(settings(), ids, kMarkets);
  }
  static TrackerSettings settings() {
    TrackerSettings settings;
    settings.most_orders = 64;
    settings.most_fills = 512;
    settings.query_spacing = kMillisecond * 100;
    settings.answer_time = kMillisecond * 300;
    settings.list_lag = kMillisecond * 50;
    return settings;
  }

  /// One random thing happens.
  void step() {
    now = now + kMillisecond * static_cast<std::int64_t>(1 + draw.below(40));
    deliver_requests();
    const std::uint64_t what = draw.below(100);
    if (what < 18)
      send_new();
    else if (what < 26)
      send_change(OrderAction::cancel);
    else if (what < 32)
      send_change(OrderAction::amend);
    else if (what < 60)
      exchange.act(now);
    else if (what < 85)
      pass_report();
    else if (what < 90)
      take(tracker->on_time(now));
    else if (what < 92 && !faultless)
      lose_reports();
    else if (what < 95)
      download();
  }
  /// The line is repaired: everything in flight arrives or never will, and the tracker's questions are answered.
  void calm() {
    faultless = true;
    for (int i = 0; i < 60; ++i) {
      now = now + kMillisecond * 60;
      deliver_requests();
      while (!exchange.line.empty()) pass_report();
      take(tracker->on_time(now));
      if (i == 20) {
        download_market(0);
        download_market(1);
      }
    }
  }

  [[nodiscard]] const VenueOrder* at_venue(const ClientOrderId& id) const { return exchange.find(id); }

  Draw draw;
  ClientOrderIds ids = ClientOrderIds::create("n1", 3).value();
  std::unique_ptr<OrderTracker> tracker;
  UtcTime now = utc("2026-05-12");
  RandomVenue exchange{draw};
  std::vector<OrderCommand> sent;             ///< new orders
  std::map<ClientOrderId, Quantity> counted;  ///< by the effects
  std::map<ClientOrderId, Amount> fees;
  std::map<OrderAlarm, int> alarms;
  std::map<EffectKind, int> told;
  bool faultless = false;
  /// Sees all effects, after the tracker told them.
  std::function<void(OrderTracker::Effects)> watcher = [](OrderTracker::Effects) {};
  std::function<void(const OrderCommand&)> before_send = [](const OrderCommand&) {};

 private:
  struct Request {
    OrderCommand command;
    UtcTime arrives;
  };

  void take(OrderTracker::Effects effects) {
    watcher(effects);
    const std::vector<OrderEffect> copy(effects.begin(), effects.end());
    for (const OrderEffect& effect : copy) {
      ++told[effect.kind];
      if (effect.kind == EffectKind::alarm) ++alarms[effect.alarm];
      if (effect.kind == EffectKind::filled) {
        counted[effect.id] += effect.size;
        fees[effect.id] += effect.fee;
      }
      if (effect.kind == EffectKind::query_due) answer_query(effect.id);
      if (effect.kind == EffectKind::fetch_fills) fetch(effect);
      if (effect.kind == EffectKind::download_due && (faultless || draw.chance(50)))
        download_market(effect.market.value);
    }
  }
  void answer_query(const ClientOrderId& id) {
    if (!faultless && draw.chance(30)) return take(tracker->answer_failed(id, now));
    if (!faultless && draw.chance(10)) return;  // never answered
    const VenueOrder* order = at_venue(id);
    take(order == nullptr ? tracker->answer_missing(id, now) : tracker->answer(order->record(), now));
  }
  /// The fills of an order, or of a market from a time on.
  void fetch(const OrderEffect& effect) {
    if (!faultless && draw.chance(30)) return;
    std::vector<OrderReport> fills;
    for (const VenueOrder& order : exchange.orders)
      for (const OrderReport& fill : order.fills)
        if (effect.id.is_set() ? order.terms.id == effect.id
                               : fill.market == effect.market && fill.at_venue >= effect.at_venue)
          fills.push_back(fill);
    for (const OrderReport& fill : fills) take(tracker->apply(fill, now));
  }

  void send_new() {
    if (sent.size() >= 30) return;
    OrderCommand order =
        create_order(ids.make(sent.size() + 1), static_cast<std::uint16_t>(draw.below(kMarkets)), draw.chance(50), "1");
    order.size = Quantity::from_int(static_cast<std::int64_t>(1 + draw.below(5)));
    order.limit = price_of(order.id);
    before_send(order);
    if (tracker->send(order, now, now + kWindow) != SendVerdict::taken) return;
    watcher({});
    sent.push_back(order);
    transmit(order);
  }
  static Price price_of(const ClientOrderId& id) { return Price::from_int(100 + id.view().back() - '0'); }
  void send_change(OrderAction action) {
    if (sent.empty()) return;
    OrderCommand command = sent[draw.below(sent.size())];
    command.action = action;
    if (action == OrderAction::amend) {
      command.size = Quantity::from_int(static_cast<std::int64_t>(1 + draw.below(8)));
      command.limit = Price::from_int(static_cast<std::int64_t>(100 + draw.below(50)));
    }
    if (tracker->send(command, now, now + kWindow) != SendVerdict::taken) return;
    watcher({});
    transmit(command);
  }
  void transmit(const OrderCommand& command) {
    if (faultless || draw.chance(70)) return requests.push_back({command, now});
    if (draw.chance(15)) return take(tracker->fail(command.id, command.action, SendFailure::not_sent, now));
    if (draw.chance(60)) {
      const auto late = static_cast<std::int64_t>(draw.below(static_cast<std::uint64_t>(kWindow.count)));
      requests.push_back({command, now + Nanos{late}});
    }
    if (draw.chance(50)) take(tracker->fail(command.id, command.action, SendFailure::in_doubt, now));
  }
  void deliver_requests() {
    for (std::size_t i = 0; i < requests.size();) {
      if (requests[i].arrives > now) {
        ++i;
        continue;
      }
      const OrderCommand command = requests[i].command;
      requests.erase(requests.begin() + static_cast<std::ptrdiff_t>(i));
      exchange.arrive(command, now);
    }
  }

  // The exchange.line.

  void pass_report() {
    if (exchange.line.empty()) return;
    const std::size_t at = draw.below(std::min<std::size_t>(exchange.line.size(), 6));
    const OrderReport report = exchange.line[at];
    // The answer to a request comes once; anything else may come again.
    const bool answer = report.kind == ReportKind::rejected && report.of != OrderAction::create;
    if (answer || !draw.chance(15)) exchange.line.erase(exchange.line.begin() + static_cast<std::ptrdiff_t>(at));
    take(tracker->apply(report, now));
  }
  /// What was told since is lost with the socket; what was asked is in doubt.
  void lose_reports() { exchange.line.clear(); }
  void download() { download_market(static_cast<std::uint16_t>(draw.below(kMarkets))); }
  void download_market(std::uint16_t market) {
    if (tracker->downloading(MarketId{market})) return;
    tracker->begin_download(MarketId{market}, now);
    std::vector<OrderRecord> open;
    std::vector<OrderReport> fills;
    for (const VenueOrder& order : exchange.orders) {
      if (order.terms.market.value != market) continue;
      if (order.open) open.push_back(order.record());
      fills.insert(fills.end(), order.fills.begin(), order.fills.end());
    }
    for (int i = 0; i < 4 && !faultless; ++i) {
      if (draw.chance(50)) exchange.act(now);
      if (draw.chance(50)) pass_report();
    }
    for (const OrderRecord& record : open) take(tracker->list_open(record, now));
    for (const OrderReport& one : fills) take(tracker->apply(one, now));
    if (!faultless && draw.chance(30)) exchange.act(now);
    take(tracker->end_download(MarketId{market}, now));
  }

  std::vector<Request> requests;
};

}  // namespace basis::test
