#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "core/config/load_config.hpp"
#include "core/instruments/universe.hpp"
#include "tests/support/source_dir.hpp"

namespace basis::test {

/// The shipped mode btc_basis with its markets at Binance, and those of ETH.
struct ShippedUniverse {
  ShippedUniverse() : settings(load()), universe(std::make_unique<Universe>(build(settings))) {
    const VenueSettings& venue = settings.venues.at("binance");
    follow(venue, venue.spot.at("ETHUSDT"), Product::spot);
    follow(venue, venue.perp.at("ETHUSDT"), Product::linear);
  }
  void follow(const VenueSettings& venue, const MarketSettings& rules, Product product) const {
    Result<Market> market = configured_market(rules, product, "binance");
    REQUIRE(market.has_value());
    universe->follow(std::move(market).value(), &rules, &venue);
  }

  [[nodiscard]] const Market& market(Product product, std::string_view native = "BTCUSDT") const {
    return (*universe)[universe->find("binance", product, native).value()];
  }
  [[nodiscard]] std::vector<const Market*> markets(Product product) const { return {&market(product)}; }
  [[nodiscard]] AccountId account(Product product) const { return *market(product).account; }

  static Settings load() {
    auto environment = parse_environment({});
    auto loaded = load_config(shipped_configs(), "btc_basis", {}, environment.value());
    REQUIRE(loaded.has_value());
    return std::move(loaded).value().settings;
  }
  static Universe build(const Settings& from) {
    auto built = Universe::build(from);
    REQUIRE(built.has_value());
    return std::move(built).value();
  }

  Settings settings;
  std::unique_ptr<Universe> universe;
};

/// A message of the venue's documentation, with our market and order in it.
inline std::string private_message(const std::string& name) {
  std::ifstream file(source_dir() / "tests/fixtures/binance/private" / (name + ".json"), std::ios::binary);
  REQUIRE_MESSAGE(file.good(), name);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace basis::test
