#include "venues/binance/simulator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace basis::binance::simulated {
namespace {

using sim::ExchangeFault;
using sim::ExchangeFaultKind;

constexpr std::array<std::string_view, 12> kClaimed = {"/dapi/",   "/eapi/",    "/api/",     "/sapi/",
                                                       "/fapi/",   "/ws-api/",  "/ws-fapi/", "/public/",
                                                       "/market/", "/private/", "/ws",       "/stream"};
constexpr std::int64_t kFirstOrder = 1'000'001;
constexpr std::int64_t kOrdersAClient = 1'000'000'000;

/// The endpoint of a method and a path, and its segment; null: there is none.
std::pair<const VenueEndpoint*, Segment> find_endpoint(std::string_view method, std::string_view path) {
  for (const auto& [table, segment] : endpoint_tables())
    for (const VenueEndpoint& endpoint : table)
      if (endpoint.method == method && endpoint.path == path) return {&endpoint, segment};
  return {nullptr, Segment::spot};
}

}  // namespace

Simulator::Simulator(sim::VenueHost& host, sim::Marketplace& markets, const Desk::Settings& settings,
                     const std::vector<sim::ClientSpec>& clients, UtcTime now)
    : host_(host), markets_(markets), desk_(markets, settings), next_second_(now) {
  std::int64_t first = kFirstOrder;
  for (const sim::ClientSpec& spec : clients) {
    auto account = std::make_unique<sim::ClientAccount>(markets, *settings.venue, spec, first, *this, now);
    first += kOrdersAClient;
    desk_.clients().push_back(std::make_unique<SimClient>(std::move(account), Secret(spec.secret)));
  }
  desk_.on_account_config = [this](SimClient& client, const std::string& json) {
    const std::int64_t at = stamp(host_.now());
    const std::string_view part = json.starts_with(R"({"j")") ? "ai" : "ac";
    tell_usdm(client, "ACCOUNT_CONFIG_UPDATE",
              fmt::format(R"({{"e":"ACCOUNT_CONFIG_UPDATE","E":{},"T":{},"{}":{}}})", at, at, part, json));
  };
  desk_.on_listen_key_gone = [this](SimClient& client) { expire_listen_key(client, host_.now()); };
  markets.add(*this);
  for (const auto& client : desk_.clients()) markets.add(*client->account);
}

Simulator::~Simulator() = default;

std::size_t Simulator::claims(std::string_view path) const {
  std::size_t most = 0;
  for (const std::string_view start : kClaimed)
    if (path.starts_with(start)) most = std::max(most, start.size());
  return most;
}

std::vector<sim::ClientAccount*> Simulator::clients() {
  std::vector<sim::ClientAccount*> found;
  for (const auto& client : desk_.clients()) found.push_back(client->account.get());
  return found;
}

void Simulator::advance(UtcTime now) {
  for (const auto& client : desk_.clients()) {
    client->account->advance(now);
    if (!client->listen_key.empty() && client->listen_key_until <= now) expire_listen_key(*client, now);
  }
  for (auto& [key, pending] : depths_)
    if (key.second > 0 && pending.last_id > pending.told_id && pending.changed.nanos() != 0) {
      const std::int64_t length = key.second * 1'000'000;
      const UtcTime due = UtcTime::from_nanos((pending.changed.nanos() / length + 1) * length);
      if (due <= now) flush_depth(key.first, key.second, now);
    }
  if (next_second_ <= now) {
    tell_tickers(now);
    for (const auto& client : desk_.clients()) call_for_margin(*client, now);
    next_second_ = UtcTime::from_nanos((now.nanos() / kSecond.count + 1) * kSecond.count);
  }
}

std::optional<UtcTime> Simulator::next_due() const {
  std::optional<UtcTime> next = next_second_;
  const auto sooner = [&](UtcTime at) { next = next ? std::min(*next, at) : at; };
  for (const auto& client : desk_.clients()) {
    if (const auto at = client->account->next_due()) sooner(*at);
    if (!client->listen_key.empty()) sooner(client->listen_key_until);
  }
  for (const auto& [key, pending] : depths_)
    if (key.second > 0 && pending.last_id > pending.told_id) {
      const std::int64_t length = key.second * 1'000'000;
      sooner(UtcTime::from_nanos((pending.changed.nanos() / length + 1) * length));
    }
  return next;
}

Simulator::Answer Simulator::refused(const Refusal& refusal) { return {refusal.status, refusal_text(refusal), 0}; }

void Simulator::on_request(const net::HttpRequest& request, net::Respond respond) {
  const sim::Target target = sim::split_target(request.target);
  const std::size_t segment = target.path.starts_with("/fapi") ? 1 : 0;
  sim::RequestWays ways;
  ways.handle = [this, request](net::Respond answer) { handle(request, std::move(answer)); };
  ways.words = [this, segment](const ExchangeFault& fault) { return words_of(fault, segment); };
  sim::receive_request(host_, name(), request.method + " " + std::string(target.path), std::move(respond),
                       std::move(ways));
}

net::HttpResponse Simulator::words_of(const ExchangeFault& fault, std::size_t segment) {
  const auto say = [this](unsigned status, int code, std::string_view text, std::int64_t retry = 0) {
    Answer answer = refused({code, std::string(text), status});
    answer.retry_after = retry;
    return net::HttpResponse{status, headers(Segment::spot, nullptr, answer), answer.body};
  };
  const std::int64_t seconds = fault.seconds.count / kSecond.count;
  const UtcTime until = host_.now() + fault.seconds;
  switch (fault.kind) {
    case ExchangeFaultKind::rate_limit:
      return say(429, -1003, "Too many requests; please use the websocket for live updates.", seconds);
    case ExchangeFaultKind::ban:
      banned_until_[segment] = until;
      return say(418, -1003, fmt::format("Way too many requests; IP banned until {}.", sim::millis(until)), seconds);
    case ExchangeFaultKind::unavailable: return say(503, -1008, "Service Unavailable.");
    case ExchangeFaultKind::unknown:
      return segment == 1 ? say(503, -1000, "Unknown error, please check your request or try again later.")
                          : say(504, -1007,
                                "Timeout waiting for response from backend server. Send status unknown; execution "
                                "status unknown.");
    default: return say(fault.status, fault.code, fault.message);
  }
}

void Simulator::handle(const net::HttpRequest& request, net::Respond respond) {
  const sim::Target target = sim::split_target(request.target);
  const auto [endpoint, segment] = find_endpoint(request.method, target.path);
  if (desk_.maintained(host_.now())) {
    const Answer answer = refused({-1016, "This service is no longer available.", 503});
    return sim::send_answer(host_, respond, {503, headers(segment, nullptr, answer), answer.body});
  }
  if (endpoint == nullptr) {
    const Answer answer{404, R"({"code":-1,"msg":"Path not found."})", 0};
    return sim::send_answer(host_, respond, {404, headers(segment, nullptr, answer), answer.body});
  }
  SimClient* client = nullptr;
  const Answer answer = this->answer(*endpoint, segment, request, target.query, client);
  sim::send_answer(host_, respond, {answer.status, headers(segment, client, answer), answer.body});
}

Simulator::Answer Simulator::answer(const VenueEndpoint& endpoint, Segment segment, const net::HttpRequest& request,
                                    std::string_view query, SimClient*& client) {
  // Successful orders and cancels of spot cost nothing; what fails is charged afterwards.
  const bool free = segment == Segment::spot && endpoint.path == "/api/v3/order" && endpoint.method != "GET";
  if (auto over = over_weight(segment, free ? 0 : endpoint.weight)) return std::move(*over);
  Params params;
  params.add_form(query);
  params.add_form(request.body);
  const auto found = identify(endpoint, params, net::find_header(request.headers, "X-MBX-APIKEY"));
  if (!found) return refused(found.error());
  client = found.value();
  if (endpoint.security == Security::signature) {
    if (const auto timely = check_time(segment, params); !timely) return refused(timely.error());
    if (const auto genuine = check_signature(*client, params); !genuine) return refused(genuine.error());
  }
  if (endpoint.orders > 0)
    if (const auto counted = count_orders(endpoint, segment, *client); !counted) return refused(counted.error());
  const auto unit = net::find_header(request.headers, "X-MBX-TIME-UNIT");
  const bool microseconds = unit && (*unit == "MICROSECOND" || *unit == "microsecond");
  const Call call{segment, params, client, host_.now(), false, microseconds};
  const Outcome outcome = endpoint.handler(desk_, call);
  if (outcome) return {200, outcome.value(), 0};
  if (free) weights_[0].add(host_.now(), kMinute, endpoint.weight);
  return refused(outcome.error());
}

std::vector<net::HttpHeader> Simulator::headers(Segment segment, const SimClient* client, const Answer& answer) const {
  const auto at = static_cast<std::size_t>(segment);
  std::vector<net::HttpHeader> headers{{"Content-Type", "application/json;charset=UTF-8"}};
  const std::string weight = std::to_string(weights_[at].count);
  if (segment == Segment::spot) headers.push_back({"X-MBX-USED-WEIGHT", weight});
  headers.push_back({"X-MBX-USED-WEIGHT-1M", weight});
  if (client != nullptr) {
    headers.push_back({"X-MBX-ORDER-COUNT-10S", std::to_string(client->orders_10s[at].count)});
    headers.push_back({segment == Segment::spot ? "X-MBX-ORDER-COUNT-1D" : "X-MBX-ORDER-COUNT-1M",
                       std::to_string(client->orders_long[at].count)});
  }
  if (answer.retry_after > 0) headers.push_back({"Retry-After", std::to_string(answer.retry_after)});
  return headers;
}

void Simulator::happen(const ExchangeFault& fault, UtcTime now) {
  if (sim::happen_alike(fault, name(), markets_, clients(), desk_, now)) return;
  switch (fault.kind) {
    case ExchangeFaultKind::drop_sockets:
      for (const auto& [number, socket] : sockets_) socket->socket.drop();
      return;
    case ExchangeFaultKind::shutdown:
      for (const auto& [number, socket] : sockets_) {
        const std::string notice = fmt::format(R"({{"e":"serverShutdown","E":{}}})", stamp(now));
        send(*socket, "serverShutdown",
             socket->is_api() ? fmt::format(R"({{"subscriptionId":null,"event":{}}})", notice) : notice);
      }
      return host_.at(now + fault.seconds, [this] {
        for (const auto& [number, socket] : sockets_) socket->socket.close(1001, "server shutdown");
      });
    case ExchangeFaultKind::listen_keys:
      for (const auto& client : desk_.clients()) {
        if (!fault.account.empty() && client->account->spec().name != fault.account) continue;
        expire_listen_key(*client, now);
        end_user_streams(*client, now);
      }
      return;
    default: return;
  }
}

}  // namespace basis::binance::simulated
