#include "core/config/load_config.hpp"

#include <algorithm>

#include "core/base/types.hpp"
#include "core/config/render_config.hpp"
#include "tests/core/config/support.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("an unknown mode is one line with the modes there are") {
  for (const std::string mode : {"btc_bassis", "", "../modes/btc_basis", "BTC_BASIS", "btc_basis.yaml"}) {
    CAPTURE(mode);
    const auto faults = faults_of(kShippedConfigs, mode);
    REQUIRE(faults.size() == 1);
    for (const std::string& known : kModes) CHECK(faults[0].find(known) != std::string::npos);
  }
  CHECK(lines_with(faults_of(kShippedConfigs, "btc_bassis"), {"did you mean 'btc_basis'?"}) == 1);
}

TEST_CASE("a folder without configuration is one line") {
  const auto faults = faults_of("/nonexistent/configs", "btc_basis");
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].find("/nonexistent/configs") == 0);
  CHECK(known_modes("/nonexistent/configs").empty());
}

TEST_CASE("--set wins over the mode's file, which wins over the default; the last --set wins") {
  const ConfigCopy copy;
  copy.replace("modes/btc_basis.yaml", "reserve_ratio: 0.10", "reserve_ratio: 0.07");
  CHECK(load(copy.path(), "btc_basis").settings.mode.reserve_ratio == from_text<Ratio>("0.07"));
  CHECK(load(copy.path(), "btc_basis", {"reserve_ratio=0"}).settings.mode.reserve_ratio.is_zero());
  CHECK(load(copy.path(), "btc_basis", {"reserve_ratio=0", "reserve_ratio=0.3"}).settings.mode.reserve_ratio ==
        from_text<Ratio>("0.3"));
  CHECK(load(copy.path(), "btc_basis").settings.mode.dust_delta == from_text<Ratio>("0.001"));
  CHECK(load(copy.path(), "btc_basis", {"venues.okx.perp.BTCUSDT.tick=0.5"})
            .settings.venues.at("okx")
            .perp.at("BTCUSDT")
            .tick == from_text<Price>("0.5"));
  CHECK(load(copy.path(), "btc_basis", {"share_classes.usdt.default_capital=5"}).settings.default_capital ==
        from_text<Amount>("5"));
  CHECK(load(copy.path(), "btc_basis",
             {"hedge_allocation.binance=0.5", "hedge_allocation.bybit=0.5", "hedge_allocation.okx=0"})
            .settings.mode.hedge_allocation.at("okx")
            .is_zero());
}

TEST_CASE("a list is overridden with commas") {
  const auto config = load(kShippedConfigs, "eth_staking_only",
                           {"venues=etherfi, uniswap,alchemy", "instruments=wallet:BaseToken:ETH,etherfi:LST:weETH"});
  CHECK(config.settings.mode.venues == std::vector<std::string>{"etherfi", "uniswap", "alchemy"});
  CHECK(config.settings.mode.instruments.size() == 2);
  CHECK(config.warnings.empty());
}

TEST_CASE("a wrong override is one line that says --set, the key, the value and what is allowed") {
  struct Row {
    std::string text;
    std::vector<std::string> says;
  };
  const Row rows[] = {
      {"reserve_ratoi=0", {"unknown key 'reserve_ratoi'", "did you mean 'reserve_ratio'?"}},
      {"reserve_ratio", {"'reserve_ratio' is not of the form key=value"}},
      {"=3", {"'=3' is not of the form key=value"}},
      {"reserve_ratio=", {"reserve_ratio", "''"}},
      {"reserve_ratio=1", {"reserve_ratio: 1 is out of range", "[0, 1)"}},
      {"reserve_ratio=nan", {"reserve_ratio: 'nan' is not a decimal number"}},
      {"execution.costs=some", {"execution.costs: 'some'", "model | none"}},
      {"execution=none", {"'execution' is a group of keys", "execution.costs"}},
      {"rebalance.enabled=0", {"'0' is neither true nor false"}},
      {"lst_type=steth", {"'steth'", "weeth | wsteth"}},
      {"venues.okkx.perp.BTCUSDT.step=1", {"no file 'okkx'", "did you mean 'okx'?", "binance"}},
      {"venues.okx=1", {"a key must follow 'venues.okx'"}},
      {"venues.okx.perp.BTCUSDT.stepp=1", {"unknown key", "did you mean 'perp.BTCUSDT.step'?"}},
      {"venues.okx.kind=bank", {"kind: 'bank' is not a choice", "cex"}},
      {"share_classes.usd.decimals=6", {"no file 'usd'", "usdt"}},
      {"share_classes.usdt.decimals=19", {"decimals: 19 is out of range", "[0, 18]"}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto faults = faults_of(kShippedConfigs, "btc_basis", {row.text});
    std::vector<std::string> says = row.says;
    says.emplace_back("--set");
    CHECK_MESSAGE(lines_with(faults, says) == 1, joined(faults));
    CHECK_MESSAGE(faults.size() == 1, joined(faults));
  }
}

TEST_CASE("an unknown key in each kind of file is named with file, line and the nearest key") {
  struct Row {
    std::string file;
    std::string text;
    std::string key;
    std::string near;
  };
  const Row rows[] = {
      {"modes/btc_basis.yaml", "\nreserv_ratio: 0.2\n", "reserv_ratio", "reserve_ratio"},
      {"venues/okx.yaml", "\ncapabilties: [perp]\n", "capabilties", "capabilities"},
      {"venues/aave_v3.yaml", "\nemode: {x: {category: 1}}\n", "emode.x.category", "emodes.x.category"},
      {"share_classes/usdt.yaml", "\nmarket_nuetral: true\n", "market_nuetral", "market_neutral"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.file);
    const ConfigCopy copy;
    copy.append(row.file, row.text);
    const auto faults = faults_of(copy.path(), "btc_basis");
    CHECK(faults.size() == 1);
    const std::string place = (copy.path() / row.file).string() + ":";
    CHECK_MESSAGE(lines_with(faults, {place, "unknown key '" + row.key + "'", "did you mean '" + row.near + "'?"}) == 1,
                  joined(faults));
  }
}

TEST_CASE("a key of another kind of venue is unknown") {
  const ConfigCopy copy;
  copy.append("venues/lido.yaml", "\nflash_loan: {fee_bps: 0, assets: [WETH]}\n");
  CHECK(lines_with(faults_of(copy.path(), "pure_lending"), {"lido.yaml", "unknown key 'flash_loan.fee_bps'"}) == 1);
}

TEST_CASE("malformed files of every kind are each reported, at once") {
  const ConfigCopy copy;
  copy.append("modes/btc_basis.yaml", "\nreserve_ratio: 0.2\n");
  copy.write("venues/okx.yaml", "kind: [cex\n");
  copy.write("venues/bybit.yaml", "");
  std::filesystem::remove(copy.path() / "venues/binance.yaml");
  std::filesystem::create_directory(copy.path() / "venues/binance.yaml");
  copy.write("share_classes/usdt.yaml", "currency: USDT\ncurrency: USDT\n");
  const auto faults = faults_of(copy.path(), "btc_basis");
  CHECK_MESSAGE(faults.size() == 5, joined(faults));
  CHECK(lines_with(faults, {"btc_basis.yaml:", "duplicate key 'reserve_ratio'"}) == 1);
  CHECK(lines_with(faults, {"okx.yaml:", "malformed YAML"}) == 1);
  CHECK(lines_with(faults, {"bybit.yaml:1", "empty"}) == 1);
  CHECK(lines_with(faults, {"binance.yaml", "cannot be read"}) == 1);
  CHECK(lines_with(faults, {"usdt.yaml:2", "duplicate key 'currency', first on line 1"}) == 1);
}

TEST_CASE("faults of all files and of the command line are reported at once") {
  const ConfigCopy copy;
  copy.replace("modes/btc_basis.yaml", "reserve_ratio: 0.10", "reserve_ratio: 1.5");
  copy.replace("venues/okx.yaml", "contract_size: 0.01", "contract_size: -1");
  copy.replace("share_classes/usdt.yaml", "market_neutral: true", "market_neutral: maybe");
  const auto faults =
      faults_of(copy.path(), "btc_basis", {"margin_ratio.critical=0.5", "hedge_allocation.okx=0.4", "oops=1"});
  CHECK(lines_with(faults, {"btc_basis.yaml:", "reserve_ratio: 1.5 is out of range"}) == 1);
  CHECK(lines_with(faults, {"okx.yaml:", "perp.BTCUSDT.contract_size: -1 is out of range"}) == 1);
  CHECK(lines_with(faults, {"usdt.yaml:", "'maybe' is neither true nor false"}) == 1);
  CHECK(lines_with(faults, {"margin_ratio.critical (0.5) must be below margin_ratio.warning (0.2"}) == 1);
  CHECK(lines_with(faults, {"sum to 1.1"}) == 1);
  CHECK(lines_with(faults, {"unknown key 'oops'"}) == 1);
  CHECK_MESSAGE(faults.size() == 6, joined(faults));
}

TEST_CASE("the effective text is sorted, complete and accepted back by --set") {
  const LoadedConfig config = load(kShippedConfigs, "eth_leveraged", {"reserve_ratio=0.05"});
  std::vector<std::string> lines;
  std::vector<std::string> overrides;
  std::size_t start = config.effective_text.find("mode: ");
  start = config.effective_text.find('\n', start) + 1;
  for (std::size_t end; (end = config.effective_text.find('\n', start)) != std::string::npos; start = end + 1)
    lines.push_back(config.effective_text.substr(start, end - start));
  CHECK(lines.size() > 100);
  for (const std::string& line : lines) {
    const std::size_t colon = line.find(": ");
    std::string value = line.substr(colon + 2);
    if (value.front() == '[') value = value.substr(1, value.size() - 2);
    overrides.push_back(line.substr(0, colon) + "=" + value);
  }
  CHECK(lines_with(lines, {"reserve_ratio: 0.05"}) == 1);
  CHECK(lines_with(lines, {"target_ltv: 0.9094005"}) == 1);
  CHECK(lines_with(lines, {"venues.binance."}) == 0);
  const LoadedConfig again = load(kShippedConfigs, "eth_leveraged", overrides);
  CHECK(again.effective_text == config.effective_text);
  CHECK(again.fingerprint == config.fingerprint);
  CHECK(std::is_sorted(overrides.begin(), overrides.end(), [](const std::string& a, const std::string& b) {
    return a.substr(0, a.find('=')) < b.substr(0, b.find('='));
  }));
}

TEST_CASE("the fingerprint follows the settings, and neither folder nor spelling nor environment") {
  const std::string base = load(kShippedConfigs, "btc_basis").fingerprint;
  const ConfigCopy copy;
  CHECK(load(copy.path(), "btc_basis").fingerprint == base);
  copy.replace("modes/btc_basis.yaml", "reserve_ratio: 0.10 ", "reserve_ratio: 1e-1 ");
  copy.append("modes/btc_basis.yaml", "\n# a comment\ndust_delta: 0.0010\n");
  CHECK(load(copy.path(), "btc_basis").fingerprint == base);
  CHECK(load(kShippedConfigs, "btc_basis", {}, {{"BASIS_ENVIRONMENT", "prod"}, {"BASIS_DATA_DIR", "/x"}}).fingerprint ==
        base);
  // A venue the mode does not use does not reach it.
  CHECK(load(kShippedConfigs, "btc_basis", {"venues.lido.staking.queue_days.maximum=6"}).fingerprint == base);
  for (const std::string change :
       {"reserve_ratio=0.11", "venues.okx.perp.BTCUSDT.step=0.005", "venues.alchemy.gas.units.supply=250001",
        "share_classes.usdt.default_capital=1", "execution.costs=none"}) {
    CAPTURE(change);
    CHECK(load(kShippedConfigs, "btc_basis", {change}).fingerprint != base);
  }
  CHECK(load(kShippedConfigs, "eth_basis").fingerprint != base);
}

TEST_CASE("an override that cannot reach the run is a warning") {
  const LoadedConfig config = load(kShippedConfigs, "pure_lending", {"venues.okx.perp.BTCUSDT.step=0.005"});
  REQUIRE(config.warnings.size() == 1);
  CHECK(lines_with(config.warnings, {"--set", "venues.okx.perp.BTCUSDT.step", "no effect"}) == 1);
  CHECK(render_config(config, environment()).find("no effect") != std::string::npos);
}
