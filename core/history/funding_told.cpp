#include "core/history/funding_told.hpp"

#include "core/history/series_schema.hpp"

namespace basis {
namespace {

/// How long a settlement is remembered, so that it is not counted again.
constexpr Nanos kRemembered = kDay * 30;

/// The hour of a stamp that is a little off it. All venues of the registry settle on full hours.
UtcTime stamp_on_hour(UtcTime stamp) {
  const UtcTime hour = stamp.snap(kHour);
  const Nanos off = stamp > hour ? stamp - hour : hour - stamp;
  return off > kStampTolerance ? stamp : hour;
}

}  // namespace

SettlementTold FundingTold::tell(const FundingSettlement& settlement) {
  if (settlement.market.index() >= markets_.size()) return SettlementTold::unknown_market;
  OfMarket& market = markets_[settlement.market.index()];
  const UtcTime stamp = stamp_on_hour(settlement.stamp);
  if (stamp <= market.forgotten) return SettlementTold::too_old;
  const auto [told, is_new] = market.told.try_emplace(stamp, Told{settlement.rate, stamp <= since_});
  if (!is_new) return told->second.rate == settlement.rate ? SettlementTold::repeated : SettlementTold::differs;
  market.announced.erase(stamp);
  return SettlementTold::taken;
}

void FundingTold::expect(MarketId id, UtcTime due, UtcTime now) {
  if (id.index() >= markets_.size()) return;
  OfMarket& market = markets_[id.index()];
  const UtcTime stamp = stamp_on_hour(due);
  if (!market.announced.empty() && *market.announced.rbegin() > now)
    market.announced.erase(std::prev(market.announced.end()));
  if (stamp > since_ && stamp > market.forgotten && !market.told.contains(stamp)) market.announced.insert(stamp);
}

FundingTold::Funding FundingTold::count(MarketId id, UtcTime time, std::vector<FundingSettlement>& counted) {
  Funding funding;
  if (id.index() >= markets_.size()) return funding;
  OfMarket& market = markets_[id.index()];
  for (auto& [stamp, told] : market.told) {
    if (stamp > time) break;
    funding.known = told.rate;
    if (std::exchange(told.counted, true)) continue;
    funding.settled = funding.settled.value_or(Ray{}) + told.rate;
    counted.push_back({id, stamp, told.rate});
  }
  if (!market.announced.empty() && *market.announced.begin() <= time) funding.overdue = *market.announced.begin();
  forget(market, time - kRemembered);
  return funding;
}

/// The last rate stays, because it is the one that is known.
void FundingTold::forget(OfMarket& market, UtcTime before) {
  while (market.told.size() > 1 && market.told.begin()->first < before) {
    market.forgotten = market.told.begin()->first;
    market.told.erase(market.told.begin());
  }
  while (!market.announced.empty() && *market.announced.begin() < before)
    market.announced.erase(market.announced.begin());
}

}  // namespace basis
