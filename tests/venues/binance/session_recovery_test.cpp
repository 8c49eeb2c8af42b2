#include "tests/venues/binance/session_world.hpp"

namespace basis {
namespace {

using namespace test;

/// An order that was at the venue before the session, of an older boot of ours.
std::string older_order(SessionWorld& world) {
  ScriptedVenue::Order order;
  order.symbol = "BTCUSDT";
  order.client = std::string(ClientOrderIds::create("nodea", 6).value().make(5).view());
  order.side = "BUY";
  order.type = "LIMIT";
  order.tif = "GTC";
  order.id = 900;
  order.price = price("59000");
  order.size = quantity("0.3");
  order.time = (kSessionStart - kHour).nanos() / 1'000'000;
  world.venue->orders.push_back(order);
  return order.client;
}

TEST_CASE("conformance 56, 63: an open order of an older boot is ours and adopted, with its fills") {
  for (const Product product : kBoth) {
    SessionWorld world(product);
    const std::string id = older_order(world);
    world.start();
    REQUIRE(world.ready());
    const TrackedOrder* order = world.owner->tracker.find(ClientOrderId::parse(id).value());
    REQUIRE(order != nullptr);
    CHECK(order_state_name(order->state) == "open");
    CHECK(world.owner->foreign == 0);
    world.venue->fill(id, "0.3", "59000");
    world.run(kSecond);
    CHECK(world.owner->ended == std::vector<std::string>{id});
  }
}

TEST_CASE("conformance 6, 55, 62: a lost user stream is one reconnect and one download, with what was missed") {
  for (const Product product : kBoth) {
    CAPTURE(static_cast<int>(product));
    SessionWorld world(product);
    world.start();
    const OrderCommand order = world.limit("60000", "0.5");
    const std::string id = world.send(order);
    world.run(kSecond);
    const int downloads = world.owner->count("download");
    world.venue->drop_users();
    world.run(Nanos{1'500'000});
    CHECK(world.readiness() == LegReadiness{});
    CHECK(world.session->status().state == SessionState::waiting);
    world.venue->fill(id, "0.2", "60000");
    world.venue->fill(id, "0.3", "60000");
    world.run(kSecond * 10);
    CHECK(world.ready());
    CHECK(world.readiness() == kReadyLeg);
    CHECK(world.owner->count("download") == downloads + 1);
    CHECK(world.owner->fills == 2);
    CHECK(world.state(order) == "filled");
    CHECK(world.venue->user_connections() == 1);
  }
}

TEST_CASE("conformance 62: a listen key that is gone, told twice, is one new key and one download") {
  SessionWorld world(Product::linear);
  world.start();
  const int downloads = world.owner->count("download");
  world.venue->listen_key = "key2";
  for (int i = 0; i < 2; ++i) world.venue->tell(R"({"e":"listenKeyExpired","E":1764331200000,"listenKey":"key1"})");
  world.run(kSecond * 5);
  CHECK(world.ready());
  CHECK(world.owner->count("download") == downloads + 1);
  CHECK(world.venue->asked("UPGRADE /private/ws/key2") == 1);
  CHECK(world.venue->user_connections() == 1);
}

TEST_CASE("a listen key is renewed before its hour, and a key that the venue does not know any more is replaced") {
  SessionWorld world(Product::linear);
  world.start();
  world.run(kMinute * 31);
  CHECK(world.venue->asked("PUT /fapi/v1/listenKey") == 1);
  world.venue->intercept = [](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
    if (request.method != "PUT") return std::nullopt;
    return net::HttpResponse{400, {}, R"({"code":-1125,"msg":"This listenKey does not exist."})"};
  };
  const int keys = world.venue->asked("POST /fapi/v1/listenKey");
  world.run(kMinute * 30);
  CHECK(world.venue->asked("POST /fapi/v1/listenKey") == keys + 1);
  CHECK(world.ready());
}

TEST_CASE("conformance 61, 7: a user stream that announces its end is replaced without a download; events come once") {
  SessionWorld world(Product::spot);
  world.start();
  const OrderCommand order = world.limit("60000", "0.5");
  const std::string id = world.send(order);
  world.run(kSecond);
  const int downloads = world.owner->count("download");
  world.venue->tell(R"({"e":"serverShutdown","E":1764331200000})");
  world.run(Nanos{4'000'000});
  world.venue->fill(id, "0.2", "60000");
  world.run(kSecond);
  CHECK(world.venue->user_connections() == 1);
  CHECK(world.venue->asked("userDataStream.subscribe.signature") == 2);
  CHECK(world.owner->count("download") == downloads);
  CHECK(world.owner->fills == 1);
  world.venue->fill(id, "0.3", "60000");
  world.run(kSecond);
  CHECK(world.owner->fills == 2);
  CHECK(world.ready());
}

TEST_CASE("conformance 57: what was missed is fetched over windows and pages, equal times kept") {
  for (const Product product : kBoth) {
    CAPTURE(static_cast<int>(product));
    SessionWorld world(product);
    const std::string id = older_order(world);
    auto& order = world.venue->order(id);
    order.size = quantity("30");
    // Three windows back: one trade, then 2,500 at one instant, then one just now.
    const Nanos window = product == Product::spot ? kDay : kDay * 7;
    const auto trade = [&](UtcTime at) {
      ScriptedVenue::Trade made;
      made.id = static_cast<std::int64_t>(world.venue->trades.size()) + 1;
      made.order = 900;
      made.symbol = "BTCUSDT";
      made.price = price("59000");
      made.size = quantity("0.001");
      made.buy = true;
      made.time = at.nanos() / 1'000'000;
      world.venue->trades.push_back(made);
      order.filled += made.size;
    };
    trade(kSessionStart - window * 2 - kHour);
    for (int i = 0; i < 2'500; ++i) trade(kSessionStart - window - kHour);
    trade(kSessionStart - kMinute * 3);
    order.status = "PARTIALLY_FILLED";
    SessionSettings settings = world.settings();
    settings.known_until = kSessionStart - window * 3;
    world.start(std::move(settings));
    world.run(kSecond * 30);
    REQUIRE(world.ready());
    CHECK(world.owner->fills == 2'502);
    CHECK(world.owner->tracker.find(ClientOrderId::parse(id).value())->filled == quantity("2.502"));
  }
}

TEST_CASE("conformance 57, 58: an order that filled and ended while nobody looked is told with its fills and its end") {
  SessionWorld world(Product::spot);
  const std::string id = older_order(world);
  world.start();
  REQUIRE(world.ready());
  const TrackerRecords journal = world.owner->tracker.records();
  world.session->stop();
  world.session.reset();
  // Another program from here on, with what the journal kept.
  auto next = std::make_unique<Owner>(*world.world.universe, world.ids);
  REQUIRE(next->tracker.restore(journal).has_value());
  world.owner = std::move(next);
  world.venue->fill(id, "0.1", "59000", false);
  world.venue->end(id, "CANCELED", false);
  world.start();
  world.run(kSecond * 10);
  CHECK(world.owner->fills == 1);
  CHECK(world.owner->ended == std::vector<std::string>{id});
  CHECK(world.owner->foreign == 0);
  REQUIRE(world.owner->downloads.size() == 1);
  REQUIRE(world.owner->downloads[0].ended.size() == 1);
  CHECK(world.owner->downloads[0].ended[0].end == ReportKind::cancelled);
}

TEST_CASE("conformance 58: fills of an order that the venue has forgotten do not keep the session from starting") {
  SessionWorld world(Product::linear);
  ScriptedVenue::Trade trade;
  trade.id = 1;
  trade.order = 12345;
  trade.symbol = "BTCUSDT";
  trade.price = price("60000");
  trade.size = quantity("0.1");
  trade.time = (kSessionStart - kSecond * 30).nanos() / 1'000'000;
  world.venue->trades.push_back(trade);
  world.start();
  CHECK(world.ready());
  CHECK(world.owner->fills == 0);
  CHECK(world.owner->foreign == 1);
}

TEST_CASE("conformance 60: a position that cannot be asked for is unknown, not flat: not ready until it is known") {
  SessionWorld world(Product::linear);
  world.venue->positions["BTCUSDT"] = "2";
  int asked = 0;
  world.venue->intercept = [&](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
    if (!request.target.starts_with("/fapi/v3/positionRisk") || ++asked > 3) return std::nullopt;
    return net::HttpResponse{500, {}, "oops"};
  };
  world.start();
  CHECK_FALSE(world.ready());
  CHECK(world.owner->count("download") == 0);
  world.run(kMinute);
  CHECK(world.ready());
  CHECK(world.owner->positions.at(world.markets[0]->id) == quantity("2"));
}

TEST_CASE("conformance 21, 58: what both streams missed is found by the comparison of every minute") {
  SessionWorld world(Product::spot);
  world.start();
  const OrderCommand order = world.limit("60000", "0.5");
  const std::string id = world.send(order);
  world.run(kSecond);
  world.venue->fill(id, "0.2", "60000", false);
  world.venue->end(id, "CANCELED", false);
  world.run(kMinute * 2);
  CHECK(world.state(order) == "cancelled");
  CHECK(world.tracked(order).filled == quantity("0.2"));
}

TEST_CASE("a position that was closed while the stream was away is told as flat, though the venue's list lacks it") {
  SessionWorld world(Product::linear);
  world.venue->positions["BTCUSDT"] = "2";
  world.start();
  const auto told = [&] {
    std::optional<Amount> last;
    for (const AccountReport& report : world.owner->accounts)
      if (report.kind == AccountReportKind::position && report.market == world.markets[0]->id) last = report.amount;
    return last;
  };
  REQUIRE(told() == amount("2"));
  world.venue->positions.clear();
  world.venue->drop_users();
  world.run(kSecond * 5);
  REQUIRE(world.ready());
  CHECK(told() == Amount{});
  CHECK(world.owner->positions.at(world.markets[0]->id).is_zero());
}

TEST_CASE("conformance 48: funding is told once by the venue's id, though the stream names no position") {
  SessionWorld world(Product::linear);
  world.start();
  const auto funding = [&] {
    return std::count_if(world.owner->accounts.begin(), world.owner->accounts.end(),
                         [](const AccountReport& report) { return report.kind == AccountReportKind::funding; });
  };
  world.venue->payments.push_back({4711, world.venue->millis(), "BTCUSDT", "-1.5"});
  world.venue->tell(
      R"({"e":"ACCOUNT_UPDATE","E":1764331200000,"T":1,"a":{"m":"FUNDING_FEE","B":[{"a":"USDT","wb":"99998.5","cw":"1","bc":"-1.5"}]}})");
  world.run(kMinute * 3);
  CHECK(funding() == 1);
  world.venue->drop_users();
  world.run(kSecond * 10);
  CHECK(funding() == 1);
  // Listed, and never told by the stream.
  world.venue->payments.push_back({4712, world.venue->millis(), "BTCUSDT", "0.25"});
  world.run(kMinute * 2);
  CHECK(funding() == 2);
}

TEST_CASE("conformance 49, 50: what the venue closes itself is an event, and nobody else's order") {
  SessionWorld world(Product::linear);
  world.start();
  for (const char* client : {"autoclose-1", "adl_autoclose"})
    world.venue->tell(fmt::format(
        R"({{"e":"ORDER_TRADE_UPDATE","E":1764331200000,"T":1,"o":{{"s":"BTCUSDT","c":"{}","S":"SELL","o":"LIMIT","f":"IOC",)"
        R"("q":"0.5","p":"58000","x":"CALCULATED","X":"FILLED","i":{},"l":"0.5","z":"0.5","L":"58000","n":"3","N":"USDT",)"
        R"("T":1764331200000,"t":{},"m":false}}}})",
        client, int{client[1]}, int{client[1]}));
  world.run(kSecond);
  CHECK(world.owner->venue_fills == 2);
  CHECK(world.owner->foreign == 0);
  CHECK(world.owner->count("liquidation -0.5") == 1);
  CHECK(world.owner->count("deleveraging -0.5") == 1);
}

TEST_CASE("conformance 53: a transfer is sent once, followed until it is final, and arrives in the other account") {
  SessionWorld world(Product::spot);
  world.start();
  world.network.lose_answers("venue.test", 1);
  MoneyOrder order;
  order.id = "move1";
  order.asset = world.world.universe->find_asset("USDT").value();
  order.amount = amount("1000");
  order.to = world.world.account(Product::linear);
  world.session->move(order);
  world.session->move(order);
  world.run(kSecond * 20);
  CHECK(world.venue->asked("POST /sapi/v1/asset/transfer") == 1);
  CHECK(world.owner->count("transfer -1000") == 1);
  REQUIRE(world.venue->transfers.size() == 1);
  std::string& row = world.venue->transfers.front();
  row.replace(row.find("PENDING"), 7, "CONFIRMED");
  world.run(kSecond * 20);
  CHECK(world.owner->count("transfer -1000") == 2);
  CHECK(world.owner->count("transfer 1000") == 1);
  const auto arrived = std::find_if(world.owner->accounts.begin(), world.owner->accounts.end(), [](const auto& report) {
    return report.kind == AccountReportKind::transfer && report.amount.sign() > 0;
  });
  REQUIRE(arrived != world.owner->accounts.end());
  CHECK(arrived->account == *order.to);
  CHECK(arrived->id == VenueKey::parse("move1"));
}

TEST_CASE("conformance 53: a transfer that the venue cannot take now is asked for three times, 5 and 10 s apart") {
  for (const int refusals : {2, 3}) {
    CAPTURE(refusals);
    SessionWorld world(Product::spot);
    world.start();
    int asked = 0;
    world.venue->intercept = [&](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
      if (!request.target.starts_with("/sapi/v1/asset/transfer") || request.method != "POST") return std::nullopt;
      if (++asked > refusals) return std::nullopt;
      net::HttpResponse response;
      response.status = 503;
      response.body = R"({"code":-1008,"msg":"Server is currently overloaded with other requests. Please try again."})";
      return response;
    };
    MoneyOrder order;
    order.id = "move1";
    order.asset = world.world.universe->find_asset("USDT").value();
    order.amount = amount("1000");
    order.to = world.world.account(Product::linear);
    world.session->move(order);
    world.run(kSecond * 4);
    CHECK(asked == 1);
    world.run(kSecond * 4);
    CHECK(asked == 2);
    world.run(kSecond * 20);
    CHECK(asked == 3);
    CHECK(world.venue->transfers.size() == (refusals == 2 ? 1U : 0U));
    bool failed = false;
    for (const AccountReport& report : world.owner->accounts)
      failed = failed || (report.kind == AccountReportKind::transfer && report.state == TransferState::failed);
    CHECK(failed == (refusals == 3));
  }
}

TEST_CASE(
    "conformance 53: a withdrawal waits for a person, ends as the venue says, and goes only to allowed addresses") {
  SessionWorld world(Product::spot);
  world.start();
  MoneyOrder order;
  order.kind = MoneyOrder::Kind::withdrawal;
  order.id = "out1";
  order.asset = world.world.universe->find_asset("USDT").value();
  order.amount = amount("500");
  order.address = "0xdef";
  order.network = "ETH";
  world.session->move(order);
  world.run(kSecond);
  CHECK(world.venue->asked("POST /sapi/v1/capital/withdraw/apply") == 0);
  order.id = "out2";
  order.address = "0xabc";
  world.session->move(order);
  const auto listed = [&](int status) {
    world.venue->withdrawals = {
        fmt::format(R"({{"id":"w1","withdrawOrderId":"out2","status":{},"transactionFee":"3"}})", status)};
    world.run(kSecond * 10);
    return world.owner->accounts.back();
  };
  world.run(kSecond * 3);
  const auto state_of = [&](int status) {
    listed(status);
    for (auto report = world.owner->accounts.rbegin(); report != world.owner->accounts.rend(); ++report)
      if (report->kind == AccountReportKind::transfer) return report->state;
    return TransferState::failed;
  };
  CHECK(state_of(0) == TransferState::needs_data);
  CHECK(state_of(4) == TransferState::in_transit);
  CHECK(state_of(6) == TransferState::done);
  CHECK(state_of(3) == TransferState::done);
  CHECK(world.venue->asked("POST /sapi/v1/capital/withdraw/apply") == 1);
}

}  // namespace
}  // namespace basis
