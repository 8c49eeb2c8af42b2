#include <doctest/doctest.h>

#include "core/history/history.hpp"

using namespace basis;

namespace {

Settings settings(const char* share_class, const char* asset, std::vector<std::string> instruments) {
  Settings s;
  s.mode.share_class = share_class;
  s.mode.asset = asset;
  s.mode.instruments = std::move(instruments);
  s.mode.execution.costs = CostModel::none;
  return s;
}

void hedge(Settings& s, const char* venue, const char* share) {
  s.mode.hedge_allocation[venue] = from_text<Ratio>(share);
}

std::vector<std::string> names(const Settings& s) {
  std::vector<std::string> out;
  for (const SeriesNeed& need : series_needed(s)) out.push_back(need.name);
  return out;
}

using Names = std::vector<std::string>;

const std::vector<std::string> kLstKeys = {"wallet:BaseToken:ETH", "etherfi:LST:weETH", "lido:LST:wstETH"};
const std::vector<std::string> kLeveragedKeys = {"wallet:BaseToken:ETH",   "etherfi:LST:weETH",
                                                 "lido:LST:wstETH",        "aave_v3:aToken:aweETH",
                                                 "aave_v3:aToken:awstETH", "aave_v3:debtToken:debtWETH"};

}  // namespace

TEST_CASE("pure lending") {
  Settings s = settings("USDT", "USDT", {"wallet:BaseToken:USDT", "aave_v3:aToken:aUSDT"});
  CHECK(series_needed(s) == std::vector<SeriesNeed>{{SeriesKind::aave_index_1d, "aave_v3/USDT"}});
  s.mode.execution.costs = CostModel::model;
  CHECK(names(s) == Names{"aave_v3/USDT", "costs/execution_bps", "gas/ethereum", "spot/binance_ETHUSDT"});
}

TEST_CASE("BTC basis, with only the venues that hedge") {
  Settings s = settings("USDT", "BTC",
                        {"wallet:BaseToken:USDT", "binance:BaseToken:BTC", "binance_usdm:Perp:BTCUSDT",
                         "bybit:Perp:BTCUSDT", "okx:Perp:BTCUSDT"});
  s.venues["binance"].kind = "cex";
  s.venues["binance"].accounts = {"binance", "binance_usdm"};
  hedge(s, "binance", "0.4");
  hedge(s, "bybit", "0.6");
  hedge(s, "okx", "0");
  CHECK(series_needed(s) == std::vector<SeriesNeed>{{SeriesKind::funding_8h, "funding/binance_BTCUSDT"},
                                                    {SeriesKind::funding_8h, "funding/bybit_BTCUSDT"},
                                                    {SeriesKind::ohlcv_1h, "perp/binance_BTCUSDT"},
                                                    {SeriesKind::ohlcv_1h, "perp/bybit_BTCUSDT"},
                                                    {SeriesKind::ohlcv_1h, "spot/binance_BTCUSDT"}});
  hedge(s, "okx", "0.1");
  CHECK(names(s).size() == 7);
}

TEST_CASE("staking in ETH needs the chosen token's rates and no dollars") {
  Settings s = settings("ETH", "ETH", kLstKeys);
  CHECK(names(s) == Names{"lst/weETH_market", "lst/weETH_oracle"});
  s.mode.lst_type = LstType::wsteth;
  s.mode.rewards_mode = RewardsMode::base_eigen;
  CHECK(names(s) == Names{"lst/wstETH_market", "lst/wstETH_oracle"});
  s.mode.lst_type = LstType::weeth;
  CHECK(names(s) == Names{"lst/weETH_market", "lst/weETH_oracle", "rewards/etherfi", "spot/binance_ETHUSDT",
                          "spot/uniswap_v3_EIGENWETH", "spot/uniswap_v3_ETHFIWETH"});
}

TEST_CASE(
    "an ETH share class needs ETH's dollars for the first asset that is not ETH, reward tokens only when credited") {
  Settings s = settings("ETH", "ETH", kLstKeys);
  s.mode.instruments.push_back("wallet:BaseToken:EIGEN");
  CHECK(names(s) == Names{"lst/weETH_market", "lst/weETH_oracle"});
  s.mode.instruments.push_back("wallet:BaseToken:USDT");
  CHECK(names(s) == Names{"lst/weETH_market", "lst/weETH_oracle", "spot/binance_ETHUSDT"});
}

TEST_CASE("leverage adds both reserves of the chosen token") {
  Settings s = settings("ETH", "ETH", kLeveragedKeys);
  CHECK(names(s) == Names{"aave_v3/WETH", "aave_v3/weETH", "lst/weETH_market", "lst/weETH_oracle"});
  s.mode.lst_type = LstType::wsteth;
  CHECK(names(s) == Names{"aave_v3/WETH", "aave_v3/wstETH", "lst/wstETH_market", "lst/wstETH_oracle"});
  s = settings("ETH", "ETH", {"aave_v3:aToken:aweETH"});
  CHECK(names(s) == Names{"aave_v3/weETH", "lst/weETH_oracle"});
  s.mode.routing["swap"] = "uniswap";
  CHECK(names(s) == Names{"aave_v3/weETH", "lst/weETH_market", "lst/weETH_oracle"});
}

TEST_CASE("the market-neutral mode adds dollars, perps and funding") {
  Settings s = settings("USDT", "ETH", kLeveragedKeys);
  s.mode.instruments.push_back("okx:Perp:ETHUSDT");
  hedge(s, "okx", "1");
  CHECK(names(s) == Names{"aave_v3/WETH", "aave_v3/weETH", "funding/okx_ETHUSDT", "lst/weETH_market",
                          "lst/weETH_oracle", "perp/okx_ETHUSDT", "spot/binance_ETHUSDT"});
}
