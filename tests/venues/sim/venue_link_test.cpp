#include "venues/sim/venue_link.hpp"
#include "tests/venues/sim/matching_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

UtcTime micro(std::int64_t micros) { return UtcTime::from_nanos(micros * 1'000); }

/// A perp with two bids and two asks, and a way of `latency` to it. Times are in microseconds.
struct Linked : Trading {
  explicit Linked(const char* latency, FaultScript faults = {})
      : link(engine, parse_latency(latency, 7).value(), std::move(faults)) {
    snapshot(kPerpMarket, {{"100", "5"}}, {{"100.5", "3"}, {"101", "4"}});
    engine.forget_messages();
  }
  /// What is received up to and at an instant.
  std::string received(std::int64_t at) {
    std::string lines;
    link.deliver(micro(at), [&](const VenueMessage& message, UtcTime) {
      if (const auto* report = std::get_if<OrderReport>(&message)) lines += line_of(*report);
    });
    return lines;
  }
  void send(const char* id, const char* size, std::int64_t at, OrderKind kind = kIoc, const char* limit = "101") {
    link.send(order(kPerpMarket, id, OrderSide::buy, size, kind, limit), micro(at));
  }
  /// A recorded change of the best ask, received at an instant.
  void ask(const char* size, std::int64_t at) {
    link.advance(micro(at) - link.market_data_delay());
    ++ids;
    OwnUpdate update{.chain = {ids, ids, 0, ids}, .ask_texts = {{"100.5", size}}};
    const BookUpdate view = update.view();
    books[kPerpMarket.index()]->apply(view, micro(at));
    engine.book_changed(kPerpMarket, view, false, micro(at) - link.market_data_delay());
  }
  SimulatedVenueLink link;
};

}  // namespace

TEST_CASE("latency: N or MIN..MAX in whole microseconds") {
  CHECK(parse_latency("250", 1).value().minimum == Nanos{250'000});
  CHECK(parse_latency("250", 1).value().maximum == Nanos{250'000});
  CHECK(parse_latency("0..60000000", 1).value().maximum == kMinute);
  for (const char* text : {"", "..", "1..", "..1", "-1", "2..1", "1.5", "1...2", " 1", "60000001", "1..2..3", "x"}) {
    CAPTURE(std::string(text));
    const auto read = parse_latency(text, 1);
    REQUIRE_FALSE(read.has_value());
    CHECK(read.error().kind == ErrorKind::usage);
    CHECK(read.error().text().find("'" + std::string(text) + "'") != std::string::npos);
  }
}

TEST_CASE("latency: constant, an order sent at t is matched at t + N on the book of frames received until t + 2 N") {
  Linked venue("100");
  venue.ask("2", 1'000);
  venue.send("a", "9", 1'000);  // at the venue at 1,100
  venue.ask("1", 1'199);        // there at 1,099: before the order
  venue.ask("3", 1'200);        // there at 1,100: market data first
  venue.ask("8", 1'201);        // there at 1,101: the order has gone before
  CHECK(venue.received(1'199).empty());
  CHECK(venue.received(1'200) ==
        "a accepted 9 @ 101\n"
        "a fill 3 @ 100.5 taker fee 0.15075 USDT\n"
        "a fill 4 @ 101 taker fee 0.202 USDT\n"
        "a expired not_enough_volume\n");
}

TEST_CASE("latency: of orders that arrive together the lower client id comes first") {
  Linked venue("100");
  venue.send("b", "3", 1'000);
  venue.send("a", "1", 1'000);
  venue.send("c", "1", 1'001);
  venue.link.advance(micro(2'000));
  CHECK(venue.received(2'000) ==
        "a accepted 1 @ 101\na fill 1 @ 100.5 taker fee 0.05025 USDT\n"
        "b accepted 3 @ 101\nb fill 2 @ 100.5 taker fee 0.1005 USDT\nb fill 1 @ 101 taker fee 0.0505 USDT\n"
        "c accepted 1 @ 101\nc fill 1 @ 101 taker fee 0.0505 USDT\n");
}

TEST_CASE("latency: drawn, inside its ends, from the seed, and no message passes an earlier one of its direction") {
  const LatencySpec spec = parse_latency("100..400", 3).value();
  Latency first(spec);
  Latency second(spec);
  UtcTime last;
  bool varied = false;
  bool held_back = false;
  for (std::int64_t sent = 0; sent < 100'000; sent += 50) {
    const UtcTime at = first.order_arrival(micro(sent));
    CHECK(at >= micro(sent + 100));
    CHECK(at <= micro(sent + 400));
    CHECK(at >= last);
    held_back = held_back || at == last;
    varied = varied || at - micro(sent) != Nanos{100'000};
    last = at;
    second.report_arrival(micro(sent));
    CHECK(second.order_arrival(micro(sent)) == at);  // reports draw from a stream of their own
  }
  CHECK(held_back);
  CHECK(varied);
  Latency alone({Nanos{100}, Nanos{101}, 5});
  std::map<std::int64_t, int> drawn;
  for (std::int64_t i = 1; i <= 1'000; ++i)
    ++drawn[(alone.order_arrival(UtcTime::from_nanos(i * 1'000)) - UtcTime::from_nanos(i * 1'000)).count];
  CHECK(drawn.size() == 2);  // both ends, about evenly
  CHECK(drawn[100] > 400);
  CHECK(drawn[101] > 400);
}

TEST_CASE("link: what is due next, at the venue and on its way to us") {
  Linked venue("100");
  CHECK_FALSE(venue.link.next_at_venue().has_value());
  CHECK_FALSE(venue.link.next_report().has_value());
  venue.send("a", "1", 1'000);
  CHECK(venue.link.next_at_venue() == micro(1'100));
  venue.link.advance(micro(1'100));  // up to, and not at it
  CHECK(venue.link.next_at_venue() == micro(1'100));
  venue.link.advance(micro(1'101));
  CHECK_FALSE(venue.link.next_at_venue().has_value());
  CHECK(venue.link.next_report() == micro(1'200));
}

TEST_CASE("link: reports are delivered with the time they are received at") {
  Linked venue("100..400");
  venue.send("a", "1", 1'000);
  venue.send("b", "1", 1'000);
  venue.link.advance(micro(5'000));
  std::vector<UtcTime> times;
  venue.link.deliver(micro(5'000), [&](const VenueMessage& message, UtcTime received) {
    const UtcTime made = std::visit([](const auto& report) { return report.at_venue; }, message);
    CHECK(received >= made + Nanos{100'000});
    CHECK(received <= micro(1'800));
    times.push_back(received);
  });
  CHECK(times.size() > 4);
  CHECK(std::is_sorted(times.begin(), times.end()));
  CHECK_FALSE(venue.link.next_report().has_value());
}

TEST_CASE("dead-man's switch: fires at its time, before an order that arrives then; disarmed and renewed it does not") {
  Linked venue("100");
  venue.send("a", "1", 1'000, kLimit, "99");
  venue.send("b", "1", 1'000, kLimit, "98");
  venue.link.advance(micro(1'200));
  venue.engine.arm_dead_man(kMarginAccount, std::nullopt, micro(2'000));
  venue.engine.arm_dead_man(kSpotAccount, std::nullopt, micro(1'500));
  venue.engine.arm_dead_man(kMarginAccount, kEtherMarket, micro(1'500));
  venue.link.advance(micro(1'900));
  CHECK(venue.received(1'900) == "a accepted 1 @ 99\nb accepted 1 @ 98\n");
  venue.engine.arm_dead_man(kMarginAccount, std::nullopt, micro(3'000));
  venue.link.advance(micro(2'500));
  CHECK(venue.received(2'500).empty());
  venue.send("c", "1", 2'900, kLimit, "97");
  venue.link.advance(micro(3'500));
  CHECK(venue.received(3'500) == "a cancelled dead_man\nb cancelled dead_man\nc accepted 1 @ 97\n");
  venue.engine.arm_dead_man(kMarginAccount, std::nullopt, micro(4'000));
  venue.engine.arm_dead_man(kMarginAccount, std::nullopt, std::nullopt);
  venue.link.advance(micro(5'000));
  CHECK(venue.received(5'000).empty());
}

TEST_CASE("faults: reports dropped, doubled and delayed; the venue's own state is what it is") {
  FaultScript faults;
  faults.reports = {{.kind = ReportFault::Kind::drop, .of = ReportKind::accepted},
                    {.kind = ReportFault::Kind::duplicate, .of = ReportKind::fill, .delay = Nanos{50'000}},
                    {.kind = ReportFault::Kind::delay,
                     .id = ClientOrderId::parse("b").value(),
                     .of = ReportKind::accepted,
                     .delay = Nanos{200'000}}};
  Linked venue("100", faults);
  venue.send("a", "1", 1'000);
  venue.send("b", "1", 1'000);
  venue.link.advance(micro(2'000));
  CHECK(venue.received(1'200) ==
        "a fill 1 @ 100.5 taker fee 0.05025 USDT\n"
        "b fill 1 @ 100.5 taker fee 0.05025 USDT\n");
  CHECK(venue.received(1'399) == "a fill 1 @ 100.5 taker fee 0.05025 USDT\n");
  CHECK(venue.received(1'400) == "b accepted 1 @ 101\n");
  CHECK(venue.engine.order(ClientOrderId::parse("a").value())->filled == quantity("1"));
}

TEST_CASE("faults: commands lost or refused, a market halted, a position deleveraged by the script") {
  FaultScript faults;
  faults.commands = {{.kind = CommandFault::Kind::lost, .id = ClientOrderId::parse("a").value()},
                     {.reason = RejectReason::later},
                     {.action = OrderAction::cancel, .reason = RejectReason::unknown_order}};
  faults.events = {{micro(3'000), VenueEvent::Kind::halt, kPerpMarket},
                   {micro(4'000), VenueEvent::Kind::resume, kPerpMarket},
                   {micro(5'000), VenueEvent::Kind::deleverage, kPerpMarket, fraction("1")}};
  Linked venue("0", faults);
  venue.mark(kPerpMarket, "100");
  venue.send("a", "1", 1'000);
  venue.send("b", "1", 1'001);
  venue.send("b", "1", 1'002);
  venue.send("c", "1", 3'000);
  venue.send("d", "1", 4'000);
  venue.link.advance(micro(6'000));
  CHECK(venue.received(6'000) ==
        "b rejected later\n"
        "b accepted 1 @ 101\nb fill 1 @ 100.5 taker fee 0.05025 USDT\n"
        "c rejected no_market\n"
        "d accepted 1 @ 101\nd fill 1 @ 100.5 taker fee 0.05025 USDT\n"
        "- fill 2 @ 100 taker fee 0 USDT\n");
  CHECK_FALSE(venue.engine.order(ClientOrderId::parse("a").value()).has_value());
  CHECK(venue.margin.position(venue.markets[1]).amount.is_zero());
}

TEST_CASE("acknowledgement and fill lost: queried by client id the order is found, with the venue's state and fills") {
  FaultScript faults;
  faults.reports = {{.id = ClientOrderId::parse("a").value(), .times = 9}};
  Linked venue("100", faults);
  venue.send("a", "2", 1'000, kLimit, "100.5");
  venue.send("b", "1", 1'000, kLimit, "99");
  venue.link.advance(micro(2'000));
  CHECK(venue.received(9'000) == "b accepted 1 @ 99\n");
  const auto found = venue.engine.order(ClientOrderId::parse("a").value());
  REQUIRE(found.has_value());
  CHECK_FALSE(found->open);
  CHECK(found->end == ReportKind::fill);
  CHECK(found->filled == quantity("2"));
  REQUIRE(venue.engine.fills().size() == 1);
  CHECK(venue.engine.fills().front().order == found->order);
}

TEST_CASE("never arrived: the venue does not know the order, and neither open orders nor fills hold it") {
  FaultScript faults;
  faults.commands = {{.kind = CommandFault::Kind::lost}};
  Linked venue("100", faults);
  venue.send("a", "1", 1'000, kLimit, "99");
  venue.link.advance(micro(5'000));
  CHECK(venue.received(5'000).empty());
  CHECK_FALSE(venue.engine.order(ClientOrderId::parse("a").value()).has_value());
  std::vector<OrderRecord> open;
  venue.engine.list_open_orders(open);
  CHECK(open.empty());
  CHECK(venue.engine.fills().empty());
}

TEST_CASE("a resend: refused as a duplicate while the first is open, and traded twice after an unseen fill") {
  Linked venue("100");
  venue.send("a", "1", 1'000, kLimit, "99");
  venue.send("a", "1", 1'001, kLimit, "99");
  venue.send("b", "1", 1'002);
  venue.send("b", "1", 1'003);
  venue.link.advance(micro(2'000));
  CHECK(venue.received(2'000) ==
        "a accepted 1 @ 99\na rejected duplicate_id\n"
        "b accepted 1 @ 101\nb fill 1 @ 100.5 taker fee 0.05025 USDT\n"
        "b accepted 1 @ 101\nb fill 1 @ 100.5 taker fee 0.05025 USDT\n");
}

TEST_CASE("a fill before its acknowledgement, and a cancel that finds the order filled") {
  FaultScript faults;
  faults.reports = {{.kind = ReportFault::Kind::delay, .of = ReportKind::accepted, .delay = Nanos{1'000'000}}};
  Linked venue("100", faults);
  venue.send("a", "1", 1'000, kLimit, "100.5");
  OrderCommand cancel = Trading::order(kPerpMarket, "a", OrderSide::buy, "0", kLimit);
  cancel.action = OrderAction::cancel;
  venue.link.send(cancel, micro(1'050));
  venue.link.advance(micro(5'000));
  CHECK(venue.received(5'000) ==
        "a fill 1 @ 100.5 taker fee 0.05025 USDT\na rejected cancel unknown_order\na accepted 1 @ 100.5\n");
}

TEST_CASE("trade ids: the same number on two markets, each fill known by market, order and trade") {
  Linked venue("0");
  venue.snapshot(kEtherMarket, {{"100", "5"}}, {{"100.5", "3"}});
  venue.send("a", "1", 1'000);
  OrderCommand ether = Trading::order(kEtherMarket, "b", OrderSide::buy, "1", kMarket);
  venue.link.send(ether, micro(1'000));
  venue.link.advance(micro(2'000));
  const auto fills = venue.engine.fills();
  REQUIRE(fills.size() == 2);
  CHECK(fills[0].trade == fills[1].trade);
  CHECK(fills[0].market != fills[1].market);
  CHECK(fills[0].order != fills[1].order);
}
