#pragma once

#include <doctest/doctest.h>

#include <vector>

#include "core/execution/pair_worker.hpp"
#include "tests/core/execution/gate_support.hpp"

namespace basis::test {

/// A host that keeps what it is told, and answers as a test wants.
class ScriptedHost final : public PairHost {
 public:
  PreTradeReason send(OrderCommand& order) override {
    if (refuse[order.market.index()] != PreTradeReason::none) return refuse[order.market.index()];
    order.id = ids_.make(++made_);
    orders.push_back(order);
    return PreTradeReason::none;
  }
  PreTradeReason send_both(OrderCommand& first, OrderCommand& second) override {
    for (const OrderCommand* order : {&first, &second})
      if (refuse[order->market.index()] != PreTradeReason::none) return refuse[order->market.index()];
    ++pairs;
    static_cast<void>(send(first));
    return send(second);
  }
  OrderRoom room(const OrderCommand& order) override {
    const OrderRoom& most = sold && order.market == id(1) && !order.buys() ? *sold : rooms[order.market.index()];
    return most.coins < order.size ? most : OrderRoom{order.size, {}};
  }
  bool cancel(const OrderCommand& order) override {
    cancels.push_back(order.id);
    return true;
  }
  bool amend(const OrderCommand& order) override {
    if (refuse[order.market.index()] != PreTradeReason::none) return false;
    amends.push_back(order);
    return true;
  }
  [[nodiscard]] bool takes_orders(MarketId market) const override { return !down[market.index()]; }
  void lacks(std::uint64_t, const Funds& lacking) override { lacked.push_back(lacking); }
  void alarm(std::uint64_t, PairAlarm what) override { alarms.push_back(what); }
  void ended(const PairFigures& figures) override { ends.push_back(figures); }

  std::array<PreTradeReason, 4> refuse{};  ///< by market
  std::array<OrderRoom, 4> rooms{OrderRoom{quantity("1000"), {}}, OrderRoom{quantity("1000"), {}},
                                 OrderRoom{quantity("1000"), {}}, OrderRoom{quantity("1000"), {}}};  ///< by market
  std::array<bool, 4> down{};                                                                        ///< by market
  std::vector<Funds> lacked;
  std::optional<OrderRoom> sold{};  ///< of what is sold in market 1
  std::vector<OrderCommand> orders;
  std::vector<ClientOrderId> cancels;
  std::vector<OrderCommand> amends;
  std::vector<PairAlarm> alarms;
  std::vector<PairFigures> ends;
  int pairs = 0;

 private:
  ClientOrderIds ids_ = ClientOrderIds::create("node", 1).value();
  std::uint64_t made_ = 0;
};

/// Market 1 is spot with a step of 0.001, market 2 a perp with a step of 0.01; both have a minimum of 0.01 coins and 5
/// USDT, a tick of 0.1 and a largest order of 10 coins.
inline const Market& pair_market(int number) {
  Market market = *round_limits().markets[static_cast<std::size_t>(number - 1)].market;
  if (number == 2) market.step = quantity("0.01");
  return keep(std::move(market));
}

/// Buys spot and sells the perp, one coin of each in clips of 0.4, slippage 20 bps, 10 s naked at most.
inline PairOrder entry_order() {
  PairOrder order;
  order.id = 7;
  order.first = {id(1), OrderSide::buy, false};
  order.second = PairLeg{id(2), OrderSide::sell, false};
  order.coins = quantity("1");
  order.terms.clip = quantity("0.4");
  order.terms.slippage = bps("20");
  order.terms.max_naked = kSecond * 10;
  return order;
}

/// A worker with a host, driven by hand. Spot is 99.9 / 100.1, the perp 100.3 / 100.5 unless told otherwise.
struct PairRig {
  explicit PairRig(const PairOrder& order = entry_order(), const Market& first = pair_market(1))
      : worker(order, first, order.second ? &pair_market(2) : nullptr, host, time()) {}

  [[nodiscard]] PairTime time() const { return {at(now), UtcTime::from_nanos(now.count)}; }
  void wait(Nanos span) {
    now = now + span;
    worker.on_time(time());
  }
  void quote(const char* bid = "99.9", const char* ask = "100.1", const char* perp_bid = "100.3",
             const char* perp_ask = "100.5", std::optional<double> volatility = std::nullopt) {
    PairQuote quote;
    quote.first = {price(bid), quantity("5"), price(ask), quantity("5")};
    quote.second = {price(perp_bid), quantity("5"), price(perp_ask), quantity("5")};
    quote.volatility = volatility;
    quote.received = time().mono;
    quote.received_utc = time().utc;
    worker.on_quote(quote);
  }
  [[nodiscard]] OrderEffect effect(std::size_t order, EffectKind kind) const {
    OrderEffect effect;
    effect.kind = kind;
    effect.id = host.orders.at(order).id;
    effect.market = host.orders.at(order).market;
    effect.side = host.orders.at(order).side;
    return effect;
  }
  void fill(std::size_t order, const char* size, Liquidity liquidity = Liquidity::taker) {
    OrderEffect filled = effect(order, EffectKind::filled);
    filled.size = quantity(size);
    filled.liquidity = liquidity;
    worker.on_effect(filled, time());
  }
  void end(std::size_t order, OrderState state = OrderState::filled, RejectReason reason = RejectReason::none) {
    OrderEffect ended = effect(order, EffectKind::ended);
    ended.state = state;
    ended.reason = reason;
    worker.on_effect(ended, time());
  }
  void change(std::size_t order, OrderState state) {
    OrderEffect changed = effect(order, EffectKind::changed);
    changed.state = state;
    worker.on_effect(changed, time());
  }
  void fill_whole(std::size_t order) {
    const std::string size = host.orders.at(order).size.to_string();
    fill(order, size.c_str());
    end(order);
  }
  void check_order(std::size_t order, int market, bool buys, const char* size, const char* limit) const {
    REQUIRE(order < host.orders.size());
    const OrderCommand& sent = host.orders[order];
    CHECK(sent.market == id(market));
    CHECK(sent.buys() == buys);
    CHECK(sent.size == quantity(size));
    CHECK(sent.limit == price(limit));
  }

  ScriptedHost host;
  Nanos now = kHour;
  PairWorker worker;
};

}  // namespace basis::test
