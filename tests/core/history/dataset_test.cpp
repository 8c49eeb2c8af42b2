#include "core/history/dataset.hpp"

#include <doctest/doctest.h>

#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

std::string faults(const std::string& text) {
  const auto parsed = parse_dataset(text, "d.yaml");
  return parsed ? "parsed" : all_lines(parsed.error());
}

const std::string kSeries =
    "  ohlcv_1h:\n    - perp/a_X\n    - perp/b_X\n  rate_1h: [lst/r]\n  cost_table: [costs/c]\n";

}  // namespace

TEST_CASE("series, rules and targets without a file") {
  const auto parsed =
      parse_dataset(dataset(kSeries, "  perp/c_X: perp/a_X\n  perp/d_X: mean( perp/a_X ,perp/c_X)\n"), "d.yaml");
  REQUIRE(parsed);
  const Dataset& data = parsed.value();
  CHECK(data.name == "test");
  CHECK(data.series.at("perp/a_X").has_file);
  CHECK_FALSE(data.series.at("perp/d_X").has_file);
  CHECK(data.series.at("perp/d_X").kind == SeriesKind::ohlcv_1h);
  CHECK(data.fills.at("perp/c_X").text() == "perp/a_X");
  CHECK(data.fills.at("perp/d_X").text() == "mean(perp/a_X, perp/c_X)");
}

TEST_CASE("every fault of dataset.yaml has its line") {
  const std::pair<std::string, std::string> cases[] = {
      {"", "d.yaml:1: expected keys: dataset, timezone, series, fill\n"},
      {"dataset: [", "d.yaml:"},
      {"dataset: x\ntimezone: CET\nseries: {}\n", "d.yaml:2: timezone: is 'CET', must be UTC\n"},
      {"dataset: x\nseries: {}\n", "d.yaml:1: timezone: is '', must be UTC\n"},
      {"timezone: UTC\nseries: {}\n", "d.yaml:1: dataset: a name is required\n"},
      {"dataset: x\ntimezone: UTC\n", "d.yaml:1: series: a map of kind to list of names is required\n"},
      {"dataset: x\ntimezone: UTC\nseries: {}\nfills: {}\n",
       "d.yaml:4: unknown key 'fills', expected one of: dataset, timezone, series, fill\n"},
      {"dataset: x\ntimezone: UTC\nseries: {}\ndataset: y\n", "d.yaml:4: key 'dataset' stands here twice\n"},
      {dataset("  ohlcv_5m: [spot/a]\n"), "d.yaml:4: series: unknown kind 'ohlcv_5m'"},
      {dataset("  rate_1h: lst/r\n"), "d.yaml:4: series.rate_1h: expected a list of names\n"},
      {dataset("  rate_1h:\n    - ../r\n"), "d.yaml:5: series.rate_1h: '../r' is not a name"},
      {dataset("  rate_1h:\n    - lst/r\n    - lst/r\n"), "d.yaml:6: series: 'lst/r' stands in line 5 too\n"},
      {dataset(kSeries, "  perp/a_X: perp/z_X\n"),
       "d.yaml:10: fill: 'perp/z_X' is neither a series nor filled itself\n"},
      {dataset(kSeries, "  perp/a_X: mean(perp/b_X)\n"), "d.yaml:10: fill.perp/a_X: is 'mean(perp/b_X)'"},
      {dataset(kSeries, "  perp/a_X: max(perp/b_X, lst/r)\n"), "d.yaml:10: fill.perp/a_X: is 'max("},
      {dataset(kSeries, "  perp/a_X: lst/r\n"),
       "d.yaml:10: fill: perp/a_X (ohlcv_1h) cannot be filled from lst/r (rate_1h)\n"},
      {dataset(kSeries, "  costs/d: costs/c\n"),
       "d.yaml:10: fill: costs/d is a cost_table, which has no rows to fill\n"},
      {dataset(kSeries, "  perp/a_X: perp/b_X\n  perp/a_X: perp/b_X\n"), "d.yaml:11: fill: 'perp/a_X' has two rules\n"},
      {dataset(kSeries, "  perp/a_X: perp/a_X\n"),
       "d.yaml:10: fill: the rules go round in a circle: perp/a_X <- perp/a_X\n"},
      {dataset(kSeries, "  perp/a_X: perp/b_X\n  perp/b_X: perp/c_X\n  perp/c_X: perp/a_X\n"),
       "d.yaml:10: fill: the rules go round in a circle: perp/a_X <- perp/b_X <- perp/c_X <- perp/a_X\n"},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    const std::string found = faults(text);
    CAPTURE(found);
    CHECK(found.find(expected) == 0);
  }
}

TEST_CASE("all faults of dataset.yaml come at once") {
  CHECK(faults("timezone: CET\nseries:\n  odd: [a/b]\nextra: 1\n") ==
        "d.yaml:1: dataset: a name is required\n"
        "d.yaml:1: timezone: is 'CET', must be UTC\n"
        "d.yaml:3: series: unknown kind 'odd', expected one of: ohlcv_1h, funding_8h, aave_index_1d, rate_1h, gas_1h, "
        "reward_events, cost_table\n"
        "d.yaml:4: unknown key 'extra', expected one of: dataset, timezone, series, fill\n");
}
