#include "tools/sweep/sweep_output.hpp"

#include <doctest/doctest.h>

#include "core/base/json_reader.hpp"
#include "tests/core/results/samples.hpp"
#include "tools/report/report_assets.hpp"

using namespace basis;
using namespace basis::test;

namespace {

Grid two_runs() { return parse_grid("venues: [\"a, b\"]\nratio: [0.1, 0.2]\n", "grid.yaml").value(); }

std::vector<SweepRow> two_rows() {
  return {sweep_row(sample_summary()), failed_sweep_row("it would not </script>", "c3")};
}

}  // namespace

TEST_CASE("The table has a row for every run, and a margin column for every venue") {
  CHECK(
      sweep_csv(two_runs(), two_rows()) ==
      "venues,ratio,status,final_equity,final_equity_at_market,exit_value,deposits,withdrawals,total_return,"
      "total_return_at_market,money_weighted_return,apy,max_drawdown,max_drawdown_at_market,volatility,"
      "volatility_at_market,sharpe,sharpe_at_market,fees,gas,"
      "funding,trades,"
      "rebalances,liquidations,margin_breaches,health_breaches,min_health_factor,max_ltv,max_delta,remarks,config_"
      "fingerprint,min_margin_binance,min_margin_okx\n"
      "\"a, "
      "b\",0.1,ok,100521.327052000000000001,100410.5,100300.000000000000000003,250.5,0.000000000000000002,0.0052132705,"
      "0.004105,0.0625,5.25,0.015,0.0225,0.25,0.3125,1.5,1.25,70.5,"
      "0.000000000000000001,-12.25,4,"
      "2,1,3,2,,0.5,0.0025,1,c2,0.375,\n"
      "\"a, b\",0.2,error: it would not </script>,,,,,,,,,,,,,,,,,,,,,,,,,,,,c3,,\n");
}

TEST_CASE("A table without a row for a run is a broken invariant") {
  CHECK_THROWS_AS(sweep_csv(two_runs(), std::vector<SweepRow>(1)), InvariantError);
}

TEST_CASE("The page holds the grid and every run, and no text ends its data") {
  const SweepHeading heading{"some_mode", "USDT", utc("2024-05-12"), utc("2024-05-13"), "d1", "0.1.0", {"made up"}};
  const std::string page = sweep_page(sweep_assets(), heading, two_runs(), two_rows());
  const std::string opening = "id=\"data\">";
  const std::size_t begin = page.find(opening) + opening.size();
  const auto data = parse_json(page.substr(begin, page.find("</script>", begin) - begin));
  REQUIRE_MESSAGE(data.has_value(), (data ? std::string() : data.error().text()));
  const auto& object = data.value().as_object();
  CHECK(object.at("axes").as_array().size() == 2);
  REQUIRE(object.at("runs").as_array().size() == 2);
  CHECK(object.at("runs").as_array()[1].as_array()[0] == "error: it would not </script>");
  CHECK(object.at("runs").as_array()[0].as_array().size() == 1 + kSweepFigures.size() + 2);
  CHECK(page.find("uPlot") == page.npos);
  CHECK(page.find("{{") == page.npos);
  CHECK(page == sweep_page(sweep_assets(), heading, two_runs(), two_rows()));
}
