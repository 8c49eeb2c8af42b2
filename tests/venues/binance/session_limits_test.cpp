#include "tests/venues/binance/session_world.hpp"

namespace basis {
namespace {

using namespace test;

TEST_CASE("conformance 65: a ban makes the session wait until its end, and nobody calls meanwhile") {
  SessionWorld world(Product::spot);
  world.start();
  world.venue->intercept = [](const net::HttpRequest&) -> std::optional<net::HttpResponse> {
    return net::HttpResponse{
        418, {{"Retry-After", "600"}}, R"({"code":-1003,"msg":"Way too much request weight used."})"};
  };
  world.session->request_book(world.markets[0]->id);
  world.run(kSecond);
  CHECK(world.session->status().state == SessionState::waiting);
  REQUIRE(world.session->status().until.has_value());
  CHECK(*world.session->status().until >= kSessionStart + kMinute * 10);
  CHECK_FALSE(world.readiness().connected);
  world.venue->intercept = nullptr;
  const std::size_t before = world.venue->log.size();
  const OrderCommand order = world.limit("60000", "0.5");
  world.send(order);
  world.run(kMinute * 9);
  // Subscriptions of sockets that are open go on; requests and orders do not.
  CHECK(std::none_of(
      world.venue->log.begin() + static_cast<std::ptrdiff_t>(before), world.venue->log.end(),
      [](const std::string& line) { return line.find("/api") != line.npos || line.starts_with("order"); }));
  CHECK(world.owner->count("not_sent") == 1);
  world.run(kMinute * 2);
  CHECK(world.ready());
}

TEST_CASE("conformance 64: near the limit of weight queries wait for the next minute, and cancels go at once") {
  SessionWorld world(Product::spot);
  world.start();
  // The venue has counted 5,900 of 6,000; queries stop at 80 percent.
  world.venue->intercept = [](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
    if (!request.target.starts_with("/api/v3/order?")) return std::nullopt;
    return net::HttpResponse{
        400, {{"X-MBX-USED-WEIGHT-1M", "5900"}}, R"({"code":-2013,"msg":"Order does not exist."})"};
  };
  world.session->query_order(world.ids.make(99), world.markets[0]->id);
  world.run(kSecond);
  world.session->request_book(world.markets[0]->id);
  world.session->cancel_all(world.markets[0]->id);
  world.run(kSecond);
  CHECK(world.venue->asked("DELETE /api/v3/openOrders") == 1);
  CHECK(world.venue->asked("GET /api/v3/depth") == 0);
  CHECK(world.ready());
  world.run(kMinute);
  CHECK(world.venue->asked("GET /api/v3/depth") == 1);
}

TEST_CASE("conformance 6, 38: while the user stream is lost cancels go, and new orders do not") {
  SessionWorld world(Product::spot);
  world.start();
  const OrderCommand order = world.limit("60000", "0.5");
  world.send(order);
  world.run(kSecond);
  world.venue->drop_users();
  world.run(Nanos{1'500'000});
  REQUIRE_FALSE(world.readiness().connected);
  const OrderCommand other = world.limit("59000", "0.5");
  const std::string refused = world.send(other);
  world.cancel(order);
  world.run(Nanos{20'000'000});
  CHECK(world.owner->count("not_sent " + refused) == 1);
  CHECK(world.venue->asked("order.cancel") == 1);
  world.run(kSecond * 10);
  CHECK(world.state(order) == "cancelled");
}

TEST_CASE("a session that has stopped starts again, with what is open at the venue") {
  for (const Product product : kBoth) {
    SessionWorld world(product);
    world.start();
    world.session->stop();
    world.run(kSecond * 5);
    REQUIRE(world.session->status().state == SessionState::stopped);
    world.session->start();
    world.run(kSecond * 5);
    CHECK(world.ready());
    const OrderCommand order = world.limit("60000", "0.5");
    world.send(order);
    world.run(kSecond);
    CHECK(world.state(order) == "open");
    world.venue->publish("btcusdt@depth@100ms", "{}");
    world.run(kSecond);
    CHECK_FALSE(world.owner->data_seen.empty());
  }
}

MoneyOrder usdt_out(const SessionWorld& world, const char* id, Product to) {
  MoneyOrder order;
  order.id = id;
  order.asset = world.world.universe->find_asset("USDT").value();
  order.amount = amount("10");
  order.to = world.world.account(to);
  return order;
}

TEST_CASE("conformance 65: what the wallet's limits refuse leaves trading alone, and the wallet is left alone") {
  SessionWorld world(Product::spot);
  world.start();
  world.venue->intercept = [](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
    if (!request.target.starts_with("/sapi/")) return std::nullopt;
    return net::HttpResponse{429, {{"Retry-After", "30"}}, R"({"code":-1003,"msg":"Too many requests."})"};
  };
  world.session->move(usdt_out(world, "one", Product::linear));
  world.run(kSecond);
  CHECK(world.ready());
  world.venue->intercept = nullptr;
  world.session->move(usdt_out(world, "two", Product::linear));
  world.session->request_book(world.markets[0]->id);
  world.run(kSecond * 20);
  CHECK(world.venue->asked("GET /api/v3/depth") == 1);
  CHECK(world.venue->transfers.empty());
  world.run(kSecond * 20);
  // What was refused meanwhile is asked for again, too.
  CHECK(world.venue->transfers.size() == 2);
  CHECK(world.ready());
}

TEST_CASE("conformance 64, 65: sessions of one key share what a host counts, and a host's ban is every session's") {
  SessionWorld world(Product::linear);
  SessionSettings settings = world.settings();
  settings.budgets = std::make_shared<net::RateBudgets>();
  const std::shared_ptr<net::RateBudgets> budgets = settings.budgets;
  world.start(std::move(settings));
  REQUIRE(world.ready());
  // Another session of the account has used nearly all: queries wait for the next minute.
  const auto budget = budgets->of("venue.test", "binance_usdm", "demo-key", {});
  CHECK(budget->used("weight-1M", world.network.now_utc()) + budget->used("weight", world.network.now_utc()) > 0);
  const std::string window = budget->used("weight", world.network.now_utc()) > 0 ? "weight" : "weight-1M";
  budget->told(window, 2'300, world.network.now_utc());
  world.session->request_book(world.markets[0]->id);
  world.run(kSecond);
  CHECK(world.venue->asked("GET /fapi/v1/depth") == 0);
  world.run(kMinute);
  CHECK(world.venue->asked("GET /fapi/v1/depth") == 1);
  // The host that serves the wallet has banned the session of spot: money waits, USDⓈ-M goes on.
  budgets->of("venue.test", "binance_spot", "demo-key", {})->be_quiet(world.network.now_utc() + kMinute);
  world.session->move(usdt_out(world, "one", Product::spot));
  world.session->request_book(world.markets[0]->id);
  world.run(kSecond * 30);
  CHECK(world.venue->transfers.empty());
  CHECK(world.venue->asked("GET /fapi/v1/depth") == 2);
  CHECK(world.ready());
  world.run(kMinute);
  CHECK(world.venue->transfers.size() == 1);
}

}  // namespace
}  // namespace basis
