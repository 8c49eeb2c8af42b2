#include "venues/okx/simulator.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace basis::okx::simulated {
namespace {

using sim::ExchangeFault;
using sim::ExchangeFaultKind;

constexpr std::array<std::string_view, 2> kClaimed = {"/api/v5/", "/ws/v5/"};
/// The venue's ids have eighteen digits.
constexpr std::int64_t kFirstOrder = 680'000'000'000'000'001;
constexpr std::int64_t kOrdersAClient = 1'000'000'000'000;
constexpr std::int64_t kFirstClient = 44'705'892'343'619'584;
/// How often books are told, and accounts without an event. Source: "Order book channel", "Account channel".
constexpr Nanos kBookInterval = {100'000'000};
constexpr Nanos kRegular = kSecond * 5;
/// A book without a change is told so after this time.
constexpr Nanos kQuietBook = kMinute;

const VenueEndpoint* find_endpoint(std::string_view method, std::string_view path) {
  for (const auto& table : endpoint_tables())
    for (const VenueEndpoint& endpoint : table)
      if (endpoint.method == method && endpoint.path == path) return &endpoint;
  return nullptr;
}

net::HttpResponse response_of(const Outcome& outcome) {
  return {outcome ? 200U : outcome.error().status, {{"Content-Type", "application/json"}}, envelope(outcome)};
}

}  // namespace

Simulator::Simulator(sim::VenueHost& host, sim::Marketplace& markets, const Desk::Settings& settings,
                     const std::vector<sim::ClientSpec>& clients, UtcTime now)
    : host_(host), markets_(markets), desk_(markets, settings), next_regular_(now + kRegular) {
  std::int64_t first = kFirstOrder;
  std::int64_t number = kFirstClient;
  for (const sim::ClientSpec& spec : clients) {
    auto account = std::make_unique<sim::ClientAccount>(markets, *settings.venue, spec, first, *this, now);
    account->open_funding();
    first += kOrdersAClient;
    desk_.clients().push_back(std::make_unique<SimClient>(std::move(account), Secret(spec.secret), number++));
  }
  desk_.set_now(now);
  desk_.on_amend_failed = [this](SimClient& client, const sim::ClientOrder& order, const std::string& request,
                                 const Refusal& refusal) {
    tell_order(client, order, {.pushed = true, .request = request, .amend_failure = &refusal});
  };
  markets.add(*this);
  for (const auto& client : desk_.clients()) markets.add(*client->account);
}

Simulator::~Simulator() = default;

std::size_t Simulator::claims(std::string_view path) const {
  for (const std::string_view start : kClaimed)
    if (path.starts_with(start)) return start.size();
  return 0;
}

std::vector<sim::ClientAccount*> Simulator::clients() {
  std::vector<sim::ClientAccount*> found;
  for (const auto& client : desk_.clients()) found.push_back(client->account.get());
  return found;
}

void Simulator::advance(UtcTime now) {
  desk_.set_now(now);
  for (const auto& client : desk_.clients()) client->account->advance(now);
  if (desk_.state.maintained_until && *desk_.state.maintained_until <= now) {
    desk_.state.maintained_until.reset();
    desk_.restart_sequences();
  }
  for (auto& [market, pending] : books_) {
    const bool changed = pending.changed.nanos() != 0;
    if (changed ? pending.changed + kBookInterval <= now : pending.last + kQuietBook <= now)
      tell_book(desk_.universe()[market], now);
  }
  if (next_regular_ > now) return;
  for (const auto& client : desk_.clients()) tell_all(*client);
  if (next_regular_.nanos() % kMinute.count < kRegular.count) tell_minute(now);
  next_regular_ = UtcTime::from_nanos((now.nanos() / kRegular.count + 1) * kRegular.count);
}

std::optional<UtcTime> Simulator::next_due() const {
  UtcTime next = next_regular_;
  for (const auto& client : desk_.clients())
    if (const auto at = client->account->next_due()) next = std::min(next, *at);
  for (const auto& [market, pending] : books_)
    next = std::min(next, pending.changed.nanos() != 0 ? pending.changed + kBookInterval : pending.last + kQuietBook);
  if (desk_.state.maintained_until) next = std::min(next, *desk_.state.maintained_until);
  return next;
}

void Simulator::on_request(const net::HttpRequest& request, net::Respond respond) {
  const std::string path(sim::split_target(request.target).path);
  desk_.set_now(host_.now());
  const VenueEndpoint* const endpoint = find_endpoint(request.method, path);
  const bool orders = endpoint != nullptr && endpoint->orders;
  receive_request(host_, name(), request.method + " " + path, std::move(respond),
                  {[this, request](const net::Respond& answer) { handle(request, answer); },
                   [this, orders](const ExchangeFault& fault) { return fault_words(fault, orders); }});
}

/// Refused orders are told one by one; everything else as a whole.
net::HttpResponse Simulator::fault_words(const ExchangeFault& fault, bool orders) {
  switch (fault.kind) {
    case ExchangeFaultKind::rate_limit: return response_of(Refusal{50011, "Too Many Requests", 429});
    case ExchangeFaultKind::ban:
      banned_until_ = host_.now() + fault.seconds;
      return {403, {{"Content-Type", "text/html"}}, "error code: 1015"};
    case ExchangeFaultKind::unavailable:
      return response_of(Refusal{50001, "Service temporarily unavailable. Try again later", 503});
    case ExchangeFaultKind::unknown:
      return response_of(Refusal{50004,
                                 "API endpoint request timeout (does not mean that the request was successful or "
                                 "failed, please check the request result).",
                                 400});
    default: break;
  }
  if (!orders || fault.code < 51'000) return response_of(Refusal{fault.code, fault.message, fault.status});
  const ItemResult item{{}, {}, {}, fault.code, fault.message};
  return response_of(item_reply(std::span(&item, 1), stamp(host_.now())));
}

void Simulator::handle(const net::HttpRequest& request, const net::Respond& respond) {
  desk_.set_now(host_.now());
  const sim::Target target = sim::split_target(request.target);
  const VenueEndpoint* const endpoint = find_endpoint(request.method, target.path);
  if (banned_until_ && host_.now() < *banned_until_)
    return send_answer(host_, respond, {403, {{"Content-Type", "text/html"}}, "error code: 1015"});
  if (desk_.state.maintained(host_.now()) && target.path != "/api/v5/system/status")
    return send_answer(host_, respond,
                       response_of(Refusal{50001, "Service temporarily unavailable. Try again later", 503}));
  if (endpoint == nullptr)
    return send_answer(host_, respond,
                       {404,
                        {{"Content-Type", "application/json"}},
                        R"({"code":"404","data":{},"detailMsg":"","error_code":"404","msg":"Not Found"})"});
  send_answer(host_, respond, response_of(answer(*endpoint, request, target.query)));
}

Outcome Simulator::answer(const VenueEndpoint& endpoint, const net::HttpRequest& request, std::string_view query) {
  std::vector<Params> items{Params(&param_words)};
  items.front().add_form(query);
  SimClient* client = nullptr;
  if (endpoint.is_signed) {
    BOOST_OUTCOME_TRY(client, authorize(request));
  }
  if (request.method == "POST" && !request.body.empty()) {
    auto body = read_body(request.body);
    if (!body) return Refusal{50002, "JSON syntax error", 400};
    items = std::move(*body);
  }
  const Call call{items, client, host_.now()};
  BOOST_OUTCOME_TRY(count(endpoint, client, call));
  if (endpoint.orders) {
    BOOST_OUTCOME_TRY(check_expiry(net::find_header(request.headers, "expTime")));
  }
  return endpoint.handler(desk_, call);
}

void Simulator::happen(const ExchangeFault& fault, UtcTime now) {
  desk_.set_now(now);
  const auto for_sockets = [&](const auto& action) {
    for (auto at = sockets_.begin(); at != sockets_.end();) action(*(at++)->second);
  };
  switch (fault.kind) {
    case ExchangeFaultKind::drop_sockets: return for_sockets([](SimSocket& one) { one.socket.drop(); });
    case ExchangeFaultKind::shutdown:
      for_sockets([&](SimSocket& one) {
        tell_event(one, "notice",
                   {64008, "The connection will soon be closed for a service upgrade. Please reconnect."});
      });
      return host_.at(now + fault.seconds, [this] {
        for (auto at = sockets_.begin(); at != sockets_.end();) (at++)->second->socket.close(1001, "service upgrade");
      });
    case ExchangeFaultKind::listen_keys:
      return for_sockets([&](SimSocket& one) {
        const bool struck =
            one.client != nullptr && (fault.account.empty() || one.client->account->spec().name == fault.account);
        if (struck) one.socket.close(4006, "Abnormal disconnection");
      });
    default: break;
  }
  const auto halted_before = [&] {
    std::vector<bool> halted;
    for (const Market* market : desk_.all()) halted.push_back(desk_.board(*market).halted());
    return halted;
  };
  const std::vector<bool> before = halted_before();
  happen_alike(fault, name(), markets_, clients(), desk_.state, now);
  const std::vector<bool> after = halted_before();
  for (std::size_t i = 0; i < after.size(); ++i)
    if (before[i] != after[i]) tell_instrument(*desk_.all()[i]);
}

}  // namespace basis::okx::simulated
