#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/wire_echo.hpp"

namespace basis::bench {

/// The venue's end of one connection: OpenSSL alone, and just enough of a WebSocket's server. A client that begins with
/// anything else than GET has bytes as they come.
class VenueLine {
 public:
  explicit VenueLine(DirectTls tls) : tls_(std::move(tls)) {}

  /// Does what is possible; returns whether bytes of messages came.
  bool step();
  /// "/stream", or what a client without a WebSocket begins with.
  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] bool open() const { return !name_.empty(); }
  /// The next whole text of the client, valid until the next step; empty: there is none.
  std::string_view next_text();
  /// Reads bytes of a client without a WebSocket; zero for none.
  std::size_t read_bytes();
  void send_text(std::string_view text);
  void send_bytes(std::string_view bytes) { tls_.write(bytes); }

 private:
  void begin();
  DirectTls tls_;
  std::string head_;
  std::string name_;
  std::vector<char> bytes_ = std::vector<char>(65'536);
  std::size_t begin_ = 0, end_ = 0;
  std::string out_;
};

/// Serves streams and order sockets with TLS on one port, on the caller's thread: whoever subscribes is told so, who
/// logs in is welcome, and orders expire unfilled when they are answered.
class WireVenue {
 public:
  explicit WireVenue(net::TlsServer tls);
  ~WireVenue();
  WireVenue(const WireVenue&) = delete;
  WireVenue& operator=(const WireVenue&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Accepts connections and answers what came.
  void serve();
  /// The newest open connection of this name; null: there is none.
  [[nodiscard]] VenueLine* find(std::string_view name) const;
  /// Ends an order with the answer that a limit order which takes nothing has.
  void expire(VenueLine& line, std::string_view order);

 private:
  net::TlsServer tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::vector<std::unique_ptr<VenueLine>> lines_;
  std::int64_t orders_ = 0;
};

}  // namespace basis::bench
