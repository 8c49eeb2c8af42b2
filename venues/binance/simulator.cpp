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

struct Target {
  std::string_view path;
  std::string_view query;
};

Target split_target(std::string_view target) {
  const std::size_t mark = target.find('?');
  if (mark == target.npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

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

void Simulator::reply(const net::Respond& respond, net::HttpResponse response, Nanos more) {
  const Nanos way = host_.way_out() + more;
  if (way.count == 0) return respond(std::move(response));
  host_.at(host_.now() + way, [respond, response = std::move(response)] { respond(response); });
}

Simulator::Answer Simulator::refused(const Refusal& refusal) { return {refusal.status, refusal_text(refusal), 0}; }

void Simulator::on_request(const net::HttpRequest& request, net::Respond respond) {
  const Target target = split_target(request.target);
  const UtcTime now = host_.now();
  const auto fault = host_.faults().on_request(name(), request.method + " " + std::string(target.path), now);
  const Nanos way = host_.way_out();
  if (!fault && way.count == 0) return handle(request, std::move(respond));
  if (!fault) return host_.at(now + way, [this, request, respond = std::move(respond)] { handle(request, respond); });
  const auto say = [this, respond](unsigned status, int code, std::string_view text, std::int64_t retry = 0) {
    Answer answer = refused({code, std::string(text), status});
    answer.retry_after = retry;
    reply(respond, {status, headers(Segment::spot, nullptr, answer), answer.body});
  };
  const std::int64_t seconds = fault->seconds.count / kSecond.count;
  const std::size_t segment = target.path.starts_with("/fapi") ? 1 : 0;
  switch (fault->kind) {
    case ExchangeFaultKind::lose: return;
    case ExchangeFaultKind::drop: return respond(std::nullopt);
    case ExchangeFaultKind::refuse: return say(fault->status, fault->code, fault->message);
    case ExchangeFaultKind::rate_limit:
      return say(429, -1003, "Too many requests; please use the websocket for live updates.", seconds);
    case ExchangeFaultKind::ban:
      banned_until_[segment] = now + fault->seconds;
      return say(418, -1003,
                 fmt::format("Way too many requests; IP banned until {}.", sim::millis(now + fault->seconds)), seconds);
    case ExchangeFaultKind::unavailable: return say(503, -1008, "Service Unavailable.");
    case ExchangeFaultKind::delay:
      return host_.at(now + way + fault->seconds,
                      [this, request, respond = std::move(respond)] { handle(request, respond); });
    case ExchangeFaultKind::no_answer: return handle(request, [](const auto&) {});
    case ExchangeFaultKind::cut:
      return handle(request, [respond = std::move(respond)](const auto&) { respond(std::nullopt); });
    case ExchangeFaultKind::unknown:
      return handle(request, [say, segment](const auto&) {
        segment == 1 ? say(503, -1000, "Unknown error, please check your request or try again later.")
                     : say(504, -1007,
                           "Timeout waiting for response from backend server. Send status unknown; execution status "
                           "unknown.");
      });
    case ExchangeFaultKind::slow_answer:
      return handle(request, [this, respond = std::move(respond), late = fault->seconds](const auto& response) {
        host_.at(host_.now() + late, [respond, response] { respond(response); });
      });
    default: return handle(request, std::move(respond));
  }
}

void Simulator::handle(const net::HttpRequest& request, net::Respond respond) {
  const Target target = split_target(request.target);
  const auto [endpoint, segment] = find_endpoint(request.method, target.path);
  if (maintained_until_ && host_.now() < *maintained_until_) {
    const Answer answer = refused({-1016, "This service is no longer available.", 503});
    return reply(respond, {503, headers(segment, nullptr, answer), answer.body});
  }
  if (endpoint == nullptr) {
    const Answer answer{404, R"({"code":-1,"msg":"Path not found."})", 0};
    return reply(respond, {404, headers(segment, nullptr, answer), answer.body});
  }
  SimClient* client = nullptr;
  const Answer answer = this->answer(*endpoint, segment, request, target.query, client);
  reply(respond, {answer.status, headers(segment, client, answer), answer.body});
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
  const auto for_clients = [&](const auto& action) {
    for (const auto& client : desk_.clients())
      if (fault.account.empty() || client->account->spec().name == fault.account) action(*client);
  };
  std::vector<const Market*> struck;
  for (const Segment segment : {Segment::spot, Segment::usdm})
    for (const Market* market : desk_.markets_of(segment))
      if (market->native == fault.symbol) struck.push_back(market);
  const auto halt = [&](bool halted) {
    for (const Market* market : struck) {
      markets_.board(market->id).set_halted(halted);
      for_clients([&](SimClient& client) { client.account->halt(market->id, halted); });
    }
  };
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
    case ExchangeFaultKind::clock_skew: desk_.clock_skew = fault.seconds; return;
    case ExchangeFaultKind::listen_keys:
      return for_clients([&](SimClient& client) {
        expire_listen_key(client, now);
        end_user_streams(client, now);
      });
    case ExchangeFaultKind::maintenance: maintained_until_ = now + fault.seconds; return;
    case ExchangeFaultKind::halt: return halt(true);
    case ExchangeFaultKind::resume: return halt(false);
    case ExchangeFaultKind::liquidation: return for_clients([&](SimClient& client) { client.account->liquidate(now); });
    case ExchangeFaultKind::deleveraging:
      for (const Market* market : struck)
        if (!market->is_spot())
          for_clients([&](SimClient& client) {
            client.account->deleverage(market->id, fault.share.value_or(from_text<Ratio>("1")), now);
          });
      return;
    case ExchangeFaultKind::extra_fill:
      for (const Market* market : struck)
        for_clients([&](SimClient& client) { client.account->tell_extra_fill(market->id, now); });
      return;
    case ExchangeFaultKind::slow_money: desk_.transfer_time = fault.seconds; return;
    case ExchangeFaultKind::failed_money:
      return for_clients([&](SimClient& client) { client.account->fail_movements(); });
    case ExchangeFaultKind::held_money:
      desk_.withdrawals_held_until = now + fault.seconds;
      return for_clients([&](SimClient& client) { client.account->hold_withdrawals(now + fault.seconds, now); });
    default: return;
  }
}

}  // namespace basis::binance::simulated
