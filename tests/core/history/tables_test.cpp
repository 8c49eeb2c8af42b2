#include <doctest/doctest.h>

#include "core/history/describe_dataset.hpp"
#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

constexpr const char* kRewardHeader =
    "payout,period_start,period_end,kind,eigen_per_eeth_per_week,ethfi_per_eeth,quality\n";
const SeriesNeed kRewards{SeriesKind::reward_events, "rewards/etherfi"};
const SeriesNeed kCosts{SeriesKind::cost_table, "costs/execution_bps"};

struct TableFolder : DataFolder {
  TableFolder() {
    write("dataset.yaml", dataset("  reward_events: [rewards/etherfi]\n  cost_table: [costs/execution_bps]\n"));
  }
  std::string rewards(const std::string& body) const {
    write("rewards/etherfi.csv", kRewardHeader + body);
    return faults_of(*this, {kRewards}, "2024-10-01", "2024-10-31");
  }
  std::string costs(const std::string& body) const {
    write("costs/execution_bps.csv", "pair,order_size_usd,cost_bps\n" + body);
    return faults_of(*this, {kCosts}, "2024-10-01", "2024-10-31");
  }
};

Amount usd(const char* text) { return from_text<Amount>(text); }

}  // namespace

TEST_CASE("rewards come in order of payout, within the range, amounts where there are some") {
  TableFolder folder;
  CHECK(folder.rewards("2024-10-12T00:00:00Z,2024-10-06,2024-10-12,EIGEN_via_KING,0.179,,exact\n"
                       "2024-10-05T00:00:00Z,2024-08-15,2024-10-05,EIGEN_via_KING,0.205,,exact\n"
                       "2024-10-05T00:00:00Z,2024-08-15,2024-10-05,EIGEN_via_KING,0.205,,exact\n"
                       "2024-09-30T00:00:00Z,2024-07-01,2024-09-15,ETHFI_Seasonal_Airdrop,,10.5,estimated\n"
                       "2024-10-18T00:00:00Z,2024-08-15,2024-10-05,ETHFI_via_KING,,0.248,estimated\n") == "loaded");
  const auto history = load_history(folder.path(), {kRewards}, utc("2024-10-01"), utc("2024-10-31"));
  const std::vector<RewardEvent>& events = history.value().rewards.at("rewards/etherfi");
  REQUIRE(events.size() == 3);
  CHECK(events[0].payout == utc("2024-10-05"));
  CHECK(events[0].period_start == utc("2024-08-15"));
  CHECK(events[0].eigen_per_eeth_per_week == usd("0.205"));
  CHECK_FALSE(events[0].ethfi_per_eeth);
  CHECK(events[0].exact);
  CHECK(events[1].period_end == utc("2024-10-12"));
  CHECK(events[1].line == 2);
  CHECK(events[2].kind == "ETHFI_via_KING");
  CHECK(events[2].ethfi_per_eeth == usd("0.248"));
  CHECK_FALSE(events[2].exact);
}

TEST_CASE("faults of reward rows") {
  TableFolder folder;
  const std::pair<std::string, std::string> cases[] = {
      {"2024-10-05T00:30:00Z,2024-08-15,2024-10-05,EIGEN_via_KING,1,,exact\n",
       ":2: payout is '2024-10-05T00:30:00Z', expected a time on the hour"},
      {"soon,2024-08-15,2024-10-05,EIGEN_via_KING,1,,exact\n", ":2: payout is 'soon'"},
      {"2024-10-05,2024-10-06,2024-10-05,EIGEN_via_KING,1,,exact\n", ":2: period_end is '2024-10-05'"},
      {"2024-10-05,2024-08-15,2024-10-05,EIGEN_via_KING,1,2,exact\n", ":2: ethfi_per_eeth is '2', expected nothing"},
      {"2024-10-05,2024-08-15,2024-10-05,ETHFI_via_KING,1,2,exact\n",
       ":2: eigen_per_eeth_per_week is '1', expected nothing for ETHFI_via_KING"},
      {"2024-10-05,2024-08-15,2024-10-05,EIGEN_via_KING,nan,,exact\n", ":2: eigen_per_eeth_per_week is 'nan'"},
      {"2024-10-05,2024-08-15,2024-10-05,ETHFI_via_KING,,-1,exact\n", ":2: ethfi_per_eeth is '-1'"},
      {"2024-10-05,2024-08-15,2024-10-05,EIGEN_via_KING,1,,guess\n",
       ":2: quality is 'guess', expected exact or estimated"},
      {"2024-10-05,2024-08-15,2024-10-05,EIGEN_via_KING,1,,exact\n2024-10-05,2024-08-15,2024-10-05,EIGEN_via_KING,2,,"
       "exact\n",
       ":3: payout 2024-10-05T00:00:00Z of EIGEN_via_KING stands in line 2 too"},
      {"2024-10-05,2024-08-15,2024-10-05,EIGEN_via_KING,1,,exa", ":2: the file is cut in the middle of a line"},
  };
  for (const auto& [body, expected] : cases) {
    const std::string found = folder.rewards(body);
    CAPTURE(found);
    CHECK(found.find("rewards/etherfi.csv" + expected) != found.npos);
  }
}

TEST_CASE("only rows that the run credits must be valid; one that cannot pay is a remark") {
  TableFolder folder;
  const std::string good = "2024-10-12T00:00:00Z,2024-10-04,2024-10-12,EIGEN_via_KING,0.179,,exact\n";
  const std::string bad = ",2024-10-09,2024-10-01,EIGEN_via_KING,-3,7,guess\n";
  const std::string file = folder.path().string() + "/rewards/etherfi.csv";
  // Outside the window nothing counts, on either side.
  CHECK(folder.rewards("2024-09-30T23:30:00Z" + bad + good + "2024-10-31T00:30:00Z" + bad) == "loaded");
  CHECK(folder.rewards(good + "2024-10-13" + bad).find(":3: quality is 'guess'") != std::string::npos);
  CHECK(folder.rewards(good + "2024-10-13,2024-10-13,2024-10-13,EIGEN_via_DEFILLAMA,,,estimated\n" +
                       "2024-10-14,2024-10-14,2024-10-14,ETHFI_via_KING,3,,exact\n") == "loaded");
  const auto history = load_history(folder.path(), {kRewards}, utc("2024-10-01"), utc("2024-10-31"));
  CHECK(history.value().rewards.at("rewards/etherfi").size() == 1);
  CHECK(history.value().remarks ==
        std::vector<std::string>{
            file + ":3: kind is 'EIGEN_via_DEFILLAMA', known are EIGEN_via_KING, ETHFI_via_KING, "
                   "ETHFI_Seasonal_Airdrop; the row is not credited",
            file + ":4: ethfi_per_eeth is empty, which is the amount of ETHFI_via_KING; the row is not credited"});
  // A run that credits exact rows only does not look at estimated ones.
  folder.write("rewards/etherfi.csv", kRewardHeader + good + "2024-10-13,x,2024-10-13,EIGEN_via_KING,1,,estimated\n");
  const SeriesNeed exact{SeriesKind::reward_events, "rewards/etherfi", true};
  CHECK(faults_of(folder, {exact}, "2024-10-01", "2024-10-31") == "loaded");
  CHECK(faults_of(folder, {kRewards}, "2024-10-01", "2024-10-31").find(":3: period_start is 'x'") != std::string::npos);
}

TEST_CASE("a listed table that cannot be read is a fault of the load and of the report") {
  TableFolder folder;
  const std::string rewards = folder.path().string() + "/rewards/etherfi.csv: ";
  const std::string costs = folder.path().string() + "/costs/execution_bps.csv: ";
  const std::string why = "cannot be read: No such file or directory (listed in dataset.yaml)\n";
  CHECK(faults_of(folder, {kRewards, kCosts}, "2024-10-01", "2024-10-31") == costs + why + rewards + why);
  const auto report = describe_dataset(folder.path(), {}, {}, {});
  REQUIRE(report);
  CHECK(report.value().has_faults);
  CHECK(report.value().text.find(costs + why) != std::string::npos);
  CHECK(report.value().text.find(rewards + why) != std::string::npos);
}

TEST_CASE("the cost column hangs on the order's size") {
  TableFolder folder;
  REQUIRE(folder.costs("P,10000,3\nP,100000,4\nP,1000000,8\n") == "loaded");
  const auto history = load_history(folder.path(), {kCosts}, utc("2024-10-01"), utc("2024-10-31"));
  const CostTable& table = history.value().costs;
  const auto bps = [&](const char* notional) { return table.find("P", usd(notional)).value().to_string(); };
  CHECK(bps("0") == "3");
  CHECK(bps("49999.999999999999999999") == "3");
  CHECK(bps("50000") == "4");
  CHECK(bps("-50000") == "4");
  CHECK(bps("499999.99") == "4");
  CHECK(bps("500000") == "8");
  CHECK(bps("1000000") == "8");
  CHECK(bps("50000000") == "56.5685425");  // 8 * sqrt(50) = 56.568542494...
  CHECK_FALSE(table.find("Q", usd("1")));
}

TEST_CASE("faults of the cost table") {
  TableFolder folder;
  const std::string rest = "P,100000,4\nP,1000000,8\n";
  const std::pair<std::string, std::string> cases[] = {
      {"", ":1: no usable row behind the header"},
      {rest, ":2: P has no row for an order size of 10000"},
      {"P,5000,1\n" + rest, ":2: order_size_usd is '5000', expected 10000, 100000 or 1000000"},
      {"P,10000,-1\n" + rest, ":2: cost_bps is '-1'"},
      {"P,10000,10000\n" + rest, ":2: cost_bps is '10000'"},
      {"P,10000,NaN\n" + rest, ":2: cost_bps is 'NaN'"},
      {",10000,1\n", ":2: pair is empty"},
      {"P,10000,1\nP,10000,2\n" + rest, ":3: P at 10000 stands in line 2 too, with another cost"},
      {"P,10000,1\n" + rest + "P,1000000", ":5: the file is cut in the middle of a line"},
  };
  for (const auto& [body, expected] : cases) {
    const std::string found = folder.costs(body);
    CAPTURE(found);
    CHECK(found.find("costs/execution_bps.csv" + expected) != found.npos);
  }
}
