#include "venues/session_setup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>
#include <vector>

namespace basis {
namespace {

/// An account's venue, and which of its markets the account trades.
struct AccountPlace {
  const VenueSettings* venue = nullptr;
  std::string_view market;  ///< "spot" or "perp"
};

Result<AccountPlace> place_of(const Settings& settings, std::string_view account) {
  for (const auto& [name, venue] : settings.venues) {
    if (venue.kind != "cex") continue;
    // A unified account trades both under one name; its perps are what a mode trades.
    if (venue.accounts.perp == account && !venue.perp.empty()) return AccountPlace{&venue, "perp"};
    if (venue.accounts.spot == account) return AccountPlace{&venue, "spot"};
  }
  return Error(ErrorKind::usage, fmt::format("'{}' is an account of no exchange of this mode", account));
}

Result<net::Endpoint> read_endpoint(const std::string& key, const std::string& url) {
  Result<net::Endpoint> endpoint = net::Endpoint::parse(url);
  if (!endpoint) return Error(ErrorKind::usage, fmt::format("{}: {}", key, endpoint.error().text()));
  return endpoint;
}

/// A credential of the environment: absent where there is no such variable.
const Secret* find_secret(const Environment& environment, const std::string& name) {
  const auto found = environment.credentials.find(name);
  return found == environment.credentials.end() ? nullptr : &found->second;
}

Result<Secret> copy_secret(const Environment& environment, const std::string& name) {
  const Secret* secret = find_secret(environment, name);
  if (secret == nullptr || !secret->is_set())
    return Error(ErrorKind::usage,
                 fmt::format("environment: {}: missing, a live run needs it", environment.variable(name)));
  return Secret(secret->reveal());
}

}  // namespace

std::string_view network_of(EnvironmentName environment, const NodeSettings& node) {
  switch (environment) {
    case EnvironmentName::prod: return "live";
    case EnvironmentName::dev: return "testnet";
    case EnvironmentName::staging: return node.staging_network;
  }
  broken_invariant("an environment without a network");
}

Result<SessionEndpoints> endpoints_of(const Settings& settings, std::string_view account, EnvironmentName environment,
                                      const NodeSettings& node) {
  BASIS_TRY(const AccountPlace place, place_of(settings, account));
  const std::string_view network = network_of(environment, node);
  const std::string at = fmt::format("venues.{}.endpoints.{}.{}", place.venue->name, network, place.market);
  const auto of_network = place.venue->endpoints.find(std::string(network));
  const EndpointSettings* given = nullptr;
  if (of_network != place.venue->endpoints.end()) {
    const auto of_market = of_network->second.find(std::string(place.market));
    if (of_market != of_network->second.end()) given = &of_market->second;
  }
  if (given == nullptr)
    return Error(ErrorKind::usage, fmt::format("{}: missing, environment {} connects account {} there", at,
                                               to_text(environment), account));
  SessionEndpoints endpoints;
  BASIS_TRY(endpoints.rest, read_endpoint(at + ".rest", given->rest));
  BASIS_TRY(endpoints.streams, read_endpoint(at + ".streams", given->streams));
  BASIS_TRY(endpoints.private_streams, read_endpoint(at + ".private_streams", given->private_streams));
  BASIS_TRY(endpoints.orders, read_endpoint(at + ".orders", given->orders));
  if (!given->money.empty()) {
    BASIS_TRY(net::Endpoint money, read_endpoint(at + ".money", given->money));
    endpoints.money = std::move(money);
  }
  return endpoints;
}

Result<wire::ApiCredentials> credentials_of(const Settings& settings, std::string_view account,
                                            const Environment& environment) {
  BASIS_TRY(const AccountPlace place, place_of(settings, account));
  std::string prefix = "CEX__";
  for (const char c : place.venue->name) prefix += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const std::string own = prefix + (place.market == "spot" ? "_SPOT" : "_FUTURES");
  if (find_secret(environment, own + "_API_KEY") != nullptr) prefix = own;
  wire::ApiCredentials credentials;
  std::vector<std::string> missing;
  const auto take = [&](Secret& to, const char* name) {
    auto secret = copy_secret(environment, prefix + name);
    if (secret)
      to = std::move(secret).value();
    else
      missing.push_back(secret.error().text());
  };
  take(credentials.key, "_API_KEY");
  take(credentials.secret, "_SECRET");
  if (find_secret(environment, prefix + "_PASSPHRASE") != nullptr) take(credentials.passphrase, "_PASSPHRASE");
  if (!missing.empty()) return Error(ErrorKind::usage, std::move(missing));
  return credentials;
}

Result<std::vector<std::string>> withdrawal_addresses_of(const Settings& settings, std::string_view account,
                                                         const NodeSettings& node) {
  BASIS_TRY(const AccountPlace place, place_of(settings, account));
  for (const auto& [name, addresses] : node.withdrawal_addresses) {
    const auto venue = settings.venues.find(name);
    if (venue != settings.venues.end() && venue->second.kind == "cex") continue;
    std::vector<std::string_view> known;
    for (const auto& [other, each] : settings.venues)
      if (each.kind == "cex") known.push_back(other);
    return Error(ErrorKind::usage, fmt::format("node.withdrawal_addresses.{}: no exchange of this mode (allowed: {})",
                                               name, fmt::join(known, ", ")));
  }
  const auto found = node.withdrawal_addresses.find(place.venue->name);
  return found == node.withdrawal_addresses.end() ? std::vector<std::string>() : found->second;
}

}  // namespace basis
