#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "venues/net/beast_network.hpp"
#include "venues/net/service.hpp"

namespace basis::net {

/// Where a server listens.
struct ListenAddress {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: one that is free
  bool tls = false;
};

struct ServerSettings {
  std::vector<ListenAddress> listen;
  std::filesystem::path certificate{};  ///< chain (PEM), where something listens with TLS
  std::filesystem::path key{};          ///< PEM
  /// What the service takes for the time. It never goes backwards for the service, even where this does.
  std::function<UtcTime()> clock{};
  std::int64_t speed = 1;          ///< how many times as fast as real time the clock runs
  Nanos most_idle = kMinute * 5;   ///< that a kept connection may say nothing
  Nanos most_half = kSecond * 30;  ///< that it may stop in the middle of a request, or of taking an answer
};

/// Serves a service over sockets: HTTP/1.1 with kept connections and pipelining, WebSockets without compression, TLS.
/// One thread polls it. Requests have at most 64 KiB of head and 8 MiB of body. A client that is slow or sends rubbish
/// holds up nobody: one that does not read is dropped when 64 MiB wait for
/// it, one that says nothing after a time that is set.
class BeastServer {
 public:
  /// With `network`, the server is polled together with it, which outlives it; else it has to be polled by itself. The
  /// service outlives the server. Usage error: an address that is none or cannot be listened on ("127.0.0.1:9000:
  /// Address already in use"). Data error: certificate or key.
  static Result<std::unique_ptr<BeastServer>> open(const ServerSettings& settings, Service& service,
                                                   BeastNetwork* network = nullptr);
  ~BeastServer();
  BeastServer(const BeastServer&) = delete;
  BeastServer& operator=(const BeastServer&) = delete;

  /// The port of each address, in the order of the settings.
  [[nodiscard]] const std::vector<std::uint16_t>& ports() const;
  /// Does what is ready, without waiting. Returns whether there was something. Not for a server with a network.
  bool poll();
  /// Does what is ready; where nothing is, waits for it at most so long. Not for a server with a network.
  void run_for(Nanos limit);
  /// Takes no more connections, closes WebSockets with 1001 and lets answers under way go out.
  void stop();
  /// Connections that are there. After `stop`, zero once the last has ended.
  [[nodiscard]] std::size_t connections() const;

 private:
  class Impl;
  explicit BeastServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace basis::net
