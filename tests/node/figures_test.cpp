#include <doctest/doctest.h>

#include <algorithm>

#include "tests/core/portfolio/support.hpp"
#include "tests/node/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kCollateral = "aave_v3:aToken:aweETH";
const char* const kDebt = "aave_v3:debtToken:debtWETH";

/// A leveraged portfolio, and what the monitors would make of it.
struct Leveraged : PortfolioFixture {
  explicit Leveraged(const std::vector<std::string>& overrides = {})
      : PortfolioFixture(settings_of("eth_leveraged", with_limits(overrides))),
        costs(settings.mode.execution, settings.venues.at("alchemy"), CostTable{}),
        context{universe, settings, costs} {}

  static std::vector<std::string> with_limits(std::vector<std::string> overrides) {
    for (const char* limit : {"target_ltv=0.9", "health_factor.warning=1.045", "health_factor.critical=1.0165"})
      overrides.emplace_back(limit);
    return overrides;
  }
  PnlViewPtr view(std::string_view collateral, std::string_view debt) {
    hold(kCollateral, collateral);
    hold(kDebt, debt);
    auto held = std::make_shared<PositionView>();
    held->market = std::make_shared<MarketSnapshot>(market);
    held->positions = positions;
    auto exposure = std::make_shared<ExposureView>();
    exposure->exposure = measure_exposure(universe, positions, market);
    exposure->positions = std::move(held);
    auto risk = std::make_shared<RiskView>();
    risk->risk = assess_risk(universe, positions, market, exposure->exposure, risk_limits(universe, settings));
    risk->exposure = std::move(exposure);
    auto pnl = std::make_shared<PnlView>();
    pnl->totals.funding_by_account.resize(universe.accounts().size());
    pnl->risk = std::move(risk);
    market.time = market.time + kHour;
    return pnl;
  }

  CostCalculator costs;
  RunContext context;
};

/// The remark on breaches of the critical health factor; empty without one.
std::string breach_remark(const RunSummary& summary) {
  const auto found = std::ranges::find_if(
      summary.remarks, [](const std::string& remark) { return remark.find("critical health factor") != remark.npos; });
  return found == summary.remarks.end() ? std::string() : *found;
}

}  // namespace

TEST_CASE("figures: the lowest health factor and the highest loan to value of both states of every step") {
  Leveraged portfolio;
  RunFigures figures(portfolio.context, amount("10"));
  const auto step = [&](std::string_view collateral, std::string_view debt) {
    const PnlViewPtr view = portfolio.view(collateral, debt);
    figures.close_step(*view, *view);
  };
  step("110", "0");
  CHECK_FALSE(figures.summary().min_health_factor.has_value());
  CHECK(*figures.summary().max_ltv == 0);
  step("110", "-100");
  CHECK(*figures.summary().min_health_factor == doctest::Approx(1.045).epsilon(1e-14));
  CHECK(*figures.summary().max_ltv == doctest::Approx(100 / 110.0).epsilon(1e-14));
  CHECK(breach_remark(figures.summary()).empty());
  // Under critical as the market left it, repaired at the close.
  const PnlViewPtr refreshed = portfolio.view("104.5", "-100");
  portfolio.market.time = portfolio.market.time - kHour;
  const PnlViewPtr closed = portfolio.view("50", "-40");
  figures.close_step(*refreshed, *closed);
  const RunSummary summary = figures.summary();
  CHECK(*summary.min_health_factor == doctest::Approx(0.99275).epsilon(1e-14));
  CHECK(*summary.max_ltv == doctest::Approx(100 / 104.5).epsilon(1e-14));
  CHECK(summary.health_breaches == 1);
  CHECK(breach_remark(summary) ==
        "A lending account stood under its critical health factor 1.0165 in 1 states, first at 2024-05-12T02:00:00Z; "
        "the decisions at those steps are in events.jsonl.");
}

TEST_CASE("figures: a run that may not rebalance says so beside its health factor") {
  Leveraged portfolio({"rebalance.enabled=false"});
  RunFigures figures(portfolio.context, amount("10"));
  const PnlViewPtr view = portfolio.view("100", "-94");
  figures.close_step(*view, *view);
  CHECK(breach_remark(figures.summary()).find("because rebalance.enabled is false and nothing is done about debt") !=
        std::string::npos);
}

TEST_CASE("figures: the report draws the limits of the health factor, and only where something can be owed") {
  Leveraged portfolio;
  const ReportLimits limits = RunFigures(portfolio.context, amount("10")).limits();
  CHECK(*limits.health_factor_warning == doctest::Approx(1.045));
  CHECK(*limits.health_factor_critical == doctest::Approx(1.0165));
  CHECK_FALSE(limits.margin_ratio_warning.has_value());
  const Settings hedge = settings_of("btc_basis", {});
  const Universe universe = universe_of(hedge);
  const RunContext context{universe, hedge, portfolio.costs};
  CHECK_FALSE(RunFigures(context, amount("10")).limits().health_factor_warning.has_value());
}

TEST_CASE("recorder: health factor and loan to value of every step reach the report") {
  Leveraged portfolio;
  const TemporaryFolder folder;
  auto recorder = RunRecorder::create(folder.path(), portfolio.context, report_assets(), amount("10"));
  REQUIRE(recorder.has_value());
  for (const char* debt : {"0", "-95", "-76"}) {
    const PnlViewPtr view = portfolio.view("100", debt);
    recorder.value()->close_step(*view, *view);
  }
  REQUIRE(recorder.value()->finish().has_value());
  const std::string page = recorder.value()->report(recorder.value()->summary());
  CHECK(page.find(R"("health_factor":[null,1,1.25])") != std::string::npos);
  CHECK(page.find(R"("ltv":[0,0.95,0.76])") != std::string::npos);
  CHECK(page.find(R"("health_factor_warning":1.045)") != std::string::npos);
}
