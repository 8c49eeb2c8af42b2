#include "core/risk/live_risk.hpp"

#include <algorithm>

#include "core/portfolio/valuation.hpp"
#include "core/risk/maintenance.hpp"

namespace basis {

LiveRisk::LiveRisk(LiveRiskSpec spec)
    : spec_(std::move(spec)),
      accounts_(spec_.accounts.size()),
      assets_(spec_.assets.size()),
      groups_(spec_.groups.size()),
      outside_deltas_(spec_.assets.size()) {
  require(spec_.max_price_age.count > 0, "prices may have no age");
  require(spec_.max_naked_time.count >= 0, "the longest naked time is under zero");
  for (const RiskInstrument& instrument : spec_.instruments) add(instrument);
  for (std::size_t i = 0; i < positions_.size(); ++i)
    if (positions_[i].instrument.kind != RiskKind::cash)
      assets_[positions_[i].instrument.asset.index()].positions.push_back(static_cast<std::uint16_t>(i));
  for (Asset& asset : assets_)
    std::stable_partition(asset.positions.begin(), asset.positions.end(),
                          [this](std::uint16_t at) { return positions_[at].instrument.kind == RiskKind::spot; });
  for (std::size_t i = 0; i < groups_.size(); ++i) add_group(static_cast<std::uint16_t>(i));
  report_.reasons.reserve(positions_.size() + accounts_.size() + assets_.size() + groups_.size());
}

void LiveRisk::add(const RiskInstrument& instrument) {
  require(instrument.account.index() < accounts_.size(), "an instrument's account has no name");
  require(instrument.asset.index() < assets_.size(), "an instrument's asset has no name");
  if (slots_.size() <= instrument.id.index()) slots_.resize(instrument.id.index() + 1, kNone);
  require(slots_[instrument.id.index()] == kNone, "an instrument is watched twice");
  slots_[instrument.id.index()] = static_cast<std::uint16_t>(positions_.size());
  if (instrument.market) {
    if (priced_.size() <= instrument.market->index()) priced_.resize(instrument.market->index() + 1, kNone);
    require(priced_[instrument.market->index()] == kNone, "a market prices two instruments");
    priced_[instrument.market->index()] = static_cast<std::uint16_t>(positions_.size());
  }
  positions_.push_back({.instrument = instrument});
  if (instrument.kind == RiskKind::perp) accounts_[instrument.account.index()].perps = true;
}

void LiveRisk::add_group(std::uint16_t index) {
  std::optional<AssetId> asset;
  for (const InstrumentId member : spec_.groups[index].members) {
    const std::uint16_t at = slot(member);
    require(at != kNone, "a hedge group has a member that is not watched");
    Position& position = positions_[at];
    require(position.group == kNone, "an instrument is in two hedge groups");
    require(position.instrument.kind != RiskKind::cash, "cash hedges nothing");
    require(!asset || *asset == position.instrument.asset, "a hedge group mixes assets");
    asset = position.instrument.asset;
    position.group = index;
  }
  require(asset.has_value(), "a hedge group has no members");
  require(spec_.groups[index].tolerance.sign() >= 0, "the tolerance of a hedge group is under zero");
}

void LiveRisk::apply(const FeedEvent& event) {
  const std::uint16_t at = slot(event.market);
  if (at == kNone) return;
  Position& position = positions_[at];
  const PriceChange change = position.prices.apply(event);
  const bool perp = position.instrument.kind == RiskKind::perp;
  if (change != (perp ? PriceChange::mark : PriceChange::top)) return;
  const Price price = perp ? std::get<MarkUpdate>(event.what).mark : mid_of(std::get<TopUpdate>(event.what));
  position.price_time = event.received_mono;
  if (price == position.price) return;
  position.price = price;
  if (!position.holding.amount.is_zero()) reprice(position);
}

LiveRisk::Part LiveRisk::part_of(const Position& position) const {
  const Holding& holding = position.holding;
  if (position.instrument.kind == RiskKind::cash) return {Amount{}, holding.amount};
  if (position.price.is_zero()) return {};
  const Amount worth = mul(holding.amount, position.price, Rounding::floor);
  // As `unrealised` of core/portfolio, from the worth that is already computed.
  return {worth, position.instrument.kind == RiskKind::perp ? worth - holding.entry_cost : Amount{}};
}

void LiveRisk::reprice(Position& position) {
  const Part before = position.part;
  const Part after = part_of(position);
  position.part = after;
  Account& account = accounts_[position.instrument.account.index()];
  account.balance += after.balance - before.balance;
  equity_ += after.balance - before.balance;
  if (position.instrument.kind == RiskKind::perp) {
    account.notional += after.worth.abs() - before.worth.abs();
    account.net_worth += after.worth - before.worth;
  } else {
    equity_ += after.worth - before.worth;
  }
}

void LiveRisk::set_holding(InstrumentId id, const Holding& holding, MonoTime at) {
  require(slot(id) != kNone, "a holding of an instrument that is not watched");
  Position& position = positions_[slot(id)];
  const Amount change = holding.amount - position.holding.amount;
  position.holding = holding;
  reprice(position);
  if (position.instrument.kind == RiskKind::cash) {
    accounts_[position.instrument.account.index()].cash += change;
    return;
  }
  assets_[position.instrument.asset.index()].net += change;
  if (position.group == kNone) return;
  Group& group = groups_[position.group];
  group.net += change;
  if (group.net.abs() <= spec_.groups[position.group].tolerance) {
    group.since.reset();
  } else if (!group.since) {
    group.since = at;
  }
}

void LiveRisk::set_outside_delta(AssetId asset, Amount coins) {
  require(asset.index() < assets_.size(), "an asset that is not watched is held outside");
  assets_[asset.index()].net += coins - outside_deltas_[asset.index()];
  outside_deltas_[asset.index()] = coins;
}

void LiveRisk::set_outside_equity(Amount dollars) {
  equity_ += dollars - outside_equity_;
  outside_equity_ = dollars;
}

AccountMargin LiveRisk::margin(AccountId id) const {
  require(id.index() < accounts_.size(), "the margin of an account that is not watched was asked for");
  const Account& account = accounts_[id.index()];
  AccountMargin margin;
  margin.account = id;
  margin.cash = account.cash;
  margin.balance = account.balance;
  margin.notional = account.notional;
  Amount maintenance;
  double at_next_rates = 0;
  for (const Position& position : positions_) {
    if (position.instrument.account != id || position.instrument.kind != RiskKind::perp) continue;
    const Amount notional = position.part.worth.abs();
    const MarginTier* const tier = tier_of(position.instrument.tiers, notional);
    const Ratio rate = tier == nullptr ? position.instrument.maintenance : tier->maintenance_margin;
    maintenance += tier == nullptr ? mul(notional, rate, Rounding::ceil)
                                   : maintenance_margin(std::span(position.instrument.tiers), notional);
    at_next_rates += rate.to_double() * notional.to_double();
  }
  set_margin_ratios(margin, account.net_worth, maintenance, at_next_rates);
  return margin;
}

Amount LiveRisk::net_delta(AssetId asset) const {
  require(asset.index() < assets_.size(), "the delta of an asset that is not watched was asked for");
  return assets_[asset.index()].net;
}

std::optional<Price> LiveRisk::fresh_price(const Position& position, MonoTime now) const {
  if (position.instrument.kind == RiskKind::perp) return position.prices.mark(now, spec_.max_price_age);
  const TopUpdate* top = position.prices.top(now, spec_.max_price_age);
  return top != nullptr ? std::optional(mid_of(*top)) : std::nullopt;
}

/// The first fresh price of the asset, spot before perps.
std::optional<Price> LiveRisk::price_of(const Asset& asset, MonoTime now) const {
  for (const std::uint16_t at : asset.positions)
    if (const auto price = fresh_price(positions_[at], now)) return price;
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

std::optional<double> LiveRisk::net_delta_of_equity(AssetId asset, MonoTime now) const {
  require(asset.index() < assets_.size(), "the delta of an asset that is not watched was asked for");
  const auto price = price_of(assets_[asset.index()], now);
  if (!price || equity_.sign() <= 0) return std::nullopt;
  return drift_of(assets_[asset.index()].net, *price).net_delta_of_equity;
}

NakedExposure LiveRisk::naked(std::size_t group, MonoTime now) const {
  require(group < groups_.size(), "a hedge group that is not there was asked for");
  NakedExposure exposure;
  exposure.net = groups_[group].net;
  exposure.since = groups_[group].since;
  if (exposure.since) exposure.lasted = now - *exposure.since;
  exposure.too_long = exposure.since && exposure.lasted > spec_.max_naked_time;
  return exposure;
}

}  // namespace basis
