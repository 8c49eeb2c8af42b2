#include "tools/compare/compare_rows.hpp"

#include <functional>
#include <set>

#include "core/base/readable.hpp"

namespace basis {
namespace {

using Figure = std::function<std::string(const RunSummary&)>;

constexpr const char* kNone = "-";

CompareRow row(std::span<const ComparedResult> results, std::string name, const Figure& figure) {
  CompareRow out{std::move(name), {}};
  for (const ComparedResult& result : results) out.figures.push_back(figure(result.summary));
  return out;
}

std::string money(const RunSummary& summary, Amount amount) {
  return readable_amount(amount, readable_decimals(summary.share_class));
}

Figure amount_of(Amount RunSummary::*member) {
  return [member](const RunSummary& summary) { return money(summary, summary.*member); };
}
Figure percent_of(double RunSummary::*member) {
  return [member](const RunSummary& summary) { return readable_percent(summary.*member); };
}
Figure at_market(Amount AtMarket::*member) {
  return [member](const RunSummary& summary) { return money(summary, summary.at_market.*member); };
}
Figure at_market(double AtMarket::*member) {
  return [member](const RunSummary& summary) { return readable_percent(summary.at_market.*member); };
}
Figure count_of(std::size_t RunSummary::*member) {
  return [member](const RunSummary& summary) { return readable_count(summary.*member); };
}

std::string optional_number(std::optional<double> value, int decimals) {
  return value ? readable_number(*value, decimals) : kNone;
}

CompareSection performance(std::span<const ComparedResult> results) {
  return {"Performance",
          {row(results, "share class", [](const RunSummary& summary) { return summary.share_class; }),
           row(results, "from", [](const RunSummary& summary) { return summary.from.date(); }),
           row(results, "to", [](const RunSummary& summary) { return summary.to.date(); }),
           row(results, "capital", amount_of(&RunSummary::capital)),
           row(results, "deposits", amount_of(&RunSummary::deposits)),
           row(results, "withdrawals", amount_of(&RunSummary::withdrawals)),
           row(results, "final equity", amount_of(&RunSummary::final_equity)),
           row(results, "  at market", at_market(&AtMarket::final_equity)),
           row(results, "  exit value", amount_of(&RunSummary::exit_value)),
           row(results, "time-weighted return", percent_of(&RunSummary::total_return)),
           row(results, "  at market", at_market(&AtMarket::total_return)),
           row(results, "money-weighted, a year",
               [](const RunSummary& summary) {
                 return summary.money_weighted_return ? readable_percent(*summary.money_weighted_return) : kNone;
               }),
           row(results, "APY", percent_of(&RunSummary::apy)),
           row(results, "max drawdown", percent_of(&RunSummary::max_drawdown)),
           row(results, "  at market", at_market(&AtMarket::max_drawdown)),
           row(results, "volatility a year", percent_of(&RunSummary::volatility)),
           row(results, "  at market", at_market(&AtMarket::volatility)),
           row(results, "Sharpe", [](const RunSummary& summary) { return readable_number(summary.sharpe, 2); }),
           row(results, "  at market",
               [](const RunSummary& summary) { return readable_number(summary.at_market.sharpe, 2); })}};
}

CompareSection activity(std::span<const ComparedResult> results) {
  return {"Activity",
          {row(results, "trades", count_of(&RunSummary::trades)),
           row(results, "rebalances", count_of(&RunSummary::rebalances)),
           row(results, "liquidations", count_of(&RunSummary::liquidations)),
           row(results, "funding received", amount_of(&RunSummary::funding))}};
}

CompareSection costs(std::span<const ComparedResult> results) {
  const auto part = [](Amount CostBreakdown::*member) {
    return [member](const RunSummary& summary) { return money(summary, summary.costs.*member); };
  };
  return {"Costs",
          {row(results, "trading", part(&CostBreakdown::trading)), row(results, "gas", part(&CostBreakdown::gas)),
           row(results, "swap discount", part(&CostBreakdown::swap_discount)),
           row(results, "liquidation", part(&CostBreakdown::liquidation)),
           row(results, "sum", [](const RunSummary& summary) {
             const CostBreakdown& paid = summary.costs;
             return money(summary, paid.trading + paid.gas + paid.swap_discount + paid.liquidation);
           })}};
}

CompareSection attribution(std::span<const ComparedResult> results) {
  CompareSection section{"P&L attribution", {}};
  for (std::size_t i = 0; i < kAttributionCount; ++i)
    section.rows.push_back(row(results, std::string(kAttributionNames[i]),
                               [i](const RunSummary& summary) { return money(summary, summary.pnl[i]); }));
  section.rows.push_back(row(results, "sum", amount_of(&RunSummary::attribution_sum)));
  section.rows.push_back(row(results, "balance P&L", amount_of(&RunSummary::balance_pnl)));
  return section;
}

CompareSection risk(std::span<const ComparedResult> results) {
  std::set<std::string> venues;
  for (const ComparedResult& result : results)
    for (const auto& [venue, ratio] : result.summary.min_margin_ratio) venues.insert(venue);
  CompareSection section{"Risk", {}};
  for (const std::string& venue : venues)
    section.rows.push_back(row(results, "min margin ratio " + venue, [&venue](const RunSummary& summary) {
      const auto at = summary.min_margin_ratio.find(venue);
      return at == summary.min_margin_ratio.end() ? kNone : optional_number(at->second, 3);
    }));
  section.rows.push_back(row(results, "min health factor",
                             [](const RunSummary& summary) { return optional_number(summary.min_health_factor, 4); }));
  section.rows.push_back(
      row(results, "max loan to value", [](const RunSummary& summary) { return optional_number(summary.max_ltv, 4); }));
  section.rows.push_back(row(results, "max net delta / equity", percent_of(&RunSummary::max_abs_delta_fraction)));
  section.rows.push_back(
      row(results, "remarks", [](const RunSummary& summary) { return readable_count(summary.remarks.size()); }));
  return section;
}

}  // namespace

std::vector<CompareSection> compare_rows(std::span<const ComparedResult> results) {
  return {performance(results), activity(results), costs(results), attribution(results), risk(results)};
}

}  // namespace basis
