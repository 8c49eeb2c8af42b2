#include "venues/bybit/simulator.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::bybit::simulated {
namespace {

using sim::ExchangeFault;
using sim::ExchangeFaultKind;
using sim::JsonFields;

constexpr std::int64_t kFirstOrder = 1'000'001;
constexpr std::int64_t kOrdersAClient = 1'000'000'000;

const VenueEndpoint* find_endpoint(std::string_view method, std::string_view path) {
  for (const auto& table : endpoint_tables())
    for (const VenueEndpoint& endpoint : table)
      if (endpoint.method == method && endpoint.path == path) return &endpoint;
  return nullptr;
}

}  // namespace

Simulator::Simulator(sim::VenueHost& host, sim::Marketplace& markets, const Desk::Settings& settings,
                     const std::vector<sim::ClientSpec>& clients, UtcTime now)
    : host_(host), markets_(markets), desk_(markets, settings), next_tick_(now) {
  std::int64_t first = kFirstOrder;
  for (const sim::ClientSpec& spec : clients) {
    auto account = std::make_unique<sim::ClientAccount>(markets, *settings.venue, spec, first, *this, now);
    account->open_funding();
    first += kOrdersAClient;
    desk_.clients().push_back(std::make_unique<SimClient>(std::move(account), Secret(spec.secret)));
  }
  desk_.on_late_cancel = [this](SimClient& client, const sim::ClientOrder& order) {
    tell_order(client, order, host_.now());
  };
  markets.add(*this);
  for (const auto& client : desk_.clients()) markets.add(*client->account);
}

Simulator::~Simulator() = default;

std::size_t Simulator::claims(std::string_view path) const {
  constexpr std::string_view kStart = "/v5/";
  return path.starts_with(kStart) ? kStart.size() : 0;
}

std::vector<sim::ClientAccount*> Simulator::clients() {
  std::vector<sim::ClientAccount*> found;
  for (const auto& client : desk_.clients()) found.push_back(client->account.get());
  return found;
}

void Simulator::on_request(const net::HttpRequest& request, net::Respond respond) {
  sim::RequestWays ways;
  ways.handle = [this, request](const net::Respond& answer) { handle(request, answer); };
  ways.words = [this](const ExchangeFault& fault) { return words_of(fault); };
  sim::receive_request(host_, name(), request.method + " " + std::string(sim::split_target(request.target).path),
                       std::move(respond), std::move(ways));
}

/// `{retCode, retMsg, result, retExtInfo, time}` with the headers of the limit: "Integration Guidance", "Rate Limit".
net::HttpResponse Simulator::respond_with(const Outcome& outcome, const LimitWords& limit) const {
  JsonFields json;
  json.object()
      .number("retCode", outcome ? 0 : outcome.error().code)
      .text("retMsg", outcome ? "OK" : outcome.error().text)
      .raw("result", outcome ? outcome.value().result : "{}")
      .raw("retExtInfo", outcome ? outcome.value().beside : "{}")
      .number("time", stamp(host_.now()))
      .end_object();
  net::HttpResponse response{
      outcome ? 200 : outcome.error().status, {{"Content-Type", "application/json; charset=utf-8"}}, json.take()};
  if (limit.most > 0) {
    response.headers.push_back({"X-Bapi-Limit", std::to_string(limit.most)});
    response.headers.push_back({"X-Bapi-Limit-Status", std::to_string(limit.left)});
    response.headers.push_back({"X-Bapi-Limit-Reset-Timestamp", std::to_string(stamp(limit.reset))});
  }
  return response;
}

/// What faults answer. `unknown` is 10000, of which the venue says no more than "Server Timeout"; a ban is the answer
/// to an address that has asked too often, which has to be quiet for ten minutes: "Rate Limit", "HTTP IP limit".
net::HttpResponse Simulator::words_of(const ExchangeFault& fault) {
  const UtcTime until = host_.now() + fault.seconds;
  switch (fault.kind) {
    case ExchangeFaultKind::rate_limit:
      return respond_with(Refusal{10006, "Too many visits. Exceeded the API Rate Limit.", 200}, {10, 0, until});
    case ExchangeFaultKind::ban:
      banned_until_ = until;
      return {403, {{"Content-Type", "text/plain"}}, "access too frequent"};
    case ExchangeFaultKind::unavailable:
      return respond_with(
          Refusal{429,
                  "The trading service is experiencing a high server load. Please retry if you encounter this issue.",
                  429},
          {});
    case ExchangeFaultKind::unknown: return respond_with(Refusal{10000, "Server Timeout", 200}, {});
    default: return respond_with(Refusal{fault.code, fault.message, fault.status}, {});
  }
}

void Simulator::handle(const net::HttpRequest& request, const net::Respond& respond) {
  const sim::Target target = sim::split_target(request.target);
  const auto say = [&](const Outcome& outcome, const LimitWords& limit = {}) {
    sim::send_answer(host_, respond, respond_with(outcome, limit));
  };
  if (desk_.maintained(host_.now()) && target.path != "/v5/system/status")
    return say(Refusal{10016, "Server error.", 503});
  if (over_address_limit())
    return sim::send_answer(host_, respond, {403, {{"Content-Type", "text/plain"}}, "access too frequent"});
  const VenueEndpoint* const endpoint = find_endpoint(request.method, target.path);
  if (endpoint == nullptr) return say(Refusal{10017, "Route not found.", 404});
  LimitWords limit;
  const Outcome outcome = answer(*endpoint, request, target.query, limit);
  say(outcome, limit);
}

Outcome Simulator::answer(const VenueEndpoint& endpoint, const net::HttpRequest& request, std::string_view query,
                          LimitWords& limit) {
  Params params(&param_words);
  params.add_form(query);
  if (!request.body.empty() && !params.add_json(request.body)) return wrong_parameter("Request parameter error.");
  SimClient* client = nullptr;
  if (endpoint.secured) {
    BOOST_OUTCOME_TRY(client, authorize(request, query));
    BOOST_OUTCOME_TRY(count(endpoint, *client, params, limit));
  }
  return endpoint.handler(desk_, Call{params, client, host_.now()});
}

void Simulator::advance(UtcTime now) {
  for (const auto& client : desk_.clients()) client->account->advance(now);
  for (auto at = books_.begin(); at != books_.end();) {
    const auto due = book_due(at->second);
    const bool goes_on = !due || now < *due || tell_book(desk_.universe()[at->first.first], at->second, now);
    at = goes_on ? std::next(at) : books_.erase(at);
  }
  if (next_tick_ <= now) {
    tell_tickers(now);
    constexpr std::int64_t kTicks = 100'000'000;
    next_tick_ = UtcTime::from_nanos((now.nanos() / kTicks + 1) * kTicks);
  }
}

std::optional<UtcTime> Simulator::next_due() const {
  std::optional<UtcTime> next;
  const auto sooner = [&](std::optional<UtcTime> at) {
    if (at) next = next ? std::min(*next, *at) : *at;
  };
  if (!wanted_.empty()) sooner(next_tick_);
  for (const auto& client : desk_.clients()) sooner(client->account->next_due());
  for (const auto& [key, topic] : books_) sooner(book_due(topic));
  return next;
}

void Simulator::happen(const ExchangeFault& fault, UtcTime now) {
  if (sim::happen_alike(fault, name(), markets_, clients(), desk_, now)) return;
  if (fault.kind == ExchangeFaultKind::drop_sockets)
    for (const auto& [number, socket] : sockets_) socket->socket.drop();
  if (fault.kind != ExchangeFaultKind::shutdown) return;
  // The venue announces what it does to its servers on the topic of the system's status only.
  const std::string notice = fmt::format(
      R"({{"topic":"system.status","ts":{},"data":[{{"id":"restart","title":"Restart","state":"scheduled","begin":"{}",)"
      R"("end":"{}","href":"","serviceTypes":[2],"product":[1,2],"uidSuffix":[],"maintainType":1,"env":1}}]}})",
      stamp(now), stamp(now + fault.seconds), stamp(now + fault.seconds));
  for (const auto& [number, socket] : sockets_)
    if (socket->topics.contains("system.status")) send(*socket, "system.status", notice);
  host_.at(now + fault.seconds, [this] {
    for (const auto& [number, socket] : sockets_) socket->socket.close(1001, "server shutdown");
  });
}

}  // namespace basis::bybit::simulated
