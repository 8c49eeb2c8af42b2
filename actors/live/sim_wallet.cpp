#include "actors/live/sim_wallet.hpp"

#include <fmt/format.h>

#include "core/base/json_reader.hpp"
#include "core/base/json_writer.hpp"

namespace basis {
namespace {

constexpr Nanos kAnswered = kSecond * 5;
constexpr Nanos kDepositLookedAt{200'000'000};
/// Where the simulator's exchanges pay out to its wallet.
constexpr const char* kAddress = "0x0000000000000000000000000000000000000001";

std::string_view text_of(const boost::json::value& object, std::string_view key) {
  const boost::json::object* const members = object.if_object();
  const boost::json::value* const found = members == nullptr ? nullptr : members->if_contains(key);
  const boost::json::string* const text = found == nullptr ? nullptr : found->if_string();
  return text == nullptr ? std::string_view() : std::string_view(*text);
}

}  // namespace

SimWallet::SimWallet(const Universe& universe, net::Network& network, const net::Endpoint& simulator)
    : universe_(universe), network_(network), client_(network.http(simulator, 1)) {}
SimWallet::~SimWallet() = default;

std::string SimWallet::address() const { return kAddress; }

void SimWallet::deposit(const Order& order, MoneyDone done) {
  const Instrument& token = universe_[order.instrument];
  const std::string& venue = universe_.venue_of(order.destination);
  JsonWriter json;
  json.begin_object();
  json.key("id").string(order.client_id);
  json.key("venue").string(venue);
  // An exchange's account of spot has its name.
  json.key("account").string(universe_.name(order.destination) == venue ? "spot" : "perp");
  json.key("asset").string(token.token);
  json.key("amount").string(order.size.to_string());
  json.end_object();
  waiting_[order.client_id] = {std::move(json).take(), std::move(done), nullptr};
  request(order.client_id);
}

void SimWallet::owner_pays(const std::string& token, Amount amount) {
  const std::string id = fmt::format("owner-{}", network_.now_utc().nanos());
  JsonWriter json;
  json.begin_object();
  json.key("id").string(id);
  json.key("asset").string(token);
  json.key("amount").string(amount.to_string());
  json.end_object();
  pay_in(id, json.text());
}

/// Asked for until the simulator has it; it takes an id once.
void SimWallet::pay_in(const std::string& id, const std::string& body) {
  net::HttpRequest request;
  request.method = "POST";
  request.target = "/__sim/wallet/owner";
  request.headers.push_back({"Content-Type", "application/json"});
  request.body = body;
  client_->send(std::move(request), kAnswered, [this, id, body](const net::HttpAnswer& answer) {
    const auto* const response = std::get_if<net::HttpResponse>(&answer.result);
    if (response != nullptr && response->status < 500) {
      paid_in_.erase(id);
      return;
    }
    paid_in_[id] = network_.after(kDepositLookedAt, [this, id, body] { pay_in(id, body); });
  });
}

/// The simulator takes an id once, so that a request in doubt is sent again.
void SimWallet::request(const std::string& id) {
  net::HttpRequest request;
  request.method = "POST";
  request.target = "/__sim/wallet/deposit";
  request.headers.push_back({"Content-Type", "application/json"});
  request.body = waiting_.at(id).body;
  client_->send(std::move(request), kAnswered, [this, id](const net::HttpAnswer& answer) {
    const auto* const response = std::get_if<net::HttpResponse>(&answer.result);
    if (response == nullptr || response->status >= 500) return again(id, &SimWallet::request);
    if (response->status >= 400)
      return end(id, {OrderStatus::refused, fmt::format("the simulator's wallet says: {}", response->body)});
    look(id);
  });
}

void SimWallet::look(const std::string& id) {
  net::HttpRequest request;
  request.target = "/__sim/wallet/deposits";
  client_->send(std::move(request), kAnswered, [this, id](const net::HttpAnswer& answer) {
    const auto* const response = std::get_if<net::HttpResponse>(&answer.result);
    if (response == nullptr || response->status != 200) return again(id, &SimWallet::look);
    const auto list = parse_json(response->body);
    if (list && list.value().is_array())
      for (const boost::json::value& deposit : list.value().as_array()) {
        if (text_of(deposit, "id") != id) continue;
        if (text_of(deposit, "state") == "done") return end(id, {OrderStatus::accepted, {}});
        if (text_of(deposit, "state") == "failed")
          return end(id, {OrderStatus::refused, "the simulator's wallet says that it failed"});
      }
    again(id, &SimWallet::look);
  });
}

void SimWallet::again(const std::string& id, void (SimWallet::*what)(const std::string&)) {
  waiting_.at(id).timer = network_.after(kDepositLookedAt, [this, id, what] { (this->*what)(id); });
}

void SimWallet::end(const std::string& id, const MoneyMoved& moved) {
  const MoneyDone done = std::move(waiting_.at(id).done);
  waiting_.erase(id);
  done(moved);
}

}  // namespace basis
