#include "core/config/cross_checks.hpp"

#include "tests/core/config/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

struct Row {
  std::string mode;
  std::vector<std::string> overrides;
  std::vector<std::string> says;  ///< all in one line
};

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.mode);
    CAPTURE(joined(row.overrides));
    const auto faults = faults_of(kShippedConfigs, row.mode, row.overrides);
    CHECK_MESSAGE(lines_with(faults, row.says) == 1, joined(faults));
  }
}

}  // namespace

TEST_CASE("thresholds that contradict each other name both keys and both values") {
  check_rows({
      {"btc_basis",
       {"margin_ratio.critical=0.25"},
       {"margin_ratio.critical (0.25) must be below margin_ratio.warning (0.2,", "btc_basis.yaml:", "--set"}},
      {"btc_basis", {"margin_ratio.warning=0.12"}, {"margin_ratio.critical (0.12)", "margin_ratio.warning (0.12,"}},
      {"btc_basis", {"margin_ratio.liquidation=0.1"}, {"--set: unknown key 'margin_ratio.liquidation'"}},
      {"btc_basis", {"margin_ratio.target=0.15"}, {"margin_ratio.warning (0.2)", "margin_ratio.target (0.15,"}},
      {"eth_basis",
       {"margin_fraction=0.203"},
       {"--set: margin_fraction (0.203) starts under margin_ratio.warning (0.2) after the costs of the entry "
        "(lowest: 0.204)"}},
      {"btc_basis", {"margin_fraction=0.2"}, {"margin_ratio.warning (0.2)", "margin_fraction (0.2,"}},
      {"btc_basis", {"margin_ratio.donor=0.2"}, {"margin_ratio.warning (0.2)", "margin_ratio.donor (0.2,"}},
      {"btc_basis", {"margin_ratio.donor=0.9"}, {"margin_ratio.donor (0.9) must be at most margin_ratio.target (0.8,"}},
      {"btc_basis",
       {"transfer.minimum=200000"},
       {"transfer.minimum (200000) must be at most transfer.maximum (100000,"}},
      {"btc_basis",
       {"exit_gate.enabled=true"},
       {"--set: exit_gate.enabled: true needs entry_gate.enabled: true, or what is left would be entered again at "
        "once"}},
      {"btc_basis",
       {"exit_gate.enabled=true", "entry_gate.enabled=true", "exit_gate.carry_bps=1095"},
       {"--set: exit_gate.carry_bps (1095) is not under what the entry gate asks for (1095 bps a year)"}},
      {"eth_basis",
       {"exit_gate.enabled=true", "entry_gate.enabled=true", "entry_gate.least_carry_bps=2000",
        "exit_gate.carry_bps=2000.5"},
       {"--set: exit_gate.carry_bps (2000.5) is not under what the entry gate asks for (2000 bps a year)"}},
      {"usdt_market_neutral", {"delta_drift.warning=0.05"}, {"delta_drift.warning (0.05)", "delta_drift.act (0.01,"}},
      {"btc_basis",
       {"venues.okx.perp.BTCUSDT.margin_tiers.1.maintenance_margin=0.12"},
       {"margin_ratio.critical (0.12) must be over venues.okx.perp.BTCUSDT.margin_tiers.1.maintenance_margin (0.12"}},
  });
  CHECK(faults_of(kShippedConfigs, "btc_basis", {"transfer.minimum=100000"}).empty());
  CHECK(faults_of(kShippedConfigs, "btc_basis", {"exit_gate.enabled=true", "entry_gate.enabled=true"}).empty());
  CHECK(faults_of(kShippedConfigs, "btc_basis", {"margin_fraction=0.204"}).empty());
  CHECK(faults_of(kShippedConfigs, "btc_basis", {"margin_fraction=0.201", "execution.costs=none"}).empty());
}

TEST_CASE("order entry is described for spot and perps, and an interval for a number of orders") {
  check_rows({
      {"btc_basis",
       {"venues.bybit.orders.margin.rest=expires"},
       {"bybit.yaml: orders.margin: must be orders.spot or orders.perp"}},
      {"btc_basis",
       {"venues.bybit.orders.spot.per_interval=none"},
       {"orders.spot.interval_seconds has no effect without orders.spot.per_interval"}},
      {"btc_basis", {"venues.bybit.orders.perp.post_only=ignored"}, {"refused | cancelled | cancelled_unseen"}},
      {"btc_basis", {"venues.binance.perp.BTCUSDT.price_band=1"}, {"price_band", "(0, 1)"}},
  });
}

TEST_CASE("leverage: LT/L > warning > critical > 1, and the target under the eMode LTV") {
  for (const std::string mode : {"eth_leveraged", "usdt_market_neutral"}) {
    check_rows({
        {mode,
         {"target_ltv=0.94"},
         {"target_ltv (0.94) must be at most venues.aave_v3.emodes.eth_correlated.ltv (0.93)"}},
        {mode,
         {"health_factor.warning=1.1"},
         {"health_factor.warning (1.1) must be below venues.aave_v3.emodes.eth_correlated.liquidation_threshold / "
          "target_ltv (0.95 / 0.9094005 = 1.044"}},
        {mode, {"health_factor.critical=1.04"}, {"health_factor.critical (1.04)", "health_factor.warning (1.03"}},
        {mode, {"health_factor.critical=1"}, {"health_factor.critical: 1 is out of range", "(1, 100)"}},
        {mode, {"target_ltv=1"}, {"target_ltv: 1 is out of range", "[0, 1)"}},
        {mode, {"emode=stablecoins"}, {"no eMode 'stablecoins'", "eth_correlated"}},
        {mode,
         {"venues.aave_v3.emodes.eth_correlated.ltv=0.96"},
         {"emodes.eth_correlated.ltv (0.96) must be below emodes.eth_correlated.liquidation_threshold (0.95,"}},
    });
  }
  // A mode that does not borrow has no such limits.
  CHECK(faults_of(kShippedConfigs, "btc_basis", {"health_factor.warning=1.1", "target_ltv=0.99"}).empty());
}

TEST_CASE("a target above the safe one but within the eMode LTV is a warning") {
  CHECK(load(kShippedConfigs, "eth_leveraged", {"target_ltv=0.9094005"}).warnings.empty());
  for (const std::string target : {"target_ltv=0.93", "target_ltv=0.92"}) {
    const LoadedConfig config = load(kShippedConfigs, "eth_leveraged", {target});
    CHECK(lines_with(config.warnings, {"target_ltv", "0.9094005", "max_stake_spread_move (0.02215)"}) == 1);
  }
}

TEST_CASE("hedge allocation: sums to one, on venues the mode has and that trade perps") {
  check_rows({
      {"btc_basis",
       {"hedge_allocation.binance=0.5"},
       {"hedge_allocation", "binance 0.5, bybit 0.3, okx 0.3 sum to 1.1"}},
      {"eth_basis", {"hedge_allocation.binance=0.9"}, {"sum to 1.5", "exactly 1"}},
      {"btc_basis", {"hedge_allocation.okx=0.299999999999"}, {"sum to 0.999999999999", "--set"}},
      {"btc_basis", {"hedge_allocation.okx=-0.1"}, {"hedge_allocation.okx: -0.1 is out of range", "[0, 1]"}},
      {"btc_basis",
       {"hedge_allocation.okx=0", "hedge_allocation.kraken=0.3"},
       {"hedge_allocation.kraken", "no venue 'kraken'"}},
      {"btc_basis",
       {"hedge_allocation.okx=0", "hedge_allocation.lido=0.3"},
       {"hedge_allocation.lido", "'lido' is not among the mode's venues"}},
      {"btc_basis",
       {"hedge_allocation.okx=0", "hedge_allocation.alchemy=0.3"},
       {"hedge_allocation.alchemy", "venue 'alchemy' cannot do 'perp'"}},
      {"btc_basis", {"venues=binance,bybit,alchemy"}, {"hedge_allocation.okx", "'okx' is not among the mode's venues"}},
      {"btc_basis",
       {"instruments=wallet:BaseToken:USDT,binance_usdm:Perp:BTCUSDT,bybit:Perp:BTCUSDT"},
       {"'okx:Perp:BTCUSDT' is missing, but hedge_allocation.okx is 0.3"}},
  });
}

TEST_CASE("routing: known actions to venues of the mode that can do them") {
  check_rows({
      {"btc_basis", {"routing.spot_trad=binance"}, {"routing.spot_trad", "did you mean 'spot_trade'?"}},
      {"btc_basis", {"routing.spot_trade=binanc"}, {"no venue 'binanc'", "did you mean 'binance'?"}},
      {"btc_basis", {"routing.spot_trade=alchemy"}, {"venue 'alchemy' cannot do 'spot'", "wallet"}},
      {"btc_basis", {"routing.supply=aave_v3"}, {"venue 'aave_v3' is not among the mode's venues"}},
      {"btc_basis", {"routing.spot_trade=hedge_allocation"}, {"no venue 'hedge_allocation'"}},
      {"eth_staking_only", {"routing.stake=hedge_allocation"}, {"no venue 'hedge_allocation'"}},
      {"eth_staking_only",
       {"venues=etherfi,uniswap,alchemy", "instruments=etherfi:LST:weETH", "lst_type=wsteth"},
       {"lst_type: no venue of the mode stakes 'wsteth'"}},
      {"btc_basis", {"venues=binance,bybit,okx,alchemi"}, {"venues: no venue 'alchemi'", "did you mean 'alchemy'?"}},
  });
  const ConfigCopy copy;
  copy.replace("modes/btc_basis.yaml", "  perp_trade: hedge_allocation\n", "");
  const auto faults = faults_of(copy.path(), "btc_basis");
  CHECK(lines_with(faults, {"routing.perp_trade: missing, but the mode's instruments need it"}) == 1);
  CHECK(lines_with(faults, {"asset (BTC) needs a hedge in the market-neutral share class USDT"}) == 1);
}

TEST_CASE("instruments: account:type:symbol the venue files know") {
  const std::string good = "instruments=aave_v3:aToken:aUSDT,";
  check_rows({
      {"pure_lending",
       {good + "walet:BaseToken:USDT"},
       {"'walet' is not an account of the mode's venues", "did you mean 'wallet'?"}},
      {"pure_lending", {good + "binance:BaseToken:USDT"}, {"'binance' is not an account of the mode's venues"}},
      {"pure_lending", {good + "wallet:BasToken:USDT"}, {"unknown type 'BasToken'", "did you mean 'BaseToken'?"}},
      {"pure_lending", {good + "wallet:BaseToken:USDTT"}, {"knows no BaseToken 'USDTT'", "did you mean 'USDT'?"}},
      {"pure_lending", {good + "wallet:USDT"}, {"'wallet:USDT': is not of the form account:type:symbol"}},
      {"pure_lending", {good + "wallet:BaseToken:USDT:x"}, {"is not of the form account:type:symbol"}},
      {"pure_lending", {good + "aave_v3:aToken:USDT"}, {"knows no aToken 'USDT'", "aUSDT"}},
      {"pure_lending", {good + "aave_v3:Perp:BTCUSDT"}, {"knows no Perp 'BTCUSDT'", "(allowed: none)"}},
      {"pure_lending", {good + "aave_v3:debtToken:debtweETH"}, {"knows no debtToken 'debtweETH'"}},
      {"pure_lending", {good + "aave_v3:debtToken:debtUSDT"}, {"routing.borrow: missing"}},
      {"eth_staking_only", {"instruments=lido:LST:weETH"}, {"knows no LST 'weETH'", "did you mean 'wstETH'?"}},
      {"btc_basis", {"instruments=okx:Perp:BTC-USDT-SWAP"}, {"knows no Perp 'BTC-USDT-SWAP'", "BTCUSDT"}},
  });
}

TEST_CASE("venue files: numbers that contradict each other, capabilities without their section") {
  check_rows({
      {"btc_basis",
       {"venues.okx.perp.BTCUSDT.minimum_size=20000"},
       {"perp.BTCUSDT.minimum_size (20000) must be at most perp.BTCUSDT.maximum_size (12000,"}},
      {"btc_basis",
       {"venues.okx.perp.BTCUSDT.minimum_size=0.015"},
       {"perp.BTCUSDT.minimum_size (0.015) must be a multiple of perp.BTCUSDT.step (0.01,"}},
      {"btc_basis", {"venues.okx.perp.BTCUSDT.base=ETH"}, {"perp.BTCUSDT", "base and quote in one, ETHUSDT"}},
      {"btc_basis", {"venues.okx.capabilities=perp,lend"}, {"'lend' is for kind lending, but kind is cex"}},
      {"btc_basis", {"venues.okx.capabilities=perp,fly"}, {"capabilities: 'fly' is not a choice"}},
      {"btc_basis",
       {"venues.binance.perp.BTCUSDT.margin_tiers.2.up_to=40000"},
       {"margin_tiers.1.up_to (50000) must be below perp.BTCUSDT.margin_tiers.2.up_to (40000,"}},
      {"btc_basis",
       {"venues.binance.perp.BTCUSDT.margin_tiers.2.max_leverage=125"},
       {"margin_tiers.2.max_leverage (125)", "margin_tiers.1.max_leverage (125,"}},
      {"btc_basis",
       {"venues.okx.perp.BTCUSDT.margin_tiers.3.maintenance_margin=0.01",
        "venues.okx.perp.BTCUSDT.margin_tiers.3.max_leverage=10"},
       {"margin_tiers.2: missing, tiers are numbered 1 to 2"}},
      {"btc_basis",
       {"venues.okx.perp.BTCUSDT.margin_tiers.2.maintenance_margin=0.01",
        "venues.okx.perp.BTCUSDT.margin_tiers.2.max_leverage=10"},
       {"margin_tiers.1.up_to: missing, only the last tier may be open"}},
      {"pure_lending",
       {"venues.aave_v3.reserves.USDT.ltv=0.8"},
       {"reserves.USDT.ltv (0.8) must be at most reserves.USDT.liquidation_threshold (0.78,"}},
      {"pure_lending",
       {"venues.aave_v3.emodes.eth_correlated.collateral=weETH,rETH"},
       {"'rETH' is no reserve", "weETH"}},
      {"eth_staking_only",
       {"venues.lido.staking.queue_days.minimum=9"},
       {"staking.queue_days.minimum (9) must be at most staking.queue_days.maximum (5,"}},
      {"eth_staking_only",
       {"venues.uniswap.pools.weETH_ETH.fee_bps=7"},
       {"pools.weETH_ETH.fee_bps (7) must be one of fee_tiers_bps"}},
      {"pure_lending", {"venues.alchemy.gas.safety_factor=0.9"}, {"gas.safety_factor: 0.9 is out of range", "[1, 5]"}},
      {"pure_lending", {"venues.alchemy.gas.units.supply=100"}, {"gas.units.supply: 100 is out of range"}},
      {"pure_lending",
       {"venues.aave_v3.contracts.1.pool=0x12"},
       {"--set: contracts.1.pool: '0x12' is no address (allowed: 0x and 40 hexadecimal digits)"}},
      {"pure_lending",
       {"venues.aave_v3.contracts.mainnet.pool=0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2"},
       {"contracts.mainnet: no id of a chain", "1 is mainnet"}},
      {"btc_basis",
       {"venues.binance.contracts.1.pool=0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2"},
       {"unknown key 'contracts.1.pool'"}},
  });
}

TEST_CASE("a venue file's missing key is named, under each market") {
  const ConfigCopy copy;
  copy.replace("venues/alchemy.yaml", "    supply: 250000\n", "");
  copy.replace("venues/okx.yaml", "    native_symbol: ETH-USDT-SWAP\n", "");
  copy.replace("venues/lido.yaml", "kind: staking\n", "");
  const auto faults = faults_of(copy.path(), "pure_lending");
  CHECK_MESSAGE(faults.size() == 3, joined(faults));
  CHECK(lines_with(faults, {"alchemy.yaml: gas.units.supply: missing"}) == 1);
  CHECK(lines_with(faults, {"okx.yaml: perp.ETHUSDT.native_symbol: missing"}) == 1);
  CHECK(lines_with(faults, {"lido.yaml: kind: missing"}) == 1);
}

TEST_CASE("a staking token without its share class or with a foreign currency is refused") {
  const ConfigCopy copy;
  std::filesystem::remove(copy.path() / "share_classes/eth.yaml");
  CHECK(lines_with(faults_of(copy.path(), "eth_leveraged"), {"share_class", "currency ETH"}) == 1);
}

TEST_CASE("a capability without its section is named") {
  const ConfigCopy copy;
  copy.cut("venues/okx.yaml", "spot:\n  BTCUSDT", "\n#");
  const auto loaded = load_config(copy.path(), "btc_basis", {}, environment());
  REQUIRE(!loaded);
  CHECK(lines_with(loaded.error().lines, {"'spot' is claimed for okx"}) == 1);
}
