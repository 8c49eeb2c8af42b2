#include "venues/net/memory_network.hpp"

#include <algorithm>

#include "core/base/error.hpp"
#include "venues/net/memory_world.hpp"

namespace basis::net {
namespace {

class MemoryTimer final : public Timer {
 public:
  MemoryTimer(std::shared_ptr<MemoryWorld> world, EventQueue::Key key) : world_(std::move(world)), key_(key) {}
  ~MemoryTimer() override { world_->events.cancel(key_); }
  MemoryTimer(const MemoryTimer&) = delete;
  MemoryTimer& operator=(const MemoryTimer&) = delete;

 private:
  std::shared_ptr<MemoryWorld> world_;
  EventQueue::Key key_;
};

/// The service that has something due first, and when; null when none has.
std::pair<Service*, UtcTime> first_due(const MemoryWorld& world) {
  std::pair<Service*, UtcTime> first{nullptr, {}};
  for (const auto& [place, service] : world.services) {
    const auto due = service->next_due();
    if (due && (first.first == nullptr || *due < first.second)) first = {service, *due};
  }
  return first;
}

/// Puts off what would be delivered next to or from a host that is held.
void put_off_held(MemoryWorld& world) {
  for (auto next = world.events.next(); next; next = world.events.next()) {
    const auto host = world.hosts.find(world.events.next_host());
    if (host == world.hosts.end() || host->second.held_until <= *next) return;
    world.events.postpone_next(host->second.held_until);
  }
}

}  // namespace

UtcTime MemoryWay::arrival(UtcTime sent, UtcTime& last) {
  const auto span = static_cast<std::uint64_t>((latency.maximum - latency.minimum).count) + 1;
  const UtcTime drawn = sent + latency.minimum + Nanos{static_cast<std::int64_t>(random() % span)};
  last = std::max(last, drawn);
  return last;
}

Service* MemoryWorld::reach(const Endpoint& endpoint) {
  const auto found = services.find({endpoint.host, endpoint.port});
  return found == services.end() || hosts[endpoint.host].refused ? nullptr : found->second;
}

void MemoryWorld::keep(const std::shared_ptr<MemoryConnection>& connection) {
  std::erase_if(connections, [](const auto& each) { return each.expired(); });
  connections.push_back(connection);
}

MemoryNetwork::MemoryNetwork(UtcTime start, std::uint64_t seed) : world_(std::make_shared<MemoryWorld>(start, seed)) {}

MemoryNetwork::~MemoryNetwork() {
  // Events hold connections, and these the world.
  world_->events.close();
  world_->services.clear();
}

void MemoryNetwork::serve(const std::string& host, std::uint16_t port, Service& service) {
  world_->services.insert_or_assign({host, port}, &service);
}

void MemoryNetwork::set_latency(MemoryLatency to_service, MemoryLatency to_client) {
  require(to_service.minimum <= to_service.maximum && to_client.minimum <= to_client.maximum,
          "a latency whose maximum is below its minimum");
  world_->to_service.latency = to_service;
  world_->to_client.latency = to_client;
}

UtcTime MemoryNetwork::now_utc() const { return world_->now; }
MonoTime MemoryNetwork::now_mono() const { return MonoTime::from_nanos((world_->now - world_->begun).count); }

std::unique_ptr<HttpClient> MemoryNetwork::http(const Endpoint& endpoint, std::size_t connections) {
  return http_in_memory(world_, endpoint, connections);
}

std::unique_ptr<Socket> MemoryNetwork::connect(const SocketRequest& request, SocketListener& listener) {
  return connect_in_memory(world_, request, listener);
}

std::unique_ptr<Timer> MemoryNetwork::after(Nanos delay, std::function<void()> fire) {
  const auto due = world_->now + std::max(delay, Nanos{});
  return std::make_unique<MemoryTimer>(world_, world_->events.add(due, {{}, std::move(fire)}));
}

std::optional<UtcTime> MemoryNetwork::next_due() const {
  put_off_held(*world_);
  const auto [service, due] = first_due(*world_);
  const auto event = world_->events.next();
  if (service == nullptr) return event;
  return event ? std::min(due, *event) : due;
}

bool MemoryNetwork::run_next() {
  MemoryWorld& world = *world_;
  put_off_held(world);
  const auto [service, due] = first_due(world);
  const auto event = world.events.next();
  if (service != nullptr && (!event || due <= *event)) {
    world.now = std::max(world.now, due);
    service->advance(world.now);
    const auto left = service->next_due();
    require(!left || *left > world.now, "a service has more due at the time it was told");
    return true;
  }
  if (!event) return false;
  world.now = std::max(world.now, *event);
  world.events.take_next()();
  return true;
}

void MemoryNetwork::run_until(UtcTime until) {
  for (auto due = next_due(); due && *due <= until; due = next_due()) run_next();
  world_->now = std::max(world_->now, until);
}

void MemoryNetwork::drop_connections(const std::string& host) {
  // What is dropped may connect anew, which adds to the list.
  const auto all = world_->connections;
  for (const auto& each : all) {
    if (const auto connection = each.lock(); connection && connection->host() == host) connection->drop();
  }
}

void MemoryNetwork::refuse(const std::string& host, bool refused) { world_->hosts[host].refused = refused; }
void MemoryNetwork::hold(const std::string& host, UtcTime until) { world_->hosts[host].held_until = until; }
void MemoryNetwork::lose_answers(const std::string& host, std::size_t requests) {
  world_->hosts[host].lost_answers = requests;
}

}  // namespace basis::net
