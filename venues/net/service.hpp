#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "core/base/utc_time.hpp"
#include "venues/net/http.hpp"

namespace basis::net {

/// The server's end of a WebSocket. It lives as long as its handler.
class ServerSocket {
 public:
  virtual ~ServerSocket() = default;
  /// Sends a text message; after the connection has gone it does nothing.
  virtual void send(std::string_view text) = 0;
  virtual void ping() = 0;
  /// The closing handshake with this code, then the end.
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  /// Ends the connection at once, as a fallen peer does.
  virtual void drop() = 0;

 protected:
  ServerSocket() = default;
  ServerSocket(const ServerSocket&) = default;
  ServerSocket& operator=(const ServerSocket&) = default;
};

/// What a service has for one accepted WebSocket. It is destroyed when the connection has gone.
class ServerSocketHandler {
 public:
  virtual ~ServerSocketHandler() = default;
  /// The subprotocol that the upgrade is answered with, one of those that the client has offered (RFC 6455, 4.2.2);
  /// empty: none. It is asked once, before anything is sent.
  [[nodiscard]] virtual std::string_view subprotocol() const { return {}; }
  virtual void on_text(std::string_view text) = 0;
  /// The connection has gone, whichever end began it; the last call.
  virtual void on_closed() {}

 protected:
  ServerSocketHandler() = default;
  ServerSocketHandler(const ServerSocketHandler&) = default;
  ServerSocketHandler& operator=(const ServerSocketHandler&) = default;
};

/// Answers a request; absent: the connection is dropped without an answer. It may be called once, at any later time,
/// and does nothing when the connection has gone. When it is never called, the request stays without an answer.
using Respond = std::function<void(std::optional<HttpResponse>)>;

/// What a server serves, on the thread that polls it. Its time is what it is told: real, faster than real, or virtual.
class Service {
 public:
  virtual ~Service() = default;
  /// Does what is due up to and at `now`. It is called before every other call, and when `next_due` is reached; times
  /// do not go backwards.
  virtual void advance(UtcTime now) = 0;
  /// When something is due next: a frame of a stream, a late answer. Absent: nothing is.
  [[nodiscard]] virtual std::optional<UtcTime> next_due() const = 0;
  virtual void on_request(const HttpRequest& request, Respond respond) = 0;
  /// A request to upgrade to a WebSocket. The handler that is returned hears `socket`, which outlives it; null refuses
  /// the upgrade with 404.
  virtual std::unique_ptr<ServerSocketHandler> on_upgrade(const HttpRequest& request, ServerSocket& socket) = 0;

 protected:
  Service() = default;
  Service(const Service&) = default;
  Service& operator=(const Service&) = default;
};

}  // namespace basis::net
