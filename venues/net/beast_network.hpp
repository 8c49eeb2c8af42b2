#pragma once

#include <filesystem>
#include <memory>
#include <optional>

#include "core/base/result.hpp"
#include "venues/net/network.hpp"
#include "venues/net/proxy.hpp"

namespace basis::net {

struct NetworkSettings {
  std::optional<std::filesystem::path> ca_file{};  ///< authorities (PEM) instead of the system's
  ProxySettings proxies{};
  int busy_poll_micros = 0;  ///< SO_BUSY_POLL of every connection; 0: the kernel's default
};

/// The real network, on Boost.Asio and Boost.Beast, for one thread: HTTP/1.1 over connections that are kept,
/// WebSockets, TLS that checks the peer, proxies. It outlives what it makes. Messages are stamped when they are read:
/// the kernel's stamps of TCP are of segments, which neither TLS nor a WebSocket's messages coincide with. Messages and
/// bodies have at most 16 MiB, and are followed by `kFrameSlack` readable bytes.
class BeastNetwork final : public Network {
 public:
  /// Data error: a file of authorities that cannot be read.
  static Result<std::unique_ptr<BeastNetwork>> make(const NetworkSettings& settings);
  ~BeastNetwork() override;
  BeastNetwork(const BeastNetwork&) = delete;
  BeastNetwork& operator=(const BeastNetwork&) = delete;

  /// Does what is ready, without waiting. Returns whether there was something. While there are hot connections, timers
  /// and the others are looked after by every sixteenth call.
  bool poll();
  /// Does what is ready; where nothing is, waits for it at most so long.
  void run_for(Nanos limit);

  [[nodiscard]] UtcTime now_utc() const override;
  [[nodiscard]] MonoTime now_mono() const override;
  [[nodiscard]] std::unique_ptr<HttpClient> http(const Endpoint& endpoint, std::size_t connections) override;
  [[nodiscard]] std::unique_ptr<Socket> connect(const SocketRequest& request, SocketListener& listener) override;
  [[nodiscard]] std::unique_ptr<Timer> after(Nanos delay, std::function<void()> fire) override;

  struct Core;
  /// For servers that are polled with it.
  [[nodiscard]] Core& core() { return *core_; }

 private:
  explicit BeastNetwork(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace basis::net
