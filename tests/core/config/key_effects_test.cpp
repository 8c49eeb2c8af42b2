#include "core/config/key_effects.hpp"

#include "core/config/load_config.hpp"
#include "core/config/schema.hpp"
#include "tests/core/config/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

std::string refusal(const std::string& mode, const std::string& text) {
  const auto config = load_config(kShippedConfigs, mode, {text}, Environment{}, IdleKeys::refused);
  return config ? "accepted" : config.error().text();
}

}  // namespace

TEST_CASE("a key without effect is refused with key, value, mode and why") {
  struct Row {
    const char* mode;
    const char* text;
    const char* says;
  };
  const Row rows[] = {
      {"eth_basis", "stake_allocation_eth=0.4",
       "--set: stake_allocation_eth (0.4) has no effect in mode eth_basis: the mode does not hedge a staked position"},
      {"pure_lending", "hedge_allocation.binance=0.5",
       "--set: hedge_allocation.binance (0.5) has no effect in mode pure_lending: the mode sells no perps"},
      {"eth_staking_only", "target_ltv=0.5",
       "--set: target_ltv (0.5) has no effect in mode eth_staking_only: the mode borrows nothing"},
      {"btc_basis", "venues.binance.fees.perp.maker_bps=1",
       "--set: venues.binance.fees.perp.maker_bps (1) has no effect in mode btc_basis: orders of a backtest take what "
       "is "
       "offered"},
      {"btc_basis", "venues.bybit.orders.perp.per_interval=5",
       "--set: venues.bybit.orders.perp.per_interval (5) has no effect in mode btc_basis: only orders that are matched "
       "against an order book need it"},
      {"btc_basis", "venues.binance.perp.BTCUSDT.price_band=0.5",
       "--set: venues.binance.perp.BTCUSDT.price_band (0.5) has no effect in mode btc_basis: only orders that are "
       "matched against an order book need it"},
      {"btc_basis", "venues.binance.perp.ETHUSDT.tick=1",
       "--set: venues.binance.perp.ETHUSDT.tick (1) has no effect in mode btc_basis: the mode does not trade this "
       "market"},
      {"btc_basis", "venues.aave_v3.liquidation.close_factor=1",
       "--set: venues.aave_v3.liquidation.close_factor (1) has no effect in mode btc_basis: the mode does not use "
       "venue "
       "'aave_v3'"},
      {"eth_leveraged", "venues.lido.staking.minimum_stake=1",
       "--set: venues.lido.staking.minimum_stake (1) has no effect in mode eth_leveraged: lst_type selects another "
       "venue"},
      {"eth_leveraged", "share_classes.usdt.default_capital=1",
       "--set: share_classes.usdt.default_capital (1) has no effect in mode eth_leveraged: the mode's share class is "
       "ETH"},
      {"pure_lending", "execution.default_cost_bps=9",
       "--set: execution.default_cost_bps (9) has no effect in mode pure_lending: the mode trades nothing"},
      {"eth_staking_only", "execution.default_cost_bps=9", "accepted"},
      {"eth_leveraged", "execution.max_participation=0.2",
       "--set: execution.max_participation (0.2) has no effect in mode eth_leveraged: the mode trades on no exchange"},
      {"btc_basis", "execution.max_participation=0.2", "accepted"},
      {"eth_staking_only", "data.max_funding=0.05",
       "--set: data.max_funding (0.05) has no effect in mode eth_staking_only: the mode sells no perps"},
      {"eth_leveraged", "venues.aave_v3.reserves.wstETH.supply_cap=5",
       "--set: venues.aave_v3.reserves.wstETH.supply_cap (5) has no effect in mode eth_leveraged: the mode does not "
       "supply it"},
      {"eth_leveraged", "venues.aave_v3.reserves.weETH.supply_cap=5", "accepted"},
      {"btc_basis", "venues.binance.fees.perp.taker_bps=6", "accepted"},
      {"eth_basis", "margin_fraction=0.5", "accepted"},
      {"pure_lending", "margin_fraction=0.5", "accepted"},
      {"usdt_market_neutral", "target_ltv=0.5", "accepted"},
  };
  for (const Row& row : rows) CHECK(refusal(row.mode, row.text) == row.says);
}

TEST_CASE("a choice made by another key decides") {
  const auto with = [](const char* choice) {
    return load_config(kShippedConfigs, "eth_leveraged", {choice, "venues.alchemy.gas.units.borrow=400000"},
                       Environment{}, IdleKeys::refused);
  };
  CHECK_FALSE(with("leverage_method=flash").has_value());
  CHECK(with("leverage_method=recursive").has_value());
}

TEST_CASE("an idle key of a mode's file is a warning, and the shipped files have none") {
  for (const std::string& mode : known_modes(kShippedConfigs)) {
    INFO(mode);
    const auto config = load_config(kShippedConfigs, mode, {}, Environment{}, IdleKeys::refused);
    REQUIRE(config.has_value());
    for (const std::string& warning : config.value().warnings) CHECK(warning.find("no effect") == std::string::npos);
  }
  ConfigTrees trees;
  trees.mode.file = "own.yaml";
  ConfigValue value;
  value.text = "0.3";
  value.origin = {"own.yaml", 4, false};
  trees.mode.values.emplace("delta_drift.act", value);
  Faults faults;
  std::vector<std::string> warnings;
  check_effects("own", trees, faults, warnings);
  CHECK(faults.empty());
  REQUIRE(warnings.size() == 1);
  CHECK(warnings.front() ==
        "own.yaml:4: delta_drift.act (0.3) has no effect in mode own: the mode does not hedge a staked position");
}
