#include "actors/run_figures.hpp"

#include <doctest/doctest.h>

#include "tests/node/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// A portfolio with nothing in it but its equity and the capital paid in less paid out.
PnlView view_of(const Universe& universe, int hour, std::int64_t equity, std::int64_t capital,
                std::int64_t discount = 0) {
  auto market = std::make_shared<MarketSnapshot>();
  market->time = UtcTime::parse("2024-06-01").value() + kHour * hour;
  auto positions = std::make_shared<PositionView>();
  positions->market = std::move(market);
  positions->positions.resize(universe.instruments().size());
  auto exposure = std::make_shared<ExposureView>();
  exposure->positions = std::move(positions);
  exposure->exposure.equity = Amount::from_int(equity);
  exposure->exposure.equity_at_market = Amount::from_int(equity - discount);
  auto risk = std::make_shared<RiskView>();
  risk->exposure = std::move(exposure);
  PnlView view;
  view.risk = std::move(risk);
  view.totals.capital = Amount::from_int(capital);
  return view;
}

class Figures {
 public:
  explicit Figures(const std::string& mode = "pure_lending")
      : settings_(settings_of(mode, kIdeal)),
        universe_(Universe::build(settings_).value()),
        costs_(settings_.mode.execution, settings_.venues.at("alchemy"), no_costs_),
        context_{universe_, settings_, costs_, flows_},
        figures_(context_, Amount::from_int(1'000)) {}

  void step(std::int64_t opened, std::int64_t capital_opened, std::int64_t closed, std::int64_t capital_closed,
            std::int64_t discount = 0) {
    figures_.close_step(view_of(universe_, hour_, opened, capital_opened, discount),
                        view_of(universe_, hour_, closed, capital_closed, discount));
    ++hour_;
  }
  void record(const JournalEntry& entry) { figures_.record(entry); }
  [[nodiscard]] const RunFigures& get() const { return figures_; }
  [[nodiscard]] const Universe& universe() const { return universe_; }
  /// A withdrawal in the flows file of the run.
  void ask(int hour, std::optional<Amount> amount) {
    const UtcTime time = UtcTime::parse("2024-06-01").value() + kHour * hour;
    flows_.flows.push_back({time, false, amount, ExitSpeed::fast, 2});
  }

 private:
  Settings settings_;
  Universe universe_;
  CostTable no_costs_;
  CostCalculator costs_;
  CapitalFlows flows_;
  RunContext context_;
  RunFigures figures_;
  int hour_ = 0;
};

}  // namespace

TEST_CASE("deposits and payments to the owner are told apart from what the strategy earned") {
  Figures figures;
  figures.step(1'000, 1'000, 1'000, 1'000);
  figures.step(1'050, 1'000, 1'050, 1'000);
  figures.step(1'550, 1'500, 1'540, 1'500);  // 500 paid in, trades cost 10
  CHECK(figures.get().moves().paid_in == Amount::from_int(500));
  figures.step(1'540, 1'500, 980, 960);  // 540 paid out, which cost 20
  CHECK(figures.get().moves().paid_in.is_zero());
  CHECK(figures.get().moves().paid_out == Amount::from_int(540));
  const RunSummary summary = figures.get().summary();
  CHECK(summary.deposits == Amount::from_int(500));
  CHECK(summary.withdrawals == Amount::from_int(540));
  CHECK(summary.balance_pnl == Amount::from_int(20));
  CHECK(summary.total_return == doctest::Approx(1.05 * (1'540.0 / 1'550) * (1'520.0 / 1'540) - 1).epsilon(1e-13));
  CHECK(figures.get().index().to_double() == doctest::Approx(1'000 * (1 + summary.total_return)).epsilon(1e-13));
  CHECK(summary.money_weighted_return.has_value());
}

TEST_CASE("a book can be emptied and filled again") {
  Figures figures;
  figures.step(1'000, 1'000, 1'000, 1'000);
  figures.step(1'100, 1'000, 0, -89);  // 1,089 paid out, the exit cost 11
  for (int idle = 0; idle < 5; ++idle) figures.step(0, -89, 0, -89);
  figures.step(300, 211, 300, 211);
  figures.step(303, 211, 303, 211);
  const RunSummary summary = figures.get().summary();
  CHECK(summary.deposits == Amount::from_int(300));
  CHECK(summary.withdrawals == Amount::from_int(1'089));
  CHECK(summary.balance_pnl == Amount::from_int(92));
  CHECK(summary.total_return == doctest::Approx(1.089 * 1.01 - 1).epsilon(1e-13));
  CHECK(summary.max_drawdown == 0);
}

TEST_CASE("what was asked back and not paid by the end is a remark") {
  Figures figures;
  figures.ask(1, Amount::from_int(100));
  figures.ask(2, std::nullopt);
  figures.ask(9, Amount::from_int(50));
  figures.step(1'000, 1'000, 1'000, 1'000);
  CHECK(figures.get().summary().remarks.empty());
  figures.step(1'000, 1'000, 940, 940);
  const auto remarks = figures.get().summary().remarks;
  REQUIRE(remarks.size() == 1);
  CHECK(remarks.front() == "Of 100 USDT asked back by the end, 60 USDT were paid.");
  figures.step(940, 940, 0, 0);
  CHECK(figures.get().summary().remarks.empty());
}

TEST_CASE("a withdrawal of everything that was not paid by the end is a remark") {
  Figures figures;
  figures.ask(1, Amount::from_int(100));
  figures.ask(1, std::nullopt);
  figures.step(1'000, 1'000, 1'000, 1'000);
  CHECK(figures.get().summary().remarks.empty());
  figures.step(1'000, 1'000, 900, 900);  // the 100 are paid, the rest is not
  REQUIRE(figures.get().summary().remarks.size() == 1);
  CHECK(figures.get().summary().remarks.front() == "Of all equity asked back by the end, 100 USDT were paid.");
  figures.step(900, 900, 0, 20);  // the exit cost 20
  CHECK(figures.get().summary().remarks.empty());
}

TEST_CASE("everything asked back of a book with nothing in it is no debt") {
  Figures figures;
  figures.ask(1, std::nullopt);
  figures.ask(2, std::nullopt);
  figures.step(1'000, 1'000, 1'000, 1'000);
  figures.step(1'000, 1'000, 0, 0);
  figures.step(0, 0, 0, 0);
  CHECK(figures.get().summary().remarks.empty());
}

TEST_CASE("the margin at which an exchange liquidated is the lowest, and a breach, though no state shows it") {
  Figures figures("btc_basis");
  const auto liquidated = [&](const char* perp, double ratio) {
    const VenueNotice notice{kLiquidation, figures.universe().find(perp).value(), "closed", ratio};
    figures.record({{}, {}, UtcTime::parse("2024-06-01T03:00:00Z").value(), journal::VenueNoticed{notice}});
  };
  figures.step(1'000, 1'000, 1'000, 1'000);
  liquidated("bybit:Perp:BTCUSDT", 0.0049);
  liquidated("okx:Perp:BTCUSDT", -0.02);
  figures.step(900, 1'000, 900, 1'000);
  const RunSummary summary = figures.get().summary();
  CHECK(summary.liquidations == 2);
  CHECK(summary.min_margin_ratio.at("bybit") == doctest::Approx(0.0049));
  CHECK(summary.min_margin_ratio.at("okx") == doctest::Approx(-0.02));
  CHECK(summary.margin_breaches == 1);  // one instant
}

TEST_CASE("figures at market come from equity at market, held ones from equity at the oracle") {
  Figures figures;
  figures.step(1'000, 1'000, 1'000, 1'000, 0);
  figures.step(1'100, 1'000, 1'100, 1'000, 200);  // 900 at market
  figures.step(1'210, 1'000, 1'210, 1'000, 130);  // 1,080 at market
  const RunSummary summary = figures.get().summary();
  CHECK(summary.total_return == doctest::Approx(0.21));
  CHECK(summary.max_drawdown == 0);
  CHECK(summary.at_market.final_equity == Amount::from_int(1'080));
  CHECK(summary.at_market.total_return == doctest::Approx(0.08));
  CHECK(summary.at_market.max_drawdown == doctest::Approx(0.1));
}
