#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>

#include "core/base/utc_time.hpp"
#include "venues/net/beast_network.hpp"
#include "venues/net/dial.hpp"

namespace basis::net {

/// What the parts of the real network share.
struct BeastNetwork::Core {
  explicit Core(TlsClient client, NetworkSettings from)
      : tls(std::move(client)), settings(std::move(from)), going_on(context.get_executor()) {}

  TlsClient tls;
  NetworkSettings settings;
  asio::io_context context{1};
  /// Without it the context would stop for good once nothing is under way.
  asio::executor_work_guard<asio::io_context::executor_type> going_on;

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
