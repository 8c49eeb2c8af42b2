#include "tests/venues/binance/session_world.hpp"

namespace basis {
namespace {

using namespace test;

TEST_CASE("a session starts: clock, instruments, account, streams, download, and only then ready") {
  for (const Product product : kBoth) {
    CAPTURE(static_cast<int>(product));
    SessionWorld world(product);
    world.venue->skew = Nanos{250'000'000};
    if (product == Product::linear) world.venue->positions["BTCUSDT"] = "-1.5";
    world.start();
    REQUIRE(world.ready());
    // The venue's clock is a quarter of a second ahead, seen over a symmetric way.
    CHECK(world.session->clock_offset() == Nanos{250'000'000});
    CHECK(world.readiness() == kReadyLeg);
    CHECK(world.owner->positions.at(world.markets[0]->id) == quantity(product == Product::spot ? "10" : "-1.5"));
    CHECK(world.owner->place("download") < world.owner->place("status ready"));
    CHECK(world.owner->place("balance") < world.owner->place("status ready"));
    CHECK(world.owner->alerts.empty());
    world.session->stop();
    world.run(kSecond * 3);
    CHECK(world.session->status().state == SessionState::stopped);
    CHECK(world.session->status().text == "stopped");
    CHECK(world.venue->connections.empty());
  }
}

TEST_CASE("conformance 55: events during the download are told after it, and ready comes last") {
  SessionWorld world(Product::linear);
  bool told = false;
  world.venue->intercept = [&](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
    const auto balance = [&](int total) {
      world.venue->tell(fmt::format(
          R"({{"e":"ACCOUNT_UPDATE","E":{},"T":1,"a":{{"m":"ORDER","B":[{{"a":"USDT","wb":"{}","cw":"1","bc":"0"}}],"P":[]}}}})",
          world.venue->millis(), total));
    };
    // The one is older than what the balances' answer says, the other is newer.
    if (request.target.starts_with("/fapi/v3/positionRisk")) balance(666);
    if (request.target.starts_with("/fapi/v1/income") && !std::exchange(told, true)) balance(777);
    return std::nullopt;
  };
  world.start();
  REQUIRE(told);
  CHECK(world.ready());
  const int download = world.owner->place("download");
  const int event = world.owner->place("balance 777");
  CHECK(download >= 0);
  CHECK(event > download);
  CHECK(world.owner->count("balance 666") == 0);
  CHECK(world.owner->place("status ready") > event);
}

struct RefusalRow {
  const char* name;
  Product product;
  void (*arrange)(ScriptedVenue&);
  const char* text;
};

const RefusalRow kRefusals[] = {
    {"wrong key", Product::spot,
     [](ScriptedVenue& venue) {
       venue.intercept = [](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
         if (!request.target.starts_with("/api/v3/account")) return std::nullopt;
         return net::HttpResponse{401, {}, R"({"code":-2015,"msg":"Invalid API-key, IP, or permissions for action."})"};
       };
     },
     "does not take the API key"},
    {"wrong secret", Product::linear,
     [](ScriptedVenue& venue) {
       venue.intercept = [](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
         if (!request.target.starts_with("/fapi/v3/balance")) return std::nullopt;
         return net::HttpResponse{400, {}, R"({"code":-1022,"msg":"Signature for this request is not valid."})"};
       };
     },
     "does not take the signature"},
    {"hedge mode", Product::linear, [](ScriptedVenue& venue) { venue.hedge = true; }, "hedge position mode"},
    {"several assets", Product::linear, [](ScriptedVenue& venue) { venue.several_assets = true; }, "multi-assets mode"},
    {"no permission", Product::spot, [](ScriptedVenue& venue) { venue.can_trade = false; }, "may not trade"},
    {"clock off by an hour", Product::spot, [](ScriptedVenue& venue) { venue.skew = kHour; }, "clock is 3600 s off"},
    {"foreign orders", Product::spot,
     [](ScriptedVenue& venue) {
       ScriptedVenue::Order order;
       order.symbol = "DOGEUSDT";
       order.client = "web_abc";
       order.side = "BUY";
       order.type = "LIMIT";
       order.size = quantity("1");
       venue.orders.push_back(order);
     },
     "orders of somebody else are open on the account: web_abc (DOGEUSDT)"},
};

TEST_CASE("conformance 52, 54, 56, 61: what needs a person is refused in one line of advice, without a secret") {
  for (const RefusalRow& row : kRefusals) {
    CAPTURE(row.name);
    SessionWorld world(row.product);
    row.arrange(*world.venue);
    world.start();
    CHECK(world.session->status().state == SessionState::refused);
    CHECK_MESSAGE(world.session->status().text.find(row.text) != std::string::npos, world.session->status().text);
    CHECK(world.session->status().text.find("demo-") == std::string::npos);
    CHECK(world.owner->count("ready 1") == 0);
    const std::size_t asked = world.venue->log.size();
    world.run(kMinute * 30);
    CHECK(world.venue->log.size() == asked);
    CHECK(world.venue->connections.empty());
  }
}

TEST_CASE("a person's tool beside others starts over their open orders, tells them, and sets nothing at the venue") {
  for (const Product product : kBoth) {
    SessionWorld world(product);
    ScriptedVenue::Order order;
    order.symbol = "BTCUSDT";
    order.client = "web_abc";
    order.side = "SELL";
    order.type = "LIMIT";
    order.tif = "GTC";
    order.price = price("70000");
    order.size = quantity("1");
    world.venue->orders.push_back(order);
    order.symbol = "DOGEUSDT";
    order.client = "nodeb000001000000000001";
    world.venue->orders.push_back(order);
    SessionSettings settings = world.settings();
    settings.by_hand = true;
    settings.leverage = 3;
    world.start(std::move(settings));
    REQUIRE(world.ready());
    REQUIRE(world.owner->foreign_orders.size() == 2);
    const ForeignOrder& ours = world.owner->foreign_orders.front();
    CHECK(ours.client == "web_abc");
    REQUIRE(ours.record.has_value());
    CHECK(ours.record->terms.limit == price("70000"));
    CHECK(ours.record->terms.side == OrderSide::sell);
    CHECK(world.owner->foreign_orders.back().symbol == "DOGEUSDT");
    CHECK_FALSE(world.owner->foreign_orders.back().record.has_value());
    CHECK(world.venue->asked("POST /fapi/v1/leverage") == 0);
    CHECK(world.venue->asked("POST /fapi/v1/marginType") == 0);
  }
}

TEST_CASE("conformance 52: modes that are so already are a success, and leverage is set") {
  SessionWorld world(Product::linear);
  SessionSettings settings = world.settings();
  settings.leverage = 3;
  world.start(std::move(settings));
  CHECK(world.ready());
  const auto& targets = world.venue->targets;
  CHECK(std::any_of(targets.begin(), targets.end(), [](const std::string& target) {
    return target.starts_with("/fapi/v1/leverage?symbol=BTCUSDT&leverage=3&");
  }));
}

TEST_CASE("conformance 52: leverage that is changed at the venue stops the market until it is changed back") {
  SessionWorld world(Product::linear);
  world.start();
  const auto told = [&](int leverage) {
    world.venue->tell(fmt::format(
        R"({{"e":"ACCOUNT_CONFIG_UPDATE","E":1764331200000,"T":1,"ac":{{"s":"BTCUSDT","l":{}}}}})", leverage));
    world.run(kSecond);
  };
  told(20);
  CHECK(world.readiness() == LegReadiness{true, false});
  REQUIRE(world.owner->alert("leverage_changed") != nullptr);
  const OrderCommand order = world.limit("60000", "0.01");
  world.send(order);
  world.run(kSecond);
  CHECK(world.state(order) == "rejected");
  CHECK(world.venue->orders.empty());
  told(1);
  CHECK(world.readiness() == kReadyLeg);
}

TEST_CASE("conformance 52: a mode that is switched at the venue stops every market until the next start") {
  SessionWorld world(Product::linear);
  world.start();
  world.venue->tell(R"({"e":"ACCOUNT_CONFIG_UPDATE","E":1764331200000,"T":1,"ai":{"j":true}})");
  world.run(kSecond);
  CHECK(world.readiness() == LegReadiness{true, false});
  CHECK(world.session->status().text.find("multi-assets mode was switched on") != std::string::npos);
  world.session->stop();
  world.run(kSecond * 3);
  world.session->start();
  world.run(kSecond * 3);
  CHECK(world.readiness() == kReadyLeg);
}

TEST_CASE("conformance 1: one bad market among good ones is named and not ready, the others go live") {
  SessionWorld world(Product::spot, {"BTCUSDT", "ETHUSDT"});
  world.venue->intercept = [](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
    if (request.target != "/api/v3/exchangeInfo?symbol=ETHUSDT") return std::nullopt;
    return net::HttpResponse{400, {}, R"({"code":-1121,"msg":"Invalid symbol."})"};
  };
  world.start();
  CHECK(world.ready());
  CHECK(world.readiness(0) == kReadyLeg);
  CHECK(world.readiness(1) == LegReadiness{true, false});
  REQUIRE(world.owner->alert("market_refused") != nullptr);
  CHECK(world.owner->alert("market_refused")->text == "binance:Spot:ETHUSDT: the venue does not list it");
  std::set<std::string> streams;
  for (const auto& connection : world.venue->connections)
    streams.insert(connection.streams.begin(), connection.streams.end());
  CHECK(streams == std::set<std::string>{"btcusdt@depth@100ms", "btcusdt@bookTicker", "btcusdt@trade"});
}

TEST_CASE("conformance 9: a halt, a new tick, and a number that cannot be held stop a market; cancels pass") {
  SessionWorld world(Product::spot);
  world.start();
  const OrderCommand order = world.limit("60000", "0.01");
  world.send(order);
  world.run(kSecond);
  REQUIRE(world.state(order) == "open");
  const auto told = [&](const char* status, const char* tick) {
    world.venue->instruments = fmt::format(
        R"({{"symbols":[{{"symbol":"BTCUSDT","status":"{}","filters":[{{"filterType":"PRICE_FILTER","tickSize":"{}"}}]}}]}})",
        status, tick);
    world.owner->alerts.clear();
    world.run(kMinute * 5 + kSecond);
    return world.owner->alerts.empty() ? std::string{} : world.owner->alerts.front().text;
  };
  CHECK(told("CANCEL_ONLY", "0.01") == "binance:Spot:BTCUSDT: its status is CANCEL_ONLY");
  CHECK(world.readiness() == LegReadiness{true, false});
  CHECK(told("TRADING", "0.10000000") == "binance:Spot:BTCUSDT: tick 0.1 at the venue, 0.01 in the configuration");
  CHECK(told("TRADING", "0.0000000001") == "binance:Spot:BTCUSDT: tick '0.0000000001' at the venue cannot be held");
  CHECK(world.readiness() == LegReadiness{true, false});
  world.cancel(order);
  world.run(kSecond);
  CHECK(world.state(order) == "cancelled");
  CHECK(told("TRADING", "0.01") == "binance:Spot:BTCUSDT");
  CHECK(world.readiness() == kReadyLeg);
}

TEST_CASE(
    "conformance 10: a request refused for its time is sent once more after a new measurement, and drift alarms") {
  SessionWorld world(Product::spot);
  world.start();
  REQUIRE(world.ready());
  world.venue->skew = kSecond * 3;
  int refusals = 0;
  world.venue->intercept = [&](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
    if (!request.target.starts_with("/api/v3/order?") || refusals == 2) return std::nullopt;
    if (++refusals == 2) return std::nullopt;
    return net::HttpResponse{
        400, {}, R"({"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."})"};
  };
  world.session->query_order(world.ids.make(99), world.markets[0]->id);
  world.run(kSecond);
  CHECK(world.venue->asked("GET /api/v3/order") == 2);
  CHECK(world.session->clock_offset() == kSecond * 3);
  CHECK(world.owner->count("missing") == 1);
  CHECK(world.owner->alert("clock_drift") != nullptr);
}

TEST_CASE("a venue that is away at the start is tried again, and the session comes up by itself") {
  SessionWorld world(Product::linear);
  world.network.refuse("venue.test", true);
  world.start();
  CHECK(world.session->status().state == SessionState::waiting);
  world.run(kMinute);
  CHECK_FALSE(world.ready());
  world.network.refuse("venue.test", false);
  world.run(kMinute * 2);
  CHECK(world.ready());
}

}  // namespace
}  // namespace basis
