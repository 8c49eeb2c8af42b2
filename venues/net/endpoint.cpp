#include "venues/net/endpoint.hpp"

#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace basis::net {
namespace {

std::optional<std::pair<bool, std::string_view>> split_scheme(std::string_view url) {
  constexpr std::pair<std::string_view, bool> kSchemes[] = {
      {"https://", true}, {"http://", false}, {"wss://", true}, {"ws://", false}};
  for (const auto& [scheme, tls] : kSchemes) {
    if (url.starts_with(scheme)) return std::pair{tls, url.substr(scheme.size())};
  }
  return std::nullopt;
}

std::optional<std::uint16_t> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (fault != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port;
}

}  // namespace

Result<Endpoint> Endpoint::parse(std::string_view url) {
  const auto refused = [&](std::string_view why) {
    return Error(ErrorKind::usage, fmt::format("endpoint '{}': {}", url, why));
  };
  const auto scheme = split_scheme(url);
  if (!scheme) return refused("begins with none of https://, http://, wss://, ws://");
  std::string_view rest = scheme->second;
  if (rest.find_first_of("@?# ") != std::string_view::npos)
    return refused("holds a user, a query, a fragment or a space");
  Endpoint out{.tls = scheme->first, .host = {}, .port = static_cast<std::uint16_t>(scheme->first ? 443 : 80)};
  if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos) {
    out.path = rest.substr(slash);
    while (out.path.ends_with('/')) out.path.pop_back();
    rest = rest.substr(0, slash);
  }
  std::string_view port;
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos) return refused("'[' without ']'");
    out.host = rest.substr(1, close - 1);
    port = rest.substr(close + 1);
    if (!port.empty() && port.front() != ':') return refused("behind ']' stands neither a port nor a path");
  } else {
    const std::size_t colon = rest.find(':');
    out.host = rest.substr(0, colon);
    if (colon != std::string_view::npos) port = rest.substr(colon);
  }
  if (out.host.empty()) return refused("names no host");
  if (!port.empty()) {
    const auto number = port_of(port.substr(1));
    if (!number) return refused(fmt::format("port '{}' is not a number from 1 to 65535", port.substr(1)));
    out.port = *number;
  }
  return out;
}

std::string Endpoint::authority() const {
  const std::string name = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
  return port == (tls ? 443 : 80) ? name : fmt::format("{}:{}", name, port);
}

}  // namespace basis::net
