#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "core/config/load_config.hpp"
#include "core/instruments/universe.hpp"

namespace basis::fuzz {

/// A universe of two markets of a venue, without any file.
struct PrivateWorld {
  explicit PrivateWorld(const std::string& venue) : universe(Universe::build(settings()).value()) {
    for (const Product product : {Product::spot, Product::linear}) {
      Market market;
      market.venue = venue;
      market.native = "BTCUSDT";
      market.product = product;
      market.id = MarketId{static_cast<std::uint16_t>(markets.size())};
      market.quote = universe.quote_asset();
      markets.push_back(market);
    }
  }
  static Settings settings() {
    Settings made;
    made.mode.share_class = "USDT";
    made.mode.asset = "BTC";
    return made;
  }
  Universe universe;
  std::vector<Market> markets;
};

/// An error has a text.
template <class T>
void judge(const Result<T>& result) {
  if (!result && result.error().text().empty()) std::abort();
}

}  // namespace basis::fuzz
