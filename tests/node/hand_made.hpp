#pragma once

#include <string>
#include <vector>

#include "core/history/history.hpp"

namespace basis::test {

/// A market made by hand: flat prices, no funding, until a case bends it.
struct HandMade {
  static constexpr std::size_t kHours = 48;
  History history;

  HandMade() {
    history.from = UtcTime::parse("2024-06-01").value();
    history.hours = kHours;
    history.to = history.from + kHour * static_cast<std::int64_t>(kHours - 1);
    const std::vector<Price> flat(kHours, Price::from_int(60'000));
    history.prices["spot/binance_BTCUSDT"] = flat;
    history.prices["spot/binance_ETHUSDT"] = std::vector<Price>(kHours, Price::from_int(3'000));
    for (const char* venue : {"binance", "bybit", "okx"}) {
      history.prices[std::string("perp/") + venue + "_BTCUSDT"] = flat;
      history.funding[std::string("funding/") + venue + "_BTCUSDT"].resize(kHours);
    }
    history.indices["aave_v3/USDT"] = {std::vector<Ray>(kHours, Ray::from_raw(Ray::kOne)),
                                       std::vector<Ray>(kHours, Ray::from_raw(Ray::kOne))};
    history.gas["gas/ethereum"] = {std::vector<Amount>(kHours, from_text<Amount>("0.00000001")),
                                   std::vector<Amount>(kHours, from_text<Amount>("0.000000001"))};
  }

  std::vector<Price>& series(const std::string& name) { return history.prices.at(name); }
  std::vector<std::optional<Ray>>& funding(const std::string& venue) {
    return history.funding.at("funding/" + venue + "_BTCUSDT");
  }
  /// Gives every perp bars, as flat as its opens until a case bends them.
  void add_bars() {
    for (const auto& [name, column] : history.prices)
      if (name.starts_with("perp/"))
        history.bars[name] = {column, column, std::vector<Amount>(kHours, Amount::from_int(1'000'000)), 0};
  }
  BarColumn& bars(const std::string& venue) { return history.bars.at("perp/" + venue + "_BTCUSDT"); }
  /// Spot and every perp at `level` from `hour` on.
  void move_all(std::size_t hour, std::int64_t level) {
    for (auto& [name, column] : history.prices)
      if (name.find("BTC") != name.npos)
        for (std::size_t i = hour; i < kHours; ++i) column[i] = Price::from_int(level);
  }
};

}  // namespace basis::test
