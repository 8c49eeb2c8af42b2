#include <fmt/format.h>

#include <algorithm>

#include "venues/bybit/simulator.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::JsonFields;

constexpr std::array<std::string_view, 10> kPrivateTopics = {"order",      "execution", "execution.fast", "position",
                                                             "wallet",     "greeks",    "dcp.future",     "dcp.spot",
                                                             "dcp.option", "fast.order"};
constexpr std::array<std::int64_t, 4> kDepths = {1, 50, 200, 1'000};
/// "Spot can input up to 10 args for each subscription request": "Connect".
constexpr std::size_t kMostSpotArgs = 10;

const VenueEndpoint* find_command(std::string_view op) {
  for (const auto& table : endpoint_tables())
    for (const VenueEndpoint& endpoint : table)
      if (!endpoint.message.empty() && endpoint.message == op) return &endpoint;
  return nullptr;
}

}  // namespace

void Simulator::on_message(SimSocket& socket, std::string_view text) {
  Params message(&param_words);
  if (!message.add_json(text) || !message.has("op")) {
    return send(
        socket, "answer",
        socket.route == Route::trade
            ? fmt::format(R"({{"retCode":10001,"retMsg":"param error","op":"","connId":"{}"}})", socket.id())
            : fmt::format(R"({{"success":false,"ret_msg":"error:invalid op","conn_id":"{}","op":""}})", socket.id()));
  }
  const auto with_socket = [this, number = socket.number](const auto& action) {
    if (const auto found = sockets_.find(number); found != sockets_.end()) action(*found->second);
  };
  sim::MessageWays ways;
  ways.drop = [with_socket] { with_socket([](SimSocket& one) { one.socket.drop(); }); };
  ways.words = [this, with_socket, message](const sim::ExchangeFault& fault) {
    with_socket([&](SimSocket& one) { tell_fault(one, message, fault); });
  };
  ways.work = [this, with_socket, message](bool answers, Nanos late) {
    with_socket([&](SimSocket& one) { do_message(one, message, answers, late); });
  };
  sim::receive_message(host_, name(), message.text("op"), std::move(ways));
}

void Simulator::do_message(SimSocket& socket, const Params& message, bool answers, Nanos late) {
  const std::uint64_t number = socket.number;
  const std::string text = socket.route == Route::trade && message.text("op") != "ping" && message.text("op") != "auth"
                               ? order_answer(socket, message)
                               : control_answer(socket, message);
  const auto found = sockets_.find(number);
  if (found == sockets_.end() || !answers) return;
  send(*found->second, "answer", text, late);
  if (message.text("op") != "subscribe" || !found->second->is_public()) return;
  // What a topic tells first follows its acknowledgement.
  const auto args = sim::read_text_list(message.find_json("args").value_or(""));
  for (const std::string& topic : args.value_or(std::vector<std::string>{}))
    if (found->second->topics.contains(topic)) tell_first(*found->second, topic);
}

/// What the connection itself is told; commands of order entry have answers of their own.
std::string Simulator::control_answer(SimSocket& socket, const Params& message) {
  const std::string_view op = message.text("op");
  const auto request = message.find("req_id");
  const auto told = [&](bool success, std::string_view text, std::string_view as) {
    JsonFields json;
    json.object().flag("success", success).text("ret_msg", text).text("conn_id", socket.id());
    if (request || socket.route != Route::spot) json.text("req_id", request.value_or(""));
    return json.text("op", as).end_object().take();
  };
  if (op == "ping") {
    const std::string now = std::to_string(stamp(host_.now()));
    if (socket.is_public() || socket.route == Route::status) return told(true, "pong", "ping");
    JsonFields json;
    json.object();
    if (socket.route == Route::trade)
      json.number("retCode", 0).text("retMsg", "OK").text("op", "pong").array("data").item(now).end_array();
    else
      json.text("req_id", request.value_or("")).text("op", "pong").array("args").item(now).end_array();
    return json.text(socket.route == Route::trade ? "connId" : "conn_id", socket.id()).end_object().take();
  }
  if (op == "auth" && !socket.is_public()) return log_in(socket, message);
  if (op != "subscribe" && op != "unsubscribe") return told(false, "error:invalid op", op);
  if (socket.route == Route::private_data && socket.client == nullptr)
    return told(false, "error:request not authorized", op);
  if (const auto wrong = change_topics(socket, message, op == "subscribe")) return told(false, *wrong, op);
  if (socket.client != nullptr) check_switches(*socket.client, host_.now());
  return told(true, socket.route == Route::spot ? op : "", op);
}

bool Simulator::has_topic(const SimSocket& socket, std::string_view topic) const {
  if (socket.route == Route::status) return topic == "system.status";
  if (socket.route == Route::private_data) {
    const std::size_t dot = topic.rfind('.');
    const std::string_view part = dot == topic.npos ? std::string_view() : topic.substr(dot + 1);
    const bool parted = part == "spot" || part == "linear";
    const std::string_view whole = parted && !topic.starts_with("dcp.") ? topic.substr(0, dot) : topic;
    return std::find(kPrivateTopics.begin(), kPrivateTopics.end(), whole) != kPrivateTopics.end();
  }
  const std::size_t last = topic.rfind('.');
  if (last == topic.npos) return false;
  const std::string_view kind = topic.substr(0, last);
  const Product product = socket.category() == Category::spot ? Product::spot : Product::linear;
  if (!desk_.universe().find(name(), product, topic.substr(last + 1))) return false;
  return kind == "publicTrade" || kind == "tickers" ||
         std::any_of(kDepths.begin(), kDepths.end(),
                     [&](std::int64_t depth) { return kind == fmt::format("orderbook.{}", depth); });
}

/// Takes all topics of a request or none; the text names what is wrong.
std::optional<std::string> Simulator::change_topics(SimSocket& socket, const Params& message, bool adds) {
  const auto args = sim::read_text_list(message.find_json("args").value_or(""));
  if (!args || args->empty()) return "error:args invalid";
  if (socket.route == Route::spot && args->size() > kMostSpotArgs) return "args size >10";
  for (const std::string& topic : *args)
    if (adds && !has_topic(socket, topic)) return "error:handler not found,topic:" + topic;
  for (const std::string& topic : *args) {
    const bool changed = adds ? socket.topics.insert(topic).second : socket.topics.erase(topic) > 0;
    if (!changed || !socket.is_public()) continue;
    if (adds) ++wanted_[topic];
    if (!adds && --wanted_[topic] == 0) wanted_.erase(topic);
  }
  return std::nullopt;
}

/// What faults answer: an address over its limit is 10403, the venue's own protection 10429, a service that restarts
/// 10019, and 10016 leaves open what was done. Source: "WS OE General code" of "Error Codes".
void Simulator::tell_fault(SimSocket& socket, const Params& message, const sim::ExchangeFault& fault) {
  using Kind = sim::ExchangeFaultKind;
  Refusal refusal{fault.code, fault.message, 200};
  if (fault.kind == Kind::rate_limit) refusal = {10429, "System level frequency protection", 200};
  if (fault.kind == Kind::ban) refusal = {10403, "exceed IP rate limit. 3000 requests per second per IP", 200};
  if (fault.kind == Kind::unavailable)
    refusal = {10019, "The ws trade service is restarting, do not accept new request", 200};
  if (fault.kind == Kind::unknown) refusal = {10016, "internal server error", 200};
  if (socket.route == Route::trade) return send(socket, "answer", trade_text(socket, message, refusal, {}));
  JsonFields json;
  send(socket, "answer",
       json.object()
           .flag("success", false)
           .text("ret_msg", "error:" + refusal.text)
           .text("conn_id", socket.id())
           .text("req_id", message.text("req_id"))
           .text("op", message.text("op"))
           .end_object()
           .take());
}

/// An answer of order entry: "Websocket Trade Guideline".
std::string Simulator::trade_text(const SimSocket& socket, const Params& message, const Outcome& outcome,
                                  const LimitWords& limit) const {
  JsonFields json;
  json.object();
  if (const auto request = message.find("reqId")) json.text("reqId", *request);
  return json.number("retCode", outcome ? 0 : outcome.error().code)
      .text("retMsg", outcome ? "OK" : outcome.error().text)
      .text("op", message.text("op"))
      .raw("data", outcome ? outcome.value().result : "{}")
      .raw("retExtInfo", outcome ? outcome.value().beside : "{}")
      .object("header")
      .text("X-Bapi-Limit", std::to_string(limit.most))
      .text("X-Bapi-Limit-Status", std::to_string(limit.left))
      .text("X-Bapi-Limit-Reset-Timestamp", std::to_string(stamp(limit.most > 0 ? limit.reset : host_.now())))
      .text("Traceid", "0")
      .text("Timenow", std::to_string(stamp(host_.now())))
      .end_object()
      .text("connId", socket.id())
      .end_object()
      .take();
}

std::string Simulator::order_answer(SimSocket& socket, const Params& message) {
  const VenueEndpoint* const endpoint = find_command(message.text("op"));
  LimitWords limit;
  if (endpoint == nullptr) return trade_text(socket, message, Refusal{10404, "op type is not found", 200}, limit);
  const Outcome outcome = run_order(socket, *endpoint, message, limit);
  return trade_text(socket, message, outcome, limit);
}

Outcome Simulator::run_order(SimSocket& socket, const VenueEndpoint& endpoint, const Params& message,
                             LimitWords& limit) {
  if (desk_.maintained(host_.now())) return Refusal{10016, "Service is restarting", 200};
  if (socket.client == nullptr) return Refusal{10005, "Permission denied, please log in first.", 200};
  if (const auto request = message.find("reqId")) {
    if (request->size() > 36) return wrong_parameter("the length of reqId exceeds 36");
    if (!socket.requests.emplace(*request).second) return Refusal{20006, "reqId is duplicated", 200};
  }
  Params header(&param_words);
  if (!header.add_json(message.find_json("header").value_or(""))) return wrong_parameter("header is invalid");
  BOOST_OUTCOME_TRY(check_time(header.find("X-BAPI-TIMESTAMP"), header.find("X-BAPI-RECV-WINDOW")));
  const auto args = sim::read_object_list(message.find_json("args").value_or(""), &param_words);
  if (!args || args->size() != 1) return wrong_parameter("args is invalid");
  BOOST_OUTCOME_TRY(count(endpoint, *socket.client, args->front(), limit));
  return endpoint.handler(desk_, Call{args->front(), socket.client, host_.now()});
}

}  // namespace basis::bybit::simulated
