#include "tools/report/report.hpp"

#include <limits>

#include "core/base/readable.hpp"
#include "tools/report/page.hpp"
#include "tools/report/report_columns.hpp"

namespace basis {
namespace {

constexpr std::size_t kHalfOfTrades = kReportTrades / 2;

double or_absent(std::optional<double> value) { return value.value_or(std::numeric_limits<double>::quiet_NaN()); }

/// The text shown when scripts are disabled.
std::string headline(const RunSummary& summary) {
  const int decimals = readable_decimals(summary.share_class);
  return summary.mode + ": final equity " + readable_amount(summary.final_equity, decimals) + " " +
         summary.share_class + ", at market " + readable_amount(summary.at_market.final_equity, decimals) +
         ", after a full exit " + readable_amount(summary.exit_value, decimals) + ", return " +
         readable_percent(summary.total_return) + ", APY " + readable_percent(summary.apy) + ", largest drawdown " +
         readable_percent(summary.max_drawdown) + ".";
}

}  // namespace

ReportBuilder::ReportBuilder(ReportAssets assets, Amount capital)
    : assets_(assets), drawdown_(capital), drawdown_at_market_(capital) {}

void ReportBuilder::open_series(const StepRecord& step) {
  for (const auto& [venue, ratio] : step.margin_ratios) margin_venues_.emplace_back(venue);
  for (const auto& [venue, funding] : step.funding_by_venue) funding_venues_.emplace_back(venue);
  series_.emplace(report_columns(margin_venues_.size(), funding_venues_.size()), kReportPoints);
}

void ReportBuilder::add(const StepRecord& step) {
  if (!series_) open_series(step);
  require(step.margin_ratios.size() == margin_venues_.size() && step.funding_by_venue.size() == funding_venues_.size(),
          "every step names the same venue accounts");
  row_.clear();
  row_.push_back(step.equity.to_double());
  row_.push_back(step.equity_at_market.to_double());
  row_.push_back(drawdown_.add(step.index.value_or(step.equity)));
  row_.push_back(drawdown_at_market_.add(step.index_at_market.value_or(step.equity_at_market)));
  row_.push_back(step.net_delta_fraction);
  row_.push_back(or_absent(step.health_factor));
  row_.push_back(or_absent(step.ltv));
  for (const Amount amount : step.attribution) row_.push_back(amount.to_double());
  for (const auto& [venue, ratio] : step.margin_ratios) row_.push_back(or_absent(ratio));
  for (const auto& [venue, funding] : step.funding_by_venue) row_.push_back(funding.to_double());
  series_->add(step.time, row_);
  ++steps_;
  if (!step.paid_in.is_zero()) flows_.push_back({step.time, true, step.paid_in, step.equity});
  if (!step.paid_out.is_zero()) flows_.push_back({step.time, false, step.paid_out, step.equity});
  keep_holdings(step);
}

/// Copies the texts; their memory is reused from step to step.
void ReportBuilder::keep_holdings(const StepRecord& step) {
  holdings_.resize(step.positions.size());
  for (std::size_t i = 0; i < holdings_.size(); ++i) {
    holdings_[i].instrument.assign(step.positions[i].instrument);
    holdings_[i].amount = step.positions[i].amount;
    holdings_[i].value = step.positions[i].value;
  }
}

void ReportBuilder::add(const TradeRecord& trade) {
  if (trades_ < kHalfOfTrades) {
    first_trades_.push_back(trade);
  } else if (last_trades_.size() < kHalfOfTrades) {
    last_trades_.push_back(trade);
  } else {
    last_trades_[(trades_ - kHalfOfTrades) % kHalfOfTrades] = trade;
  }
  ++trades_;
}

std::string ReportBuilder::render(const RunSummary& summary, const ReportLimits& limits) const {
  require(series_.has_value(), "a report has at least one step");
  return render_page(assets_, summary.mode, headline(summary), data_json(summary, limits));
}

std::string ReportBuilder::data_json(const RunSummary& summary, const ReportLimits& limits) const {
  JsonWriter json;
  json.begin_object();
  json.key("summary");
  write_summary(json, summary, WallTime::left_out);
  json.key("limits");
  write_limits(json, limits);
  json.key("series");
  write_report_series(json, *series_, steps_, margin_venues_, funding_venues_);
  write_trades(json);
  write_holdings(json);
  write_flows(json);
  json.end_object();
  return json.text();
}

void ReportBuilder::write_trades(JsonWriter& json) const {
  json.key("trades").begin_object();
  json.key("total").integer(static_cast<std::int64_t>(trades_));
  json.key("first").begin_array();
  for (const TradeRecord& trade : first_trades_) write_trade(json, trade);
  json.end_array();
  json.key("last").begin_array();
  const bool wrapped = trades_ > kReportTrades;
  const std::size_t oldest = wrapped ? (trades_ - kHalfOfTrades) % kHalfOfTrades : 0;
  for (std::size_t i = 0; i < last_trades_.size(); ++i)
    write_trade(json, last_trades_[(oldest + i) % last_trades_.size()]);
  json.end_array();
  json.end_object();
}

void ReportBuilder::write_holdings(JsonWriter& json) const {
  json.key("holdings").begin_array();
  for (const Holding& holding : holdings_) {
    json.begin_array();
    json.string(holding.instrument).string(holding.amount.to_string()).string(holding.value.to_string());
    json.end_array();
  }
  json.end_array();
}

/// Writes each flow as time in seconds, kind, amount, and the equity at the close of its step.
void ReportBuilder::write_flows(JsonWriter& json) const {
  json.key("flows").begin_array();
  for (const Flow& flow : flows_) {
    json.begin_array().integer(flow.time.nanos() / kSecond.count).string(flow.deposit ? "deposit" : "withdrawal");
    json.string(flow.amount.to_string()).string(flow.equity.to_string()).end_array();
  }
  json.end_array();
}

}  // namespace basis
