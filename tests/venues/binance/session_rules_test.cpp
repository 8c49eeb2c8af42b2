#include <array>

#include "tests/venues/binance/simulated_world.hpp"
#include "venues/wire/hmac_sha256.hpp"

// Rules of orders and positions that a session and the tracker behind it keep at the simulated exchange.

namespace basis {
namespace {

using namespace test;
using RuleFault = sim::ExchangeFaultKind;

/// A signed request of the account's owner past the session; the answer's body.
std::string by_hand(SimulatedWorld& world, const std::string& method, const std::string& path,
                    const std::string& parameters) {
  const auto client = world.network.http({true, "venue.test", 443}, 1);
  const std::string query = parameters + "&timestamp=" + std::to_string(world.network.now_utc().nanos() / 1'000'000);
  const wire::HmacSha256 signer{Secret("demo-secret")};
  std::array<char, wire::kHexDigest> hex{};
  wire::write_hex(hex.data(), signer.sign(query));
  const std::string target = path + "?" + query + "&signature=" + std::string(hex.data(), hex.size());
  std::string body;
  client->send({method, target, {{"X-MBX-APIKEY", "demo-key"}}, {}}, kSecond, [&](const net::HttpAnswer& answer) {
    if (const auto* response = std::get_if<net::HttpResponse>(&answer.result)) body = response->body;
  });
  world.network.run_until(world.network.now_utc() + Nanos{200'000'000});
  return body;
}

OrderCommand changed(const OrderCommand& order, const char* size, Price limit) {
  OrderCommand amend = order;
  amend.action = OrderAction::amend;
  amend.size = quantity(size);
  amend.limit = limit;
  return amend;
}

TEST_CASE("conformance 14: orders of ours have no end in time; one that has ends at its time, and is told") {
  SimulatedWorld world(Product::linear, 5);
  world.start();
  REQUIRE(world.ready());
  for (const OrderKind kind :
       {OrderKind::market, OrderKind::limit, OrderKind::limit_ioc, OrderKind::post_only, OrderKind::limit_fok}) {
    wire::OrderBuffer bytes;
    REQUIRE(bool(world.encode(world.order(OrderSide::buy, kind, "0.01", 5'000), bytes)));
    CHECK(bytes.bytes().find("GTD") == std::string_view::npos);
    CHECK(bytes.bytes().find("goodTillDate") == std::string_view::npos);
  }
  // An order of this node's that was sent by hand, as of an older boot.
  const OrderCommand order = world.order(OrderSide::buy, OrderKind::limit, "0.01", 5'000);
  const auto place = [&](Nanos until) {
    const std::int64_t end = (world.network.now_utc() + until).nanos() / 1'000'000;
    return by_hand(world, "POST", "/fapi/v1/order",
                   fmt::format("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTD&quantity={}&price={}&goodTillDate={}"
                               "&newClientOrderId={}",
                               order.size.to_string(), order.limit.to_string(), end, order.id.view()));
  };
  CHECK(place(kSecond * 599).find("\"code\":-5040") != std::string::npos);
  CHECK(world.client().open_orders().empty());
  CHECK(place(kSecond * 605).find("\"status\":\"NEW\"") != std::string::npos);
  world.run(kMinute * 2);
  CHECK(world.state(order) == "open");
  world.run(kMinute * 10);
  CHECK(world.state(order) == "expired");
  CHECK(world.client().open_orders().empty());
  CHECK(world.owner->fills == 0);
}

TEST_CASE("conformance 26: an amendment that meets fills leaves what it cannot change, and no size counts twice") {
  for (const Product product : kBoth) {
    CAPTURE(static_cast<int>(product));
    SimulatedWorld world(product, 6);
    world.start();
    REQUIRE(world.ready());
    // 500 USDT away, where the market does not come by itself.
    const std::int64_t away = product == Product::spot ? 50'000 : 5'000;
    const OrderCommand order = world.order(OrderSide::buy, OrderKind::limit, "0.03", away);
    REQUIRE(world.send(order));
    world.run(kSecond);
    REQUIRE(world.state(order) == "open");
    const auto sold = [&](const char* size) {
      world.exchanges->markets().trade(world.there, order.limit, quantity(size), TakerSide::sell,
                                       world.network.now_utc());
    };
    const Price limit = product == Product::spot ? Price{} : order.limit;
    // The order has filled before the smaller size arrives.
    REQUIRE(world.send(changed(order, "0.01", limit)));
    sold("0.02");
    world.run(kSecond * 3);
    const TrackedOrder* tracked = world.owner->tracker.find(order.id);
    REQUIRE(tracked != nullptr);
    CHECK(tracked->filled == quantity("0.02"));
    CHECK(world.owner->filled[world.market->id] == quantity("0.02"));
    if (product == Product::spot) {
      // Spot refuses a size that has filled, and the order rests as it was.
      CHECK(world.state(order) == "partly_filled");
      CHECK(tracked->terms.size == quantity("0.03"));
      sold("0.01");
      world.run(kSecond * 3);
      CHECK(world.state(order) == "filled");
      CHECK(world.owner->filled[world.market->id] == quantity("0.03"));
    } else {
      // USDⓈ-M ends an order whose new size has filled.
      CHECK(world.state(order) == "cancelled");
      CHECK(world.client().open_orders().empty());
    }
    CHECK(world.owner->tracker.open(world.market->id, true).is_zero());
    CHECK(world.owner->alarms.empty());
    // What has ended is not changed any more.
    CHECK_FALSE(world.send(changed(order, "0.02", limit)));
  }
}

TEST_CASE("conformance 29: an order whose answer and fill nobody saw is asked for, and its id is never sent again") {
  for (const Product product : kBoth) {
    CAPTURE(static_cast<int>(product));
    SimulatedWorld world(product, 7);
    world.start();
    REQUIRE(world.ready());
    for (const char* stream : {"executionReport", "ORDER_TRADE_UPDATE", "TRADE_LITE"})
      for (int i = 0; i < 4; ++i) world.fault(RuleFault::skip, stream);
    world.fault(RuleFault::no_answer, "order.place");
    const OrderCommand order = world.order(OrderSide::buy, OrderKind::limit_ioc, "0.01", -3'000);
    REQUIRE(world.send(order));
    world.run(kSecond * 2);
    // The venue would take the same id again: its first order has ended.
    REQUIRE(world.client().orders().size() == 1);
    CHECK_FALSE(world.client().orders().front().open());
    CHECK_FALSE(world.send(order));
    CHECK(world.owner->tracker.verdict(order) == SendVerdict::used_id);
    world.run(kSecond * 30);
    CHECK(world.state(order) == "filled");
    CHECK(world.owner->filled[world.market->id] == quantity("0.01"));
    CHECK(world.client().orders().size() == 1);
    CHECK_FALSE(world.send(order));
  }
}

TEST_CASE("conformance 42: fills beyond an order's size are kept, alarmed, and stop the market until a person looks") {
  for (const Product product : kBoth) {
    CAPTURE(static_cast<int>(product));
    SimulatedWorld world(product, 8);
    world.start();
    REQUIRE(world.ready());
    const OrderCommand order = world.order(OrderSide::buy, OrderKind::limit_ioc, "0.01", -3'000);
    REQUIRE(world.send(order));
    world.run(kSecond * 2);
    REQUIRE(world.state(order) == "filled");
    sim::ExchangeFault fault;
    fault.kind = RuleFault::extra_fill;
    fault.at = world.network.now_utc() - kSessionStart;
    fault.symbol = "BTCUSDT";
    world.fault(fault);
    world.run(kSecond * 2);
    CHECK(std::ranges::count(world.owner->alarms, "overfilled") == 1);
    CHECK(world.owner->filled[world.market->id] > quantity("0.01"));
    CHECK(world.owner->tracker.stopped(world.market->id));
    const OrderCommand next = world.order(OrderSide::sell, OrderKind::limit, "0.01", 5'000);
    CHECK(world.owner->tracker.verdict(next) == SendVerdict::stopped);
    CHECK_FALSE(world.send(next));
    world.owner->tracker.release(world.market->id);
    CHECK(world.send(next));
    world.run(kSecond * 2);
    CHECK(world.state(next) == "open");
  }
}

TEST_CASE("conformance 59: a position whose fills nobody knows is told as a position, and no fill is made up for it") {
  SimulatedWorld world(Product::linear, 9);
  world.network.run_until(kSessionStart + kSecond);
  const std::string placed = by_hand(world, "POST", "/fapi/v1/order",
                                     "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.02&newOrderRespType=RESULT");
  REQUIRE(placed.find("\"executedQty\":\"0.02") != std::string::npos);
  // The venue lists trades of the last 90 days only.
  world.network.run_until(kSessionStart + kHour);
  world.known_until = world.network.now_utc() - kMinute;
  world.start();
  REQUIRE(world.ready());
  REQUIRE_FALSE(world.owner->downloads.empty());
  CHECK(world.owner->downloads.front().position == quantity("-0.02"));
  CHECK(world.owner->downloads.front().fills.empty());
  CHECK(world.owner->positions.at(world.market->id) == quantity("-0.02"));
  CHECK(world.owner->fills == 0);
  CHECK(world.owner->foreign == 0);
  CHECK(world.owner->filled[world.market->id].is_zero());
  // It can be reduced: the venue and we agree on what is left.
  OrderCommand back = world.order(OrderSide::buy, OrderKind::limit_ioc, "0.02", -3'000);
  back.reduce_only = true;
  REQUIRE(world.send(back));
  world.run(kMinute * 2);
  CHECK(world.state(back) == "filled");
  CHECK(world.owner->fills >= 1);
  CHECK(world.owner->downloads.back().position.is_zero());
}

TEST_CASE("conformance 53: a withdrawal that waits for a person is told so, goes on by itself, and is sent once") {
  SimulatedWorld world(Product::spot, 10);
  world.start();
  REQUIRE(world.ready());
  const AssetId usdt = *world.world.universe->find_asset("USDT");
  const auto withdraw = [&](const char* id) {
    MoneyOrder order;
    order.kind = MoneyOrder::Kind::withdrawal;
    order.id = id;
    order.asset = usdt;
    order.amount = amount("500");
    order.address = "0xabc";
    order.network = "ETH";
    world.session->move(order);
  };
  const auto states = [&](const char* id) {
    std::string text;
    for (const AccountReport& report : world.owner->accounts) {
      if (report.kind != AccountReportKind::transfer || report.id != VenueKey::parse(id)) continue;
      constexpr std::array kNames{"in_transit", "needs_data", "done", "failed", "cancelled"};
      text += std::string(kNames.at(static_cast<std::size_t>(report.state))) + " " + report.fee.to_string() + ", ";
    }
    return text;
  };
  const Amount before = world.pool().held(*world.exchanges->universe().find_asset("USDT"));
  world.happen(RuleFault::slow_money, kSecond * 10);
  // One is on its way when the venue's mail comes, the other is asked for meanwhile.
  withdraw("one");
  world.run(kSecond * 3);
  world.happen(RuleFault::held_money, kSecond * 60);
  withdraw("two");
  world.run(kSecond * 30);
  CHECK(states("one") == "in_transit 0, needs_data 4, ");
  CHECK(states("two") == "in_transit 0, needs_data 4, ");
  world.session->move({MoneyOrder::Kind::withdrawal, "two", usdt, amount("500"), {}, "0xabc", "ETH"});
  world.run(kMinute * 5);
  CHECK(states("one") == "in_transit 0, needs_data 4, in_transit 4, done 4, ");
  CHECK(states("two") == "in_transit 0, needs_data 4, in_transit 4, done 4, ");
  CHECK(world.client().movements().size() == 2);
  CHECK(before - world.pool().held(*world.exchanges->universe().find_asset("USDT")) == amount("1000"));
}

}  // namespace
}  // namespace basis
