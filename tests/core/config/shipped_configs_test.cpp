#include "core/base/types.hpp"
#include "tests/core/config/support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("all seven modes load from the shipped files without a warning") {
  CHECK(known_modes(kShippedConfigs) == kModes);
  for (const std::string& mode : kModes) {
    CAPTURE(mode);
    const LoadedConfig config = load(kShippedConfigs, mode);
    CHECK(config.warnings.empty());
    CHECK(config.settings.mode.mode == mode);
    CHECK(config.settings.venues.size() == config.settings.mode.venues.size());
    CHECK(config.settings.venues.contains("alchemy"));
    CHECK(config.fingerprint.size() == 32);
  }
}

TEST_CASE("btc_basis: the numbers of the files reach the typed settings") {
  const Settings s = load(kShippedConfigs, "btc_basis").settings;
  CHECK(s.mode.share_class == "USDT");
  CHECK(s.mode.asset == "BTC");
  CHECK(s.market_neutral);
  CHECK(s.default_capital == from_text<Amount>("100000"));
  CHECK(s.mode.instruments.size() == 9);
  CHECK(s.mode.routing.at("perp_trade") == "hedge_allocation");
  CHECK(s.mode.reserve_ratio == from_text<Ratio>("0.1"));
  CHECK(s.mode.time_throttle_interval == kMinute);
  CHECK(s.mode.hedge_allocation.at("binance") == from_text<Ratio>("0.4"));
  CHECK(s.mode.hedge_allocation.at("okx") == from_text<Ratio>("0.3"));
  CHECK(s.mode.margin_fraction == from_text<Ratio>("0.8"));
  CHECK(s.mode.margin_ratio.target == from_text<Ratio>("0.8"));
  CHECK(s.mode.margin_ratio.warning == from_text<Ratio>("0.2"));
  CHECK(s.mode.margin_ratio.critical == from_text<Ratio>("0.12"));
  CHECK(s.mode.margin_ratio.donor == from_text<Ratio>("0.3"));
  CHECK(s.mode.delta_tolerance == from_text<Ratio>("0.005"));
  CHECK(s.mode.rebalance_enabled);
  CHECK(s.mode.execution.costs == CostModel::model);
  CHECK(s.mode.execution.rounding == RoundingModel::venue);
  CHECK(s.mode.execution.liquidation == LiquidationModel::intrabar);
  CHECK(s.mode.execution.capacity == CapacityModel::remark);
  CHECK(s.mode.execution.delays == DelayModel::model);
  CHECK(s.venues.at("binance").delays.withdrawal == kMinute * 20);
  CHECK(s.venues.at("binance").delays.deposit == kMinute * 15);
  CHECK(s.venues.at("alchemy").delays.call == kMinute);
  CHECK(s.mode.execution.max_participation == from_text<Ratio>("0.1"));
  CHECK(s.mode.execution.default_cost_bps == from_text<BasisPoints>("7"));
  CHECK(s.mode.transfer.minimum == from_text<Amount>("5000"));
  CHECK(s.mode.transfer.maximum == from_text<Amount>("100000"));
  CHECK_FALSE(s.mode.entry_gate.enabled);
  CHECK(s.mode.entry_gate.funding_threshold == from_text<Ratio>("0.0001"));
  CHECK(s.mode.leverage.target_ltv.is_zero());
  CHECK(s.mode.data.max_deviation == from_text<Ratio>("0.1"));
  CHECK(s.mode.data.max_funding == from_text<Ratio>("0.03"));
}

TEST_CASE("venue rules: how order entry behaves where orders are matched") {
  const Settings s = load(kShippedConfigs, "btc_basis").settings;
  const VenueSettings& binance = s.venues.at("binance");
  CHECK(binance.orders.at("spot").crossing_post_only == CrossingPostOnly::refused);
  CHECK(binance.orders.at("spot").amends_only_down);
  CHECK(binance.orders.at("spot").orders_an_interval == 50);
  CHECK(binance.orders.at("spot").interval == kSecond * 10);
  CHECK_FALSE(binance.orders.at("perp").amends_only_down);
  CHECK(binance.orders.at("perp").maximum_open == 200);
  CHECK(binance.orders.at("perp").rest_expires);
  CHECK(binance.perp.at("BTCUSDT").price_band == from_text<Ratio>("0.05"));
  CHECK_FALSE(binance.spot.at("BTCUSDT").price_band.has_value());
  CHECK(binance.fee_token == "BNB");
  const OrderEntrySettings& bybit = s.venues.at("bybit").orders.at("perp");
  CHECK(bybit.crossing_post_only == CrossingPostOnly::cancelled);
  CHECK_FALSE(bybit.rest_expires);
  CHECK_FALSE(bybit.ids_reusable);
  CHECK_FALSE(bybit.maximum_open.has_value());
  CHECK(bybit.leverage == 10);
  const OrderEntrySettings& okx = s.venues.at("okx").orders.at("perp");
  CHECK(okx.crossing_post_only == CrossingPostOnly::cancelled_unseen);
  CHECK(okx.ids_reusable);
  CHECK(okx.negative_forced_ids);
  CHECK_FALSE(okx.rebate_in_other);
}

TEST_CASE("venue rules: sizes, ticks, contracts, margin tiers, funding") {
  const Settings s = load(kShippedConfigs, "btc_basis").settings;
  const MarketSettings& spot = s.venues.at("binance").spot.at("BTCUSDT");
  CHECK(spot.step == from_text<Amount>("0.00001"));
  CHECK(spot.tick == from_text<Price>("0.01"));
  CHECK(spot.minimum_notional == from_text<Amount>("5"));
  CHECK(spot.cost_pair == "BTC_USDT");
  const MarketSettings& binance = s.venues.at("binance").perp.at("BTCUSDT");
  CHECK(binance.step == from_text<Amount>("0.001"));
  CHECK(binance.tick == from_text<Price>("0.1"));
  CHECK(binance.minimum_notional == from_text<Amount>("100"));
  CHECK(binance.maintenance_margin == from_text<Ratio>("0.004"));
  CHECK(binance.liquidation_fee_bps == from_text<BasisPoints>("125"));
  CHECK(binance.funding_interval == kHour * 8);
  CHECK_FALSE(binance.contract_size.has_value());
  REQUIRE(binance.margin_tiers.size() == 12);
  // Tier 10 sorts behind tier 9, not behind tier 1.
  CHECK(binance.margin_tiers.at(9).max_leverage == 3);
  CHECK(binance.margin_tiers.at(11).maintenance_margin == from_text<Ratio>("0.5"));
  const MarketSettings& okx = s.venues.at("okx").perp.at("BTCUSDT");
  CHECK(okx.native_symbol == "BTC-USDT-SWAP");
  CHECK(okx.contract_size == from_text<Amount>("0.01"));
  CHECK(okx.step == from_text<Amount>("0.01"));
  CHECK(s.venues.at("okx").perp.at("ETHUSDT").contract_size == from_text<Amount>("0.1"));
  CHECK(s.venues.at("bybit").perp.at("BTCUSDT").maintenance_margin == from_text<Ratio>("0.005"));
  CHECK(s.venues.at("bybit").perp.at("ETHUSDT").step == from_text<Amount>("0.01"));
  CHECK(s.venues.at("bybit").fees.at("perp").taker == from_text<BasisPoints>("5.5"));
}

TEST_CASE("wallet, lending, staking, flash loan, DEX and middleware") {
  const Settings s = load(kShippedConfigs, "usdt_market_neutral").settings;
  const VenueSettings& wallet = s.venues.at("alchemy");
  CHECK(wallet.gas_units.size() == 15);
  CHECK(wallet.gas_units.at("supply") == 250'000);
  CHECK(wallet.gas_units.at("atomic_deleverage_two_swaps") == 1'100'000);
  CHECK(wallet.gas_safety_factor == from_text<Ratio>("1.2"));
  CHECK(wallet.wallet->decimals.at("USDT") == 6);
  const LendingSettings& aave = s.venues.at("aave_v3").lending.value();
  CHECK(aave.reserves.at("USDT").liquidation_threshold == from_text<Ratio>("0.78"));
  CHECK(aave.reserves.at("weETH").liquidation_bonus == from_text<Ratio>("0.07"));
  CHECK(aave.emodes.at("eth_correlated").ltv == from_text<Ratio>("0.93"));
  CHECK(aave.emodes.at("eth_correlated").collateral.contains("weETH"));
  CHECK(aave.close_factor == from_text<Ratio>("0.5"));
  CHECK(s.venues.at("lido").staking->queue_maximum == kDay * 5);
  CHECK(s.venues.at("lido").staking->maximum_unstake == from_text<Amount>("1000"));
  CHECK(s.venues.at("etherfi").staking->minimum_stake == from_text<Amount>("0.001"));
  CHECK(s.venues.at("morpho").flash_loan->fee.is_zero());
  CHECK(s.venues.at("uniswap").dex->pools.at("weETH_ETH").fee == from_text<BasisPoints>("5"));
  CHECK(s.venues.at("instadapp").middleware->max_gas == 5'000'000);
  CHECK(s.venues.at("instadapp").middleware->deadline == kSecond * 1800);
}

TEST_CASE("a mode that does not hedge with perps has no allocation") {
  CHECK(load(kShippedConfigs, "pure_lending").settings.mode.hedge_allocation.empty());
  CHECK(load(kShippedConfigs, "eth_leveraged").settings.mode.hedge_allocation.empty());
  const Settings eth = load(kShippedConfigs, "eth_leveraged").settings;
  CHECK_FALSE(eth.market_neutral);
  CHECK(eth.default_capital == from_text<Amount>("100"));
}

TEST_CASE("leverage limits are derived so that the target leaves room") {
  const LeverageSettings l = load(kShippedConfigs, "eth_leveraged").settings.mode.leverage;
  CHECK(l.emode == "eth_correlated");
  // 0.93 * (1 - 0.02215)
  CHECK(l.target_ltv == from_text<Ratio>("0.9094005"));
  const double threshold = 0.95;
  const double target = 0.9094005;
  CHECK(l.health_factor_warning.to_double() == doctest::Approx(threshold / (target + 0.25 * (threshold - target))));
  CHECK(l.health_factor_critical.to_double() == doctest::Approx(threshold / (target + 0.5 * (threshold - target))));
  CHECK(threshold / target > l.health_factor_warning.to_double());
  CHECK(l.health_factor_warning > l.health_factor_critical);
  CHECK(l.health_factor_critical > from_text<Ratio>("1"));
}

TEST_CASE("ideal execution is accepted by every mode") {
  for (const std::string& mode : kModes) {
    CAPTURE(mode);
    const Settings s = load(kShippedConfigs, mode,
                            {"execution.costs=none", "execution.rounding=none", "rebalance.enabled=false",
                             "reserve_ratio=0", "rewards_mode=base_only", "margin_fraction=1.0",
                             "execution.liquidation=open", "execution.capacity=off", "execution.delays=none"})
                           .settings;
    CHECK(s.mode.execution.costs == CostModel::none);
    CHECK(s.mode.execution.liquidation == LiquidationModel::open);
    CHECK(s.mode.execution.capacity == CapacityModel::off);
    CHECK(s.mode.execution.delays == DelayModel::none);
    CHECK(s.mode.execution.rounding == RoundingModel::none);
    CHECK_FALSE(s.mode.rebalance_enabled);
    CHECK(s.mode.reserve_ratio.is_zero());
    CHECK(s.mode.margin_fraction == from_text<Ratio>("1"));
  }
}

TEST_CASE("every mode accepts every key that all modes have") {
  for (const std::string& mode : kModes)
    for (const std::string setting :
         {"reserve_ratio=0.2", "execution.costs=model", "execution.rounding=venue", "rebalance.enabled=true",
          "rewards_mode=base_eigen_seasonal", "hedge_allocation.binance=0.40", "hedge_allocation.bybit=0.30",
          "hedge_allocation.okx=0.3", "lst_type=wsteth", "target_ltv=0.9", "stake_allocation_eth=0.4",
          "margin_fraction=0.9", "dust_delta=0.01", "position_deviation_threshold=0.03", "delta_tolerance=0.01",
          "margin_ratio.warning=0.25", "margin_ratio.critical=0.15"}) {
      CAPTURE(mode);
      CAPTURE(setting);
      CHECK(joined(faults_of(kShippedConfigs, mode, {setting})) == "");
    }
}
