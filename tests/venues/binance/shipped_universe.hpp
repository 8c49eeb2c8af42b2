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

/// The shipped mode btc_basis with its markets, and those that its exchanges have besides.
struct ShippedUniverse {
  ShippedUniverse() : settings(load()), universe(std::make_unique<Universe>(build(settings))) {
    for (const auto& [name, venue] : settings.venues) {
      for (const auto& [symbol, rules] : venue.spot) follow(venue, rules, Product::spot);
      for (const auto& [symbol, rules] : venue.perp) follow(venue, rules, Product::linear);
    }
  }
  void follow(const VenueSettings& venue, const MarketSettings& rules, Product product) const {
    if (universe->find(venue.name, product, rules.native_symbol)) return;
    Result<Market> market = configured_market(rules, product, venue.name);
    REQUIRE(market.has_value());
    universe->follow(std::move(market).value(), &rules, &venue);
  }

  [[nodiscard]] const Market& market(Product product, std::string_view native = "BTCUSDT",
                                     std::string_view venue = "binance") const {
    return (*universe)[universe->find(venue, product, native).value()];
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
inline std::string private_message(const std::string& name, const std::string& venue = "binance") {
  std::ifstream file(source_dir() / "tests/fixtures" / venue / "private" / (name + ".json"), std::ios::binary);
  REQUIRE_MESSAGE(file.good(), name);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace basis::test
