#include <algorithm>

#include <fmt/format.h>

#include "core/risk/live_risk.hpp"

namespace basis {
namespace {

double seconds(Nanos span) { return static_cast<double>(span.count) / static_cast<double>(kSecond.count); }

}  // namespace

const LiveRiskReport& LiveRisk::assess(MonoTime now) {
  report_.time = now;
  report_.status = RiskStatus::safe;
  report_.reasons.clear();
  weigh_prices(now);
  weigh_margins();
  weigh_deltas(now);
  weigh_groups(now);
  return report_;
}

void LiveRisk::raise(const LiveRiskReason& reason) {
  report_.status = std::max(report_.status, reason.status);
  report_.reasons.push_back(reason);
}

std::optional<Price> LiveRisk::fresh_price(const Source& source, MonoTime now) const {
  if (source.by_mark()) return source.prices.mark(now, spec_.max_price_age);
  const TopUpdate* top = source.prices.top(now, spec_.max_price_age);
  return top != nullptr ? std::optional(mid_of(*top)) : std::nullopt;
}

/// The first fresh price of the asset, spot before perps.
std::optional<Price> LiveRisk::price_of(const Asset& asset, MonoTime now) const {
  for (const std::uint16_t at : asset.sources)
    if (const auto price = fresh_price(sources_[at], now)) return price;
  return std::nullopt;
}

Exposure LiveRisk::drift_of(Amount net, Price price) const {
  Exposure exposure;
  exposure.equity = equity_;
  exposure.net_delta = net;
  exposure.net_delta_value = mul(net, price, Rounding::floor);
  if (equity_.sign() > 0) exposure.net_delta_of_equity = ratio(exposure.net_delta_value, equity_);
  return exposure;
}

/// Whether a holding cannot be valued at all.
bool LiveRisk::needs_price(const Position& position) const {
  if ((position.indexed && position.index.is_zero()) || (position.staked && position.rate.is_zero())) return true;
  if (position.dollars) return false;
  return position.source == kNone || sources_[position.source].price.is_zero();
}

void LiveRisk::weigh_prices(MonoTime now) {
  for (std::size_t i = 0; i < positions_.size(); ++i) {
    const Position& position = positions_[i];
    if (position.holding.amount.is_zero()) continue;
    const bool never = needs_price(position);
    if (!never && (position.dollars || fresh_price(sources_[position.source], now))) continue;
    const Nanos age = never ? Nanos{} : now - sources_[position.source].price_time;
    // An order book that is fetched again has a price within seconds. So a missing price is a
    // warning at once, and critical only after `max_price_age`.
    const bool critical = never || age > spec_.max_price_age;
    raise({LiveRiskCode::no_fresh_price, critical ? RiskStatus::critical : RiskStatus::warning,
           static_cast<std::uint16_t>(i), never ? -1 : seconds(age), seconds(spec_.max_price_age)});
  }
}

void LiveRisk::weigh_margins() {
  for (std::size_t i = 0; i < accounts_.size(); ++i) {
    if (accounts_[i].perps.empty()) continue;
    const AccountMargin of = margin({static_cast<std::uint16_t>(i)});
    const bool critical = of.under(spec_.margin_ratio.critical);
    if (!critical && !of.under(spec_.margin_ratio.warning)) continue;
    const Ratio limit = critical ? spec_.margin_ratio.critical : spec_.margin_ratio.warning;
    raise({LiveRiskCode::margin_ratio, critical ? RiskStatus::critical : RiskStatus::warning, of.account.value,
           *of.margin_ratio, limit.to_double()});
  }
}

void LiveRisk::weigh_deltas(MonoTime now) {
  if (!spec_.delta_drift) return;
  for (std::size_t i = 0; i < assets_.size(); ++i) {
    const auto subject = static_cast<std::uint16_t>(i);
    const Asset& asset = assets_[i];
    if (asset.net.is_zero()) continue;
    const auto price = price_of(asset, now);
    if (!price || equity_.sign() <= 0) {
      raise({price ? LiveRiskCode::delta_no_equity : LiveRiskCode::delta_no_price, RiskStatus::critical, subject,
             asset.net.to_double(), 0});
      continue;
    }
    const Exposure exposure = drift_of(asset.net, *price);
    const bool act = exposure.drift_over(spec_.delta_drift->act);
    if (!act && !exposure.drift_over(spec_.delta_drift->warning)) continue;
    const Ratio limit = act ? spec_.delta_drift->act : spec_.delta_drift->warning;
    raise({LiveRiskCode::delta_drift, act ? RiskStatus::critical : RiskStatus::warning, subject,
           exposure.net_delta_of_equity, limit.to_double()});
  }
}

void LiveRisk::weigh_groups(MonoTime now) {
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const NakedExposure exposure = naked(i, now);
    if (!exposure.since) continue;
    raise({LiveRiskCode::naked, exposure.too_long ? RiskStatus::critical : RiskStatus::warning,
           static_cast<std::uint16_t>(i), seconds(exposure.lasted), seconds(spec_.max_naked_time)});
  }
}

std::string LiveRisk::text(const LiveRiskReason& reason) const {
  const bool critical = reason.status == RiskStatus::critical;
  switch (reason.code) {
    case LiveRiskCode::no_fresh_price: {
      const std::string& key = universe_[InstrumentId{reason.subject}].key;
      if (reason.value < 0) return fmt::format("{} is held and has never had a price", key);
      return fmt::format("{} is held and has no fresh price: the last is {:.3f} s old, limit {:.3f} s", key,
                         reason.value, reason.limit);
    }
    case LiveRiskCode::margin_ratio:
      return fmt::format("margin ratio of {} is {:.4f}, under {} {}", universe_.name(AccountId{reason.subject}),
                         reason.value, critical ? "critical" : "warning", reason.limit);
    case LiveRiskCode::delta_drift:
      return fmt::format("net delta of {} is {:.4f} of equity, over {} {}", universe_.name(AssetId{reason.subject}),
                         reason.value, critical ? "act" : "warning", reason.limit);
    case LiveRiskCode::delta_no_price:
      return fmt::format("net delta of {} {} without a fresh price", reason.value,
                         universe_.name(AssetId{reason.subject}));
    case LiveRiskCode::delta_no_equity:
      return fmt::format("net delta of {} {} without equity", reason.value, universe_.name(AssetId{reason.subject}));
    case LiveRiskCode::naked:
      return fmt::format("{} is naked by {} for {:.3f} s, limit {:.3f} s", spec_.groups[reason.subject].name,
                         groups_[reason.subject].net.to_string(), reason.value, reason.limit);
  }
  broken_invariant("a reason without a text");
}

}  // namespace basis
