#include "tools/report/report.hpp"

#include <regex>

#include <doctest/doctest.h>

#include "tests/core/results/samples.hpp"
#include "tools/report/page_template.hpp"
#include "tools/report/report_assets.hpp"

using namespace basis;
using namespace basis::test;

namespace {

constexpr std::string_view kPage =
    "<title>{{title}}</title><style>{{uplot_css}}{{css}}</style><noscript>{{headline}}</noscript>"
    "<script type=\"application/json\" id=\"data\">{{data}}</script>"
    "<script>/*{{uplot_license}}*/{{uplot_script}}{{script}}</script>";
const ReportAssets kAssets{kPage, "page{}", "draw({{x}});", "uplot{}", "const uPlot = 0;", "MIT"};

TradeRecord trade_of(std::size_t number, std::string reason = "entry") {
  return {utc("2024-05-12") + kHour * static_cast<std::int64_t>(number),
          "binance_usdm:Perp:BTCUSDT",
          false,
          Amount::from_int(static_cast<std::int64_t>(number)),
          price("60000"),
          price("59958.5"),
          amount("60000.000000000000000001"),
          amount("42"),
          std::move(reason)};
}

StepRecord full_step(int hour, std::string_view equity, std::string_view at_market = {}) {
  StepRecord step = step_at(hour, equity);
  if (!at_market.empty()) step.equity_at_market = amount(at_market);
  step.attribution[4] = amount("12.5");
  step.positions = {{"wallet:BaseToken:USDT", amount("1.000000000000000001"), amount("2")}};
  step.net_delta_fraction = hour == 1 ? -0.25 : 0.125;
  step.health_factor = 1.5;
  step.margin_ratios = {{"binance", 0.375}, {"okx", std::nullopt}};
  step.funding_by_venue = {{"binance", amount("3.25")}, {"okx", amount("-1")}};
  return step;
}

/// The text of the data block of a page.
std::string data_of(const std::string& page) {
  const std::string opening = "id=\"data\">";
  const std::size_t at = page.find(opening) + opening.size();
  return page.substr(at, page.find("</script>", at) - at);
}

void check_has(const std::string& text, const std::string& part) {
  CHECK_MESSAGE(text.find(part) != text.npos, part, " is not in ", text.substr(0, 4000));
}

}  // namespace

TEST_CASE("the report holds the run's series, limits, trades and holdings") {
  ReportBuilder builder(kAssets, amount("100"));
  builder.add(full_step(0, "99", "98.5"));
  builder.add(full_step(1, "110", "108"));
  builder.add(full_step(2, "104.5", "100"));
  builder.add(trade_of(1));
  const ReportLimits limits{0.20, 0.12, std::nullopt, 1.15, 0.005};
  const std::string data = data_of(builder.render(sample_summary(), limits));
  check_has(data, R"("costs":{"trading":"-60","gas":"-0.000000000000000001","swap_discount":"-10.5")");
  check_has(data, R"("limits":{"margin_ratio_warning":0.2,"margin_ratio_critical":0.12,)"
                  R"("health_factor_warning":null,"health_factor_critical":1.15,"delta_tolerance":0.005})");
  check_has(data, R"("series":{"steps":3,"steps_per_point":1,"time":[1715472000,1715475600,1715479200],)"
                  R"("equity":[99,110,104.5],"equity_at_market":[98.5,108,100],"drawdown":[0.01,0,0.05],)"
                  R"("drawdown_at_market":[0.015,0,0.07407407407],"delta":[0.125,-0.25,0.125],)"
                  R"("health_factor":[1.5,1.5,1.5],"ltv":[null,null,null],)");
  check_has(data, R"("funding_pnl":[12.5,12.5,12.5],"delta_pnl":[0,0,0])");
  check_has(data, R"("margin_ratio":{"binance":[0.375,0.375,0.375],"okx":[null,null,null]})");
  check_has(data, R"("funding":{"binance":[3.25,3.25,3.25],"okx":[-1,-1,-1]})");
  check_has(data,
            R"("trades":{"total":1,"first":[["2024-05-12T01:00:00Z","binance_usdm:Perp:BTCUSDT","sell","1","60000",)"
            R"("59958.5","60000.000000000000000001","42","entry"]],"last":[]})");
  check_has(data, R"("holdings":[["wallet:BaseToken:USDT","1.000000000000000001","2"]])");
}

TEST_CASE("the same run gives the same report whatever time it took") {
  ReportBuilder builder(kAssets, amount("100"));
  builder.add(full_step(0, "100"));
  RunSummary summary = sample_summary();
  const std::string page = builder.render(summary, {});
  summary.elapsed_seconds = 99;
  CHECK(builder.render(summary, {}) == page);
  CHECK(page.find("elapsed") == page.npos);
}

TEST_CASE("no text of a run can leave its place in the page") {
  ReportBuilder builder(kAssets, amount("100"));
  builder.add(full_step(0, "100"));
  builder.add(trade_of(1, "</script><script>alert(1)</script><!--"));
  RunSummary summary = sample_summary();
  summary.mode = "<img src=x onerror=alert(1)>{{data}}";
  summary.remarks = {"</SCRIPT >", "{{script}}"};
  const std::string page = builder.render(summary, {});
  const std::string data = data_of(page);
  CHECK(data.find('<') == data.npos);
  check_has(data, "\\u003c/script>\\u003cscript>alert(1)\\u003c/script>\\u003c!--");
  check_has(data, "{{script}}");
  check_has(page, "<title>&lt;img src=x onerror=alert(1)&gt;{{data}}</title>");
  CHECK(page.find("<img") == page.npos);
  CHECK(data.ends_with("]}"));
}

TEST_CASE("of very many trades the first and the last are shown in order") {
  ReportBuilder builder(kAssets, amount("100"));
  builder.add(full_step(0, "100"));
  constexpr std::size_t kTrades = 2345;
  for (std::size_t n = 0; n < kTrades; ++n) builder.add(trade_of(n));
  const std::string data = data_of(builder.render(sample_summary(), {}));
  check_has(data, R"("trades":{"total":2345,)");
  std::vector<std::size_t> shown;
  const std::regex row(R"#("sell","(\d+)")#");
  for (std::sregex_iterator match(data.begin(), data.end(), row), end; match != end; ++match)
    shown.push_back(std::stoul((*match)[1]));
  std::vector<std::size_t> expected;
  for (std::size_t n = 0; n < 1000; ++n) expected.push_back(n);
  for (std::size_t n = kTrades - 1000; n < kTrades; ++n) expected.push_back(n);
  CHECK(shown == expected);
}

TEST_CASE("a long run is thinned but its worst drawdown, margin ratio and delta are drawn") {
  ReportBuilder builder(kAssets, amount("100"));
  for (int hour = 0; hour < 9217; ++hour) {
    StepRecord step = full_step(hour, hour == 5001 ? "50" : "100");
    step.net_delta_fraction = hour == 6001 ? -0.75 : 0.125;
    step.margin_ratios[0].second = hour == 7001 ? 0.0625 : 0.375;
    builder.add(step);
  }
  const std::string data = data_of(builder.render(sample_summary(), {}));
  check_has(data, R"("steps":9217,"steps_per_point":4,)");
  check_has(data, "1715472000,");
  check_has(data, "," + std::to_string(1715472000 + 9216 * 3600) + "]");
  check_has(data, "0,0.5,0");
  check_has(data, "0.125,-0.75,0.125");
  check_has(data, "0.375,0.0625,0.375");
}

TEST_CASE("flows are told one by one, and the drawdown is that of the index") {
  ReportBuilder builder(kAssets, amount("100"));
  StepRecord step = full_step(0, "100");
  step.index = amount("100");
  builder.add(step);
  step = full_step(1, "149.5");
  step.index = amount("99.5");
  step.paid_in = amount("50");
  builder.add(step);
  step = full_step(2, "70");
  step.index = amount("75");
  step.paid_out = amount("0.000000000000000001");
  builder.add(step);
  const std::string data = data_of(builder.render(sample_summary(), {}));
  check_has(data,
            R"("flows":[[1715475600,"deposit","50","149.5"],[1715479200,"withdrawal","0.000000000000000001","70"]])");
  check_has(data, R"("drawdown":[0,0.005,0.25])");
  ReportBuilder none(kAssets, amount("100"));
  none.add(full_step(0, "100"));
  check_has(data_of(none.render(sample_summary(), {})), R"("flows":[])");
}

TEST_CASE("the page's own sources load nothing from anywhere") {
  ReportAssets assets = report_assets();
  assets.uplot_css = kAssets.uplot_css;
  assets.uplot_script = kAssets.uplot_script;
  assets.uplot_license = kAssets.uplot_license;
  ReportBuilder builder(assets, amount("100"));
  builder.add(full_step(0, "100"));
  const std::string page = builder.render(sample_summary(), {});
  REQUIRE(page.size() > 20'000);
  CHECK(page.find("http://") == page.npos);
  CHECK(page.find("https://") == page.npos);
  for (const std::string_view loader : {"@import", "url(", " src=", "fetch(", "XMLHttpRequest", "import(", "innerHTML"})
    CHECK_MESSAGE(page.find(loader) == page.npos, loader);
  check_has(page, "default-src 'none'");
  check_has(page, "href=\"data:,\"");
  CHECK(page.find("{{") == page.npos);
}

TEST_CASE("a template and its parts must fit") {
  CHECK(fill_page("a{{x}}b{{y}}", {{"x", "{{y}}"}, {"y", "2"}}) == "a{{y}}b2");
  CHECK_THROWS_AS(fill_page("{{z}}", {{"x", ""}}), InvariantError);
  CHECK_THROWS_AS(fill_page("a", {{"x", ""}}), InvariantError);
  CHECK_THROWS_AS(fill_page("{{x", {{"x", ""}}), InvariantError);
  CHECK(escape_html("<a href='x'>&\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;");
}

TEST_CASE("a report needs a step, and steps name the same venues") {
  ReportBuilder builder(kAssets, amount("100"));
  CHECK_THROWS_AS(static_cast<void>(builder.render(sample_summary(), {})), InvariantError);
  builder.add(full_step(0, "100"));
  CHECK_THROWS_AS(builder.add(step_at(1, "100")), InvariantError);
}
