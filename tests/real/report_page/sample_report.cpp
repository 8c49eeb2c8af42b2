// Writes a report of a made-up year, hour by hour, for the browser test:
//   report_sample FILE
// Three venues with perps, a loan, and a few dozen trades, from a fixed seed.

#include <cmath>
#include <cstdio>
#include <random>

#include "core/results/buffered_file.hpp"
#include "tools/report/report.hpp"
#include "tools/report/report_assets.hpp"

namespace basis {
namespace {

constexpr int kHours = 8784;
constexpr std::size_t kVenues = 3;
constexpr std::array<std::string_view, kVenues> kVenueNames = {"binance", "bybit", "okx"};
constexpr std::array<double, kVenues> kWeights = {0.4, 0.3, 0.3};

/// A double as an amount: millionths, and digits down to the last unit to look like a real one.
Amount amount(double value) {
  if (value == 0) return {};
  return Amount::from_raw(static_cast<i128>(std::llround(value * 1e6)) * pow10_i128(12) + 273645019);
}
Price price(double value) { return Price::from_raw(std::llround(value * 100) * 1'000'000); }

/// The made-up run: a short hedge of bitcoin whose margin is topped up as the price moves.
class Year {
 public:
  Year(ReportBuilder& report, EquityStatisticsBuilder& statistics) : report_(report), statistics_(statistics) {}

  void play() {
    trade(0, "binance:BaseToken:BTC", true, 1.2, "entry_full");
    for (const std::string_view venue : kVenueNames)
      trade(0, std::string(venue) + ":Perp:BTCUSDT", false, 0.4, "entry_full");
    for (int hour = 0; hour < kHours; ++hour) step(hour);
  }
  [[nodiscard]] RunSummary summary() const;

 private:
  void step(int hour) {
    price_ *= std::exp(0.0052 * normal_(random_) + 0.00004);
    if (hour % 8 == 0) pay_funding();
    if (hour % 150 == 75) trade(hour, "okx:Perp:BTCUSDT", normal_(random_) > 0, 0.013, "delta_drift");
    for (std::size_t v = 0; v < kVenues; ++v) move_margin(v);
    set(Attribution::supply_yield, get(Attribution::supply_yield) + 0.08);
    set(Attribution::borrow_costs, get(Attribution::borrow_costs) - 0.05);
    basis_ = 0.97 * basis_ + 14 * normal_(random_);
    set(Attribution::basis_pnl, basis_);
    set(Attribution::delta_pnl, get(Attribution::delta_pnl) + 1.6 * normal_(random_));
    close(hour);
  }

  void pay_funding() {
    rate_ = 0.985 * rate_ + 0.015 * 0.9e-4 + 0.7e-5 * normal_(random_);
    for (std::size_t v = 0; v < kVenues; ++v) {
      const double paid = 1.2 * kWeights[v] * price_ * (rate_ + 0.4e-5 * normal_(random_));
      funding_[v] += paid;
      set(Attribution::funding_pnl, get(Attribution::funding_pnl) + paid);
    }
  }

  void move_margin(std::size_t v) {
    margin_[v] += 0.0045 * normal_(random_) + 0.004 * (0.42 - margin_[v]);
    if (margin_[v] < 0.2) margin_[v] = 0.5;
    lowest_[v] = std::min(lowest_[v], margin_[v]);
  }

  void trade(int hour, std::string instrument, bool buy, double size, std::string reason) {
    const double cost = size * price_ * 7e-4;
    set(Attribution::transaction_costs, get(Attribution::transaction_costs) - cost);
    costs_ += cost;
    ++trades_;
    const Amount coins = Amount::from_raw(static_cast<i128>(std::llround(size * 1e3)) * pow10_i128(15));
    const Price fill = price(price_ * (buy ? 1.0007 : 0.9993));
    report_.add({start_ + kHour * hour, std::move(instrument), buy, coins, price(price_), fill,
                 mul(coins, fill, Rounding::half_even), amount(cost), std::move(reason)});
  }

  void close(int hour) {
    StepRecord record;
    record.time = start_ + kHour * hour;
    record.equity = Amount::from_int(100'000) + paid_;
    for (std::size_t i = 0; i < kAttributionCount; ++i) {
      record.attribution[i] = amount(pnl_[i]);
      record.equity += record.attribution[i];
    }
    record.net_delta_fraction = 0.0018 * std::sin(hour / 40.0) + 0.0006 * normal_(random_);
    delta_ = std::max(delta_, std::abs(record.net_delta_fraction));
    if (hour > 900) {
      record.health_factor = 1.42 + 0.12 * std::sin(hour / 700.0) + 0.004 * normal_(random_);
      record.ltv = 0.95 / *record.health_factor;
    }
    for (std::size_t v = 0; v < kVenues; ++v) {
      record.margin_ratios.emplace_back(kVenueNames[v], margin_[v]);
      record.funding_by_venue.emplace_back(kVenueNames[v], amount(funding_[v]));
    }
    record.positions = {{"binance:BaseToken:BTC", amount(1.2), amount(1.2 * price_)},
                        {"binance_usdm:Perp:BTCUSDT", amount(-0.48), amount(0.48 * (64'000 - price_))},
                        {"wallet:BaseToken:USDT", amount(10'012.25), amount(10'012.25)}};
    pay(hour, record);
    statistics_.add(record.time, record.equity);
    record.index = statistics_.index();
    record.equity_at_market = record.equity - Amount::from_int(150 + hour % 70);
    record.index_at_market = *record.index - Amount::from_int(150 + hour % 70);
    report_.add(record);
    last_ = record;
  }

  /// Two flows on the way: 25,000 come in, 40,000 go out.
  void pay(int hour, StepRecord& record) {
    if (hour == 2000) record.paid_in = Amount::from_int(25'000);
    if (hour == 6000) record.paid_out = Amount::from_int(40'000);
    const Amount change = record.paid_in - record.paid_out;
    if (change.is_zero()) return;
    statistics_.flow(record.time, record.equity, record.equity + change);
    record.equity += change;
    paid_ += change;
  }

  double get(Attribution name) const { return pnl_[static_cast<std::size_t>(name)]; }
  void set(Attribution name, double value) { pnl_[static_cast<std::size_t>(name)] = value; }

  ReportBuilder& report_;
  EquityStatisticsBuilder& statistics_;
  std::mt19937_64 random_{20240512};
  std::normal_distribution<double> normal_;
  UtcTime start_ = UtcTime::parse("2024-05-12").value();
  double price_ = 61'000;
  double rate_ = 1e-4;
  double basis_ = 0;
  double costs_ = 0;
  double delta_ = 0;
  std::size_t trades_ = 0;
  std::array<double, kVenues> margin_ = {0.5, 0.48, 0.46};
  std::array<double, kVenues> lowest_ = {9, 9, 9};
  std::array<double, kVenues> funding_{};
  std::array<double, kAttributionCount> pnl_{};
  Amount paid_;  ///< in less out, after the start
  StepRecord last_;
};

RunSummary Year::summary() const {
  const EquityStatistics numbers = statistics_.result();
  RunSummary summary;
  summary.mode = "btc_basis";
  summary.share_class = "USDT";
  summary.capital = Amount::from_int(100'000);
  summary.from = start_;
  summary.to = last_.time;
  summary.steps = kHours;
  summary.final_equity = last_.equity;
  summary.at_market = {last_.equity_at_market, numbers.total_return - 0.002,
                       numbers.apy - 0.002,    numbers.max_drawdown + 0.001,
                       numbers.sharpe,         numbers.volatility};
  summary.exit_value = last_.equity_at_market - Amount::from_int(60);
  summary.deposits = Amount::from_int(25'000);
  summary.withdrawals = Amount::from_int(40'000);
  summary.total_return = numbers.total_return;
  summary.money_weighted_return = numbers.money_weighted_return;
  summary.apy = numbers.apy;
  summary.max_drawdown = numbers.max_drawdown;
  summary.sharpe = numbers.sharpe;
  summary.volatility = numbers.volatility;
  summary.trades = trades_;
  summary.fees = amount(costs_);
  for (const double paid : funding_) summary.funding += amount(paid);
  summary.data_fingerprint = "3f0c8d1a5b7e4c2f9a6d0b1e8c7f5a42";
  summary.config_fingerprint = "91b2e6d84a0f4c7db35e2a9c6f108d7e";
  summary.flows_fingerprint = "5d1e7a90c3b84f26a8e0b7d4c2f19365";
  summary.code_version = "0.1.0";
  summary.pnl = last_.attribution;
  summary.costs.trading = summary.pnl[static_cast<std::size_t>(Attribution::transaction_costs)];
  summary.assumptions = {"Everything is made up."};
  summary.balance_pnl = last_.equity - summary.capital - paid_;
  summary.attribution_sum = summary.balance_pnl;
  for (std::size_t v = 0; v < kVenues; ++v) summary.min_margin_ratio.emplace(kVenueNames[v], lowest_[v]);
  summary.max_abs_delta_fraction = delta_;
  summary.min_health_factor = 1.29;
  summary.rebalances = 11;
  summary.fills_from = {{"btc_spot from mean(bybit, okx)", 26}};
  summary.remarks = {"This run is made up: it shows the page, not a market."};
  return summary;
}

}  // namespace
}  // namespace basis

int main(int argc, char** argv) {
  using namespace basis;
  if (argc != 2) {
    std::fputs("usage: report_sample FILE\n", stderr);
    return 2;
  }
  ReportBuilder report(report_assets(), Amount::from_int(100'000));
  EquityStatisticsBuilder statistics(Amount::from_int(100'000));
  Year year(report, statistics);
  year.play();
  const ReportLimits limits{0.20, 0.12, 1.25, 1.15, 0.005};
  const auto written = write_file(argv[1], report.render(year.summary(), limits));
  if (!written) {
    std::fprintf(stderr, "%s\n", written.error().text().c_str());
    return 2;
  }
  return 0;
}
