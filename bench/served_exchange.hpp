#pragma once

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

#include "core/config/settings.hpp"
#include "venues/net/beast_server.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::bench {

/// A folder that goes with it, in which `write_certificate` was.
class CertificateFolder {
 public:
  CertificateFolder();
  ~CertificateFolder();
  CertificateFolder(const CertificateFolder&) = delete;
  CertificateFolder& operator=(const CertificateFolder&) = delete;
  [[nodiscard]] std::filesystem::path certificate() const { return path / "certificate.pem"; }
  [[nodiscard]] std::filesystem::path key() const { return path / "key.pem"; }
  std::filesystem::path path;
};

/// Hears when a served exchange sends a frame and receives a message. Both come from the thread that serves.
class WireWitness {
 public:
  virtual ~WireWitness() = default;
  virtual void frame_leaves(std::string_view) {}
  virtual void message_arrived(std::string_view) {}
};

/// Simulated Binance, as `basis sim` serves it, on loopback with and without TLS, its limits off: neither are they
/// counted, nor does `exchangeInfo` list them, so that a client that keeps to them is not held up.
class ServedExchange {
 public:
  struct Options {
    std::uint64_t seed = 1;
    bool synthetic = true;
    WireWitness* witness = nullptr;
  };
  /// `settings` and `folder` outlive it.
  ServedExchange(const Settings& settings, const CertificateFolder& folder, const Options& options);
  ~ServedExchange();
  ServedExchange(const ServedExchange&) = delete;
  ServedExchange& operator=(const ServedExchange&) = delete;

  /// Serves on a thread of its own, on this core, until it is destroyed.
  void serve_on(std::size_t core);
  /// Ends the thread.
  void stop();
  /// Serves what is ready on the caller's thread.
  void poll() { server_->poll(); }
  [[nodiscard]] net::Endpoint endpoint(bool tls) const;
  /// For the thread that serves.
  [[nodiscard]] SimulatedExchanges& exchanges() { return *exchanges_; }
  /// Ends all WebSockets without a word, on the thread that serves.
  void drop_sockets() { drops_ = true; }

 private:
  class Front;
  std::unique_ptr<SimulatedExchanges> exchanges_;
  std::unique_ptr<Front> front_;
  std::unique_ptr<net::BeastServer> server_;
  std::atomic<bool> drops_{false};
  std::jthread thread_;
};

/// The UTC time of the machine.
UtcTime wall_utc();

}  // namespace basis::bench
