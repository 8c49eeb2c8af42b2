#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.hpp"

struct ssl_st;  // OpenSSL's SSL

namespace basis::net {

struct TlsFree {
  void operator()(ssl_st* tls) const;
};
/// The TLS state of one connection.
using TlsHandle = std::unique_ptr<ssl_st, TlsFree>;

/// The client's end of TLS 1.2 and 1.3: the peer's certificate must come from a trusted authority, be in date and name
/// the host. Sessions are kept by host and port, so that a second connection needs no full handshake.
class TlsClient {
 public:
  /// Trusts the authorities of `ca_file` (PEM), or without one those of the system. Data error: a file that cannot be
  /// read as certificates.
  static Result<TlsClient> make(const std::optional<std::filesystem::path>& ca_file);
  /// The state of a new connection, which offers the last session of this host and port. `sessions` of the client are
  /// shared by its copies.
  [[nodiscard]] TlsHandle connect_to(const std::string& host, std::uint16_t port) const;

 private:
  struct State;
  explicit TlsClient(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

/// The server's end.
class TlsServer {
 public:
  /// Data error: a certificate chain or a key (PEM) that cannot be read, or that do not belong together.
  static Result<TlsServer> make(const std::filesystem::path& certificate, const std::filesystem::path& key);
  [[nodiscard]] TlsHandle accept() const;

 private:
  struct State;
  explicit TlsServer(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

/// Lets TLS read and write `descriptor`, which does not block. A peer that is gone raises no signal.
void attach_tls(ssl_st& tls, int descriptor);

/// Why a handshake failed, in one line: "certificate refused: certificate has expired". `fallback` where TLS has no
/// word.
std::string handshake_fault(const ssl_st& tls, const std::string& fallback);

/// Whether the connection goes on with a session of an earlier one.
bool tls_resumed(const ssl_st& tls);

}  // namespace basis::net
