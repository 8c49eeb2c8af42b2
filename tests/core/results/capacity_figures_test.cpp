#include "core/results/capacity_figures.hpp"

#include <doctest/doctest.h>

#include "core/results/read_summary.hpp"
#include "core/results/summary.hpp"
#include "tests/support/numbers.hpp"

using namespace basis;
using namespace basis::test;

namespace {

CapacityRecord use(const char* kind, const char* used, const char* limit, const char* time = "2024-06-01T00:00:00Z") {
  return {kind, "aave_v3:aToken:aUSDT", amount(used), amount(limit), utc(time)};
}

}  // namespace

TEST_CASE("capacity: the worst of each kind is kept, and how often its limits were passed") {
  CapacityFigures figures;
  CHECK(figures.worst().empty());
  figures.note(use("supply_cap", "50", "100"));
  CHECK(figures.remarks().empty());
  figures.note(use("supply_cap", "300", "200", "2024-06-02T00:00:00Z"));
  figures.note(use("supply_cap", "110", "100", "2024-06-03T00:00:00Z"));
  figures.note(use("participation", "1", "0"));
  figures.note(use("participation", "5", "1"));
  const auto& worst = figures.worst();
  REQUIRE(worst.size() == 2);
  CHECK(worst[0].kind == "participation");
  CHECK(worst[0].amount == amount("1"));  // nothing is worse than no room
  CHECK_FALSE(worst[0].ratio().has_value());
  CHECK(worst[0].count == 2);
  CHECK(worst[1].amount == amount("300"));
  CHECK(worst[1].ratio() == doctest::Approx(1.5));
  CHECK(worst[1].count == 2);
  const auto remarks = figures.remarks();
  REQUIRE(remarks.size() == 2);
  CHECK(remarks[1] ==
        "Supply over the supply cap, by 2 instructions; at worst 300 against 200 at 2024-06-02T00:00:00Z, "
        "aave_v3:aToken:aUSDT. The market may not take it.");
}

TEST_CASE("capacity: the summary holds it and gives it back") {
  RunSummary summary;
  summary.mode = "pure_lending";
  summary.share_class = "USDT";
  summary.capital = amount("100");
  CapacityFigures figures;
  figures.note(use("supply_cap", "300", "200"));
  summary.capacity = figures.worst();
  const std::string text = summary_json(summary);
  CHECK(text.find(R"("capacity": {)") != text.npos);
  const auto read = read_summary(text);
  REQUIRE_MESSAGE(read.has_value(), read.error().text());
  REQUIRE(read.value().capacity.size() == 1);
  CHECK(read.value().capacity[0].kind == "supply_cap");
  CHECK(read.value().capacity[0].limit == amount("200"));
  CHECK(read.value().capacity[0].count == 1);
  const std::string table = summary_table(summary);
  CHECK(table.find("150.00 % of its limit") != table.npos);
  summary.capacity.clear();
  CHECK(summary_json(summary).find(R"("capacity": {})") != std::string::npos);
}

TEST_CASE("capacity: a share of a volume names the bar whose volume it is") {
  const auto remark = [](Nanos bar) {
    CapacityFigures figures;
    CapacityRecord record = use("participation", "5", "1");
    record.bar = bar;
    figures.note(record);
    return figures.remarks().at(0);
  };
  CHECK(remark(kHour).starts_with("A trade was over its share of the hour's volume, by 1 instruction;"));
  CHECK(remark(kMinute).starts_with("A trade was over its share of the bar's volume, by 1 instruction;"));
}
