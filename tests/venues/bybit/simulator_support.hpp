#pragma once

#include "tests/venues/sim/exchange_support.hpp"

namespace basis::test {

/// Simulated Bybit with the books of `SimulatedVenueTest`.
struct BybitVenue : SimulatedVenueTest {
  explicit BybitVenue(bool limits = true, std::vector<sim::ExchangeFault> faults = {}, LatencySpec latency = {})
      : SimulatedVenueTest("bybit", "BTCUSDT", "BTCUSDT", limits, std::move(faults), latency) {}

  /// A signed request of the demo account: the query of a GET, the body of a POST.
  std::shared_ptr<Answered> signed_call(const std::string& method, const std::string& path,
                                        const std::string& content = {}, Nanos off = {}) {
    const std::string stamp = std::to_string(sim::millis(now + off));
    const std::string signature = sign("demo-secret", stamp + "demo-key" + "5000" + content);
    const bool query = method == "GET" && !content.empty();
    return send({method,
                 query ? path + "?" + content : path,
                 {{"X-BAPI-API-KEY", "demo-key"},
                  {"X-BAPI-TIMESTAMP", stamp},
                  {"X-BAPI-RECV-WINDOW", "5000"},
                  {"X-BAPI-SIGN", signature}},
                 method == "GET" ? std::string() : content});
  }
  /// "10001 Illegal category", or the body where it is no refusal.
  static std::string told(const Answered& answered) {
    const boost::json::value json = answered.json();
    const std::int64_t code = json.at("retCode").as_int64();
    return code == 0 ? answered.response.body : fmt::format("{} {}", code, std::string(json.at("retMsg").as_string()));
  }
  std::string told(const std::string& method, const std::string& path, const std::string& content) {
    return told(*signed_call(method, path, content));
  }
  /// `result` of an answer that succeeds.
  boost::json::value result(const std::string& method, const std::string& path, const std::string& content = {}) {
    const auto answer = signed_call(method, path, content);
    const boost::json::value json = answer->json();
    INFO(answer->response.body);
    REQUIRE(json.at("retCode").as_int64() == 0);
    return json.at("result");
  }
  /// `list` of the result.
  boost::json::array list(const std::string& path, const std::string& query) {
    return result("GET", path, query).at("list").as_array();
  }
  /// An order of the demo account; `more` continues its object.
  std::shared_ptr<Answered> order(const std::string& category, const std::string& side, const std::string& more) {
    return signed_call("POST", "/v5/order/create",
                       fmt::format(R"({{"category":"{}","symbol":"BTCUSDT","side":"{}",{}}})", category, side, more));
  }

  /// A connection that has logged in, and hears these topics.
  struct Connection {
    ToldSocket socket;
    std::unique_ptr<net::ServerSocketHandler> handler;
  };
  std::unique_ptr<Connection> connect(const std::string& path, const std::string& topics = {}) {
    auto connection = std::make_unique<Connection>();
    connection->handler = service().on_upgrade({"GET", path, {}, {}}, connection->socket);
    REQUIRE(connection->handler != nullptr);
    if (!path.starts_with("/v5/public/")) {
      const std::string until = std::to_string(sim::millis(now) + 1'000);
      connection->handler->on_text(fmt::format(R"({{"op":"auth","args":["demo-key",{},"{}"]}})", until,
                                               sign("demo-secret", "GET/realtime" + until)));
    }
    if (!topics.empty()) connection->handler->on_text(fmt::format(R"({{"op":"subscribe","args":[{}]}})", topics));
    connection->socket.take();
    return connection;
  }
  /// A command of order entry.
  void command(Connection& connection, const std::string& id, const std::string& op, const std::string& args) {
    connection.handler->on_text(
        fmt::format(R"({{"reqId":"{}","header":{{"X-BAPI-TIMESTAMP":"{}"}},"op":"{}","args":[{}]}})", id,
                    sim::millis(now), op, args));
  }
};

/// The first item of `data` of a message.
inline boost::json::value first_of(const std::string& message) {
  auto parsed = parse_json(message);
  INFO(message);
  REQUIRE(parsed.has_value());
  return parsed.value().at("data").as_array().at(0);
}

inline const std::string kBybitRests = R"("orderType":"Limit","qty":"1","price":"59990")";

}  // namespace basis::test
