#include "core/config/venue_accounts.hpp"
#include "tests/core/config/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// Exactly one fault holds all of these texts.
void check_one(const std::vector<std::string>& faults, const std::vector<std::string>& texts) {
  INFO(texts.front(), " in\n", joined(faults));
  CHECK(lines_with(faults, texts) == 1);
}

/// Instruments of the BTC basis mode, with Binance's accounts and what they hold given.
std::string instruments(const std::string& binance) {
  return "instruments=wallet:BaseToken:USDT," + binance +
         "bybit:BaseToken:USDT,bybit:Perp:BTCUSDT,okx:BaseToken:USDT,okx:Perp:BTCUSDT";
}

const std::string kSplit = "venues.binance.accounts.perp=binance_usdm";

}  // namespace

TEST_CASE("accounts: a venue that names none has one of its own name") {
  const Settings settings = load(kShippedConfigs, "btc_basis").settings;
  CHECK(settings.venues.at("bybit").accounts.spot == "bybit");
  CHECK(settings.venues.at("bybit").accounts.perp == "bybit");
  CHECK(venue_of_account(settings, "bybit") == "bybit");
  CHECK(venue_of_account(settings, "wallet") == "alchemy");
  CHECK(venue_of_account(settings, "aave_v3") == "aave_v3");
}

TEST_CASE("accounts: spot and perps of a venue may be in two") {
  const std::vector<std::string> overrides = {
      kSplit, "venues.okx.accounts.spot=okx_funding",
      "instruments=wallet:BaseToken:USDT,binance:BaseToken:USDT,binance:BaseToken:BTC,binance_usdm:BaseToken:USDT,"
      "binance_usdm:Perp:BTCUSDT,bybit:BaseToken:USDT,bybit:Perp:BTCUSDT,okx_funding:BaseToken:USDT,okx:BaseToken:USDT,"
      "okx:Perp:BTCUSDT"};
  const Settings settings = load(kShippedConfigs, "btc_basis", overrides).settings;
  CHECK(settings.venues.at("binance").accounts.spot == "binance");
  CHECK(settings.venues.at("binance").accounts.perp == "binance_usdm");
  CHECK(settings.venues.at("okx").accounts.perp == "okx");
  CHECK(venue_of_account(settings, "binance_usdm") == "binance");
  CHECK(venue_of_account(settings, "okx_funding") == "okx");
}

TEST_CASE("accounts: names that are none, that are taken, or that no venue of the kind has") {
  struct Row {
    const char *file, *line;
    std::vector<std::string> texts;
  };
  for (const Row& row : std::vector<Row>{
           {"bybit", "accounts: {perp: okx}", {"venues/bybit.yaml:", "accounts.perp: 'okx' belongs to venue okx"}},
           {"bybit", "accounts: {spot: aave_v3}", {"accounts.spot: 'aave_v3' belongs to venue aave_v3"}},
           {"okx", "accounts: {perp: wallet}", {"venues/okx.yaml:", "'wallet' is the account of the wallet"}},
           {"okx", "accounts: {perp: OKX}", {"accounts.perp: 'OKX' is not a name", "lower-case letters"}},
           {"okx", "accounts: {perp: 'okx:swap'}", {"accounts.perp: 'okx:swap' is not a name"}},
           {"okx", "accounts: {perp: 1okx}", {"accounts.perp: '1okx' is not a name"}},
           {"okx", "accounts: {margin: okx_swap}", {"unknown key 'accounts.margin'"}},
           {"okx", "accounts: okx_swap", {"'accounts' is a group of keys"}},
           {"lido",
            "accounts: {spot: lido_spot}",
            {"venues/lido.yaml:", "accounts.spot (lido_spot)", "kind staking has one account", "only in kind cex"}}}) {
    const ConfigCopy copy;
    copy.append("venues/" + std::string(row.file) + ".yaml", "\n" + std::string(row.line) + "\n");
    check_one(faults_of(copy.path(), "btc_basis"), row.texts);
  }
  const ConfigCopy copy;
  copy.append("venues/bybit.yaml", "\naccounts: {spot: unified}\n");
  copy.append("venues/okx.yaml", "\naccounts: {perp: unified}\n");
  check_one(faults_of(copy.path(), "pure_lending"), {"okx.yaml:", "accounts.perp: 'unified' belongs to venue bybit"});
}

TEST_CASE("accounts: a key that names the wrong account is told the right one") {
  const std::string coins = "binance:BaseToken:USDT,binance:BaseToken:BTC,";
  check_one(faults_of(kShippedConfigs, "btc_basis", {kSplit, instruments(coins + "binance:Perp:BTCUSDT,")}),
            {"'binance:Perp:BTCUSDT': perps of binance are in the account 'binance_usdm'",
             "(allowed: binance_usdm:Perp:BTCUSDT)"});
  check_one(faults_of(kShippedConfigs, "btc_basis",
                      {"venues.binance.accounts.spot=binance_spot", "venues.binance.accounts.perp=binance_usdm",
                       instruments("binance:BaseToken:USDT,")}),
            {"'binance:BaseToken:USDT': coins of binance are in the account 'binance_spot'"});
  check_one(faults_of(kShippedConfigs, "btc_basis", {kSplit, instruments(coins + "binance_usd:Perp:BTCUSDT,")}),
            {"'binance_usd' is not an account of the mode's venues", "did you mean 'binance_usdm'?",
             "binance | binance_usdm | bybit | okx | wallet"});
  check_one(faults_of(kShippedConfigs, "btc_basis", {"instruments=alchemy:BaseToken:USDT"}),
            {"coins of alchemy are in the account 'wallet'"});
}

TEST_CASE("accounts: a mode that was written for one account gets one line for each of its perps") {
  const std::string old = instruments("binance:BaseToken:USDT,binance:BaseToken:BTC,binance:Perp:BTCUSDT,");
  CHECK(joined(faults_of(kShippedConfigs, "btc_basis", {old})) ==
        "--set: instruments: 'binance:Perp:BTCUSDT': perps of binance are in the account 'binance_usdm' (allowed: "
        "binance_usdm:Perp:BTCUSDT)\n");
}

TEST_CASE("accounts: each that the mode uses holds USDT") {
  const std::string perp = "binance_usdm:Perp:BTCUSDT,";
  const auto told = [&](const std::string& binance, const std::vector<std::string>& texts) {
    check_one(faults_of(kShippedConfigs, "btc_basis", {kSplit, instruments(binance)}), texts);
  };
  told("binance:BaseToken:USDT,binance:BaseToken:BTC," + perp,
       {"instruments: 'binance_usdm:BaseToken:USDT' is missing, but it is the margin of what 'binance_usdm' holds"});
  told("binance:BaseToken:BTC,binance_usdm:BaseToken:USDT," + perp,
       {"instruments: 'binance:BaseToken:USDT' is missing, but routing.spot_trade is binance"});
  told("binance:BaseToken:USDT,binance:BaseToken:BTC,binance_usdm:BaseToken:USDT,",
       {"instruments: 'binance_usdm:Perp:BTCUSDT' is missing, but hedge_allocation.binance is 0.4"});
  check_one(
      faults_of(kShippedConfigs, "btc_basis",
                {kSplit, "venues.okx.accounts.spot=okx_funding",
                 instruments("binance:BaseToken:USDT,binance:BaseToken:BTC,binance_usdm:BaseToken:USDT," + perp)}),
      {"'okx_funding:BaseToken:USDT' is missing, but transfers to and from okx go through it"});
  const std::vector<std::string> spot_only = {
      "instruments=wallet:BaseToken:USDT,binance:BaseToken:USDT,binance:BaseToken:BTC,bybit:BaseToken:USDT,"
      "bybit:Perp:BTCUSDT,okx:BaseToken:USDT,okx:Perp:BTCUSDT",
      kSplit, "hedge_allocation.binance=0", "hedge_allocation.okx=0.7"};
  CHECK(joined(faults_of(kShippedConfigs, "btc_basis", spot_only)).empty());
}
