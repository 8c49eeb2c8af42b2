#include <doctest/doctest.h>

#include <set>

#include "core/config/load_config.hpp"
#include "tests/core/history/real_history.hpp"
#include "tests/support/data_folder.hpp"
#include "tests/support/source_dir.hpp"
#include "tools/sample/sample_dataset.hpp"

using namespace basis;
using namespace basis::test;

namespace {

using NameSet = std::set<std::string>;

/// What a shipped mode needs in every variant, and whether it stakes and lends what it staked.
struct ModeRow {
  const char* mode;
  NameSet always;
  bool stakes = false;
  bool lends_staked = false;
};

NameSet basis_series(const std::string& asset) {
  NameSet names = {"spot/binance_" + asset + "USDT"};
  for (const std::string venue : {"binance", "bybit", "okx"}) {
    names.insert("perp/" + venue + "_" + asset + "USDT");
    names.insert("funding/" + venue + "_" + asset + "USDT");
  }
  return names;
}

const std::vector<ModeRow> kModes = {{"pure_lending", {"aave_v3/USDT"}},
                                     {"btc_basis", basis_series("BTC")},
                                     {"eth_basis", basis_series("ETH")},
                                     {"eth_staking_only", {"spot/binance_ETHUSDT"}, true},
                                     {"eth_leveraged", {"spot/binance_ETHUSDT"}, true, true},
                                     {"usdt_market_neutral_no_leverage", basis_series("ETH"), true},
                                     {"usdt_market_neutral", basis_series("ETH"), true, true}};

/// One way to run a mode.
struct Variant {
  std::string rewards;
  std::string costs;
  std::string lst;
};

std::vector<Variant> variants() {
  std::vector<Variant> all;
  for (const char* rewards : {"base_only", "base_eigen", "base_eigen_seasonal"})
    for (const char* costs : {"none", "model"})
      for (const char* lst : {"weeth", "wsteth"}) all.push_back({rewards, costs, lst});
  return all;
}

NameSet expected(const ModeRow& row, const Variant& variant) {
  NameSet names = row.always;
  const std::string token = variant.lst == "weeth" ? "weETH" : "wstETH";
  if (row.stakes) names.insert({"lst/" + token + "_oracle", "lst/" + token + "_market"});
  if (row.lends_staked) names.insert({"aave_v3/WETH", "aave_v3/" + token});
  if (row.stakes && variant.lst == "weeth" && variant.rewards != "base_only")
    names.insert({"rewards/etherfi", "spot/uniswap_v3_EIGENWETH", "spot/uniswap_v3_ETHFIWETH"});
  if (variant.costs == "model") names.insert({"gas/ethereum", "costs/execution_bps", "spot/binance_ETHUSDT"});
  return names;
}

std::vector<SeriesNeed> needs_of(const std::string& mode, const Variant& variant) {
  const std::vector<std::string> overrides = {"rewards_mode=" + variant.rewards, "execution.costs=" + variant.costs,
                                              "lst_type=" + variant.lst};
  const auto loaded = load_config(test::shipped_configs(), mode, overrides, Environment{});
  REQUIRE_MESSAGE(loaded.has_value(), all_lines(loaded.error()));
  return series_needed(loaded.value().settings);
}

/// Every mode in every variant passes the gate of a folder over a range.
void check_gate(const std::filesystem::path& folder, const char* from, const char* to) {
  std::set<std::vector<SeriesNeed>> passed;
  for (const ModeRow& row : kModes)
    for (const Variant& variant : variants()) {
      CAPTURE(row.mode);
      CAPTURE(variant.rewards);
      CAPTURE(variant.costs);
      CAPTURE(variant.lst);
      const std::vector<SeriesNeed> needs = needs_of(row.mode, variant);
      if (!passed.insert(needs).second) continue;
      const auto history = load_history(folder, needs, utc(from), utc(to));
      CHECK_MESSAGE(history.has_value(), (history ? std::string() : all_lines(history.error())));
    }
}

}  // namespace

TEST_CASE("what each of the seven modes needs, with every kind of reward, cost and staked token") {
  for (const ModeRow& row : kModes)
    for (const Variant& variant : variants()) {
      CAPTURE(row.mode);
      CAPTURE(variant.rewards);
      CAPTURE(variant.costs);
      CAPTURE(variant.lst);
      NameSet found;
      for (const SeriesNeed& need : needs_of(row.mode, variant)) {
        CHECK(found.insert(need.name).second);
        CHECK(need.exact_only == (need.name == "rewards/etherfi" && variant.rewards == "base_eigen"));
      }
      CHECK(found == expected(row, variant));
    }
}

TEST_CASE("a sample serves every mode in every variant") {
  DataFolder folder;
  REQUIRE(write_sample_dataset(folder.path() / "s", 3, utc("2024-10-01"), utc("2024-10-20")));
  check_gate(folder.path() / "s", "2024-10-01", "2024-10-20");
}

TEST_CASE("real history: every mode in every variant passes the gate from the first rate on") {
  const auto folder = real_history();
  if (!folder) return;
  check_gate(*folder, "2024-05-12T01:00:00Z", "2025-05-31");
}
