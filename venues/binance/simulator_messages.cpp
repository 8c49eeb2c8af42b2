#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/binance/simulator.hpp"
#include "venues/binance/simulator_client_message.hpp"

namespace basis::binance::simulated {
namespace {

using sim::JsonFields;

std::pair<const VenueEndpoint*, Segment> find_command(Segment segment, std::string_view method) {
  for (const auto& [table, of] : endpoint_tables())
    for (const VenueEndpoint& endpoint : table)
      if (of == segment && !endpoint.message.empty() && endpoint.message == method) return {&endpoint, of};
  return {nullptr, segment};
}

}  // namespace

/// SUBSCRIBE, UNSUBSCRIBE and LIST_SUBSCRIPTIONS of a connection with streams.
void Simulator::on_command(SimSocket& socket, std::string_view text) {
  const ClientMessage message = read_message(text);
  const auto answer = [&](const std::string& json) { send(socket, "answer", json); };
  if (!message.read)
    return answer(R"({"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"},"id":null})");
  if (const auto fault = host_.faults().on_request(name(), message.method, host_.now())) {
    if (fault->kind == sim::ExchangeFaultKind::lose) return;
    if (fault->kind == sim::ExchangeFaultKind::drop) return socket.socket.drop();
    return answer(JsonFields()
                      .object()
                      .object("error")
                      .number("code", fault->code)
                      .text("msg", fault->message)
                      .end_object()
                      .raw("id", message.id)
                      .end_object()
                      .take());
  }
  if (message.method == "LIST_SUBSCRIPTIONS") {
    JsonFields json;
    json.object().array("result");
    for (const std::string& stream : socket.streams) json.item(stream);
    return answer(json.end_array().raw("id", message.id).end_object().take());
  }
  if (message.method != "SUBSCRIBE" && message.method != "UNSUBSCRIBE") {
    if (message.method == "SET_PROPERTY" || message.method == "GET_PROPERTY")
      return answer(
          fmt::format(R"({{"result":{},"id":{}}})", message.method == "GET_PROPERTY" ? "false" : "null", message.id));
    return answer(fmt::format(R"({{"error":{{"code":2,"msg":"Invalid request: unknown variant `{}`"}},"id":{}}})",
                              message.method, message.id));
  }
  for (const std::string& stream : message.list) {
    if (message.method == "SUBSCRIBE") {
      if (socket.streams.insert(stream).second) ++wanted_[stream];
    } else if (socket.streams.erase(stream) > 0 && --wanted_[stream] == 0) {
      wanted_.erase(stream);
    }
  }
  answer(fmt::format(R"({{"result":null,"id":{}}})", message.id));
}

void Simulator::answer_message(SimSocket& socket, const std::string& id, const Outcome& outcome, Nanos more) {
  JsonFields json;
  json.object().raw("id", id).number("status", outcome ? 200 : static_cast<std::int64_t>(outcome.error().status));
  if (outcome) {
    json.raw("result", outcome.value());
  } else {
    json.object("error").number("code", outcome.error().code).text("msg", outcome.error().text);
    if (!outcome.error().data.empty()) json.raw("data", outcome.error().data);
    json.end_object();
  }
  const auto segment = static_cast<std::size_t>(socket.segment());
  json.array("rateLimits")
      .object()
      .text("rateLimitType", "REQUEST_WEIGHT")
      .text("interval", "MINUTE")
      .number("intervalNum", 1)
      .number("limit", segment == 0 ? 6'000 : 2'400)
      .number("count", weights_[segment].count)
      .end_object()
      .end_array()
      .end_object();
  send(socket, "answer", json.take(), more);
}

void Simulator::on_message(SimSocket& socket, std::string_view text) {
  ClientMessage message = read_message(text);
  if (!message.read)
    return answer_message(socket, message.id, Refusal{-1135, "JSON Request is required in this endpoint."});
  const auto with_socket = [this, number = socket.number](const auto& action) {
    if (const auto found = sockets_.find(number); found != sockets_.end()) action(*found->second);
  };
  sim::MessageWays ways;
  ways.drop = [with_socket] { with_socket([](SimSocket& one) { one.socket.drop(); }); };
  ways.words = [this, with_socket, id = message.id](const sim::ExchangeFault& fault) {
    with_socket([&](SimSocket& one) { answer_message(one, id, words_of(fault, stamp(host_.now()))); });
  };
  ways.work = [this, with_socket, message](bool answers, Nanos late) {
    with_socket([&](SimSocket& one) { do_message(one, message.id, message.method, message.params, answers, late); });
  };
  sim::receive_message(host_, name(), message.method, std::move(ways));
}

Outcome Simulator::words_of(const sim::ExchangeFault& fault, std::int64_t now) {
  using Kind = sim::ExchangeFaultKind;
  const std::int64_t later = now + fault.seconds.count / kSecond.count * 1'000;
  switch (fault.kind) {
    case Kind::rate_limit:
    case Kind::ban: {
      const bool ban = fault.kind == Kind::ban;
      Refusal refusal{-1003,
                      ban ? fmt::format("Way too many requests; IP banned until {}.", later) : "Too many requests.",
                      ban ? 418U : 429U};
      refusal.data = fmt::format(R"({{"serverTime":{},"retryAfter":{}}})", now, later);
      return refusal;
    }
    case Kind::unavailable: return Refusal{-1008, "Service Unavailable.", 503};
    case Kind::unknown:
      return Refusal{-1007,
                     "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
                     503};
    default: return Refusal{fault.code, fault.message, fault.status};
  }
}

void Simulator::do_message(SimSocket& socket, const std::string& id, const std::string& method, Params params,
                           bool answers, Nanos late) {
  const std::uint64_t number = socket.number;
  params.sort_for_signature();
  const Outcome outcome = run_message(socket, method, params);
  const auto found = sockets_.find(number);
  if (found != sockets_.end() && answers) answer_message(*found->second, id, outcome, late);
}

Outcome Simulator::run_message(SimSocket& socket, const std::string& method, const Params& params) {
  if (desk_.maintained(host_.now())) return Refusal{-1016, "This service is no longer available.", 503};
  if (auto session = session_message(socket, method, params)) return std::move(*session);
  const auto [endpoint, segment] = find_command(socket.segment(), method);
  if (endpoint == nullptr) return Refusal{-1130, fmt::format("Unknown method '{}'.", method)};
  if (over_weight(segment, endpoint->orders > 0 ? 0 : endpoint->weight))
    return Refusal{-1003, "Too much request weight used.", 429};
  SimClient* client = nullptr;
  const bool own_key = params.has("apiKey") || socket.client == nullptr;
  if (own_key) {
    BOOST_OUTCOME_TRY(client, identify(*endpoint, params, std::nullopt));
  } else if (endpoint->security != Security::none) {
    client = socket.client;
  }
  if (endpoint->security == Security::signature) {
    BOOST_OUTCOME_TRY(check_time(segment, params));
    if (own_key) {
      BOOST_OUTCOME_TRY(check_signature(*client, params));
    }
  }
  if (endpoint->orders > 0) {
    BOOST_OUTCOME_TRY(count_orders(*endpoint, segment, *client));
  }
  const Call call{segment, params, client, host_.now(), true, false};
  return endpoint->handler(desk_, call);
}

namespace {

std::string session_status(const SimSocket& socket, std::int64_t now) {
  JsonFields json;
  json.object();
  if (socket.client != nullptr)
    json.text("apiKey", socket.client->account->spec().key).number("authorizedSince", sim::millis(socket.authorized));
  else
    json.null("apiKey").null("authorizedSince");
  return json.number("connectedSince", sim::millis(socket.connected))
      .flag("returnRateLimits", true)
      .number("serverTime", now)
      .flag("userDataStream", !socket.users.empty())
      .end_object()
      .take();
}

}  // namespace

/// Methods about the connection itself; absent: it is none of them.
std::optional<Outcome> Simulator::session_message(SimSocket& socket, const std::string& method, const Params& params) {
  const std::int64_t now = stamp(host_.now());
  if (method == "session.logon") return log_on(socket, params);
  if (method == "session.status") return Outcome(session_status(socket, now));
  if (method == "session.logout") {
    socket.client = nullptr;
    return Outcome(session_status(socket, now));
  }
  if (socket.segment() != Segment::spot) return std::nullopt;
  if (method == "userDataStream.subscribe") {
    if (socket.client == nullptr)
      return Outcome(Refusal{-1000, "Subscription requires an authenticated session.", 400});
    return subscribe_user(socket, *socket.client);
  }
  if (method == "userDataStream.subscribe.signature") {
    static constexpr VenueEndpoint kSigned{"", "", "", Security::signature};
    const auto client = identify(kSigned, params, std::nullopt);
    if (!client) return Outcome(client.error());
    if (const auto timely = check_time(Segment::spot, params); !timely) return Outcome(timely.error());
    if (const auto genuine = check_signature(*client.value(), params); !genuine) return Outcome(genuine.error());
    return subscribe_user(socket, *client.value());
  }
  if (method == "userDataStream.unsubscribe") {
    const auto one = params.integer("subscriptionId");
    if (!one) return Outcome(one.error());
    one.value() ? (void)socket.users.erase(*one.value()) : socket.users.clear();
    return Outcome(std::string("{}"));
  }
  if (method == "session.subscriptions") {
    JsonFields json;
    json.array();
    for (const auto& [number, client] : socket.users) json.object().number("subscriptionId", number).end_object();
    return Outcome(json.end_array().take());
  }
  return std::nullopt;
}

/// Sessions are for Ed25519 keys only.
Outcome Simulator::log_on(SimSocket& socket, const Params& params) {
  static constexpr VenueEndpoint kSigned{"", "", "", Security::signature};
  BOOST_OUTCOME_TRY(SimClient * client, identify(kSigned, params, std::nullopt));
  BOOST_OUTCOME_TRY(check_time(socket.segment(), params));
  if (params.text("signature").size() == wire::kHexDigest)
    return Refusal{-4056, "HMAC_SHA256 API key is not supported."};
  BOOST_OUTCOME_TRY(check_signature(*client, params));
  socket.client = client;
  socket.authorized = host_.now();
  return session_status(socket, stamp(host_.now()));
}

Outcome Simulator::subscribe_user(SimSocket& socket, SimClient& client) {
  for (const auto& [number, user] : socket.users)
    if (user == &client) return Refusal{-2035, "User Data Stream subscription already active."};
  const std::int64_t number = socket.subscriptions++;
  socket.users[number] = &client;
  return JsonFields().object().number("subscriptionId", number).end_object().take();
}

}  // namespace basis::binance::simulated
