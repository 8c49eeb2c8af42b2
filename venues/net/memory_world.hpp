#pragma once

#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "venues/net/event_queue.hpp"
#include "venues/net/memory_network.hpp"

namespace basis::net {

/// A connection in memory, as faults meet it.
class MemoryConnection {
 public:
  virtual ~MemoryConnection() = default;
  [[nodiscard]] virtual const std::string& host() const = 0;
  /// Ends it for both ends; they are told by events of this instant.
  virtual void drop() = 0;

 protected:
  MemoryConnection() = default;
  MemoryConnection(const MemoryConnection&) = default;
  MemoryConnection& operator=(const MemoryConnection&) = default;
};

/// One way of a connection: keeps the order of what it carries.
struct MemoryWay {
  MemoryLatency latency;
  std::mt19937_64 random;

  UtcTime arrival(UtcTime sent, UtcTime& last);
};

/// What the parts of a memory network share. They hold it together, so that one may outlive the network.
struct MemoryWorld {
  MemoryWorld(UtcTime start, std::uint64_t seed) : begun(start), now(start) {
    to_service.random.seed(seed);
    to_client.random.seed(seed + 1);
  }

  struct Host {
    bool refused = false;
    UtcTime held_until;
    std::size_t lost_answers = 0;
  };

  UtcTime begun;
  UtcTime now;
  EventQueue events;
  MemoryWay to_service;
  MemoryWay to_client;
  std::map<std::pair<std::string, std::uint16_t>, Service*> services;
  std::map<std::string, Host> hosts;
  std::vector<std::weak_ptr<MemoryConnection>> connections;

  /// Who is behind an endpoint; null when it refuses connections.
  [[nodiscard]] Service* reach(const Endpoint& endpoint);
  void keep(const std::shared_ptr<MemoryConnection>& connection);
  EventQueue::Key soon(std::function<void()> run) { return events.add(now, {{}, std::move(run)}); }
};

/// A WebSocket and an HTTP client in memory.
std::unique_ptr<Socket> connect_in_memory(const std::shared_ptr<MemoryWorld>& world, const SocketRequest& request,
                                          SocketListener& listener);
std::unique_ptr<HttpClient> http_in_memory(std::shared_ptr<MemoryWorld> world, const Endpoint& endpoint,
                                           std::size_t connections);

}  // namespace basis::net
