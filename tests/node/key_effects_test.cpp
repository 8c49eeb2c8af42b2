#include <fmt/format.h>

#include <sstream>

#include "tests/node/sample_runs.hpp"
#include "tests/support/rounds.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const std::vector<std::string> kAllModes = {"pure_lending",       "btc_basis",     "eth_basis",
                                            "eth_staking_only",   "eth_leveraged", "usdt_market_neutral_no_leverage",
                                            "usdt_market_neutral"};

Result<LoadedConfig> loaded(const std::string& mode, const std::vector<std::string>& overrides, IdleKeys idle) {
  return load_config(shipped_configs(), mode, overrides, Environment{}, idle);
}

/// Effective keys of a mode with their values, one key for the tiers of a margin table.
std::vector<std::pair<std::string, std::string>> keys_of(const std::string& mode) {
  std::istringstream text(loaded(mode, {}, IdleKeys::refused).value().effective_text);
  std::vector<std::pair<std::string, std::string>> keys;
  for (std::string line; std::getline(text, line);) {
    const std::size_t colon = line.find(": ");
    const std::string key = line.substr(0, colon);
    const bool later_tier = key.find("margin_tiers.") != key.npos && key.find("margin_tiers.1.") == key.npos;
    if (colon == line.npos || key == "mode" || key.starts_with("BASIS_") || later_tier) continue;
    keys.emplace_back(key, line.substr(colon + 2));
  }
  return keys;
}

/// Other values for a key; some are out of its range.
std::vector<std::string> others(const std::string& value) {
  static const std::map<std::string, std::vector<std::string>> kWords = {
      {"true", {"false"}}, {"false", {"true"}}, {"weeth", {"wsteth"}}, {"flash", {"recursive"}}};
  if (const auto word = kWords.find(value); word != kWords.end()) return word->second;
  if (value.starts_with("0x")) return {};  // a contract's address is no number
  char* end = nullptr;
  const double number = std::strtod(value.c_str(), &end);
  if (end == value.c_str() || *end != '\0') return {};
  std::vector<std::string> all;
  for (const double factor : {1.3, 0.5, 0.9, 2.0, 1.01})
    if (const std::string text = fmt::format("{:.10g}", number * factor); text.find('e') == text.npos)
      all.push_back(text);
  all.push_back(fmt::format("{}", static_cast<std::int64_t>(number) + 1));
  return all;
}

/// What a run of a mode leaves, with capital that comes and goes.
class Trial {
 public:
  explicit Trial(std::string mode) : mode_(std::move(mode)) {
    const Settings settings = settings_of(mode_, {});
    history_ = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-02T06:00:00Z"));
    const Amount capital = settings.default_capital;
    const Amount part = div(capital, Ratio::from_int(4), Rounding::floor);
    flows_ = {"f.csv",
              "",
              {{utc("2024-06-01T05:00:00Z"), true, part, ExitSpeed::fast, 2},
               {utc("2024-06-01T09:00:00Z"), false, part, ExitSpeed::slow, 3}}};
    base_ = left_by(settings).value();
  }
  [[nodiscard]] Result<std::string> left_by(const Settings& settings) const {
    BASIS_TRY(const RunResult result, run_with_flows(settings, history_, settings.default_capital, flows_));
    return result.events + result.equity + result.positions;
  }
  [[nodiscard]] const std::string& base() const { return base_; }

 private:
  std::string mode_;
  History history_;
  CapitalFlows flows_;
  std::string base_;
};

}  // namespace

TEST_CASE("keys that are refused as without effect have none: in every mode") {
  std::size_t tried = 0;
  std::uint64_t turn = 0;
  std::uint64_t walked = 0;
  const bool all = test::rounds(1) > 1;
  for (const std::string& mode : kAllModes) {
    const Trial trial(mode);
    for (const auto& [key, value] : keys_of(mode)) {
      // An eighth of the keys, other ones in the next mode; all of them in the soak tier.
      if (!all && walked++ % 8 != 0) continue;
      for (const std::string& other : others(value)) {
        const std::string text = key + "=" + other;
        INFO(mode, " --set ", text);
        const auto refused = loaded(mode, {text}, IdleKeys::refused);
        if (refused) break;
        if (refused.error().text().find(" has no effect in mode " + mode + ": ") == std::string::npos) continue;
        CHECK(refused.error().kind == ErrorKind::usage);
        CHECK(refused.error().text().find("--set: " + key + " (" + other + ") has no effect") == 0);
        const auto config = loaded(mode, {text}, IdleKeys::told);
        if (!config) continue;
        // Of all runs a share is made, spread over the modes.
        if (turn++ % 4 < std::max<std::uint64_t>(1, test::rounds(2))) {
          const auto left = trial.left_by(config.value().settings);
          REQUIRE(left.has_value());
          CHECK(left.value() == trial.base());
          ++tried;
        }
        break;
      }
    }
  }
  INFO(tried, " runs");
  CHECK(tried > 10);
}

TEST_CASE("keys that are accepted act") {
  const std::vector<std::pair<std::string, std::vector<std::string>>> rows = {
      {"pure_lending", {"venues.alchemy.gas.units.supply=300000", "venues.alchemy.gas.safety_factor=1.5"}},
      {"btc_basis",
       {"margin_ratio.warning=0.79", "transfer.maximum=20000", "venues.binance.spot.BTCUSDT.tick=50",
        "venues.okx.perp.BTCUSDT.tick=50", "venues.bybit.perp.BTCUSDT.minimum_size=1"}},
      {"eth_basis", {"position_deviation_threshold=0.0001", "time_throttle_interval=86400"}},
      {"eth_staking_only", {"venues.alchemy.gas.units.stake=100000"}},
      {"eth_leveraged",
       {"target_ltv=0.5", "leverage_method=recursive", "venues.morpho.flash_loan.fee_bps=5",
        "venues.instadapp.max_gas=100000", "venues.aave_v3.emodes.eth_correlated.ltv=0.92",
        "venues.alchemy.gas.units.atomic_entry=2000000"}},
      {"usdt_market_neutral_no_leverage", {"stake_allocation_eth=0.4", "venues.alchemy.gas.units.transfer=90000"}},
      {"usdt_market_neutral", {"large_deposit=0.9", "venues.uniswap.pools.weETH_ETH.cost_pair=none"}},
  };
  for (const auto& [mode, overrides] : rows) {
    const Trial trial(mode);
    for (const std::string& text : overrides) {
      INFO(mode, " --set ", text);
      const auto config = loaded(mode, {text}, IdleKeys::refused);
      REQUIRE_MESSAGE(config.has_value(), config.error().text());
      const auto left = trial.left_by(config.value().settings);
      CHECK((!left.has_value() || left.value() != trial.base()));
    }
  }
}

TEST_CASE("the keys of ideal execution and of the prices' gate are accepted by every mode") {
  for (const std::string& mode : kAllModes)
    for (const char* text :
         {"execution.costs=none", "execution.rounding=none", "execution.liquidation=open", "execution.capacity=off",
          "execution.delays=none", "rebalance.enabled=false", "reserve_ratio=0", "rewards_mode=base_only",
          "margin_fraction=1.0", "data.max_deviation=0.2"}) {
      INFO(mode, " --set ", std::string(text));
      CHECK(loaded(mode, {text}, IdleKeys::refused).has_value());
    }
}
