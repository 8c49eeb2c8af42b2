#pragma once

#include <functional>
#include <string>

#include "core/base/utc_time.hpp"
#include "venues/net/proxy.hpp"
#include "venues/net/wire_stream.hpp"

namespace basis::net {

/// How connections are made.
struct DialSettings {
  const TlsClient* tls = nullptr;
  const ProxySettings* proxies = nullptr;
  int busy_poll_micros = 0;  ///< 0: the kernel's default
};

/// An attempt to connect. Destroying it ends the attempt without a call.
class Dial {
 public:
  virtual ~Dial() = default;
  Dial(const Dial&) = delete;
  Dial& operator=(const Dial&) = delete;

 protected:
  Dial() = default;
};

/// A stream that is ready to be written to, or why there is none.
using Dialled = std::function<void(WireStream stream, const std::string& fault)>;

/// Looks up the host, connects, goes through a proxy where one stands between, and shakes hands. All of it takes at
/// most `limit`. `done` is called once, never from inside this call; it may destroy the attempt.
std::unique_ptr<Dial> dial(asio::io_context& context, const DialSettings& settings, const Endpoint& endpoint,
                           Nanos limit, Dialled done);

/// Shakes hands as a server; the same of it.
std::unique_ptr<Dial> shake_hands(asio::io_context& context, WireStream stream, Nanos limit, Dialled done);

}  // namespace basis::net
