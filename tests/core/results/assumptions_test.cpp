#include "core/results/assumptions.hpp"

#include <algorithm>

#include "tests/core/portfolio/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

bool says(const std::vector<std::string>& lines, std::string_view part) {
  return std::ranges::any_of(lines, [&](const std::string& line) { return line.find(part) != line.npos; });
}

}  // namespace

TEST_CASE("assumptions: what is modelled follows the settings of the run") {
  const auto plain = run_assumptions(shipped("btc_basis"), {});
  CHECK(says(plain, "shorts against its high"));
  CHECK(says(plain, "do not bind"));
  CHECK(says(plain, "Trades pay the cost table"));
  CHECK(says(plain, "automatic deleveraging"));
  CHECK_FALSE(says(plain, "oracle rate"));
  CHECK(says(plain, "Spot and perps of binance are in two accounts, binance and binance_usdm:"));
  CHECK_FALSE(says(plain, "perps of okx"));
  CHECK_FALSE(says(run_assumptions(shipped("pure_lending"), {}), "two accounts"));
  CHECK(says(plain, "a transfer arrives at the first hour at or after it is due."));
  CHECK(says(plain, "1 min to leave the wallet; 20 min to leave binance and 15 to arrive there;"));
  const auto at_once = run_assumptions(shipped("btc_basis", {"execution.delays=none"}), {});
  CHECK(says(at_once, "transfers arrive within their hour."));
  CHECK_FALSE(says(at_once, "min to leave"));
  const auto ideal = run_assumptions(
      shipped("btc_basis", {"execution.costs=none", "execution.rounding=none", "rebalance.enabled=false",
                            "execution.liquidation=open", "execution.capacity=off"}),
      {});
  CHECK(says(ideal, "neither fees nor slippage"));
  CHECK(says(ideal, "exact sizes"));
  CHECK(says(ideal, "Nothing is rebalanced"));
  CHECK(says(ideal, "tried at opens only"));
  CHECK(says(ideal, "are not looked at"));
  CHECK(says(run_assumptions(shipped("btc_basis", {"execution.capacity=refuse"}), {}), "is not sent"));
}

TEST_CASE("assumptions: each mode tells of what it holds, and stand-in series are named with their rows") {
  const auto lending =
      run_assumptions(shipped("pure_lending"), {{"funding/a <- funding/b", 0}, {"spot/a <- spot/b", 7}});
  CHECK(says(lending, "effect on lending rates"));
  CHECK_FALSE(says(lending, "Funding is paid"));
  CHECK(says(lending, "Stand-in series: spot/a <- spot/b, 7 rows."));
  CHECK_FALSE(says(lending, "funding/b"));
  const auto levered = run_assumptions(shipped("eth_leveraged", {"lst_type=wsteth", "rewards_mode=base_only"}), {});
  CHECK(says(levered, "that lido states"));
  CHECK(says(levered, "No restaking rewards"));
  CHECK(says(levered, "lending and borrowing rates"));
  CHECK(says(run_assumptions(shipped("eth_leveraged", {"rewards_mode=base_eigen"}), {}), "time-weighted holding"));
}

TEST_CASE("assumptions: the clock is that of the run") {
  CHECK(says(run_assumptions(shipped("btc_basis"), {}), "The clock steps hourly."));
  CHECK(says(run_assumptions(shipped("btc_basis"), {}), "pays that hour's gas."));
  const auto quick = run_assumptions(shipped("btc_basis"), {}, kMinute * 5);
  CHECK(says(quick, "The clock steps every 300 s."));
  CHECK(says(quick, "pays that step's gas."));
  CHECK(says(quick, "a transfer arrives at the first step at or after it is due."));
  CHECK_FALSE(says(quick, "hour"));
}
