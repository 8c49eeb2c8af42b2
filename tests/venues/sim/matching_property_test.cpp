#include "tests/core/portfolio/support.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/rounds.hpp"
#include "tests/venues/sim/matching_support.hpp"
#include "tests/venues/sim/naive_venue.hpp"

using namespace basis;
using namespace basis::test;

namespace {

Price at_tick(long ticks) { return Price::from_raw(price("0.5").raw() * ticks); }
Quantity of_steps(long steps) { return Quantity::from_raw(quantity("1").raw() * steps); }

/// One random market, played to the engine and to the plain rules alike.
struct RandomMarket {
  RandomMarket(std::uint64_t seed, QueueModel queue, std::vector<Market> markets = made_markets())
      : draw(seed), venue({.queue = queue}, {}, std::move(markets)), seen(venue.margin.holdings()) {
    naive.proportional = queue == QueueModel::proportional;
  }

  long middle = 200;
  long step_of(long from, long to) { return static_cast<long>(draw.between(from, to)); }

  void snapshot() {
    middle += step_of(-2, 2);
    std::map<long, long> sides[2];
    for (long away = 1; away <= 6; ++away)
      for (int side : {0, 1})
        if (draw.chance(70)) sides[side][side == 0 ? middle - away : middle + away] = step_of(1, 9);
    naive.live = true;
    naive.snapshot(sides[0], sides[1]);
    naive.meet();
    apply(sides[0], sides[1], true);
  }
  void change() {
    std::map<long, long> sides[2];
    for (int side : {0, 1})
      for (long left = step_of(0, 3); left > 0; --left) {
        const long away = step_of(1, 6);
        sides[side][side == 0 ? middle - away : middle + away] = step_of(0, 9);
      }
    if (!naive.live) return;
    for (int side : {0, 1})
      for (const auto& [tick, size] : sides[side]) naive.recorded(side == 0, tick, size);
    naive.meet();
    apply(sides[0], sides[1], false);
  }
  void apply(const std::map<long, long>& bids, const std::map<long, long>& asks, bool whole) {
    TextLevels texts[2];
    for (const auto& [tick, size] : bids) texts[0].emplace_back(at_tick(tick).to_string(), std::to_string(size));
    for (const auto& [tick, size] : asks) texts[1].emplace_back(at_tick(tick).to_string(), std::to_string(size));
    venue.record(kPerpMarket, texts[0], texts[1], whole);
  }
  void trade() {
    const long tick = middle + step_of(-4, 4);
    const long size = step_of(1, 12);
    const bool seller = draw.chance(50);
    naive.trade(tick, size, seller);
    venue.engine.traded(kPerpMarket, at_tick(tick), of_steps(size), seller ? TakerSide::sell : TakerSide::buy,
                        venue.now());
  }
  void order() {
    NaiveVenue::Order order;
    order.id = draw.chance(10) && count > 0 ? known() : fmt::format("o{}", ++count);
    order.buy = draw.chance(50);
    order.kind = "MLLLIFPP"[draw.below(8)];
    order.limit = order.kind == 'M' ? 0 : middle + step_of(-5, 5);
    order.size = step_of(1, 12);
    order.reduce_only = draw.chance(20);
    naive.arrive(order);
    OrderCommand command;
    command.id = ClientOrderId::parse(order.id).value();
    command.side = order.buy ? OrderSide::buy : OrderSide::sell;
    command.kind = order.kind == 'M'   ? kMarket
                   : order.kind == 'L' ? kLimit
                   : order.kind == 'I' ? kIoc
                   : order.kind == 'F' ? kFok
                                       : kPostOnly;
    command.reduce_only = order.reduce_only;
    command.market = kPerpMarket;
    command.limit = at_tick(order.limit);
    command.size = of_steps(order.size);
    venue.engine.take(command, venue.now());
    for (const VenueMessage& message : venue.engine.messages()) {
      const auto* report = std::get_if<OrderReport>(&message);
      if (report != nullptr && report->kind == ReportKind::fill) REQUIRE(report->id == command.id);
    }
  }
  void cancel_or_amend() {
    if (count == 0) return;
    OrderCommand command;
    const std::string id = known();
    command.id = ClientOrderId::parse(id).value();
    command.market = kPerpMarket;
    command.action = draw.chance(30) ? OrderAction::cancel : OrderAction::amend;
    const long size = step_of(1, 12);
    const long limit = draw.chance(50) ? middle + step_of(-5, 5) : 0;
    command.size = of_steps(size);
    command.limit = at_tick(limit);
    const NaiveVenue::Order* order = naive.open_order(id);
    if (command.action == OrderAction::cancel)
      naive.cancel(id);
    else if (order != nullptr)
      naive.amend(id, size, limit == 0 ? order->limit : limit);
    venue.engine.take(command, venue.now());
  }
  void lose() {
    venue.lose(kPerpMarket);
    naive.live = false;
  }
  std::string known() { return fmt::format("o{}", 1 + draw.below(static_cast<std::uint64_t>(count))); }

  void step() {
    ++venue.clock;
    const std::uint64_t what = draw.below(100);
    if (what < 35)
      change();
    else if (what < 40)
      snapshot();
    else if (what < 60)
      trade();
    else if (what < 85)
      order();
    else if (what < 99)
      cancel_or_amend();
    else
      lose();
    read();
  }
  /// Reads what was said and posted.
  void read() {
    for (const VenueMessage& message : venue.engine.messages()) {
      const auto* report = std::get_if<OrderReport>(&message);
      if (report == nullptr) continue;
      said += Trading::line_of(*report);
      if (report->kind != ReportKind::fill) continue;
      const OrderRecord record = *venue.engine.order(report->id);
      REQUIRE(record.filled <= record.terms.size);
      fills.push_back(fmt::format("{} {} @ {} {}", report->id.view(), report->size.raw() / quantity("1").raw(),
                                  report->price.raw() / price("0.5").raw(),
                                  report->liquidity == Liquidity::maker ? "maker" : "taker"));
      if (record.terms.kind != kMarket) REQUIRE(reaches(record.terms.side, record.terms.limit, report->price));
    }
    venue.engine.forget_messages();
    for (const LedgerEntry& entry : venue.margin.entries()) apply_entry(entry, seen);
    venue.margin.forget_entries();
    REQUIRE(seen == venue.margin.holdings());
    for (std::size_t i = 3; i < 7; ++i) {
      Amount sum;
      for (std::size_t outside = 0; outside < kOutsides; ++outside)
        sum += venue.margin.received_from(static_cast<Outside>(outside), {static_cast<std::uint16_t>(i)});
      REQUIRE(sum == venue.margin.holdings()[i].amount);
    }
  }

  Draw draw;
  Trading venue;
  NaiveVenue naive;
  PositionSet seen;
  long count = 0;
  std::vector<std::string> fills;
  std::string said;
};

}  // namespace

TEST_CASE("property: the engine fills as the plain rules do, over random books, trades and orders") {
  std::size_t fills = 0;
  for (std::uint64_t seed = 1; seed <= rounds(400); ++seed) {
    for (const QueueModel queue : {QueueModel::conservative, QueueModel::proportional}) {
      CAPTURE(seed);
      CAPTURE(static_cast<int>(queue));
      RandomMarket market(seed, queue);
      market.snapshot();
      market.read();
      for (int i = 0; i < 150; ++i) {
        CAPTURE(i);
        market.step();
        REQUIRE(market.fills == market.naive.fills);
        REQUIRE(market.venue.margin.position(market.venue.markets[1]).amount ==
                Amount::from_int(market.naive.position));
      }
      fills += market.fills.size();
    }
  }
  CHECK(fills > rounds(400) * 40);
}

TEST_CASE("property: the same seed says the same, and another one something else") {
  const auto said = [](std::uint64_t seed) {
    RandomMarket market(seed, QueueModel::proportional);
    market.snapshot();
    for (int i = 0; i < 300; ++i) market.step();
    return market.said;
  };
  for (std::uint64_t seed = 1; seed <= 5; ++seed) CHECK(said(seed) == said(seed));
  CHECK(said(1) != said(2));
}

TEST_CASE("property: spot balances are never short, and what is locked is what open orders may need") {
  std::size_t refused = 0;
  for (std::uint64_t seed = 1; seed <= rounds(60); ++seed) {
    CAPTURE(seed);
    Draw draw(seed);
    std::vector<Market> markets = made_markets();
    markets[0].maker_fee = bps(draw.chance(50) ? "-1" : "2");
    OrderEntrySettings entry;
    entry.rebate_in_other = draw.chance(50);
    Trading venue({.queue = QueueModel::proportional}, entry, std::move(markets));
    const auto leave = [&](AssetId asset, const char* size) {
      REQUIRE(venue.engine.transfer(kSpotAccount, asset, amount(size) - venue.spot.held(asset), venue.now()));
    };
    leave(kUsdt, "5000");
    leave(kBtc, "40");
    for (int i = 0; i < 200; ++i) {
      const std::string id = std::to_string(draw.below(40));
      const char* const at[] = {"99", "99.5", "100", "100.5", "101"};
      const std::string size = std::to_string(1 + draw.below(20));
      const OrderSide side = draw.chance(50) ? OrderSide::buy : OrderSide::sell;
      switch (draw.below(6)) {
        case 0: venue.snapshot(kSpotMarket, {{"99.5", "9"}, {"99", "9"}}, {{"100.5", "9"}, {"101", "9"}}); break;
        case 1: venue.sold(kSpotMarket, at[draw.below(5)], size.c_str()); break;
        case 2: venue.bought(kSpotMarket, at[draw.below(5)], size.c_str()); break;
        case 3: venue.cancel(kSpotMarket, id.c_str()); break;
        case 4: venue.amend(kSpotMarket, id.c_str(), size.c_str(), at[draw.below(5)]); break;
        default:
          venue.engine.take(Trading::order(kSpotMarket, id.c_str(), side, size.c_str(),
                                           static_cast<OrderKind>(draw.below(kOrderKinds)), at[draw.below(5)]),
                            venue.now());
      }
      const std::string told = venue.told();
      refused += told.find("funds") != told.npos ? 1U : 0U;
      Amount dollars;
      Amount coins;
      std::vector<OrderRecord> open;
      venue.engine.list_open_orders(open);
      for (const OrderRecord& order : open) {
        const Quantity rest = order.terms.size - order.filled;
        (order.terms.buys() ? dollars : coins) +=
            order.terms.buys() ? mul(amount_of(rest), order.terms.limit, Rounding::floor) : amount_of(rest);
      }
      REQUIRE(venue.spot.held(kUsdt) >= dollars);
      REQUIRE(venue.spot.held(kBtc) >= coins);
      REQUIRE(venue.spot.available(kUsdt) == venue.spot.held(kUsdt) - dollars);
      REQUIRE(venue.spot.available(kBtc) == venue.spot.held(kBtc) - coins);
    }
  }
  CHECK(refused > 0);
}

TEST_CASE("recorded events, fills and orders cost no allocation once buffers have their size") {
  Trading venue({.queue = QueueModel::proportional});
  venue.engine.reserve(10'000);
  std::uint64_t spent = 0;
  for (int round = 0; round < 40; ++round) {
    venue.snapshot(kPerpMarket, {{"100", "5"}, {"99.5", "5"}}, {{"100.5", "3"}, {"101", "4"}});
    const OrderCommand maker =
        Trading::order(kPerpMarket, fmt::format("m{}", round).c_str(), OrderSide::buy, "2", kLimit, "100");
    const OrderCommand taker =
        Trading::order(kPerpMarket, fmt::format("t{}", round).c_str(), OrderSide::sell, "2", kIoc, "99.5");
    OwnUpdate update{.chain = {venue.ids + 1, venue.ids + 1, 0, venue.ids + 1}, .bid_texts = {{"100", "3"}}};
    ++venue.ids;
    const BookUpdate view = update.view();
    const Ray rate = ray("0.0001");
    venue.engine.forget_messages();
    const std::uint64_t before = allocations();
    venue.engine.take(maker, venue.now());
    venue.books[kPerpMarket.index()]->apply(view, venue.now());
    venue.engine.book_changed(kPerpMarket, view, false, venue.now());
    venue.engine.traded(kPerpMarket, price("100"), quantity("4"), TakerSide::sell, venue.now());
    venue.engine.marked(kPerpMarket, price("100"), venue.now());
    venue.engine.take(taker, venue.now());
    venue.engine.settle_funding(kPerpMarket, rate, venue.now());
    if (round >= 20) spent += allocations() - before;
  }
  CHECK(venue.engine.fills().size() > 60);
  CHECK(spent == 0);
}
