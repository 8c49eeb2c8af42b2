#include "venues/session_setup.hpp"

#include <doctest/doctest.h>

#include <utility>

#include "core/config/load_config.hpp"
#include "tests/support/source_dir.hpp"

using namespace basis;

namespace {

Environment environment_of(const std::map<std::string, std::string>& variables) {
  Result<Environment> parsed = parse_environment(variables);
  REQUIRE(parsed.has_value());
  return std::move(parsed).value();
}

Settings btc_basis() {
  auto loaded = load_config(test::shipped_configs(), "btc_basis", {}, environment_of({}));
  REQUIRE(loaded.has_value());
  return std::move(loaded).value().settings;
}

}  // namespace

TEST_CASE("prod connects to the live network, dev to the testnet, staging as the node says") {
  const Settings settings = btc_basis();
  NodeSettings node;
  const auto spot = endpoints_of(settings, "binance", EnvironmentName::prod, node);
  REQUIRE(spot.has_value());
  CHECK(spot.value().rest == net::Endpoint{true, "api.binance.com", 443});
  CHECK(spot.value().streams == net::Endpoint{true, "stream.binance.com", 9443});
  CHECK(spot.value().orders == net::Endpoint{true, "ws-api.binance.com", 443});
  CHECK(spot.value().money == net::Endpoint{true, "api.binance.com", 443});
  const auto perp = endpoints_of(settings, "binance_usdm", EnvironmentName::prod, node);
  CHECK(perp.value().rest.host == "fapi.binance.com");
  CHECK(perp.value().private_streams.host == "fstream.binance.com");

  CHECK(endpoints_of(settings, "binance", EnvironmentName::dev, node).value().rest.host == "testnet.binance.vision");
  CHECK_FALSE(endpoints_of(settings, "binance", EnvironmentName::dev, node).value().money.has_value());
  CHECK(endpoints_of(settings, "binance", EnvironmentName::staging, node).value().rest.host ==
        "testnet.binance.vision");
  node.staging_network = "live";
  CHECK(endpoints_of(settings, "binance", EnvironmentName::staging, node).value().rest.host == "api.binance.com");
  CHECK(endpoints_of(settings, "binance", EnvironmentName::dev, node).value().rest.host == "testnet.binance.vision");
  // Its demo stands for the testnet that it does not have.
  CHECK(endpoints_of(settings, "okx", EnvironmentName::dev, node).value().streams.host == "wspap.okx.com");
}

TEST_CASE("an account without endpoints, an account of nobody and a URL that cannot be read are named") {
  Settings settings = btc_basis();
  const auto text = [&](std::string_view account) {
    const auto endpoints = endpoints_of(settings, account, EnvironmentName::prod, {});
    REQUIRE(!endpoints);
    CHECK(endpoints.error().kind == ErrorKind::usage);
    return endpoints.error().text();
  };
  settings.venues.at("okx").endpoints.erase("live");
  CHECK(text("okx") == "venues.okx.endpoints.live.perp: missing, environment prod connects account okx there");
  CHECK(text("aave_v3").find("'aave_v3' is an account of no exchange") != std::string::npos);
  settings.venues.at("binance").endpoints.at("live").at("perp").orders = "wss://host:0";
  CHECK(text("binance_usdm").find("venues.binance.endpoints.live.perp.orders: endpoint 'wss://host:0'") !=
        std::string::npos);
}

TEST_CASE("an account has the keys of its market, of the environment that is chosen and of no other") {
  const Settings settings = btc_basis();
  const Environment environment = environment_of({{"BASIS_ENVIRONMENT", "staging"},
                                                  {"BASIS_STAGING__CEX__BINANCE_SPOT_API_KEY", "spot-key"},
                                                  {"BASIS_STAGING__CEX__BINANCE_SPOT_SECRET", "spot-secret"},
                                                  {"BASIS_STAGING__CEX__BINANCE_FUTURES_API_KEY", "perp-key"},
                                                  {"BASIS_PROD__CEX__BINANCE_FUTURES_SECRET", "prod-secret"},
                                                  {"BASIS_STAGING__CEX__OKX_API_KEY", "okx-key"},
                                                  {"BASIS_STAGING__CEX__OKX_SECRET", "okx-secret"},
                                                  {"BASIS_STAGING__CEX__OKX_PASSPHRASE", "okx-word"}});
  const auto spot = credentials_of(settings, "binance", environment);
  REQUIRE(spot.has_value());
  CHECK(spot.value().key.reveal() == "spot-key");
  CHECK(spot.value().secret.reveal() == "spot-secret");
  CHECK_FALSE(spot.value().passphrase.is_set());
  const auto perp = credentials_of(settings, "binance_usdm", environment);
  REQUIRE(!perp);
  CHECK(perp.error().text().find("BASIS_STAGING__CEX__BINANCE_FUTURES_SECRET: missing") != std::string::npos);
  CHECK(perp.error().text().find("prod-secret") == std::string::npos);
  const auto okx = credentials_of(settings, "okx", environment);
  REQUIRE(okx.has_value());
  CHECK(okx.value().passphrase.reveal() == "okx-word");
}

TEST_CASE("withdrawals go to the addresses of the account's exchange, and of no other") {
  const Settings settings = btc_basis();
  NodeSettings node;
  CHECK(withdrawal_addresses_of(settings, "binance", node).value().empty());
  node.withdrawal_addresses["binance"] = {"0x1", "0x2"};
  CHECK(withdrawal_addresses_of(settings, "binance", node).value() == std::vector<std::string>{"0x1", "0x2"});
  CHECK(withdrawal_addresses_of(settings, "binance_usdm", node).value().size() == 2);
  CHECK(withdrawal_addresses_of(settings, "bybit", node).value().empty());
  node.withdrawal_addresses["kraken"] = {"0x3"};
  CHECK(withdrawal_addresses_of(settings, "binance", node).error().text() ==
        "node.withdrawal_addresses.kraken: no exchange of this mode (allowed: binance, bybit, okx)");
}
