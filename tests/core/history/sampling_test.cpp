#include <doctest/doctest.h>

#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

constexpr const char* kIndexHeader =
    "timestamp,liquidity_index,variable_borrow_index,liquidity_rate,variable_borrow_rate,total_supplied,"
    "total_variable_debt,price_usd";

const SeriesNeed kFunding{SeriesKind::funding_8h, "funding/v_X"};
const SeriesNeed kIndex{SeriesKind::aave_index_1d, "aave_v3/USDT"};
const SeriesNeed kRate{SeriesKind::rate_1h, "lst/r"};
const SeriesNeed kGas{SeriesKind::gas_1h, "gas/ethereum"};

/// A folder with one series of each kind; `fill` may name lst/s, gas/other and funding/w_X too.
struct Folder : DataFolder {
  explicit Folder(const std::string& fill = "") {
    write("dataset.yaml",
          dataset("  funding_8h: [funding/v_X, funding/w_X]\n  aave_index_1d: [aave_v3/USDT, aave_v3/DAI]\n"
                  "  rate_1h: [lst/r, lst/s]\n  gas_1h: [gas/ethereum, gas/other]\n",
                  fill));
  }
  /// Rates that are easy to read are far larger than real ones.
  static DataRules any_rate() {
    DataRules rules;
    rules.max_funding = from_text<Ratio>("10");
    return rules;
  }
  std::string faults(const SeriesNeed& need, const char* to, const char* from = "2024-06-01") const {
    return faults_of(*this, {need}, from, to, any_rate());
  }
  History load(const SeriesNeed& need, const char* to, const char* from = "2024-06-01") const {
    auto history = load_history(path(), {need}, utc(from), utc(to), any_rate());
    if (!history) FAIL(all_lines(history.error()));
    return std::move(history).value();
  }
};

std::string index(const std::string& liquidity, const std::string& borrow) {
  return liquidity + "," + borrow + ",0,0,1,1,1";
}

}  // namespace

TEST_CASE("funding stamps snap to the hour, and extra hours count") {
  Folder folder;
  folder.write("funding/v_X.csv",
               "timestamp,rate\n2024-06-01T00:00:00.006Z,0.0001\n2024-06-01T04:00:00Z,-0.00005\n"
               "2024-06-01T07:59:59.999Z,7.5e-05\n");
  const auto column = folder.load(kFunding, "2024-06-01T08:00:00Z").funding.at("funding/v_X");
  REQUIRE(column.size() == 9);
  CHECK(column[0] == ray("0.0001"));
  CHECK(column[4] == ray("-0.00005"));
  CHECK(column[8] == ray("0.000075"));
  for (const std::size_t hour : {1U, 2U, 3U, 5U, 6U, 7U}) CHECK_FALSE(column[hour]);
}

TEST_CASE("funding stamps too far from an hour, or two of one hour that differ, are faults") {
  Folder folder;
  folder.write("funding/v_X.csv", "timestamp,rate\n2024-06-01T00:00:00Z,0.1\n2024-06-01T08:05:00.001Z,0.1\n");
  CHECK(folder.faults(kFunding, "2024-06-01T08:00:00Z")
            .find("v_X.csv:3: timestamp '2024-06-01T08:05:00.001Z' is not on the hour, "
                  "nor within 5 minutes of one") != std::string::npos);
  folder.write("funding/v_X.csv", "timestamp,rate\n2024-06-01T00:00:00Z,0.1\n2024-06-01T00:00:00.001Z,0.2\n");
  CHECK(folder.faults(kFunding, "2024-06-01T01:00:00Z").find("v_X.csv:3: 2024-06-01T00:00:00Z stands in line 2 too") !=
        std::string::npos);
  folder.write("funding/v_X.csv", "timestamp,rate\n2024-06-01T00:00:00Z,0.1\n2024-06-01T00:00:00.001Z,0.1\n");
  CHECK(folder.faults(kFunding, "2024-06-01T01:00:00Z") == "loaded");
}

TEST_CASE("every funding time must have a rate, its own or a supplied one") {
  Folder folder;
  folder.write("funding/v_X.csv", rows("timestamp,rate", "2024-06-01", kHour * 8, {"0.1", "", "", "0.4"}));
  CHECK(folder.faults(kFunding, "2024-06-02")
            .find("v_X.csv:2: funding/v_X: hole, nothing for 2024-06-01T08:00:00Z to "
                  "2024-06-01T16:00:00Z (2 instants)") != std::string::npos);
  Folder filled("  funding/v_X: funding/w_X\n");
  filled.write("funding/v_X.csv", folder.read("funding/v_X.csv"));
  filled.write("funding/w_X.csv", rows("timestamp,rate", "2024-06-01", kHour * 8, {"1", "2", "3", "4"}));
  const History history = filled.load(kFunding, "2024-06-02");
  CHECK(history.funding.at("funding/v_X")[8] == ray("2"));
  CHECK(history.funding.at("funding/v_X")[24] == ray("0.4"));
  CHECK(history.fills_from.at("funding/v_X <- funding/w_X") == 2);
}

TEST_CASE("where a predicted and a settled rate stand, the settled one is paid") {
  Folder folder;
  folder.write("funding/v_X.csv", "timestamp,predicted_rate,settled_rate\n2024-06-01T00:00:00Z,0.3,0.2\n");
  CHECK(folder.load(kFunding, "2024-06-01T01:00:00Z").funding.at("funding/v_X")[0] == ray("0.2"));
  folder.write("funding/v_X.csv", "timestamp,predicted_rate,settled_rate\n2024-06-01T00:00:00Z,nan,0.2\n");
  CHECK(folder.faults(kFunding, "2024-06-01T01:00:00Z").find("v_X.csv:2: predicted_rate is 'nan'") !=
        std::string::npos);
}

TEST_CASE("indices are linear in time between daily rows, exactly") {
  Folder folder;
  folder.write("aave_v3/USDT_1d.csv", rows(kIndexHeader, "2024-06-01", kDay,
                                           {index("1", "2"), index("1.0000000000000001", "2.24"), index("1.1", "3")}));
  const IndexColumn column = folder.load(kIndex, "2024-06-02T12:00:00Z").indices.at("aave_v3/USDT");
  REQUIRE(column.liquidity.size() == 37);
  CHECK(column.liquidity[0] == ray("1"));
  CHECK(column.variable_borrow[1] == ray("2.01"));
  CHECK(column.variable_borrow[23] == ray("2.23"));
  // 1e-16 / 24 = 4166666666.67 at 1e-27.
  CHECK(column.liquidity[1] == ray("1.000000000000000004166666667"));
  CHECK(column.liquidity[24] == ray("1.0000000000000001"));
  CHECK(column.liquidity[36] == ray("1.05000000000000005"));
}

TEST_CASE("an index needs a row at or before the first instant and at or after the last") {
  Folder folder;
  folder.write("aave_v3/USDT_1d.csv", rows(kIndexHeader, "2024-06-02", kDay, {index("1", "1"), index("1.1", "1")}));
  CHECK(folder.faults(kIndex, "2024-06-03", "2024-06-02") == "loaded");
  CHECK(folder.faults(kIndex, "2024-06-02T23:00:00Z", "2024-06-02T05:00:00Z") == "loaded");
  CHECK(folder.faults(kIndex, "2024-06-03", "2024-06-01T23:00:00Z")
            .find("covers 2024-06-02T00:00:00Z to 2024-06-03T00:00:00Z") != std::string::npos);
  CHECK(folder.faults(kIndex, "2024-06-03T01:00:00Z", "2024-06-02").find("nothing for 2024-06-03T01:00:00Z") !=
        std::string::npos);
}

TEST_CASE("a missing daily row is a hole; a rule supplies the row, and the hours lie between rows") {
  const std::string holed = rows(kIndexHeader, "2024-06-01", kDay, {index("1", "1"), "", index("1.2", "1")});
  Folder folder;
  folder.write("aave_v3/USDT_1d.csv", holed);
  CHECK(folder.faults(kIndex, "2024-06-03")
            .find("hole, nothing for 2024-06-01T01:00:00Z to 2024-06-02T23:00:00Z (47 instants)") != std::string::npos);
  Folder filled("  aave_v3/USDT: aave_v3/DAI\n");
  filled.write("aave_v3/USDT_1d.csv", holed);
  filled.write("aave_v3/DAI_1d.csv",
               rows(kIndexHeader, "2024-06-01", kDay, {index("5", "5"), index("1.12", "1"), index("7", "7")}));
  const History history = filled.load(kIndex, "2024-06-03");
  CHECK(history.indices.at("aave_v3/USDT").liquidity[12] == ray("1.06"));
  CHECK(history.indices.at("aave_v3/USDT").liquidity[36] == ray("1.16"));
  CHECK(history.fills_from.at("aave_v3/USDT <- aave_v3/DAI") == 1);
}

TEST_CASE("oracle rates off the hour are interpolated, with the row one step before the range") {
  Folder folder;
  folder.write("lst/r_1h.csv", rows("timestamp,eth_per_token", "2024-05-31T23:30:00Z", kHour, {"1", "1.2", "1.6"}));
  const auto column = folder.load(kRate, "2024-06-01T01:00:00Z").rates.at("lst/r");
  CHECK(column == std::vector{ray("1.1"), ray("1.4")});
  folder.write("lst/r_1h.csv", rows("timestamp,eth_per_token", "2024-06-01T00:00:11Z", kHour, {"1", "", "1.6"}));
  CHECK(folder.faults(kRate, "2024-06-01T02:00:00Z", "2024-06-01T01:00:00Z")
            .find("hole, nothing for 2024-06-01T01:00:00Z to") != std::string::npos);
  folder.write("lst/r_1h.csv", rows("timestamp,eth_per_token", "2024-06-01", kHour, {"1", "1.5"}));
  CHECK(folder.load(kRate, "2024-06-01T01:00:00Z").rates.at("lst/r") == std::vector{ray("1"), ray("1.5")});
}

TEST_CASE("a rate file that begins late can be filled row by row") {
  Folder folder("  lst/r: lst/s\n");
  folder.write("lst/r_1h.csv", rows("timestamp,eth_per_token", "2024-06-01T02:00:00Z", kHour, {"2", "2.5"}));
  folder.write("lst/s_1h.csv", rows("timestamp,eth_per_token", "2024-06-01", kHour, {"1", "1.5", "9", "9"}));
  const History history = folder.load(kRate, "2024-06-01T03:00:00Z");
  CHECK(history.rates.at("lst/r") == std::vector{ray("1"), ray("1.5"), ray("2"), ray("2.5")});
  CHECK(history.fills_from.at("lst/r <- lst/s") == 2);
}

TEST_CASE("gas is the last known value, at most an hour old, in exact wei") {
  Folder folder;
  const char* header = "timestamp,base_fee_gwei,priority_fee_p50_gwei";
  folder.write("gas/ethereum_1h.csv", rows(header, "2024-05-31T23:00:00Z", kHour, {"11.97,0.1", "", "12.5,0"}));
  const GasColumn gas = folder.load(kGas, "2024-06-01T01:00:00Z").gas.at("gas/ethereum");
  CHECK(gas.base_fee == std::vector{from_text<Amount>("0.00000001197"), from_text<Amount>("0.0000000125")});
  CHECK(gas.priority_fee_p50 == std::vector{from_text<Amount>("0.0000000001"), Amount()});
  folder.write("gas/ethereum_1h.csv", rows(header, "2024-06-01", kHour, {"1,1", "", "", "4,1"}));
  CHECK(folder.faults(kGas, "2024-06-01T03:00:00Z").find("hole, nothing for 2024-06-01T02:00:00Z, and no") !=
        std::string::npos);
  Folder filled("  gas/ethereum: gas/other\n");
  filled.write("gas/ethereum_1h.csv", folder.read("gas/ethereum_1h.csv"));
  filled.write("gas/other_1h.csv", rows(header, "2024-06-01", kHour, {"7,1", "8,1", "9,1"}));
  CHECK(filled.load(kGas, "2024-06-01T03:00:00Z").gas.at("gas/ethereum").base_fee[2] ==
        from_text<Amount>("0.000000009"));
}

TEST_CASE("rows one step beyond what any kind needs are not needed") {
  Folder folder;
  folder.write("gas/ethereum_1h.csv",
               rows("timestamp,base_fee_gwei,priority_fee_p50_gwei", "2024-06-01", kHour, {"1,1", "2,1"}));
  CHECK(folder.faults(kGas, "2024-06-01T01:00:00Z") == "loaded");
}
