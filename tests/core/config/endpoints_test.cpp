#include "core/config/node.hpp"
#include "tests/core/config/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const std::string kOkx =
    "\nendpoints:\n  live:\n    perp:\n      rest: https://openapi.okx.com\n      streams: "
    "wss://ws.okx.com/ws/v5/public\n"
    "      private_streams: wss://ws.okx.com/ws/v5/private\n      orders: wss://ws.okx.com/ws/v5/private\n";

std::vector<std::string> faults_with(const std::string& from, const std::string& to) {
  const ConfigCopy copy;
  std::string text = kOkx;
  text.replace(text.find(from), from.size(), to);
  copy.cut("venues/okx.yaml", "endpoints:", "\n#");
  copy.append("venues/okx.yaml", text);
  const auto loaded = load_config(copy.path(), "btc_basis", {}, environment());
  return loaded ? std::vector<std::string>{} : loaded.error().lines;
}

}  // namespace

TEST_CASE("endpoints of a venue are read by network and market") {
  const ConfigCopy copy;
  copy.cut("venues/okx.yaml", "endpoints:", "\n#");
  copy.append("venues/okx.yaml", kOkx);
  const Settings settings = load(copy.path(), "btc_basis").settings;
  const EndpointSettings& okx = settings.venues.at("okx").endpoints.at("live").at("perp");
  CHECK(okx.rest == "https://openapi.okx.com");
  CHECK(okx.streams == "wss://ws.okx.com/ws/v5/public");
  CHECK(okx.private_streams == "wss://ws.okx.com/ws/v5/private");
  CHECK(okx.orders == "wss://ws.okx.com/ws/v5/private");
  CHECK(okx.money.empty());
  CHECK(settings.venues.at("binance").endpoints.at("live").at("spot").money == "https://api.binance.com");
}

TEST_CASE("a network, a market or a scheme that does not exist is one line with file, key and what is allowed") {
  const auto only = [](const std::vector<std::string>& lines, const std::vector<std::string>& parts) {
    REQUIRE(lines.size() == 1);
    for (const std::string& part : parts) CHECK_MESSAGE(lines.front().find(part) != std::string::npos, lines.front());
  };
  only(faults_with("live", "mainnet"), {"okx.yaml", "endpoints.mainnet", "live | testnet | demo"});
  only(faults_with("perp", "swap"), {"okx.yaml", "endpoints.live.swap", "endpoints.live.spot"});
  only(faults_with("https://openapi", "wss://openapi"),
       {"okx.yaml:", "endpoints.live.perp.rest", "'wss://openapi.okx.com'", "https:// or http://"});
  only(faults_with("wss://ws.okx.com/ws/v5/public", "https://ws.okx.com"),
       {"okx.yaml:", "endpoints.live.perp.streams", "'https://ws.okx.com'", "wss:// or ws://"});
  only(faults_with("      orders: wss://ws.okx.com/ws/v5/private\n", ""), {"endpoints.live.perp.orders", "missing"});
}

TEST_CASE("staging connects to the testnets unless the node says otherwise") {
  CHECK(load_node(kShippedConfigs, {}).value().staging_network == "testnet");
  CHECK(load_node(kShippedConfigs, {"staging.endpoints=mainnet"}).value().staging_network == "live");
  CHECK(load_node(kShippedConfigs, {"staging.endpoints=demo"}).value().staging_network == "demo");
  const auto wrong = load_node(kShippedConfigs, {"staging.endpoints=live"});
  REQUIRE(!wrong);
  CHECK(wrong.error().text().find("testnet | demo | mainnet") != std::string::npos);
}
