#include <fmt/format.h>

#include <algorithm>

#include "tests/node/sample_runs.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const std::vector<std::string> kDollarModes = {"pure_lending", "btc_basis", "eth_basis",
                                               "usdt_market_neutral_no_leverage", "usdt_market_neutral"};
const std::vector<std::string> kEtherModes = {"eth_staking_only", "eth_leveraged"};

RunResult small_run(const std::string& mode, const char* capital, const char* to = "2024-08-01") {
  const Settings settings = settings_of(mode, {});
  const History history = history_for(sample_folder(), settings, utc("2024-05-13"), utc(to));
  return run(settings, history, from_text<Amount>(capital));
}

bool remarks_begin(const RunResult& result, const std::string& start) {
  return std::any_of(result.summary.remarks.begin(), result.summary.remarks.end(),
                     [&](const std::string& remark) { return remark.starts_with(start); });
}

/// Nothing was done, which has a reason; or what the entry cost is all that gas took, but for a few later steps.
void check_thrifty(const std::string& mode, const char* capital) {
  INFO(mode, " ", std::string(capital));
  const RunResult result = small_run(mode, capital);
  CHECK(result.summary.difference.is_zero());
  const bool acted = result.count(R"("type":"order")") > 0;
  CHECK(remarks_begin(result, "Nothing was traded: ") == !acted);
  if (!acted) {
    CHECK(result.summary.final_equity == from_text<Amount>(capital));
    return;
  }
  const Amount spent = result.summary.gas + result.summary.fees;
  CHECK(spent <= mul(from_text<Amount>(capital), from_text<Ratio>("0.1"), Rounding::floor));
  CHECK(result.count(R"("type":"transfer")") <= 24);
}

}  // namespace

TEST_CASE("capital under every minimum trades nothing in every mode, and says why") {
  for (const std::string& mode : kDollarModes)
    for (const char* capital : {"1", "5", "20"}) {
      INFO(mode, " ", std::string(capital));
      const RunResult result = small_run(mode, capital, "2024-05-16");
      CHECK(result.summary.final_equity == from_text<Amount>(capital));
      CHECK(result.count(R"("type":"order")") == 0);
      CHECK(remarks_begin(result, "Nothing was traded: "));
      CHECK(result.count(R"("type":"entry_waits")") == 1);
    }
  for (const std::string& mode : kEtherModes) {
    const RunResult result = small_run(mode, "0.0005", "2024-05-16");
    CHECK(result.summary.final_equity == from_text<Amount>("0.0005"));
    CHECK(remarks_begin(result, "Nothing was traded: "));
  }
}

TEST_CASE("small accounts pay for one entry, and not for transfers that lead nowhere") {
  for (const std::string& mode : kDollarModes)
    for (const char* capital : {"100", "500", "1000", "2000", "5000", "10000"}) check_thrifty(mode, capital);
  for (const std::string& mode : kEtherModes)
    for (const char* capital : {"0.03", "0.15", "0.3", "0.7", "1.5", "3"}) check_thrifty(mode, capital);
}

TEST_CASE("an hour of very dear gas is no reason to rebalance") {
  for (const char* mode : {"usdt_market_neutral", "pure_lending"}) {
    INFO(std::string(mode));
    const Settings settings = settings_of(mode, {"position_deviation_threshold=0.0001"});
    History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-10"));
    for (auto& [name, columns] : history.gas)
      for (std::size_t hour = 150; hour < 153; ++hour) columns.base_fee[hour] = from_text<Amount>("0.0000015");
    const RunResult result = run(settings, history, Amount::from_int(10'000));
    CHECK(result.count(R"("time":"2024-06-07T06:00:00Z","type":"order")") == 0);
    CHECK(result.count(R"("time":"2024-06-07T07:00:00Z","type":"order")") == 0);
    CHECK(result.count(R"("type":"order")") >= 2);
  }
}

TEST_CASE("a reserve that leaves too little to work with ends the run as a fault of the configuration") {
  for (const std::string& mode : kDollarModes) {
    INFO(mode);
    const Settings settings = settings_of(mode, {"reserve_ratio=0.9999"});
    const History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-02"));
    const auto refused = run_with_flows(settings, history, Amount::from_int(20'000), kNoFlows);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().kind == ErrorKind::usage);
    CHECK(refused.error().text().find("reserve_ratio: 0.9999 leaves too little of 20,000.00 USDT: ") == 0);
    CHECK(refused.error().text().find("(highest that works at this capital: 0.9") != std::string::npos);
  }
}

// A loop to 0.9094 has some fifty rounds of five calls each, forty times the gas of one flash loan.
TEST_CASE("an entry in loops is planned with the gas of all its rounds") {
  const auto looped = [](const char* method, const char* capital) {
    const Settings settings = settings_of("eth_leveraged", {std::string("leverage_method=") + method});
    const History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-02"));
    return run(settings, history, from_text<Amount>(capital));
  };
  const RunResult large = looped("recursive", "1000");
  const double spent = large.summary.gas.to_double();
  CHECK(spent > 20 * looped("flash", "1000").summary.gas.to_double());
  // With twice what the entry alone costs, nothing is begun.
  const RunResult small = looped("recursive", fmt::format("{:.6f}", spent * 2).c_str());
  CHECK(small.summary.gas.is_zero());
  CHECK(remarks_begin(small, "Nothing was traded: "));
}

// 1,500 USDT at a margin of about 1 per unit of short: after a rise of 78 % the accounts are critical, and some 500
// USDT of coins would restore them. Leaving the position for them costs 570 USDT at 300 gwei.
TEST_CASE("coins do not leave a position for margin when that costs what they are worth") {
  for (const bool dear : {false, true}) {
    INFO("dear gas: ", dear);
    const Settings settings = settings_of("usdt_market_neutral_no_leverage", {});
    History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-03"));
    for (auto& [name, column] : history.prices)
      for (std::size_t hour = 24; hour < column.size(); ++hour)
        if (name.ends_with("ETHUSDT")) column[hour] = Price::from_raw(column[hour].raw() / 100 * 178);
    for (auto& [name, columns] : history.gas)
      for (std::size_t hour = 20; hour < columns.base_fee.size(); ++hour)
        columns.base_fee[hour] = from_text<Amount>(dear ? "0.0000003" : "0.000000005");
    const RunResult result = run(settings, history, Amount::from_int(1500));
    CHECK(result.count(R"("action":"stake")") >= 1);
    CHECK((result.count(R"("action":"swap")") == 0) == dear);
    CHECK(result.summary.difference.is_zero());
  }
}
