#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/utc_time.hpp"
#include "venues/net/endpoint.hpp"
#include "venues/net/http.hpp"

namespace basis::net {

/// Requests to one endpoint over connections that are kept. A request that no connection is free for waits for one,
/// in order; the time limit counts from the call.
class HttpClient {
 public:
  virtual ~HttpClient() = default;
  using Done = std::function<void(const HttpAnswer&)>;

  /// Sends a request; `done` is called exactly once, never from inside this call. A request is never sent twice by the
  /// transport: one that fails on a kept connection which the peer had closed is sent on a new one only when no byte
  /// of it can have been read.
  virtual void send(HttpRequest request, Nanos limit, Done done) = 0;
  /// The same with a whole request as an encoder wrote it, head and body.
  virtual void send_encoded(std::string_view bytes, Nanos limit, Done done) = 0;

 protected:
  HttpClient() = default;
  HttpClient(const HttpClient&) = default;
  HttpClient& operator=(const HttpClient&) = default;
};

/// Hears one WebSocket. No call comes after `on_closed`, and none from inside a call of the socket.
class SocketListener {
 public:
  virtual ~SocketListener() = default;
  virtual void on_open() = 0;
  /// A whole text message. `text` is valid during the call.
  virtual void on_text(std::string_view text, UtcTime received_utc, MonoTime received_mono) = 0;
  /// The peer's ping was answered. It proves that the connection lives, nothing about a stream.
  virtual void on_ping() {}
  /// The connection could not be made, or is gone. `reason` has no secret.
  virtual void on_closed(const std::string& reason) = 0;

 protected:
  SocketListener() = default;
  SocketListener(const SocketListener&) = default;
  SocketListener& operator=(const SocketListener&) = default;
};

/// The client's end of a WebSocket. Destroying it closes the connection without a further call to its listener.
class Socket {
 public:
  virtual ~Socket() = default;
  /// Sends a text message; messages leave in the order of the calls. Returns false when the socket is not open: then
  /// nothing has left. What was sent before `on_closed` may have arrived.
  virtual bool send(std::string_view text) = 0;
  /// A ping frame of ours.
  virtual void ping() = 0;
  /// Begins the closing handshake; `on_closed` follows.
  virtual void close() = 0;

 protected:
  Socket() = default;
  Socket(const Socket&) = default;
  Socket& operator=(const Socket&) = default;
};

struct SocketRequest {
  Endpoint endpoint;
  std::string target = "/";  ///< behind the endpoint's path
  std::vector<HttpHeader> headers{};
  Nanos limit = kSecond * 10;  ///< for resolving, connecting, TLS and upgrade together
  bool hot = false;            ///< read by every poll past the reactor: faster, at a system call a poll
};

/// A timer that is running. Destroying it stops it.
class Timer {
 public:
  virtual ~Timer() = default;

 protected:
  Timer() = default;
  Timer(const Timer&) = default;
  Timer& operator=(const Timer&) = default;
};

/// What a session reaches the world through: connections and time. Everything happens on one thread, that of its
/// owner; calls to callbacks come from the owner's polling.
class Network {
 public:
  virtual ~Network() = default;
  [[nodiscard]] virtual UtcTime now_utc() const = 0;
  [[nodiscard]] virtual MonoTime now_mono() const = 0;
  /// Requests to `endpoint`, over at most so many connections. Destroying the client ends its requests without calls.
  [[nodiscard]] virtual std::unique_ptr<HttpClient> http(const Endpoint& endpoint, std::size_t connections) = 0;
  /// Begins to connect. The listener outlives the socket.
  [[nodiscard]] virtual std::unique_ptr<Socket> connect(const SocketRequest& request, SocketListener& listener) = 0;
  /// Calls `fire` once after `delay`, never from inside this call.
  [[nodiscard]] virtual std::unique_ptr<Timer> after(Nanos delay, std::function<void()> fire) = 0;

 protected:
  Network() = default;
  Network(const Network&) = default;
  Network& operator=(const Network&) = default;
};

}  // namespace basis::net
