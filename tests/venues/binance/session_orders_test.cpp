#include "tests/venues/binance/session_world.hpp"

namespace basis {
namespace {

using namespace test;

const wire::Transport kTransports[] = {wire::Transport::rest, wire::Transport::signed_websocket};

/// Calls `body(world)` for both products and both ways of sending orders, with a session that is ready.
template <class Body>
void everywhere(Body&& body) {
  for (const Product product : kBoth)
    for (const wire::Transport transport : kTransports) {
      CAPTURE(static_cast<int>(product));
      CAPTURE(static_cast<int>(transport));
      SessionWorld world(product, {"BTCUSDT"}, transport);
      world.start();
      REQUIRE(world.ready());
      body(world);
    }
}

TEST_CASE("conformance 11: a limit order away from the market is open with its terms") {
  everywhere([](SessionWorld& world) {
    const OrderCommand order = world.limit("60000", "0.5");
    world.send(order);
    world.run(kSecond);
    CHECK(world.state(order) == "open");
    const auto& at_venue = world.venue->order(std::string(order.id.view()));
    CHECK(at_venue.price == price("60000"));
    CHECK(at_venue.size == quantity("0.5"));
    CHECK(world.owner->tracker.open(order.market, true) == quantity("0.5"));
  });
}

TEST_CASE("conformance 19: receipt and stream in any order, or one of them alone, are one order") {
  for (const int told : {1, 2, 3}) {
    everywhere([&](SessionWorld& world) {
      world.venue->tell_orders = (told & 1) != 0;
      if (world.transport != wire::Transport::rest) world.venue->ack_orders = (told & 2) != 0;
      const OrderCommand order = world.limit("60000", "0.5");
      world.send(order);
      world.run(kSecond);
      CHECK(world.state(order) == "open");
      CHECK(world.venue->orders.size() == 1);
    });
  }
}

TEST_CASE("conformance 21, 31: an acknowledgement that is lost is in doubt, asked for, and never sent again") {
  everywhere([](SessionWorld& world) {
    world.venue->tell_orders = false;
    if (world.transport == wire::Transport::rest)
      world.network.lose_answers("venue.test", 1);
    else
      world.venue->ack_orders = false;
    const OrderCommand order = world.limit("60000", "0.5");
    const std::string id = world.send(order);
    world.run(kSecond * 30);
    CHECK(world.owner->count("in_doubt " + id) == 1);
    CHECK(world.owner->count("found " + id) >= 1);
    CHECK(world.state(order) == "open");
    CHECK(world.venue->orders.size() == 1);
  });
}

TEST_CASE(
    "conformance 31: a socket that is lost after the send leaves each command in doubt once, and the venue decides") {
  SessionWorld world(Product::linear);
  world.start();
  world.venue->ack_orders = false;
  world.venue->tell_orders = false;
  const OrderCommand arrives = world.limit("60000", "0.5");
  world.send(arrives);
  world.run(Nanos{500'000'000});
  world.venue->drop_orders();
  world.run(Nanos{5'000'000});
  CHECK(world.owner->count("in_doubt") == 1);
  CHECK_FALSE(world.readiness().connected);
  const OrderCommand refused_here = world.limit("59000", "0.5");
  const std::string id = world.send(refused_here);
  world.run(kSecond * 30);
  CHECK(world.owner->count("not_sent " + id) == 1);
  CHECK(world.owner->count("in_doubt") == 1);
  CHECK(world.state(arrives) == "open");
  CHECK(world.state(refused_here) == "rejected");
  CHECK(world.readiness() == LegReadiness{true, true});
}

struct AnswerRow {
  const char* name;
  unsigned status;
  const char* body;
  const char* heard;  ///< the first word of what is told
  const char* state;  ///< of the order after a while, when the venue does not have it
};

const AnswerRow kAnswers[] = {
    {"funds", 400, R"({"code":-2019,"msg":"Margin is insufficient."})", "rejected", "rejected"},
    {"post only", 400, R"({"code":-5022,"msg":"Post Only order will be rejected."})", "rejected", "rejected"},
    {"filter", 400, R"({"code":-4014,"msg":"Price not increased by tick size."})", "rejected", "rejected"},
    {"rate", 429, R"({"code":-1015,"msg":"Too many new orders."})", "rejected", "rejected"},
    {"overload", 503, R"({"code":-1008,"msg":"Server is currently overloaded."})", "rejected", "rejected"},
    {"unavailable", 503, "Service Unavailable.", "rejected", "rejected"},
    {"timeout", 408, R"({"code":-1007,"msg":"Timeout waiting for response from backend server."})", "in_doubt",
     "rejected"},
    {"unknown", 503, R"({"code":-1000,"msg":"Unknown error, please check your request or try again later."})",
     "in_doubt", "rejected"},
    {"gateway", 502, "<html>Bad Gateway</html>", "in_doubt", "rejected"},
    {"unreadable", 200, R"({"symbol":"BTCUSDT","orderId":)", "in_doubt", "rejected"},
};

TEST_CASE(
    "conformance 16, 17, 32, 35, 37: refusals have a reason; what is not known is asked for until it is certain") {
  for (const AnswerRow& row : kAnswers) {
    CAPTURE(row.name);
    SessionWorld world(Product::linear, {"BTCUSDT"}, wire::Transport::rest);
    world.start();
    world.venue->intercept = [&](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
      if (request.method != "POST" || request.target != "/fapi/v1/order") return std::nullopt;
      return net::HttpResponse{row.status, {}, row.body};
    };
    const OrderCommand order = world.limit("60000", "0.5");
    const std::string id = world.send(order);
    world.run(kSecond);
    CHECK(world.owner->count(fmt::format("{} {}", row.heard, id)) == 1);
    CHECK(world.owner->tracker.open(order.market, true) ==
          (std::string_view(row.heard) == "in_doubt" ? quantity("0.5") : Quantity{}));
    world.run(kMinute * 5);
    CHECK(world.state(order) == row.state);
    CHECK(world.owner->count("in_doubt " + id) + world.owner->count("rejected " + id) == 1);
  }
}

TEST_CASE("conformance 17, 32, 36: the same over a socket, by the codes of its answers") {
  struct Row {
    const char* error;
    const char* heard;
  };
  const Row rows[] = {
      {R"({"code":-2010,"msg":"Account has insufficient balance for requested action."})", "rejected ID funds"},
      {R"({"code":-2010,"msg":"Duplicate order sent."})", "rejected ID duplicate_id"},
      {R"({"code":-1015,"msg":"Too many new orders."})", "rejected ID later"},
      {R"({"code":-1021,"msg":"Timestamp for this request is outside of the recvWindow."})", "rejected ID later"},
      {R"({"code":-1007,"msg":"Timeout waiting for response from backend server."})", "in_doubt ID"},
      {R"({"code":-1006,"msg":"An unexpected response was received from the message bus."})", "in_doubt ID"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.error);
    SessionWorld world(Product::spot);
    world.start();
    world.venue->refuse_frame = [&](const std::string& method, const ScriptedVenue::Fields&) {
      return method == "order.place" ? row.error : "";
    };
    const std::string id = world.send(world.limit("60000", "0.5"));
    world.run(kSecond);
    std::string heard = row.heard;
    heard.replace(heard.find("ID"), 2, id);
    CHECK(world.owner->count(heard) == 1);
    CHECK(world.owner->count("in_doubt " + id) + world.owner->count("rejected " + id) == 1);
  }
}

TEST_CASE(
    "conformance 33, 36: an order that arrived is found by its client id, with its fills; a used id is no refusal") {
  everywhere([](SessionWorld& world) {
    world.venue->tell_orders = false;
    world.venue->ack_orders = false;
    if (world.transport == wire::Transport::rest) world.network.lose_answers("venue.test", 1);
    const OrderCommand order = world.limit("60000", "0.5");
    const std::string id = world.send(order);
    world.run(kSecond);
    world.venue->fill(id, "0.2", "59999", false);
    world.run(kMinute);
    CHECK(world.state(order) == "partly_filled");
    CHECK(world.tracked(order).filled == quantity("0.2"));
    CHECK(world.owner->fills == 1);
  });
}

TEST_CASE("conformance 23, 38: a cancel of an order that is not known is asked about, and never read as an end") {
  everywhere([](SessionWorld& world) {
    const OrderCommand order = world.limit("60000", "0.5");
    const std::string id = world.send(order);
    world.run(kSecond);
    // It fills at the venue while the stream is silent; the cancel comes too late.
    world.venue->fill(id, "0.5", "60000", false);
    world.cancel(order);
    world.run(kSecond * 20);
    CHECK(world.owner->count("rejected " + id + " unknown_order") == 1);
    CHECK(world.owner->count("found " + id) >= 1);
    CHECK(world.state(order) == "filled");
    CHECK(world.tracked(order).filled == quantity("0.5"));
  });
}

TEST_CASE("conformance 20, 22, 24, 39: fills before the receipt, doubled, after the end: each once") {
  everywhere([](SessionWorld& world) {
    const OrderCommand order = world.limit("60000", "0.5");
    const std::string id = world.send(order);
    world.run(kSecond);
    world.venue->fill(id, "0.1", "60000");
    world.venue->fill(id, "0.2", "60000");
    const auto& trade = world.venue->trades.back();
    world.venue->tell(world.venue->report_of(world.venue->order(id), "TRADE", &trade));
    world.cancel(order);
    world.run(kSecond * 3);
    CHECK(world.state(order) == "cancelled");
    CHECK(world.tracked(order).filled == quantity("0.3"));
    CHECK(world.owner->fills == 2);
    world.session->fetch_fills(order.market, kSessionStart - kHour);
    world.run(kSecond);
    CHECK(world.owner->fills == 2);
    world.venue->fill(id, "0.1", "60000");
    world.run(kSecond);
    CHECK(world.tracked(order).filled == quantity("0.4"));
    CHECK(world.owner->alarms == std::vector<std::string>{"late_fill"});
  });
}

TEST_CASE("conformance 25, 30: an amendment keeps the order's id; a cancel's own id ends nothing") {
  for (const Product product : kBoth) {
    SessionWorld world(product);
    world.start();
    std::string seen;
    world.venue->refuse_frame = [&](const std::string& method, const ScriptedVenue::Fields& fields) {
      if (method == "order.amend.keepPriority") seen = fields.at("newClientOrderId");
      if (method == "order.modify") seen = fields.at("origClientOrderId");
      return method == "order.place" || method == "order.cancel" ? "" : R"({"code":-2038,"msg":"no"})";
    };
    const OrderCommand order = world.limit("60000", "0.5");
    const std::string id = world.send(order);
    world.run(kSecond);
    OrderCommand amend = order;
    amend.action = OrderAction::amend;
    amend.size = quantity("0.4");
    amend.limit = product == Product::spot ? Price{} : price("60001");
    world.send(amend);
    world.run(kSecond);
    CHECK(seen == id);
    CHECK(world.state(order) == "open");
    CHECK(world.tracked(order).terms.size == quantity("0.5"));
    world.cancel(order);
    world.run(kSecond);
    CHECK(world.state(order) == "cancelled");
  }
}

TEST_CASE("conformance 24: orders are not taken when late, without a way, or while the session stops") {
  SessionWorld world(Product::spot);
  world.start();
  const OrderCommand order = world.limit("60000", "0.5");
  world.session->send(order, "{}", world.session_now() - kSecond);
  world.run(kSecond);
  CHECK(world.owner->count("not_sent") == 1);
  CHECK(world.venue->asked("order.place") == 0);
}

TEST_CASE("conformance 75: a stop cancels what is open, counts fills meanwhile, sees the ends, then closes") {
  everywhere([](SessionWorld& world) {
    const OrderCommand order = world.limit("60000", "0.5");
    const std::string id = world.send(order);
    world.run(kSecond);
    world.venue->fill(id, "0.1", "60000");
    world.session->stop();
    world.run(kSecond * 5);
    CHECK(world.state(order) == "cancelled");
    CHECK(world.tracked(order).filled == quantity("0.1"));
    CHECK(world.session->status().state == SessionState::stopped);
    CHECK(world.session->status().text == "stopped");
    CHECK(world.owner->place("cancelled " + id) < world.owner->place("status stopped"));
    CHECK(world.venue->connections.empty());
  });
}

TEST_CASE("conformance 76: an order that cannot be cancelled is named, and the switch stays armed") {
  SessionWorld world(Product::linear);
  world.start();
  const OrderCommand order = world.limit("60000", "0.5");
  const std::string id = world.send(order);
  world.session->arm_dead_man(order.market, kMinute);
  world.run(kSecond);
  world.venue->intercept = [](const net::HttpRequest& request) -> std::optional<net::HttpResponse> {
    if (request.method != "DELETE") return std::nullopt;
    return net::HttpResponse{503, {}, "Service Unavailable."};
  };
  world.session->stop();
  world.run(kMinute);
  CHECK(world.session->status().state == SessionState::stopped);
  CHECK(world.session->status().text == "stopped with orders that may still be open: " + id);
  const auto& targets = world.venue->targets;
  CHECK(std::none_of(targets.begin(), targets.end(),
                     [](const std::string& target) { return target.find("countdownTime=0") != std::string::npos; }));
}

TEST_CASE("conformance 77: the dead-man's switch is refreshed, disarmed at a clean stop, and absent on spot") {
  SessionWorld world(Product::linear);
  world.start();
  world.session->arm_dead_man(world.markets[0]->id, kMinute);
  world.run(kMinute + kSecond);
  // At once, and every 20 s.
  CHECK(world.venue->asked("POST /fapi/v1/countdownCancelAll") == 4);
  world.session->stop();
  world.run(kSecond * 3);
  const auto& targets = world.venue->targets;
  CHECK(std::any_of(targets.begin(), targets.end(), [](const std::string& target) {
    return target.find("symbol=BTCUSDT&countdownTime=0&") != std::string::npos;
  }));
  SessionWorld spot(Product::spot);
  spot.start();
  const std::size_t before = spot.venue->log.size();
  spot.session->arm_dead_man(spot.markets[0]->id, kMinute);
  spot.run(kSecond);
  CHECK(spot.venue->log.size() == before);
}

}  // namespace
}  // namespace basis
