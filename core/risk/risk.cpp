#include "core/risk/risk.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/market/valuation.hpp"

namespace basis {
namespace {

void raise(RiskReport& report, RiskStatus status, std::string reason) {
  report.status = std::max(report.status, status);
  report.reasons.push_back(std::move(reason));
}

AccountMargin measure_margin(const Universe& universe, AccountId account, const PositionSet& positions,
                             const MarketSnapshot& market, const RiskLimits& limits) {
  AccountMargin margin;
  margin.account = account;
  Amount net;
  for (const Instrument& instrument : universe.instruments()) {
    if (instrument.account != account) continue;
    const Holding& holding = positions[instrument.id.index()];
    if (instrument.type == PositionType::base_token && instrument.asset == universe.quote_asset()) {
      margin.cash += holding.amount;
      margin.balance += holding.amount;
    } else if (instrument.type == PositionType::perp) {
      const Price mark = market.marks[instrument.id.index()];
      margin.balance += unrealised(holding, mark);
      const Amount worth = mul(holding.amount, mark, Rounding::floor);
      margin.notional += worth.abs();
      net += worth;
    }
  }
  if (margin.notional.sign() > 0) {
    margin.margin_ratio = ratio(margin.balance, margin.notional);
    const double maintenance = limits.margin_ratio.liquidation.to_double();
    // A short of notional 1 and balance b is at the limit m after a rise x: (b - x) / (1 + x) = m.
    if (net.sign() < 0) margin.price_rise_to_liquidation = (*margin.margin_ratio - maintenance) / (1 + maintenance);
  }
  return margin;
}

void check_margin(const Universe& universe, const AccountMargin& margin, const RiskLimits& limits, RiskReport& report) {
  const bool critical = margin.under(limits.margin_ratio.critical);
  if (!critical && !margin.under(limits.margin_ratio.warning)) return;
  raise(report, critical ? RiskStatus::critical : RiskStatus::warning,
        fmt::format("margin ratio of {} is {:.4f}, under {} {}", universe.name(margin.account), *margin.margin_ratio,
                    critical ? "critical" : "warning",
                    (critical ? limits.margin_ratio.critical : limits.margin_ratio.warning).to_string()));
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

bool AccountMargin::under(Ratio limit) const {
  // In amounts: as doubles, a ratio that is exactly at its limit is under it every other time.
  return notional.sign() > 0 && balance < mul(notional, limit, Rounding::ceil);
}

std::string_view risk_status_name(RiskStatus status) {
  static constexpr std::array<std::string_view, 3> kNames = {"safe", "warning", "critical"};
  return kNames[static_cast<std::size_t>(status)];
}

std::string_view reserve_status_name(ReserveStatus status) {
  static constexpr std::array<std::string_view, 3> kNames = {"adequate", "low", "critical"};
  return kNames[static_cast<std::size_t>(status)];
}

RiskReport assess_risk(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market,
                       const Exposure& exposure, const RiskLimits& limits) {
  RiskReport report;
  for (std::size_t i = 0; i < universe.accounts().size(); ++i) {
    const AccountId account{static_cast<std::uint16_t>(i)};
    bool trades_perps = false;
    for (const Instrument& instrument : universe.instruments())
      trades_perps = trades_perps || (instrument.account == account && instrument.type == PositionType::perp);
    if (!trades_perps) continue;
    report.margins.push_back(measure_margin(universe, account, positions, market, limits));
    check_margin(universe, report.margins.back(), limits, report);
  }
  if (limits.hedged && exposure.delta_over(limits.delta_tolerance))
    raise(report, RiskStatus::warning,
          fmt::format("net delta {} is {:.4f} of gross, over {}", exposure.net_delta.to_string(),
                      exposure.net_delta_of_gross, limits.delta_tolerance.to_string()));
  report.reserve = reserve_status(universe, positions, market, exposure, limits);
  return report;
}

}  // namespace basis
