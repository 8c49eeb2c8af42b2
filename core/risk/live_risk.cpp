#include "core/risk/live_risk.hpp"

#include <algorithm>

#include "core/portfolio/valuation.hpp"
#include "core/risk/maintenance.hpp"

namespace basis {
namespace {

const Universe& watched(const LiveRiskSpec& spec) {
  require(spec.universe != nullptr, "live risk watches no universe");
  return *spec.universe;
}

}  // namespace

LiveRisk::LiveRisk(LiveRiskSpec spec)
    : spec_(std::move(spec)),
      universe_(watched(spec_)),
      sources_(universe_.markets().size()),
      accounts_(universe_.accounts().size()),
      assets_(universe_.assets().size()),
      groups_(spec_.groups.size()) {
  require(spec_.max_price_age.count > 0, "prices may have no age");
  require(spec_.max_naked_time.count >= 0, "the longest naked time is under zero");
  add_sources();
  for (const Instrument& instrument : universe_.instruments()) add(instrument);
  for (std::size_t i = 0; i < groups_.size(); ++i) add_group(static_cast<std::uint16_t>(i));
  report_.reasons.reserve(positions_.size() + accounts_.size() + assets_.size() + groups_.size());
}

void LiveRisk::add_sources() {
  for (const bool spot : {true, false})
    for (const Market& market : universe_.markets()) {
      if (!market.configured() || market.is_spot() != spot) continue;
      Source& source = sources_[market.id.index()];
      source.perp = !spot;
      source.tiers = market.margin_tiers;
      assets_[market.base->index()].sources.push_back(market.id.value);
    }
}

void LiveRisk::add(const Instrument& instrument) {
  Position position;
  position.perp = instrument.type == PositionType::perp;
  position.indexed = instrument.has_index;
  position.staked = instrument.has_rate;
  position.dollars = !position.perp && instrument.asset == universe_.quote_asset();
  position.cash = position.dollars && instrument.type == PositionType::base_token;
  position.account = instrument.account;
  position.asset = instrument.asset;
  if (position.perp)
    accounts_[instrument.account.index()].perps.push_back(static_cast<std::uint16_t>(positions_.size()));
  if (!position.dollars) {
    const std::vector<std::uint16_t>& of_asset = assets_[instrument.asset.index()].sources;
    if (const auto own = universe_.market_of(instrument.id))
      position.source = own->value;
    else if (!position.perp && !of_asset.empty())
      position.source = of_asset.front();
    if (position.source != kNone)
      sources_[position.source].priced.push_back(static_cast<std::uint16_t>(positions_.size()));
  }
  positions_.push_back(position);
}

void LiveRisk::add_group(std::uint16_t index) {
  std::optional<AssetId> asset;
  for (const InstrumentId member : spec_.groups[index].members) {
    Position& position = this->position(member);
    require(position.group == kNone, "an instrument is in two hedge groups");
    require(!position.dollars, "cash hedges nothing");
    require(!asset || *asset == position.asset, "a hedge group mixes assets");
    asset = position.asset;
    position.group = index;
  }
  require(asset.has_value(), "a hedge group has no members");
  require(spec_.groups[index].tolerance.sign() >= 0, "the tolerance of a hedge group is under zero");
}

LiveRisk::Position& LiveRisk::position(InstrumentId id) {
  require(id.index() < positions_.size(), "an instrument that is not watched");
  return positions_[id.index()];
}

void LiveRisk::apply(const FeedEvent& event) {
  if (event.market.index() >= sources_.size()) return;
  Source& source = sources_[event.market.index()];
  if (source.priced.empty()) return;
  const PriceChange change = source.prices.apply(event);
  source.marked = source.marked || change == PriceChange::mark;
  if (change != (source.by_mark() ? PriceChange::mark : PriceChange::top)) return;
  const Price price =
      source.by_mark() ? std::get<MarkUpdate>(event.what).mark : mid_of(std::get<TopUpdate>(event.what));
  source.price_time = event.received_mono;
  if (price == source.price) return;
  source.price = price;
  for (const std::uint16_t at : source.priced)
    if (!positions_[at].holding.amount.is_zero()) reprice(positions_[at]);
}

LiveRisk::Part LiveRisk::part_of(const Position& position) const {
  // As `in_asset`, `unrealised` and `value` of core/portfolio.
  Part part;
  part.coins = position.holding.amount;
  if (position.indexed) part.coins = mul(part.coins, position.index, Rounding::floor);
  if (position.staked) part.coins = mul(part.coins, position.rate, Rounding::floor);
  if (position.dollars) {
    part.worth = part.coins;
    return part;
  }
  if (position.source == kNone || sources_[position.source].price.is_zero()) return part;
  const Source& source = sources_[position.source];
  part.worth = mul(part.coins, source.price, Rounding::floor);
  if (!position.perp) return part;
  part.pnl = part.worth - position.holding.entry_cost;
  part.maintenance = maintenance_margin(source.tiers, part.worth.abs());
  return part;
}

void LiveRisk::reprice(Position& position) {
  const Part before = position.part;
  const Part after = part_of(position);
  position.part = after;
  if (!position.dollars) assets_[position.asset.index()].net += after.coins - before.coins;
  Account& account = accounts_[position.account.index()];
  if (position.perp) {
    account.pnl += after.pnl - before.pnl;
    account.notional += after.worth.abs() - before.worth.abs();
    account.net_worth += after.worth - before.worth;
    account.maintenance += after.maintenance - before.maintenance;
    equity_ += after.pnl - before.pnl;
  } else {
    if (position.cash) account.cash += after.worth - before.worth;
    equity_ += after.worth - before.worth;
  }
}

void LiveRisk::set_holding(InstrumentId id, const Holding& holding, MonoTime at) {
  Position& position = this->position(id);
  const Amount before = position.part.coins;
  position.holding = holding;
  reprice(position);
  if (position.group == kNone) return;
  Group& group = groups_[position.group];
  group.net += position.part.coins - before;
  if (group.net.abs() <= spec_.groups[position.group].tolerance) {
    group.since.reset();
  } else if (!group.since) {
    group.since = at;
  }
}

void LiveRisk::set_index(InstrumentId id, Ray index) {
  Position& position = this->position(id);
  require(position.indexed && index.raw() > 0, "an index of an instrument without one, or of nothing");
  position.index = index;
  reprice(position);
}

void LiveRisk::set_rate(InstrumentId id, Ray rate) {
  Position& position = this->position(id);
  require(position.staked && rate.raw() > 0, "a rate of an instrument without one, or of nothing");
  position.rate = rate;
  reprice(position);
}

AccountMargin LiveRisk::margin(AccountId id) const {
  require(id.index() < accounts_.size(), "the margin of an account that is not watched was asked for");
  const Account& account = accounts_[id.index()];
  AccountMargin margin;
  margin.account = id;
  margin.cash = account.cash;
  margin.balance = account.cash + account.pnl;
  margin.notional = account.notional;
  // A sum of doubles depends on its order, so it is made here, in that of `measure_margins`.
  double at_next_rates = 0;
  for (const std::uint16_t at : account.perps) {
    const Position& perp = positions_[at];
    if (perp.source == kNone) continue;
    const Amount worth = perp.part.worth.abs();
    const MarginTier* const tier = tier_of(sources_[perp.source].tiers, worth);
    if (tier != nullptr) at_next_rates += tier->maintenance_margin.to_double() * worth.to_double();
  }
  set_margin_ratios(margin, account.net_worth, account.maintenance, at_next_rates);
  return margin;
}

Amount LiveRisk::net_delta(AssetId asset) const {
  require(asset.index() < assets_.size(), "the delta of an asset that is not watched was asked for");
  return assets_[asset.index()].net;
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
