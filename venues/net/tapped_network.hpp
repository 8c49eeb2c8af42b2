#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "venues/net/network.hpp"

namespace basis::net {

/// One text that went through a connection.
struct TappedText {
  bool out = false;          ///< we sent it
  std::string_view channel;  ///< "wss://stream.binance.com:9443/stream", "GET https://api.binance.com/api/v3/depth?..."
  std::string_view text;     ///< of a message, or a body
  UtcTime at_utc;
  MonoTime at_mono;
  std::uint32_t connection = 0;  ///< of a WebSocket: counted from 1 over the network's; zero: a request
  /// Of the request, for its body and its answer; null: of a message, or written by an encoder.
  const std::vector<HttpHeader>* headers = nullptr;
};

/// Sees every text of the connections of a network.
class Tap {
 public:
  virtual ~Tap() = default;
  /// Targets as they are sent may hold secrets, and so may texts: the tap leaves them out. Valid during the call.
  virtual void text(const TappedText& text) = 0;
  /// A WebSocket that was open is gone, and we did not close it in order: the last call with its number. `end` has no
  /// text.
  virtual void closed(const TappedText& end) = 0;

 protected:
  Tap() = default;
  Tap(const Tap&) = default;
  Tap& operator=(const Tap&) = default;
};

/// Another network, whose texts a tap sees. Both outlive it, and what it makes.
class TappedNetwork final : public Network {
 public:
  TappedNetwork(Network& network, Tap& tap) : network_(network), tap_(tap) {}

  [[nodiscard]] UtcTime now_utc() const override { return network_.now_utc(); }
  [[nodiscard]] MonoTime now_mono() const override { return network_.now_mono(); }
  [[nodiscard]] std::unique_ptr<HttpClient> http(const Endpoint& endpoint, std::size_t connections) override;
  [[nodiscard]] std::unique_ptr<Socket> connect(const SocketRequest& request, SocketListener& listener) override;
  [[nodiscard]] std::unique_ptr<Timer> after(Nanos delay, std::function<void()> fire) override {
    return network_.after(delay, std::move(fire));
  }

 private:
  Network& network_;
  Tap& tap_;
  std::uint32_t connections_ = 0;  ///< of WebSockets, so far
};

}  // namespace basis::net
