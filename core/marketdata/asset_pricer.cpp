#include "core/marketdata/asset_pricer.hpp"

namespace basis {

AssetPricer::AssetPricer(const PricingSpec& spec)
    : asset_(spec.asset),
      max_age_(spec.max_age),
      max_funding_age_(spec.max_funding_age),
      clip_(spec.clip),
      carry_horizon_(spec.carry_horizon),
      volatility_(spec.volatility) {
  require(max_age_.count > 0 && max_funding_age_.count > 0, "the oldest price that is used has no age");
  require(clip_.sign() > 0, "the clip of a pricer is not over zero");
  require(carry_horizon_.count > 0, "the carry horizon is not over zero");
  for (const Market* market : spec.markets) add(*market);
  make_pairs();
}

void AssetPricer::add(const Market& market) {
  require(market.is_spot() || market.funding_interval.count > 0, "a perpetual has no funding interval");
  if (slots_.size() <= market.id.index()) slots_.resize(market.id.index() + 1, kStranger);
  std::uint16_t& slot = slots_[market.id.index()];
  require(slot == kStranger, "a market is priced twice");
  slot = static_cast<std::uint16_t>(records_.size());
  if (market.is_spot()) spots_.push_back(slot);
  records_.push_back({&market, {}, {}});
}

void AssetPricer::make_pairs() {
  for (const std::uint16_t spot : spots_) {
    for (Record& perp : records_) {
      if (perp.market->is_spot()) continue;
      const auto index = static_cast<std::uint16_t>(pairs_.size());
      pairs_.push_back({records_[spot].market->id, perp.market->id});
      records_[spot].pairs.push_back(index);
      perp.pairs.push_back(index);
    }
  }
}

const AssetPricer::Record& AssetPricer::record(MarketId id) const {
  const std::uint16_t at = slot(id);
  require(at != kStranger, "a market that the pricer does not know was asked for");
  return records_[at];
}

PriceChange AssetPricer::apply(const FeedEvent& event) {
  const std::uint16_t at = slot(event.market);
  if (at == kStranger) return PriceChange::none;
  advance(event.received_mono);
  return records_[at].prices.apply(event);
}

void AssetPricer::advance(MonoTime now) {
  while (volatility_.due(now)) {
    const auto value = fair_value(volatility_.next());
    // Without an event a missing value does not return, so the rest of the grid has none either.
    if (!value) return volatility_.skip_past(now);
    volatility_.sample(value->price.to_double());
  }
}

const TopUpdate* AssetPricer::top(MarketId id, MonoTime now) const { return record(id).prices.top(now, max_age_); }

std::optional<Price> AssetPricer::mid(MarketId id, MonoTime now) const {
  const TopUpdate* top = record(id).prices.top(now, max_age_);
  return top != nullptr ? std::optional(mid_of(*top)) : std::nullopt;
}

std::optional<FairValue> AssetPricer::fair_value(MonoTime now) const {
  FairValueSum sum;
  for (const std::uint16_t spot : spots_)
    if (const TopUpdate* top = records_[spot].prices.top(now, max_age_)) sum.add(*top);
  return sum.value();
}

std::optional<double> AssetPricer::volatility(MonoTime now) const {
  const auto sampled = volatility_.sampled();
  if (!sampled || now - *sampled > max_age_ + volatility_.grid()) return std::nullopt;
  return volatility_.annualised();
}

std::span<const std::uint16_t> AssetPricer::pairs_of(MarketId id) const {
  const std::uint16_t at = slot(id);
  if (at == kStranger) return {};
  return records_[at].pairs;
}

void AssetPricer::quote(std::size_t pair, MonoTime now, std::optional<BasisQuote>& out) const {
  require(pair < pairs_.size(), "a pair that the pricer does not know was asked for");
  const Record& spot = records_[slots_[pairs_[pair].spot.index()]];
  const Record& perp = records_[slots_[pairs_[pair].perp.index()]];
  const TopUpdate* spot_top = spot.prices.top(now, max_age_);
  const TopUpdate* perp_top = perp.prices.top(now, max_age_);
  if (spot_top == nullptr || perp_top == nullptr) return out.reset();
  basis_quote({*spot.market, *spot_top}, {*perp.market, *perp_top}, perp.prices.funding(now, max_funding_age_),
              carry_horizon_, out);
  if (!out) return;
  out->time = now;
  out->clip = clip_;
}

}  // namespace basis
