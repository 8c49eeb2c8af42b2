#include "core/history/interpolate.hpp"
#include "core/history/timeline.hpp"

namespace basis {

Ray Timeline::value_between(const std::vector<Ray>& column, const Place& place) {
  if (place.part.count == 0) return column[place.hour];
  return Ray::from_raw(interpolate(column[place.hour].raw(), column[place.hour + 1].raw(), place.part, kBarLength));
}

void Timeline::set_yields(MarketSnapshot& market, const Place& place) const {
  for (std::size_t i = 0; i < instruments_.size(); ++i) {
    const InstrumentColumns& columns = instruments_[i];
    if (columns.index != nullptr) market.indices[i] = value_between(*columns.index, place);
    if (columns.rate != nullptr) market.rates[i] = value_between(*columns.rate, place);
    if (columns.market_rate != nullptr) market.market_rates[i] = (*columns.market_rate)[place.hour];
  }
}

std::vector<MarketDepth> Timeline::totals(std::size_t hour) const {
  std::vector<MarketDepth> all = depth(hour);
  for (MarketDepth& one : all) one.volume.reset();
  std::erase_if(all, [](const MarketDepth& one) { return !one.supplied && !one.variable_debt; });
  return all;
}

std::vector<RewardPaid> Timeline::paid_between(UtcTime since, UtcTime now) const {
  std::vector<RewardPaid> paid;
  for (const auto& [hour, rewards] : rewards_)
    if (time(hour) > since && time(hour) <= now) paid.insert(paid.end(), rewards.begin(), rewards.end());
  return paid;
}

void Timeline::fill_slow(MarketSnapshot& market, UtcTime since, std::optional<Price> eth) const {
  require(market.prices.size() == prices_.size() && market.indices.size() == instruments_.size(),
          "a snapshot is of another universe than its history");
  market.rewards = paid_between(since, market.time);
  market.earning = earned_between(since, market.time);
  if (!covers(market.time)) return;
  const Nanos passed = market.time - time(0);
  const Place place{static_cast<std::size_t>(passed.count / kBarLength.count), {passed.count % kBarLength.count}};
  set_yields(market, place);
  market.depth = totals(place.hour);
  for (std::size_t i = 0; i < prices_.size(); ++i)
    if (prices_[i].in_weth != nullptr && eth) market.prices[i] = price_in_weth(prices_[i], place.hour, *eth);
  if (gas_ != nullptr) market.gas_price = gas_->base_fee[place.hour] + gas_->priority_fee_p50[place.hour];
}

std::optional<Price> Timeline::eth_at(UtcTime moment) const {
  if (eth_ == nullptr || !covers(moment)) return std::nullopt;
  return (*eth_)[static_cast<std::size_t>((moment - time(0)).count / kBarLength.count)];
}

}  // namespace basis
