#pragma once

#include <cmath>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/history/history.hpp"
#include "core/portfolio/capital_flow.hpp"

namespace basis::test {

/// Draws that follow from a seed alone, alike on every platform.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  double between(double low, double high) {
    return low + (high - low) * static_cast<double>(random_() >> 11) / 9007199254740992.0;
  }
  bool chance(double share) { return between(0, 1) < share; }
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
  template <class T>
  const T& of(const std::vector<T>& all) {
    return all[below(all.size())];
  }

 private:
  std::mt19937_64 random_;
};

/// How often each class of wild event was made or seen.
using Counts = std::map<std::string, std::size_t>;

/// Bends a calm history into a wild one: jumps and crashes, venues that drift apart or are delisted, funding that is
/// missing or extreme, gas that is a hundred times as dear, staked tokens that are slashed, sold far under their rate,
/// or have no market at all.
class WildWorld {
 public:
  WildWorld(History& history, Dice& dice, Counts& counts) : history_(history), dice_(dice), counts_(counts) {
    move_prices();
    if (dice_.chance(0.2)) delist();
    bend_funding();
    bend_staking();
    bend_gas();
  }

 private:
  static Price scaled(Price price, double factor) {
    // To a cent, and at least ten of them.
    const double cents = std::round(price.to_double() * factor * 100);
    return Price::from_raw(static_cast<std::int64_t>(std::clamp(cents, 10.0, 1e9)) * 1'000'000);
  }
  static Ray scaled(Ray rate, double factor) {
    const auto parts = static_cast<std::int64_t>(factor * 1e12);
    return Ray::from_raw(mul_div(rate.raw(), parts, 1'000'000'000'000, Rounding::half_even));
  }
  [[nodiscard]] std::size_t some_hour() { return 1 + dice_.below(history_.hours - 1); }

  std::vector<double> walk() {
    const double calm = dice_.between(0.001, 0.03);
    const double jumps = dice_.chance(0.5) ? dice_.between(0, 0.02) : 0;
    std::vector<double> level;
    double now = 1;
    for (std::size_t hour = 0; hour < history_.hours; ++hour) {
      level.push_back(now);
      now *= std::exp(calm * dice_.between(-1.7, 1.72));
      if (hour == 0 || !dice_.chance(jumps)) continue;
      const bool crash = dice_.chance(0.1);
      now *= crash ? dice_.between(0.01, 0.3) : dice_.between(0.6, 2.0);
      ++counts_[crash ? "crash" : "jump"];
    }
    return level;
  }

  void move_prices() {
    const std::map<std::string, std::vector<double>> walks = {{"BTCUSDT", walk()}, {"ETHUSDT", walk()}};
    for (auto& [name, column] : history_.prices)
      for (const auto& [symbol, level] : walks) {
        if (!name.ends_with(symbol)) continue;
        const bool perp = name.starts_with("perp/");
        double premium = 0;
        for (std::size_t hour = 0; hour < column.size(); ++hour) {
          premium = premium * 0.97 + (perp ? dice_.between(-0.01, 0.01) : 0);
          column[hour] = scaled(column[hour], level[hour] * std::exp(premium));
        }
      }
  }

  /// One venue's perp keeps its last price, and pays no funding any more.
  void delist() {
    const std::string venue = dice_.of<std::string>({"binance", "bybit", "okx"});
    const std::size_t from = some_hour();
    for (auto& [name, column] : history_.prices)
      if (name.starts_with("perp/" + venue))
        std::fill(column.begin() + static_cast<long>(from), column.end(), column[from]);
    for (auto& [name, column] : history_.funding)
      if (name.starts_with("funding/" + venue))
        std::fill(column.begin() + static_cast<long>(from), column.end(), std::nullopt);
    ++counts_["delisted perp"];
  }

  void bend_funding() {
    for (auto& [name, column] : history_.funding) {
      const bool missing = dice_.chance(0.1);
      if (missing) ++counts_["missing funding"];
      for (auto& rate : column) {
        if (!rate) continue;
        const auto billionths = static_cast<std::int64_t>(dice_.between(-3e6, 3e7) * (dice_.chance(0.02) ? 1 : 0.02));
        rate = missing ? std::nullopt : std::optional(Ray::from_raw(i128{billionths} * 1'000'000'000'000'000'000));
      }
    }
  }

  void bend_staking() {
    if (dice_.chance(0.3)) {
      const std::size_t from = some_hour();
      const double left = dice_.between(0.85, 0.995);
      for (auto& [name, column] : history_.rates)
        for (std::size_t hour = from; hour < column.size(); ++hour) column[hour] = scaled(column[hour], left);
      if (!history_.rates.empty()) ++counts_["slashed token"];
    }
    const bool depegs = dice_.chance(0.3);
    const bool missing = dice_.chance(0.15);
    const std::size_t from = some_hour();
    const double left = dice_.between(0.6, 1.03);
    for (auto& [name, column] : history_.market_rates) {
      for (std::size_t hour = 0; hour < column.size(); ++hour) {
        if (depegs && hour >= from && column[hour]) column[hour] = scaled(*column[hour], left);
        if (missing && hour < from) column[hour].reset();
      }
      if (depegs) ++counts_["market rate away from the oracle"];
      if (missing) ++counts_["market rate missing"];
    }
  }

  void bend_gas() {
    const double level = std::pow(10, dice_.between(-1.5, 1));
    const std::size_t from = some_hour();
    const std::size_t until = from + dice_.below(12);
    const double peak = dice_.chance(0.3) ? dice_.between(10, 100) : 1;
    if (peak > 1) ++counts_["very dear gas"];
    for (auto& [name, column] : history_.gas)
      for (std::size_t hour = 0; hour < column.base_fee.size(); ++hour) {
        const double factor = level * (hour >= from && hour < until ? peak : 1);
        const auto parts = static_cast<std::int64_t>(factor * 1e6);
        column.base_fee[hour] =
            Amount::from_raw(mul_div(column.base_fee[hour].raw(), parts, 1'000'000, Rounding::half_even));
      }
  }

  History& history_;
  Dice& dice_;
  Counts& counts_;
};

}  // namespace basis::test
