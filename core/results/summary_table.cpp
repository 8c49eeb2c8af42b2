#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "core/base/readable.hpp"
#include "core/results/summary.hpp"

namespace basis {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kLabelWidth = 26;
constexpr std::size_t kFigureWidth = 20;

/// One line: a label, a right-aligned figure and a note.
struct Row {
  std::string label;
  std::string figure;
  std::string note;
};

struct Section {
  std::string title;
  std::vector<Row> rows;
};

void append_row(std::string& out, const Row& row) {
  std::string line = fmt::format("  {:<{}}{:>{}}", row.label, kLabelWidth, row.figure, kFigureWidth);
  if (line.size() + 2 + row.note.size() > kWidth) {
    out += line + "\n";
    line.assign(kLabelWidth + 2, ' ');
  }
  if (!row.note.empty()) line += "  " + row.note;
  out += line + "\n";
}

/// Wraps text between words into lines of at most `kWidth` characters; the first line begins with a dash.
void append_wrapped(std::string& out, std::string_view text) {
  std::string line = "  -";
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    // A word that is longer than a line is split, so that no line is wider than `kWidth`.
    const std::string_view word = text.substr(at, std::min(end - at, kWidth - 4));
    if (line.size() + 1 + word.size() > kWidth) {
      out += line + "\n";
      line = "   ";
    }
    line.append(" ").append(word);
    at += word.size();
    if (at < text.size() && text[at] == ' ') ++at;
  }
  out += line + "\n";
}

std::string limit_note(std::string_view name, std::optional<double> limit, int decimals) {
  return limit ? fmt::format("{} {}", name, readable_number(*limit, decimals)) : std::string();
}

/// "warning 0.20, critical 0.12", without the parts that are absent.
std::string limits_note(std::optional<double> warning, std::optional<double> critical, int decimals) {
  const std::string first = limit_note("warning", warning, decimals);
  const std::string second = limit_note("critical", critical, decimals);
  return first.empty() || second.empty() ? first + second : first + ", " + second;
}

std::string optional_number(std::optional<double> value, int decimals) {
  return value ? readable_number(*value, decimals) : "none held";
}

Section performance(const RunSummary& summary, int decimals) {
  const bool flows = has_flows(summary);
  Section section{"Performance", {{"capital", readable_amount(summary.capital, decimals), summary.share_class}}};
  const auto add = [&](Row row) { section.rows.push_back(std::move(row)); };
  if (flows) {
    add({"deposits", readable_amount(summary.deposits, decimals), summary.share_class});
    add({"withdrawals", readable_amount(summary.withdrawals, decimals), summary.share_class});
  }
  const AtMarket& market = summary.at_market;
  const auto at_market = [](const std::string& figure) { return "at market " + figure; };
  add({"final equity", readable_amount(summary.final_equity, decimals), summary.share_class});
  add({"  at market", readable_amount(market.final_equity, decimals), "staked tokens at the DEX rate"});
  add({"  exit value", readable_amount(summary.exit_value, decimals), "a fast full exit at the end"});
  add({flows ? "time-weighted return" : "total return", readable_percent(summary.total_return),
       at_market(readable_percent(market.total_return))});
  if (flows)
    add({"money-weighted return",
         summary.money_weighted_return ? readable_percent(*summary.money_weighted_return) : "none", "a year"});
  add({"APY", readable_percent(summary.apy), at_market(readable_percent(market.apy))});
  add({"max drawdown", readable_percent(summary.max_drawdown), at_market(readable_percent(market.max_drawdown))});
  add({"volatility a year", readable_percent(summary.volatility), at_market(readable_percent(market.volatility))});
  add({"Sharpe", readable_number(summary.sharpe, 2), at_market(readable_number(market.sharpe, 2))});
  return section;
}

Section activity(const RunSummary& summary, int decimals) {
  return {"Activity",
          {{"trades", readable_count(summary.trades), ""},
           {"rebalances", readable_count(summary.rebalances), ""},
           {"liquidations", readable_count(summary.liquidations), ""},
           {"funding received", readable_amount(summary.funding, decimals), summary.share_class}}};
}

Section costs(const RunSummary& summary, int decimals) {
  const CostBreakdown& paid = summary.costs;
  Section section{"Costs", {}};
  for (const auto& [label, amount] :
       {std::pair("trading", paid.trading), std::pair("gas", paid.gas), std::pair("swap discount", paid.swap_discount),
        std::pair("liquidation", paid.liquidation),
        std::pair("sum", paid.trading + paid.gas + paid.swap_discount + paid.liquidation)})
    section.rows.push_back({label, readable_amount(amount, decimals), summary.share_class});
  return section;
}

Section attribution(const RunSummary& summary, const ReportLimits& limits, int decimals) {
  Section section{"P&L attribution", {}};
  for (std::size_t i = 0; i < kAttributionCount; ++i)
    section.rows.push_back(
        {std::string(kAttributionNames[i]), readable_amount(summary.pnl[i], decimals), summary.share_class});
  if (limits.delta_tolerance && summary.balance_pnl.sign() != 0) {
    const Amount delta = summary.pnl[static_cast<std::size_t>(Attribution::delta_pnl)];
    section.rows.push_back({"delta P&L / P&L", readable_percent(ratio(delta.abs(), summary.balance_pnl.abs())),
                            "a neutral mode's is near 0"});
  }
  section.rows.push_back({"sum", readable_amount(summary.attribution_sum, decimals), summary.share_class});
  section.rows.push_back(
      {"balance P&L", readable_amount(summary.balance_pnl, decimals),
       summary.difference.is_zero() ? "agrees to the last unit" : "differs by " + summary.difference.to_string()});
  return section;
}

Section risk(const RunSummary& summary, const ReportLimits& limits) {
  Section section{"Risk", {}};
  for (const auto& [venue, ratio] : summary.min_margin_ratio)
    section.rows.push_back({"min margin ratio " + venue, optional_number(ratio, 3),
                            limits_note(limits.margin_ratio_warning, limits.margin_ratio_critical, 2)});
  section.rows.push_back({"min health factor", optional_number(summary.min_health_factor, 4),
                          limits_note(limits.health_factor_warning, limits.health_factor_critical, 3)});
  section.rows.push_back({"max loan to value", optional_number(summary.max_ltv, 4), ""});
  section.rows.push_back({"max net delta / equity", readable_percent(summary.max_abs_delta_fraction),
                          limits.delta_tolerance ? "tolerance " + readable_percent(*limits.delta_tolerance) : ""});
  return section;
}

Section capacity(const RunSummary& summary) {
  Section section{"Capacity, the worst of each kind", {}};
  for (const CapacityRecord& worst : summary.capacity) {
    const std::string share = worst.ratio() ? readable_percent(*worst.ratio()) + " of its limit" : "no room";
    section.rows.push_back({worst.kind, share, worst.instrument});
  }
  return section;
}

void append_section(std::string& out, const Section& section) {
  out += "\n" + section.title + "\n";
  for (const Row& row : section.rows) append_row(out, row);
}

void append_list(std::string& out, std::string_view title, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out += fmt::format("\n{}\n", title);
  for (const std::string& line : lines) append_wrapped(out, line);
}

}  // namespace

std::string summary_table(const RunSummary& summary, const ReportLimits& limits) {
  const int decimals = readable_decimals(summary.share_class);
  std::string out =
      fmt::format("{}: {} to {}, {} steps in {} s\n", summary.mode, summary.from.to_string(), summary.to.to_string(),
                  readable_count(summary.steps), readable_number(summary.elapsed_seconds, 2));
  append_section(out, performance(summary, decimals));
  append_section(out, activity(summary, decimals));
  append_section(out, costs(summary, decimals));
  append_section(out, attribution(summary, limits, decimals));
  append_section(out, risk(summary, limits));
  if (!summary.capacity.empty()) append_section(out, capacity(summary));
  if (!summary.fills_from.empty()) {
    out += "\nRows supplied by fill rules\n";
    for (const auto& [rule, rows] : summary.fills_from) append_wrapped(out, rule + ": " + readable_count(rows));
  }
  append_list(out, "Assumptions", summary.assumptions);
  append_list(out, "Remarks", summary.remarks);
  return out;
}

}  // namespace basis
