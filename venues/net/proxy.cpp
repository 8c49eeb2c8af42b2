#include "venues/net/proxy.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>

namespace basis::net {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  return out;
}

std::string base64(std::string_view text) {
  std::string out((text.size() + 2) / 3 * 4, '\0');
  // One byte more is written: the end of a C string, which std::string has room for.
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), reinterpret_cast<const unsigned char*>(text.data()),
                  static_cast<int>(text.size()));
  return out;
}

/// Percent-decoded, as user and password of a URL are; what is no escape stays.
std::string decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* digits = text.data() + i + 1;
    if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2) {
      out.push_back(static_cast<char>(byte));
      i += 2;
    } else {
      out.push_back(text[i]);
    }
  }
  return out;
}

struct Variable {
  std::string name;
  std::string value;
};

std::optional<Variable> find_variable(const std::map<std::string, std::string>& environment, std::string_view name) {
  std::string upper(name);
  std::ranges::transform(upper, upper.begin(),
                         [](char letter) { return letter == '_' ? letter : static_cast<char>(letter - 32); });
  for (const std::string& each : {std::string(name), upper}) {
    const auto found = environment.find(each);
    if (found != environment.end() && !found->second.empty()) return Variable{each, found->second};
  }
  return std::nullopt;
}

Result<std::optional<Proxy>> parse_proxy(const std::map<std::string, std::string>& environment, std::string_view name) {
  const auto variable = find_variable(environment, name);
  if (!variable) return std::optional<Proxy>();
  std::string url = variable->value;
  if (url.find("://") == std::string::npos) url.insert(0, "http://");
  Proxy proxy;
  const std::size_t begin = url.find("://") + 3;
  if (const std::size_t at = url.rfind('@'); at != std::string::npos && at > begin) {
    proxy.authorization = "Basic " + base64(decoded(std::string_view(url).substr(begin, at - begin)));
    url.erase(begin, at + 1 - begin);
  }
  const auto endpoint = Endpoint::parse(url);
  if (!endpoint || endpoint.value().tls || !endpoint.value().path.empty())
    return Error(ErrorKind::usage,
                 fmt::format("{}: not a proxy of the form http://[user:password@]host[:port]", variable->name));
  proxy.endpoint = endpoint.value();
  return std::optional(std::move(proxy));
}

bool names(std::string_view entry, const std::string& host, std::uint16_t port) {
  if (entry == "*") return true;
  const std::size_t colon = entry.rfind(':');
  // One colon stands before a port; more of them are an address of IPv6.
  if (colon != std::string_view::npos && entry.find(':') == colon) {
    if (entry.substr(colon + 1) != std::to_string(port)) return false;
    entry = entry.substr(0, colon);
  }
  if (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.empty()) return false;
  if (host == entry) return true;
  return host.size() > entry.size() && host.ends_with(entry) && host[host.size() - entry.size() - 1] == '.';
}

/// This machine: no proxy reaches it as we mean it.
bool is_loopback(std::string_view host) {
  return host == "localhost" || host.ends_with(".localhost") || host.starts_with("127.") || host == "::1";
}

}  // namespace

Result<ProxySettings> parse_proxies(const std::map<std::string, std::string>& environment) {
  ProxySettings settings;
  BASIS_TRY(settings.https, parse_proxy(environment, "https_proxy"));
  BASIS_TRY(settings.http, parse_proxy(environment, "http_proxy"));
  const auto direct = find_variable(environment, "no_proxy");
  std::string_view rest = direct ? std::string_view(direct->value) : std::string_view();
  while (!rest.empty()) {
    const std::size_t end = rest.find_first_of(", ");
    if (const auto entry = rest.substr(0, end); !entry.empty()) settings.direct.push_back(lower(entry));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return settings;
}

const Proxy* proxy_for(const ProxySettings& settings, const Endpoint& endpoint) {
  const auto& proxy = endpoint.tls ? settings.https : settings.http;
  if (!proxy) return nullptr;
  const std::string host = lower(endpoint.host);
  if (is_loopback(host)) return nullptr;
  const bool direct =
      std::ranges::any_of(settings.direct, [&](const auto& each) { return names(each, host, endpoint.port); });
  return direct ? nullptr : &*proxy;
}

}  // namespace basis::net
