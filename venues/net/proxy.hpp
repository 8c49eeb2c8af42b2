#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "venues/net/endpoint.hpp"

namespace basis::net {

/// A proxy that tunnels connections (CONNECT, RFC 9110, 9.3.6).
struct Proxy {
  Endpoint endpoint;            ///< without TLS
  std::string authorization{};  ///< value of Proxy-Authorization; empty for none
};

/// Through which proxy an endpoint is reached.
struct ProxySettings {
  std::optional<Proxy> https{};       ///< for endpoints with TLS
  std::optional<Proxy> http{};        ///< for those without
  std::vector<std::string> direct{};  ///< hosts that are reached without one, see `proxy_for`
};

/// Reads https_proxy, http_proxy and no_proxy, each before its name in upper case; an empty value counts as unset. A
/// proxy is `http://[user:password@]host[:port]`; the port is 80 without one. Usage error that names the variable,
/// never the password: anything else.
Result<ProxySettings> parse_proxies(const std::map<std::string, std::string>& environment);

/// The proxy on the way to `endpoint`; null: none. An entry of `direct` means a host itself and what lies below it
/// ("binance.com", with or without a dot in front), with ":port" only that port; "*" means all. Hosts of this machine
/// (localhost, 127.0.0.0/8, ::1) are always reached without one.
const Proxy* proxy_for(const ProxySettings& settings, const Endpoint& endpoint);

}  // namespace basis::net
