#include "core/base/pretty_json.hpp"
#include "core/results/summary.hpp"

namespace basis {
namespace {

void write_amount(JsonWriter& json, std::string_view key, Amount amount) { json.key(key).string(amount.to_string()); }

void write_count(JsonWriter& json, std::string_view key, std::size_t count) {
  json.key(key).integer(static_cast<std::int64_t>(count));
}

void write_optional(JsonWriter& json, std::string_view key, std::optional<double> value) {
  json.key(key);
  value ? json.number(*value) : json.null();
}

void write_texts(JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
  json.key(key).begin_array();
  for (const std::string& text : texts) json.string(text);
  json.end_array();
}

void write_run(JsonWriter& json, const RunSummary& summary, WallTime wall_time) {
  json.key("mode").string(summary.mode);
  json.key("share_class").string(summary.share_class);
  write_amount(json, "capital", summary.capital);
  json.key("from").string(summary.from.to_string());
  json.key("to").string(summary.to.to_string());
  write_count(json, "steps", summary.steps);
  write_amount(json, "final_equity", summary.final_equity);
  write_amount(json, "final_equity_at_market", summary.at_market.final_equity);
  write_amount(json, "exit_value", summary.exit_value);
  write_amount(json, "deposits", summary.deposits);
  write_amount(json, "withdrawals", summary.withdrawals);
  json.key("total_return").number(summary.total_return);
  // The total return is the time-weighted return, so both members have the same value.
  json.key("time_weighted_return").number(summary.total_return);
  write_optional(json, "money_weighted_return", summary.money_weighted_return);
  json.key("apy").number(summary.apy);
  json.key("max_drawdown").number(summary.max_drawdown);
  json.key("sharpe").number(summary.sharpe);
  json.key("volatility").number(summary.volatility);
  json.key("total_return_at_market").number(summary.at_market.total_return);
  json.key("apy_at_market").number(summary.at_market.apy);
  json.key("max_drawdown_at_market").number(summary.at_market.max_drawdown);
  json.key("sharpe_at_market").number(summary.at_market.sharpe);
  json.key("volatility_at_market").number(summary.at_market.volatility);
  write_count(json, "liquidations", summary.liquidations);
  write_count(json, "trades", summary.trades);
  write_amount(json, "fees", summary.fees);
  write_amount(json, "gas", summary.gas);
  write_amount(json, "funding", summary.funding);
  if (wall_time == WallTime::told) json.key("elapsed_seconds").number(summary.elapsed_seconds);
  json.key("data_fingerprint").string(summary.data_fingerprint);
  json.key("config_fingerprint").string(summary.config_fingerprint);
  if (!summary.flows_fingerprint.empty()) json.key("flows_fingerprint").string(summary.flows_fingerprint);
  json.key("code_version").string(summary.code_version);
}

void write_pnl(JsonWriter& json, const RunSummary& summary) {
  json.key("pnl").begin_object();
  for (std::size_t i = 0; i < kAttributionCount; ++i) write_amount(json, kAttributionNames[i], summary.pnl[i]);
  json.end_object();
  json.key("costs").begin_object();
  write_amount(json, "trading", summary.costs.trading);
  write_amount(json, "gas", summary.costs.gas);
  write_amount(json, "swap_discount", summary.costs.swap_discount);
  write_amount(json, "liquidation", summary.costs.liquidation);
  json.end_object();
  json.key("reconciliation").begin_object();
  write_amount(json, "balance_pnl", summary.balance_pnl);
  write_amount(json, "attribution_sum", summary.attribution_sum);
  write_amount(json, "difference", summary.difference);
  json.end_object();
}

void write_risk(JsonWriter& json, const RunSummary& summary) {
  json.key("risk").begin_object();
  write_optional(json, "min_health_factor", summary.min_health_factor);
  write_optional(json, "max_ltv", summary.max_ltv);
  json.key("min_margin_ratio").begin_object();
  for (const auto& [venue, ratio] : summary.min_margin_ratio) write_optional(json, venue, ratio);
  json.end_object();
  json.key("max_abs_delta_fraction").number(summary.max_abs_delta_fraction);
  write_count(json, "margin_breaches", summary.margin_breaches);
  write_count(json, "health_breaches", summary.health_breaches);
  json.end_object();
}

void write_capacity(JsonWriter& json, const RunSummary& summary) {
  json.key("capacity").begin_object();
  for (const CapacityRecord& worst : summary.capacity) {
    json.key(worst.kind).begin_object();
    json.key("instrument").string(worst.instrument);
    write_amount(json, "amount", worst.amount);
    write_amount(json, "limit", worst.limit);
    write_optional(json, "ratio", worst.ratio());
    json.key("time").string(worst.time.to_string());
    write_count(json, "count", worst.count);
    json.end_object();
  }
  json.end_object();
}

}  // namespace

void write_summary(JsonWriter& json, const RunSummary& summary, WallTime wall_time, const SummaryExtra& extra) {
  json.begin_object();
  write_run(json, summary, wall_time);
  write_pnl(json, summary);
  write_risk(json, summary);
  write_count(json, "rebalances", summary.rebalances);
  json.key("fills_from").begin_object();
  for (const auto& [rule, rows] : summary.fills_from) write_count(json, rule, rows);
  json.end_object();
  write_texts(json, "assumptions", summary.assumptions);
  write_capacity(json, summary);
  write_texts(json, "remarks", summary.remarks);
  if (extra) extra(json);
  json.end_object();
}

std::string summary_json(const RunSummary& summary, const SummaryExtra& extra) {
  JsonWriter json;
  write_summary(json, summary, WallTime::told, extra);
  return pretty_json(json.text());
}

}  // namespace basis
