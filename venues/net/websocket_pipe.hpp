#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/utc_time.hpp"
#include "venues/net/http.hpp"
#include "venues/net/wire_stream.hpp"

namespace basis::net {

/// The largest message that is taken.
inline constexpr std::size_t kMostMessage = std::size_t{16} << 20;
/// How long the other end may take for the closing handshake.
inline constexpr Nanos kFarewell = kSecond * 2;

/// Hears one end of a WebSocket. Nothing comes after `ended`, and no call from inside a call of the pipe.
class PipeListener {
 public:
  virtual ~PipeListener() = default;
  virtual void opened() = 0;
  /// A whole text message, followed by `kFrameSlack` readable bytes.
  virtual void heard(std::string_view text) = 0;
  virtual void pinged() = 0;
  virtual void ended(const std::string& reason) = 0;

 protected:
  PipeListener() = default;
  PipeListener(const PipeListener&) = default;
  PipeListener& operator=(const PipeListener&) = default;
};

/// One end of a WebSocket by Boost.Beast, over a stream that is connected. Pings are answered. What waits to be sent is
/// bounded: beyond it the connection ends.
class WebSocketPipe {
 public:
  virtual ~WebSocketPipe() = default;
  WebSocketPipe(const WebSocketPipe&) = delete;
  WebSocketPipe& operator=(const WebSocketPipe&) = delete;

  /// Upgrades as a client. `host` is the Host header.
  virtual void upgrade(const std::string& host, const std::string& target, const std::vector<HttpHeader>& headers) = 0;
  /// Accepts as a server the request with this key and version, and names the subprotocol if there is one.
  virtual void accept(const HttpRequest& request, std::string_view subprotocol) = 0;
  /// Answers as a server with this status instead, and ends the connection.
  virtual void refuse(unsigned status) = 0;
  /// Messages before the handshake is over wait for its end.
  virtual void send(std::string_view text) = 0;
  virtual void ping() = 0;
  virtual void close(std::uint16_t code, std::string_view reason) = 0;
  /// Ends the connection at once; `ended` follows.
  virtual void drop(const std::string& reason) = 0;
  /// The listener is told nothing more, and the connection is closed in order.
  virtual void leave() = 0;

 protected:
  WebSocketPipe() = default;
};

/// `most_waiting`: bytes that may wait to be sent.
std::shared_ptr<WebSocketPipe> make_pipe(WireStream stream, PipeListener& listener, std::size_t most_waiting);

}  // namespace basis::net
