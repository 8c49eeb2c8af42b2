#include "core/risk/risk.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

void raise(RiskReport& report, RiskStatus status, std::string reason) {
  report.status = std::max(report.status, status);
  report.reasons.push_back(std::move(reason));
}

void check_margin(const Universe& universe, const AccountMargin& margin, const RiskLimits& limits, RiskReport& report) {
  const bool critical = margin.under(limits.margin_ratio.critical);
  if (!critical && !margin.under(limits.margin_ratio.warning)) return;
  raise(report, critical ? RiskStatus::critical : RiskStatus::warning,
        fmt::format("margin ratio of {} is {:.4f}, under {} {}", universe.name(margin.account), *margin.margin_ratio,
                    critical ? "critical" : "warning",
                    (critical ? limits.margin_ratio.critical : limits.margin_ratio.warning).to_string()));
}

void check_health(const Universe& universe, const LendingAccount& account, const RiskLimits& limits,
                  RiskReport& report) {
  const bool critical = account.health_under(limits.health_factor_critical);
  if (!critical && !account.health_under(limits.health_factor_warning)) return;
  raise(report, critical ? RiskStatus::critical : RiskStatus::warning,
        fmt::format("health factor of {} is {:.4f}, under {} {}", universe.name(account.account),
                    *account.health_factor(), critical ? "critical" : "warning",
                    (critical ? limits.health_factor_critical : limits.health_factor_warning).to_string()));
}

void check_drift(const Exposure& exposure, const DeltaDriftSettings& drift, RiskReport& report) {
  const bool act = exposure.drift_over(drift.act);
  if (!act && !exposure.drift_over(drift.warning)) return;
  raise(report, act ? RiskStatus::critical : RiskStatus::warning,
        fmt::format("net delta {} is {:.4f} of equity, over {} {}", exposure.net_delta.to_string(),
                    exposure.net_delta_of_equity, act ? "act" : "warning",
                    (act ? drift.act : drift.warning).to_string()));
}

void check_delta(const Exposure& exposure, const RiskLimits& limits, RiskReport& report) {
  if (!limits.hedged) return;
  if (limits.delta_drift) return check_drift(exposure, *limits.delta_drift, report);
  if (exposure.delta_over(limits.delta_tolerance))
    raise(report, RiskStatus::warning,
          fmt::format("net delta {} is {:.4f} of gross, over {}", exposure.net_delta.to_string(),
                      exposure.net_delta_of_gross, limits.delta_tolerance.to_string()));
}

void check_stake_spreads(const Universe& universe, const MarketSnapshot& market, const RiskLimits& limits,
                         RiskReport& report) {
  if (!limits.max_stake_spread_move) return;
  for (const Spread& spread : report.stake_spreads) {
    const Instrument& instrument = universe[spread.instrument];
    const auto rate = market_rate(universe, market, instrument);
    if (!rate || !discount_over(market.rates[instrument.id.index()], *rate, *limits.max_stake_spread_move)) continue;
    raise(report, RiskStatus::warning,
          fmt::format("market rate of {} is {:.4f} under its oracle rate, over {}", instrument.token, -*spread.spread,
                      limits.max_stake_spread_move->to_string()));
  }
}

ReserveStatus reserve_status(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market,
                             const Exposure& exposure, const RiskLimits& limits) {
  Amount held;
  for (const Instrument& instrument : universe.instruments())
    if (universe.name(instrument.account) == kWalletAccount && instrument.asset == universe.share_asset() &&
        instrument.type == PositionType::base_token)
      held += value(universe, instrument, positions[instrument.id.index()], market);
  const Amount target = mul(exposure.equity, limits.reserve_ratio, Rounding::floor);
  if (held >= target) return ReserveStatus::adequate;
  return held + held >= target ? ReserveStatus::low : ReserveStatus::critical;
}

}  // namespace

std::string_view risk_status_name(RiskStatus status) {
  static constexpr std::array<std::string_view, 3> kNames = {"safe", "warning", "critical"};
  return kNames[static_cast<std::size_t>(status)];
}

std::string_view reserve_status_name(ReserveStatus status) {
  static constexpr std::array<std::string_view, 3> kNames = {"adequate", "low", "critical"};
  return kNames[static_cast<std::size_t>(status)];
}

std::optional<double> least_health_factor(const RiskReport& report) {
  std::optional<double> least;
  for (const LendingAccount& account : report.lending)
    if (const auto health = account.health_factor()) least = std::min(least.value_or(*health), *health);
  return least;
}

std::optional<double> largest_ltv(const RiskReport& report) {
  std::optional<double> largest;
  for (const LendingAccount& account : report.lending)
    if (const auto ltv = account.ltv()) largest = std::max(largest.value_or(*ltv), *ltv);
  return largest;
}

RiskReport assess_risk(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market,
                       const Exposure& exposure, const RiskLimits& limits) {
  RiskReport report;
  report.margins = measure_margins(universe, positions, market, limits.perp_rules);
  for (const AccountMargin& margin : report.margins) check_margin(universe, margin, limits, report);
  for (const LendingTerms& terms : limits.lending) {
    report.lending.push_back(measure_lending(universe, terms, positions, market));
    check_health(universe, report.lending.back(), limits, report);
  }
  check_delta(exposure, limits, report);
  report.stake_spreads = stake_spreads(universe, positions, market);
  report.basis_spreads = basis_spreads(universe, positions, market);
  check_stake_spreads(universe, market, limits, report);
  report.reserve = reserve_status(universe, positions, market, exposure, limits);
  return report;
}

}  // namespace basis
