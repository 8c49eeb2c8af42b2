#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "core/execution/order_tracker.hpp"
#include "tests/venues/sim/matching_support.hpp"
#include "venues/sim/venue_link.hpp"

namespace basis::test {

/// A market of `made_market` with a tick of 0.1, minimums of 0.01 coins and 5 USDT, and a largest order of 10 coins;
/// spot has a step of 0.001, a perp one of 0.01.
inline Market worked_market(bool perp, bool amends) {
  const auto id = [](int value) { return InstrumentId{static_cast<std::uint16_t>(value)}; };
  Market market = perp ? made_market(kPerpMarket, Product::linear, kBtc, kMarginAccount, id(3), id(2))
                       : made_market(kSpotMarket, Product::spot, kBtc, kSpotAccount, id(1), id(0));
  market.tick = price("0.1");
  market.amends_limit = amends;
  market.leverage = perp ? 5 : 1;
  market.step = quantity(perp ? "0.01" : "0.001");
  market.minimum_size = quantity("0.01");
  market.maximum_size = quantity("10");
  market.minimum_notional = amount("5");
  market.minimum_binds_reduce_only = !perp;
  // Fees in coins are another test's matter: all that is bought can be sold.
  if (!perp) market.taker_fee = market.maker_fee = BasisPoints{};
  return market;
}

/// Best prices and sizes of a recorded book.
struct Touch {
  const char* bid;
  const char* ask;
  const char* bid_size = "100";
  const char* ask_size = "100";
  TextLevels more_bids{};
};

/// What a session asks its venue, and what comes back.
struct Asked {
  enum class What : std::uint8_t { order, fills, download };
  What what = What::order;
  ClientOrderId id;
  UtcTime at;  ///< when it is at the venue, or its answer here
  bool answered = false;
  std::vector<OrderRecord> records{};
  std::vector<OrderReport> fills{};
};

/// One exchange with one market: its matching engine, the account there, and the way to it.
struct WorkedVenue {
  WorkedVenue(bool perp, const char* latency, std::uint64_t seed, FaultScript faults, const OrderEntrySettings& rules,
              bool amends)
      : market(worked_market(perp, amends)),
        account(perp ? AccountSpec{kMarginAccount, 4, {{kUsdt, {2}}}, {&market}, 5}
                     : AccountSpec{kSpotAccount, 4, {{kUsdt, {0}}, {kBtc, {1}}}, {&market}, 1}),
        book(BookSpec{.tick = market.tick, .sync = kBybitV5Sync}),
        engine(MatchingEngine::Options{}),
        link(engine, parse_latency(latency, seed).value(), std::move(faults)),
        way(parse_latency(latency, seed).value().maximum) {
    engine.add({market, book, account, rules});
    REQUIRE(engine.transfer(account.id(), kUsdt, amount("100000"), UtcTime{}));
    engine.forget_messages();
  }
  WorkedVenue(const WorkedVenue&) = delete;
  WorkedVenue& operator=(const WorkedVenue&) = delete;

  /// Venue time of what is received at `now`.
  [[nodiscard]] UtcTime there(UtcTime now) const { return now - link.market_data_delay(); }
  /// A new recorded book, received at `now`.
  void record(const Touch& touch, UtcTime now) {
    link.advance(there(now));
    ++ids_;
    OwnUpdate update{.snapshot = true,
                     .chain = {ids_, ids_, 0, ids_},
                     .bid_texts = touch.more_bids,
                     .ask_texts = {{touch.ask, touch.ask_size}}};
    update.bid_texts.insert(update.bid_texts.begin(), {touch.bid, touch.bid_size});
    const BookUpdate view = update.view();
    book.apply(view, now);
    engine.book_changed(market.id, view, true, there(now));
  }
  [[nodiscard]] Quantity position() const {
    return market.is_spot() ? quantity_of(account.held(kBtc), Rounding::floor)
                            : quantity_of(account.position(market).amount, Rounding::floor);
  }
  /// When something of it is due here next.
  [[nodiscard]] std::optional<UtcTime> next() {
    std::optional<UtcTime> next = link.next_report();
    const auto sooner = [&](UtcTime at) { next = next ? std::min(*next, at) : at; };
    if (const auto at = link.next_at_venue()) sooner(*at + link.market_data_delay());
    for (const Asked& one : asked) sooner(one.at);
    return next;
  }
  /// Reads what a question wants to know, as it is at the venue.
  void look(Asked& one) const {
    one.answered = true;
    one.at = one.at + way;
    if (const auto order = engine.order(one.id); order && one.what == Asked::What::order) one.records = {*order};
    if (one.what == Asked::What::download) engine.list_open_orders(one.records);
    const auto order = engine.order(one.id);
    for (const OrderReport& fill : engine.fills())
      if (one.what == Asked::What::download || (order && one.what == Asked::What::fills && fill.order == order->order))
        one.fills.push_back(fill);
  }

  Market market;
  ExchangeAccount account;
  OrderBook book;
  MatchingEngine engine;
  SimulatedVenueLink link;
  Nanos way;
  bool connected = true;
  std::vector<Asked> asked;

 private:
  std::int64_t ids_ = 0;
};

}  // namespace basis::test
