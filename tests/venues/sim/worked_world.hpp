#pragma once

#include <array>
#include <map>
#include <string>

#include "core/execution/free_funds.hpp"
#include "core/execution/gate_feed.hpp"
#include "core/execution/pair_worker.hpp"
#include "core/execution/steps.hpp"
#include "core/execution/twin_pairs.hpp"
#include "tests/venues/sim/worked_venue.hpp"

namespace basis::test {

/// Buys spot and sells the perp, one coin of each in clips of 0.4, slippage 20 bps, 10 s naked at most.
inline PairOrder worked_order() {
  PairOrder order;
  order.id = 7;
  order.first = {kSpotMarket, OrderSide::buy, false};
  order.second = PairLeg{kPerpMarket, OrderSide::sell, false};
  order.coins = quantity("1");
  order.terms.clip = quantity("0.4");
  order.terms.slippage = bps("20");
  order.terms.max_naked = kSecond * 10;
  return order;
}

inline PreTradeLimits worked_limits(const Market& spot, const Market& perp) {
  PreTradeLimits limits;
  for (const Market* market : {&spot, &perp})
    limits.markets.push_back({market, amount("2000"), bps("200"), quantity("20"), {20, 10}});
  limits.total = {amount("10000"), {40, 20}, amount("50"), kSecond * 30, kHour * 24};
  return limits;
}

struct WorldSettings {
  const char* latency = "5000";  ///< microseconds
  std::uint64_t seed = 1;
  FaultScript spot{};
  FaultScript perp{};
  OrderEntrySettings perp_rules{};
  bool amends = false;  ///< whether the spot market changes the limit of an order that rests
};

/// A pair worker that trades through the gate and the tracker at two exchanges: their matching engines, the ways to
/// them, and sessions that ask and download. The clock is virtual. Spot is 99.9 / 100.1 and the perp 100.3 / 100.5 at
/// the start. Venue 0 is spot.
class WorkedWorld : public PairHost {
 public:
  explicit WorkedWorld(const PairOrder& order = worked_order(), const WorldSettings& settings = {})
      : venues{std::make_unique<WorkedVenue>(false, settings.latency, settings.seed, settings.spot,
                                             OrderEntrySettings{}, settings.amends),
               std::make_unique<WorkedVenue>(true, settings.latency, settings.seed + 1, settings.perp,
                                             settings.perp_rules, true)},
        tracker({.most_orders = 512, .most_fills = 2'048}, ids_, 2),
        gate(worked_limits(venues[0]->market, venues[1]->market)),
        feed_(gate, tracker, worked_limits(venues[0]->market, venues[1]->market)),
        worker(order, venues[0]->market, order.second ? &venues[1]->market : nullptr, *this, time()) {
    gate.set_kill_switch(KillState::active, "released", time().mono);
    gate.set_risk({RiskStatus::safe, Amount{}}, time().mono);
    for (std::size_t at = 0; at < 2; ++at) {
      feed_.set_connected(market(at), true);
      feed_.download_ended(market(at));
      feed_.set_position(market(at), Quantity{});
    }
  }

  // What the worker sends.
  PreTradeReason send(OrderCommand& order) override { return pass({&order, 1}); }
  PreTradeReason send_both(OrderCommand& first, OrderCommand& second) override {
    std::array<OrderCommand, 2> both{first, second};
    const PreTradeReason reason = pass(both);
    first = both[0], second = both[1];
    return reason;
  }
  OrderRoom room(const OrderCommand& order) override {
    const Quantity limited = gate.room(order, time().mono);
    const OrderRoom afforded = funds_.room(order, gate.position(order.market));
    return afforded.coins < limited ? afforded : OrderRoom{limited, {}};
  }
  bool cancel(const OrderCommand& order) override {
    OrderCommand command = order;
    command.action = OrderAction::cancel;
    return pass({&command, 1}) == PreTradeReason::none;
  }
  bool amend(const OrderCommand& order) override {
    OrderCommand command = order;
    command.action = OrderAction::amend;
    return pass({&command, 1}) == PreTradeReason::none;
  }
  [[nodiscard]] bool takes_orders(MarketId id) const override { return gate.reaches(id); }
  void lacks(std::uint64_t, const Funds& lacking) override { lacked.push_back(lacking); }
  void alarm(std::uint64_t, PairAlarm what) override { alarms.push_back(what); }
  void ended(const PairFigures& figures) override { (is_twin(figures.id) ? twin_ends : ends).push_back(figures); }

  // What a test does.
  [[nodiscard]] PairTime time() const { return {MonoTime::from_nanos(now.nanos()), now}; }
  WorkedVenue& spot() { return *venues[0]; }
  WorkedVenue& perp() { return *venues[1]; }
  /// New books of both; the worker is asked on each.
  void quote(const Touch& spot = {"99.9", "100.1"}, const Touch& perp = {"100.3", "100.5"}) {
    show(0, spot);
    show(1, perp);
  }
  void show(std::size_t at, const Touch& touch);
  /// The recorded book is out of step with its venue.
  void lose_book(std::size_t at);
  /// Coins and a short position that are held before the pair begins, bought and sold by others' orders.
  void hold(const char* coins, const char* sold_short);
  /// A recorded trade at a price by a seller.
  void sold(std::size_t at, const char* price_text, const char* size) {
    WorkedVenue& venue = *venues[at];
    venue.link.advance(venue.there(now));
    venue.engine.traded(venue.market.id, price(price_text), quantity(size), TakerSide::sell, venue.there(now));
    pump();
  }
  /// The perp's mark as the gate hears it.
  void mark(const char* price_text);
  /// The connection for orders is lost: what the venue says is not heard, what was in flight is in doubt.
  void disconnect(std::size_t at);
  /// Orders can be sent again, after a download.
  void connect(std::size_t at);
  /// Goes on for a time; the worker hears of it ten times a second.
  void run(Nanos span);
  /// Shows the same books once a second, until the pair is over; fails after two minutes.
  void finish(const Touch& spot = {"99.9", "100.1"}, const Touch& perp = {"100.3", "100.5"});
  /// The legs are as the venue holds them, nothing is open there, and gate and tracker know it.
  void check_settled();
  void check_order(std::size_t order, std::size_t at, bool buys, const char* size, const char* limit) const {
    REQUIRE(order < orders.size());
    CHECK(orders[order].market == market(at));
    CHECK(orders[order].buys() == buys);
    CHECK(orders[order].size == quantity(size));
    CHECK(orders[order].limit == price(limit));
  }
  /// "unknown_leg naked_too_long": what was told of the pair.
  [[nodiscard]] std::string alarmed() const {
    std::string names;
    for (const PairAlarm alarm : alarms) names += (names.empty() ? "" : " ") + std::string(pair_alarm_name(alarm));
    return names;
  }
  [[nodiscard]] std::size_t sent(std::size_t at) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(orders, [&](const OrderCommand& one) { return one.market == market(at); }));
  }
  [[nodiscard]] const PairFigures& figures() const {
    REQUIRE_FALSE(ends.empty());
    return ends.back();
  }

 private:
  ClientOrderIds ids_ = ClientOrderIds::create("node", 1).value();

 public:
  UtcTime now = utc("2026-05-12");
  std::array<std::unique_ptr<WorkedVenue>, 2> venues;
  std::vector<OrderCommand> orders;   ///< new ones that were sent
  std::vector<OrderCommand> changes;  ///< cancels and amendments that were sent
  std::vector<Funds> lacked;
  std::vector<PairAlarm> alarms;
  std::vector<PairFigures> ends;
  std::vector<PairFigures> twin_ends;
  std::vector<std::unique_ptr<PairWorker>> twins;
  std::vector<OrderAlarm> order_alarms;
  std::optional<UtcTime> bare_since;  ///< since when one leg is 0.1 coins or more ahead
  OrderTracker tracker;
  PreTradeGate gate;

 private:
  [[nodiscard]] static MarketId market(std::size_t at) { return MarketId{static_cast<std::uint16_t>(at)}; }
  PreTradeReason pass(std::span<OrderCommand> orders);
  void pump();
  bool pump_one(std::size_t at);
  void answer(std::size_t at, const Asked& one);
  void take(OrderTracker::Effects effects);
  void ask(Asked::What what, std::size_t at, const ClientOrderId& id);
  [[nodiscard]] PairQuote seen(const PairOrder& order) const;
  /// Calls `call(worker)` for the pair's worker and the twins; what they send is theirs.
  template <class Call>
  void ask_all(Call&& call) {
    call(worker);
    for (std::size_t i = 0; i < twins.size(); ++i) ask_one(*twins[i], call);
  }
  template <class Call>
  void ask_one(PairWorker& one, Call&& call) {
    PairWorker* const before = std::exchange(acting_, &one);
    call(one);
    acting_ = before;
  }
  void even_closing(const OrderEffect& effect);

  GateFeed feed_;
  std::vector<Market> markets_{venues[0]->market, venues[1]->market};
  FreeFunds funds_{markets_};
  std::array<BestPrices, 2> best_{};
  std::uint64_t sequence_ = 0;
  std::map<ClientOrderId, PairWorker*> owners_;
  UtcTime heard_;                   ///< at the venue, of the last report
  std::array<UtcTime, 2> shown_{};  ///< when the books were last recorded

 public:
  PairWorker worker;

 private:
  PairWorker* acting_ = &worker;
};

}  // namespace basis::test
