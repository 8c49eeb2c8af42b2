#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "venues/net/tls.hpp"

namespace basis::bench {

/// A connection over loopback TLS that spins on OpenSSL: what any faster socket would have to do as well.
class DirectTls {
 public:
  DirectTls() = default;
  DirectTls(int descriptor, net::TlsHandle tls);
  ~DirectTls();
  DirectTls(const DirectTls&) = delete;
  DirectTls& operator=(const DirectTls&) = delete;
  DirectTls(DirectTls&& other) noexcept;
  DirectTls& operator=(DirectTls&& other) noexcept;

  [[nodiscard]] bool there() const { return descriptor_ >= 0; }
  /// One step of the handshake; true once it is done. Throws when it fails.
  bool handshake();
  /// Bytes read, zero for none; throws when the connection has ended.
  std::size_t read(char* to, std::size_t size);
  void write(std::string_view bytes);

 private:
  int descriptor_ = -1;
  net::TlsHandle tls_;
  bool ready_ = false;
};

/// Sends back what it receives, on a thread of its own that spins on core 0. It serves one connection at a time, the
/// one that is switched to: either bytes as they come, or WebSocket messages.
class EchoServer {
 public:
  static constexpr std::size_t kConnections = 3;

  explicit EchoServer(net::TlsServer tls);
  ~EchoServer();
  EchoServer(const EchoServer&) = delete;
  EchoServer& operator=(const EchoServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// Serves this connection, which is accepted when it is not there yet.
  void switch_to(std::size_t connection) { active_.store(connection, std::memory_order_release); }

 private:
  struct Connection {
    DirectTls tls;
    bool shaken = false;
    bool upgraded = false;
    std::string head;
    std::array<char, 16'384> bytes;
    std::size_t filled = 0;
  };
  void run();
  void serve(Connection& connection, bool websocket);
  static void upgrade(Connection& connection, std::size_t size);
  static void echo_messages(Connection& connection);

  net::TlsServer tls_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::array<Connection, kConnections> connections_;
  alignas(64) std::atomic<std::size_t> active_{kConnections};
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// A server's answer to the upgrade with this head (RFC 6455, section 4.2.2).
std::string upgrade_answer(const std::string& head);

/// A socket that listens on a port of this machine that is free, and the port.
std::pair<int, std::uint16_t> listen_here();
/// The next connection, without delay and without blocking; negative: none waits.
int accept_next(int listener);

/// Connects to a port of this machine.
DirectTls connect_direct(const net::TlsClient& tls, std::uint16_t port);

}  // namespace basis::bench
