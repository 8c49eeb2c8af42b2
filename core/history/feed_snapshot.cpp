#include "core/history/feed_snapshot.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/history/series_names.hpp"

namespace basis {
namespace {

constexpr const char* kGasAsset = "ETH";

/// "has never been seen": behind the name of a market.
std::string_view said_of(LackReason reason) {
  static constexpr std::array<std::string_view, 5> kWords = {"is not followed", "has never been seen", "is lost",
                                                             "is too old", "has not been told"};
  return kWords[static_cast<std::size_t>(reason)];
}

std::optional<MarketId> valuing_market(const Universe& universe, const std::string& asset) {
  const std::string symbol = asset + std::string(kQuoteAsset);
  for (const Market& market : universe.markets())
    if (market.is_spot() && market.venue == kValuingVenue && market.symbol == symbol) return market.id;
  return std::nullopt;
}

LackReason reason_of(PriceState state) {
  if (state == PriceState::never_seen) return LackReason::never_seen;
  return state == PriceState::lost ? LackReason::lost : LackReason::too_old;
}

}  // namespace

FeedSnapshots::FeedSnapshots(const Universe& universe, const Settings& settings, const FeedSnapshotRules& rules,
                             const Timeline* history)
    : universe_(universe),
      history_(history),
      rules_(rules),
      pays_gas_(settings.mode.execution.costs != CostModel::none),
      followed_(universe.markets().size()),
      funding_(universe.markets().size(), rules.since),
      last_(rules.since) {
  std::set<std::string> needed;
  for (const SeriesNeed& need : series_needed(settings)) needed.insert(need.name);
  need_prices(needed);
  need_instruments(needed);
}

void FeedSnapshots::need_prices(const std::set<std::string>& needed) {
  for (const std::string& asset : universe_.assets())
    if (needed.contains(spot_series(asset)))
      prices_.push_back({asset, universe_.find_asset(asset), valuing_market(universe_, asset)});
  if (needed.contains(spot_series(kGasAsset)) && !universe_.find_asset(kGasAsset))
    prices_.push_back({kGasAsset, std::nullopt, valuing_market(universe_, kGasAsset)});
}

void FeedSnapshots::need_instruments(const std::set<std::string>& needed) {
  for (const Instrument& instrument : universe_.instruments()) {
    if (instrument.type == PositionType::perp && needed.contains(perp_series(universe_, instrument)))
      perps_.push_back({instrument.id, universe_.market_of(instrument.id)});
    if (instrument.has_index && needed.contains(index_series(instrument.token)))
      slow_.push_back({instrument.id, LackingValue::index});
    if (instrument.has_rate && needed.contains(oracle_series(instrument.token)))
      slow_.push_back({instrument.id, LackingValue::rate});
  }
}

void FeedSnapshots::apply(const FeedEvent& event) {
  if (event.market.index() >= followed_.size()) return;
  Followed& market = followed_[event.market.index()];
  const PriceChange change = market.prices.apply(event);
  market.mark_seen = market.mark_seen || change == PriceChange::mark;
  const auto* funding = std::get_if<FundingUpdate>(&event.what);
  if (funding != nullptr && funding->funding_time_ns > 0)
    funding_.expect(event.market, UtcTime::from_nanos(funding->funding_time_ns), event.received);
}

SettlementTold FeedSnapshots::settle(const FundingSettlement& settlement) {
  const SettlementTold told = funding_.tell(settlement);
  if (told == SettlementTold::differs)
    remarks_.push_back(fmt::format("{}: the funding of {} was told again with another rate, {}; the first one stays",
                                   universe_[settlement.market].key, settlement.stamp.to_string(),
                                   settlement.rate.to_string()));
  return told;
}

std::optional<Price> FeedSnapshots::mid(MarketId market, MonoTime now) const {
  const TopUpdate* top = followed_[market.index()].prices.top(now, rules_.max_age);
  if (top == nullptr) return std::nullopt;
  return mid_of(*top);
}

LackReason FeedSnapshots::why_no_mid(MarketId market, MonoTime now) const {
  return reason_of(followed_[market.index()].prices.state(now, rules_.max_age));
}

/// Nothing but gas needs it, and no feed has it.
std::optional<Price> FeedSnapshots::gas_token_price(UtcTime time, FeedMoment& moment) {
  const auto known = history_ != nullptr ? history_->eth_at(time) : std::nullopt;
  if (known || !rules_.gas_token_price) return known;
  if (!std::exchange(gas_token_told_, true))
    moment.remarks.push_back(fmt::format("price of {} for gas: no feed and no history, {} USDT of the configuration",
                                         kGasAsset, rules_.gas_token_price->to_string()));
  return rules_.gas_token_price;
}

MarketSnapshot FeedSnapshots::neutral(UtcTime time) const {
  const std::size_t count = universe_.instruments().size();
  MarketSnapshot market;
  market.time = time;
  market.prices.resize(universe_.assets().size());
  market.prices[universe_.quote_asset().index()] = Price::from_int(1);
  market.marks.resize(count);
  market.indices.assign(count, Ray::from_raw(Ray::kOne));
  market.rates.assign(count, Ray::from_raw(Ray::kOne));
  market.market_rates.resize(count);
  market.funding_settled.resize(count);
  market.funding_known.resize(count);
  for (const Instrument& instrument : universe_.instruments()) {
    if (instrument.has_index) market.indices[instrument.id.index()] = Ray{};
    if (instrument.has_rate) market.rates[instrument.id.index()] = Ray{};
  }
  return market;
}

/// The chain's last word, while it is young enough.
const ChainTold* FeedSnapshots::chain_at(UtcTime time) const {
  return chain_ && time - chain_->heard_utc <= rules_.max_chain_age ? &*chain_ : nullptr;
}

/// The price of an asset for which no market is followed.
std::optional<Price> FeedSnapshots::chain_price(const PricedAsset& priced, UtcTime time) const {
  const ChainTold* const told = chain_at(time);
  return told != nullptr && !priced.market && priced.asset == kGasAsset ? told->eth : std::nullopt;
}

/// Returns the price of ETH, where it is known.
std::optional<Price> FeedSnapshots::set_prices(MarketSnapshot& market, MonoTime now, FeedMoment& moment) {
  std::optional<Price> eth;
  for (const PricedAsset& priced : prices_) {
    auto price = priced.market ? mid(*priced.market, now) : chain_price(priced, market.time);
    if (!price && !priced.market && !priced.id) price = gas_token_price(market.time, moment);
    if (priced.asset == kGasAsset) eth = price;
    if (price && priced.id) market.prices[priced.id->index()] = *price;
    if (price) continue;
    const LackReason reason = priced.market ? why_no_mid(*priced.market, now) : LackReason::no_source;
    const std::string source = priced.market ? universe_[*priced.market].key : spot_series(priced.asset);
    moment.lacking.push_back(
        {LackingValue::price, reason, fmt::format("price of {}: {} {}", priced.asset, source, said_of(reason))});
  }
  return eth;
}

void FeedSnapshots::set_mark(MarketSnapshot& market, MarkedPerp& perp, MonoTime now, FeedMoment& moment) {
  const std::string& key = universe_[perp.id].key;
  const auto lack = [&](LackReason reason) {
    moment.lacking.push_back({LackingValue::mark, reason, fmt::format("mark of {} {}", key, said_of(reason))});
  };
  if (!perp.market) return lack(LackReason::no_source);
  const Followed& followed = followed_[perp.market->index()];
  auto mark = followed.prices.mark(now, rules_.max_age);
  if (!mark && followed.mark_seen)
    return lack(followed.prices.state(now, rules_.max_age) == PriceState::lost ? LackReason::lost
                                                                               : LackReason::too_old);
  if (!mark) {
    mark = mid(*perp.market, now);
    if (!mark) return lack(why_no_mid(*perp.market, now));
    if (!std::exchange(perp.by_mid, true))
      moment.remarks.push_back(fmt::format("mark of {}: no mark has been seen, its own mid is taken", key));
  }
  market.marks[perp.id.index()] = *mark;
}

void FeedSnapshots::set_funding(MarketSnapshot& market, FeedMoment& moment) {
  for (const MarkedPerp& perp : perps_) {
    if (!perp.market) continue;
    const FundingTold::Funding funding = funding_.count(*perp.market, market.time, moment.settled);
    market.funding_settled[perp.id.index()] = funding.settled;
    market.funding_known[perp.id.index()] = funding.known;
    if (!funding.overdue) continue;
    moment.lacking.push_back({LackingValue::funding, LackReason::not_told,
                              fmt::format("funding of {} of {} {}", universe_[perp.id].key,
                                          funding.overdue->to_string(), said_of(LackReason::not_told))});
  }
}

/// A chain is the only source of what it tells: where it is silent the values are lacking.
void FeedSnapshots::take_chain(MarketSnapshot& market) const {
  const ChainTold* const told = chain_at(market.time);
  for (const SlowValue& slow : slow_) {
    const std::size_t at = slow.id.index();
    if (slow.value == LackingValue::index) market.indices[at] = told == nullptr ? Ray{} : told->indices[at];
    if (slow.value == LackingValue::rate) market.rates[at] = told == nullptr ? Ray{} : told->rates[at];
  }
  if (told == nullptr) return;
  market.market_rates = told->market_rates;
  market.gas_price = told->gas_price;
}

void FeedSnapshots::set_slow(MarketSnapshot& market, std::optional<Price> eth, FeedMoment& moment) const {
  if (history_ != nullptr) history_->fill_slow(market, last_, eth);
  if (chain_) take_chain(market);
  const std::string_view source = chain_ ? "nothing from the chain" : "no history";
  for (const SlowValue& slow : slow_) {
    const bool index = slow.value == LackingValue::index;
    if (!(index ? market.indices : market.rates)[slow.id.index()].is_zero()) continue;
    moment.lacking.push_back({slow.value, LackReason::no_source,
                              fmt::format("{} of {}: {} at {}", index ? "index" : "rate", universe_[slow.id].key,
                                          source, market.time.to_string())});
  }
}

void FeedSnapshots::set_gas(MarketSnapshot& market, std::optional<Price> eth, FeedMoment& moment) {
  if (!pays_gas_) return;
  if (!market.gas_price && rules_.gas_price) {
    market.gas_price = rules_.gas_price;
    if (!std::exchange(gas_told_, true))
      moment.remarks.push_back("price of gas: no history, the default of the configuration");
  }
  if (!market.gas_price)
    moment.lacking.push_back({LackingValue::gas, LackReason::no_source,
                              fmt::format("gas price: no history at {}, and no default", market.time.to_string())});
  // Without the price of ETH, which is told as lacking, gas cannot be paid for.
  if (!eth) market.gas_price.reset();
  market.gas_token_price = market.gas_price ? eth : std::nullopt;
}

FeedMoment FeedSnapshots::at(UtcTime time, MonoTime now) {
  require(time > last_, "snapshots are made in order of time");
  FeedMoment moment;
  moment.remarks = std::exchange(remarks_, {});
  MarketSnapshot market = neutral(time);
  const std::optional<Price> eth = set_prices(market, now, moment);
  for (MarkedPerp& perp : perps_) set_mark(market, perp, now, moment);
  set_funding(market, moment);
  set_slow(market, eth, moment);
  set_gas(market, eth, moment);
  last_ = time;
  moment.market = std::make_shared<const MarketSnapshot>(std::move(market));
  return moment;
}

}  // namespace basis
