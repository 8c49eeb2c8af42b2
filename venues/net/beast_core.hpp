#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <vector>

#include "core/base/utc_time.hpp"
#include "venues/net/beast_network.hpp"
#include "venues/net/dial.hpp"

namespace basis::net {

/// A connection that every poll reads past the reactor.
class HotPolled {
 public:
  virtual ~HotPolled() = default;
  /// Reads and writes what is possible. Returns whether something came.
  virtual bool poll() = 0;
  /// Lets the reactor end its wait once there is something to do.
  virtual void wake_on_data() = 0;
  [[nodiscard]] virtual bool ended() const = 0;

 protected:
  HotPolled() = default;
  HotPolled(const HotPolled&) = default;
  HotPolled& operator=(const HotPolled&) = default;
};

/// What the parts of the real network share.
struct BeastNetwork::Core {
  explicit Core(TlsClient client, NetworkSettings from)
      : tls(std::move(client)), settings(std::move(from)), going_on(context.get_executor()) {}

  TlsClient tls;
  NetworkSettings settings;
  asio::io_context context{1};
  /// Without it the context would stop for good once nothing is under way.
  asio::executor_work_guard<asio::io_context::executor_type> going_on;

  std::vector<std::shared_ptr<HotPolled>> hot;
  static constexpr unsigned kSpins = 16;  ///< polls of hot connections to one of the reactor
  unsigned spins = 0;
  bool poll_hot();
  [[nodiscard]] DialSettings dialling() const { return {&tls, &settings.proxies, settings.busy_poll_micros}; }
};

inline UtcTime real_utc() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return UtcTime::from_nanos(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}
inline MonoTime real_mono() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return MonoTime::from_nanos(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

std::unique_ptr<HttpClient> make_http_client(BeastNetwork::Core& core, const Endpoint& endpoint,
                                             std::size_t connections);

}  // namespace basis::net
