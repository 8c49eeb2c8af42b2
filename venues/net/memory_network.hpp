#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "venues/net/network.hpp"
#include "venues/net/service.hpp"

namespace basis::net {

/// How long a message travels one way: drawn uniformly from `minimum` to `maximum`, both included. A later message of
/// one connection and direction never arrives before an earlier one.
struct MemoryLatency {
  Nanos minimum{};
  Nanos maximum{};  ///< at least `minimum`
};

struct MemoryWorld;

/// Connections without sockets, on a virtual clock: clients and services of one process reach each other, and time
/// moves only by `run_next` and `run_until`. The same calls and the same seed give the same order of everything. TLS is
/// taken as it comes: an endpoint with it and one without it are the same place. Every message and every answer's body
/// is followed by `kFrameSlack` readable bytes, those for a service as well.
class MemoryNetwork final : public Network {
 public:
  MemoryNetwork(UtcTime start, std::uint64_t seed);
  /// Connections end without a further call; the services outlive the network.
  ~MemoryNetwork() override;
  MemoryNetwork(const MemoryNetwork&) = delete;
  MemoryNetwork& operator=(const MemoryNetwork&) = delete;

  /// Puts a service behind an endpoint. Connections to one with nothing behind it are refused.
  void serve(const std::string& host, std::uint16_t port, Service& service);
  /// Of messages sent from here on, over every connection.
  void set_latency(MemoryLatency to_service, MemoryLatency to_client);

  [[nodiscard]] UtcTime now_utc() const override;
  [[nodiscard]] MonoTime now_mono() const override;
  [[nodiscard]] std::unique_ptr<HttpClient> http(const Endpoint& endpoint, std::size_t connections) override;
  [[nodiscard]] std::unique_ptr<Socket> connect(const SocketRequest& request, SocketListener& listener) override;
  [[nodiscard]] std::unique_ptr<Timer> after(Nanos delay, std::function<void()> fire) override;

  /// When something happens next: a delivery, a timer, or what a service has due. Absent: nothing will by itself.
  [[nodiscard]] std::optional<UtcTime> next_due() const;
  /// Moves the clock to the next thing and does it; a service's own comes before deliveries of the same instant.
  /// Returns false when there is nothing.
  bool run_next();
  /// Does all that is due up to and at `until`, and leaves the clock there.
  void run_until(UtcTime until);

  /// Ends every connection to `host` for both of its ends at once. What was under way on them is lost; requests that
  /// were sent fail as having left, those that wait for a connection stay.
  void drop_connections(const std::string& host);
  /// From here on, whether new WebSockets and requests to `host` are refused. Those there are go on.
  void refuse(const std::string& host, bool refused);
  /// Nothing is delivered to or from `host` before `until`; then it comes in its order. Time limits run on.
  void hold(const std::string& host, UtcTime until);
  /// The service takes the next `requests` of `host`, and their answers are lost: they end by their time limits.
  void lose_answers(const std::string& host, std::size_t requests);

 private:
  std::shared_ptr<MemoryWorld> world_;
};

}  // namespace basis::net
