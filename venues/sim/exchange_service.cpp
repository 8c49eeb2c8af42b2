#include "venues/sim/exchange_service.hpp"

namespace basis::sim {
namespace {

constexpr std::string_view kControl = "/__sim";

std::string_view path_of(std::string_view target) { return target.substr(0, target.find('?')); }

}  // namespace

ExchangeService::ExchangeService(Marketplace& markets, const Settings& settings, UtcTime start)
    : markets_(markets), settings_(settings), start_(start), now_(start), faults_(start), latency_(settings.latency) {}

void ExchangeService::add(std::unique_ptr<VenueProtocol> venue) { venues_.push_back(std::move(venue)); }

Nanos ExchangeService::way_out() {
  if (settings_.latency.maximum.count == 0) return {};
  return latency_.report_arrival(now_) - now_;
}

std::optional<UtcTime> ExchangeService::next_due() const {
  std::optional<UtcTime> next = markets_.next_due();
  const auto sooner = [&](std::optional<UtcTime> at) {
    if (at && (!next || *at < *next)) next = at;
  };
  for (const auto& venue : venues_) sooner(venue->next_due());
  sooner(faults_.next_due());
  if (!queue_.empty()) sooner(queue_.begin()->first);
  return next;
}

void ExchangeService::advance(UtcTime now) {
  for (auto due = next_due(); due && *due <= now; due = next_due()) {
    now_ = std::max(now_, *due);
    markets_.advance(now_);
    for (const auto& venue : venues_) venue->advance(now_);
    for (const ExchangeFault& fault : faults_.take_due(now_))
      for (const auto& venue : venues_)
        if (fault.venue.empty() || fault.venue == venue->name()) venue->happen(fault, now_);
    while (!queue_.empty() && queue_.begin()->first <= now_) {
      const auto done = std::move(queue_.begin()->second);
      queue_.erase(queue_.begin());
      done();
    }
    settle_wallet();
  }
  now_ = std::max(now_, now);
}

VenueProtocol* ExchangeService::venue_of(std::string_view path) const {
  VenueProtocol* best = nullptr;
  std::size_t most = 0;
  for (const auto& venue : venues_)
    if (const std::size_t claimed = venue->claims(path); claimed > most) {
      most = claimed;
      best = venue.get();
    }
  return best;
}

void ExchangeService::on_request(const net::HttpRequest& request, net::Respond respond) {
  ++activity_;
  const std::string_view path = path_of(request.target);
  if (path.starts_with(kControl)) return respond(control(request));
  if (VenueProtocol* const venue = venue_of(path)) return venue->on_request(request, std::move(respond));
  respond(net::HttpResponse{404, {{"Content-Type", "text/plain"}}, "no simulated venue serves this path\n"});
}

std::unique_ptr<net::ServerSocketHandler> ExchangeService::on_upgrade(const net::HttpRequest& request,
                                                                      net::ServerSocket& socket) {
  ++activity_;
  VenueProtocol* const venue = venue_of(path_of(request.target));
  return venue == nullptr ? nullptr : venue->on_upgrade(request, socket);
}

ClientAccount* ExchangeService::client(std::string_view venue, std::string_view name) const {
  for (const auto& one : venues_) {
    if (!venue.empty() && one->name() != venue) continue;
    for (ClientAccount* client : one->clients())
      if (name.empty() || client->spec().name == name) return client;
  }
  return nullptr;
}

/// What has come from exchanges to the wallet's address, and what has arrived there from the wallet.
void ExchangeService::settle_wallet() {
  for (const auto& venue : venues_)
    for (ClientAccount* client : venue->clients()) {
      for (const std::int64_t number : client->take_leaving()) send_off(venue->name(), *client, number);
      for (const ClientMovement& movement : client->take_settled()) {
        ++wallet_changes_;
        if (movement.kind == ClientMovement::Kind::withdrawal && !movement.failed && movement.address == kWalletAddress)
          wallet_.balances[movement.asset] += movement.amount - movement.fee;
        const auto deposit = wallet_.deposits.find(movement.client_id);
        if (movement.kind != ClientMovement::Kind::deposit || deposit == wallet_.deposits.end()) continue;
        deposit->second.done = !movement.failed;
        deposit->second.failed = movement.failed;
        if (movement.failed) wallet_.balances[movement.asset] += movement.amount;
      }
    }
}

}  // namespace basis::sim
