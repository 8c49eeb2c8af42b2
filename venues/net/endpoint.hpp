#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace basis::net {

/// Where a server listens, and whether it speaks TLS.
struct Endpoint {
  bool tls = true;
  std::string host;  ///< a name, or an address without brackets
  std::uint16_t port = 443;
  std::string path{};  ///< what stands before every target: "" or "/public", without a slash at its end

  /// Reads `https://`, `http://`, `wss://` or `ws://`, a host, and where they stand a port and a path. Without a port
  /// it is 443 with TLS and 80 without. Usage error that names the text: another scheme, no host, a port that is none,
  /// a user, a query or a fragment.
  static Result<Endpoint> parse(std::string_view url);
  /// "api.binance.com", "127.0.0.1:9000", "[::1]:9000": the Host header's value.
  [[nodiscard]] std::string authority() const;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

}  // namespace basis::net
