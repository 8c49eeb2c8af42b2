#include "core/history/timeline.hpp"

#include <algorithm>

#include "core/history/reward_kinds.hpp"
#include "core/history/series_names.hpp"

namespace basis {
namespace {

template <class Map>
const typename Map::mapped_type& column(const Map& columns, const std::string& name) {
  const auto found = columns.find(name);
  if (found == columns.end()) broken_invariant("history lacks " + name);
  return found->second;
}

/// As `column`, but null when the run does not need the series.
template <class Map>
const typename Map::mapped_type* needed_column(const Map& columns, const std::string& name,
                                               const std::set<std::string>& needed) {
  return needed.contains(name) ? &column(columns, name) : nullptr;
}

std::set<std::string> names_of(const std::vector<SeriesNeed>& needs) {
  std::set<std::string> names;
  for (const SeriesNeed& need : needs) names.insert(need.name);
  return names;
}

std::vector<std::optional<Ray>> last_known(const std::vector<std::optional<Ray>>& settled) {
  std::vector<std::optional<Ray>> known;
  known.reserve(settled.size());
  std::optional<Ray> last;
  for (const auto& rate : settled) {
    if (rate) last = rate;
    known.push_back(last);
  }
  return known;
}

}  // namespace

Timeline::Timeline(const Universe& universe, const Settings& settings, const History& history)
    : history_(history),
      quote_(universe.quote_asset()),
      inside_bars_(settings.mode.execution.liquidation == LiquidationModel::intrabar) {
  const Names needed = names_of(series_needed(settings));
  eth_ = needed_column(history.prices, spot_series("ETH"), needed);
  prices_.resize(universe.assets().size());
  for (std::size_t i = 0; i < prices_.size(); ++i) bind_price(universe.assets()[i], prices_[i], needed);
  instruments_.resize(universe.instruments().size());
  for (const Instrument& instrument : universe.instruments()) {
    bind(instrument, universe, needed);
    if (settings.mode.execution.capacity != CapacityModel::off) bind_depth(instrument, universe, needed);
  }
  bind_rewards(needed);
  if (settings.mode.execution.costs != CostModel::none) gas_ = &column(history.gas, "gas/ethereum");
}

void Timeline::bind_price(const std::string& asset, PriceColumns& columns, const Names& needed) {
  columns.dollars = needed_column(history_.prices, spot_series(asset), needed);
  columns.in_weth = needed_column(history_.ratios, reward_price_series(asset), needed);
}

void Timeline::bind(const Instrument& instrument, const Universe& universe, const Names& needed) {
  InstrumentColumns& columns = instruments_[instrument.id.index()];
  if (instrument.type == PositionType::perp) {
    // A venue without a share of the hedge needs no data and never holds a position.
    const std::string series = perp_series(universe, instrument);
    columns.mark = needed_column(history_.prices, series, needed);
    if (const auto bars = history_.bars.find(series); columns.mark != nullptr && bars != history_.bars.end())
      columns.bars = &bars->second;
    columns.funding = needed_column(history_.funding, funding_series(universe, instrument), needed);
    if (columns.funding != nullptr) columns.funding_known = last_known(*columns.funding);
  }
  columns.has_index = instrument.has_index;
  columns.has_rate = instrument.has_rate;
  if (instrument.has_index) {
    const IndexColumn* index = needed_column(history_.indices, index_series(instrument.token), needed);
    if (index != nullptr)
      columns.index = instrument.type == PositionType::debt_token ? &index->variable_borrow : &index->liquidity;
  }
  if (instrument.has_rate) {
    columns.rate = needed_column(history_.rates, oracle_series(instrument.token), needed);
    columns.market_rate = needed_column(history_.market_rates, "lst/" + instrument.token + "_market", needed);
  }
}

void Timeline::bind_depth(const Instrument& instrument, const Universe& universe, const Names& needed) {
  InstrumentColumns& columns = instruments_[instrument.id.index()];
  columns.volume = columns.bars;
  if (instrument.type == PositionType::base_token && !instrument.on_chain && instrument.asset != quote_) {
    const std::string series =
        "spot/" + universe.venue_of(instrument.account) + "_" + instrument.token + std::string(kQuoteAsset);
    const auto bars = history_.bars.find(series);
    if (needed.contains(series) && bars != history_.bars.end()) columns.volume = &bars->second;
  }
  if (columns.index != nullptr) {
    const IndexColumn& index = column(history_.indices, index_series(instrument.token));
    if (!index.totals.empty()) columns.totals = &index.totals;
  }
  if (columns.volume != nullptr || columns.totals != nullptr) deep_.push_back(instrument.id);
}

std::vector<MarketDepth> Timeline::depth(std::size_t hour) const {
  std::vector<MarketDepth> all;
  all.reserve(deep_.size());
  for (const InstrumentId id : deep_) {
    const InstrumentColumns& columns = instruments_[id.index()];
    MarketDepth& depth = all.emplace_back();
    depth.instrument = id;
    if (columns.volume != nullptr) depth.volume = columns.volume->volume[hour];
    if (columns.totals == nullptr) continue;
    depth.supplied = (*columns.totals)[hour].supplied;
    depth.variable_debt = (*columns.totals)[hour].variable_debt;
  }
  return all;
}

void Timeline::bind_rewards(const Names& needed) {
  const std::vector<RewardEvent>* events = needed_column(history_.rewards, "rewards/etherfi", needed);
  if (events == nullptr) return;
  for (const RewardEvent& event : *events) {
    const RewardKind* kind = reward_kind(event.kind);
    require(kind != nullptr, "a reward of no known kind");
    const auto hour = static_cast<std::size_t>((event.payout - history_.from).count / kBarLength.count);
    rewards_[hour].push_back({std::string(kind->token), paid_per_eeth(event), kind->wrapped, event.kind,
                              periods_.size(), event.period_end - event.period_start});
    periods_.push_back({event.period_start, std::min(event.period_end, event.payout)});
  }
}

std::vector<RewardEarning> Timeline::earned_between(UtcTime since, UtcTime now) const {
  std::vector<RewardEarning> earned;
  for (std::size_t i = 0; i < periods_.size(); ++i) {
    const UtcTime from = std::max(periods_[i].start, since);
    const UtcTime to = std::min(periods_[i].end, now);
    if (from < to) earned.push_back({i, to - from});
  }
  return earned;
}

Price Timeline::price_at(const PriceColumns& columns, std::size_t hour) const {
  if (columns.dollars != nullptr) return (*columns.dollars)[hour];
  return columns.in_weth != nullptr ? price_in_weth(columns, hour, (*eth_)[hour]) : Price{};
}

Price Timeline::price_in_weth(const PriceColumns& columns, std::size_t hour, Price eth) {
  const std::optional<Ray>& weth = (*columns.in_weth)[hour];
  if (!weth) return Price{};
  return Price::from_raw_checked(mul_div(eth.raw(), weth->raw(), Ray::kOne, Rounding::half_even));
}

std::vector<EndedBar> Timeline::ended_bars(std::size_t hour) const {
  if (hour == 0 || !inside_bars_) return {};
  std::vector<EndedBar> ended(instruments_.size());
  for (std::size_t i = 0; i < ended.size(); ++i) {
    const InstrumentColumns& columns = instruments_[i];
    if (columns.mark == nullptr) continue;
    const Price open = (*columns.mark)[hour - 1];
    ended[i] = {open, open, open};
    if (columns.bars != nullptr) ended[i] = {open, columns.bars->high[hour - 1], columns.bars->low[hour - 1]};
  }
  return ended;
}

MarketPtr Timeline::at(std::size_t hour) const {
  require(hour < history_.hours, "the timeline has ended");
  auto market = std::make_shared<MarketSnapshot>();
  market->time = time(hour);
  market->prices.reserve(prices_.size());
  for (const PriceColumns& columns : prices_) market->prices.push_back(price_at(columns, hour));
  market->prices[quote_.index()] = Price::from_int(1);
  const std::size_t count = instruments_.size();
  market->marks.resize(count);
  market->indices.assign(count, Ray::from_raw(Ray::kOne));
  market->rates.assign(count, Ray::from_raw(Ray::kOne));
  market->market_rates.resize(count);
  market->funding_settled.resize(count);
  market->funding_known.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    const InstrumentColumns& columns = instruments_[i];
    if (columns.mark != nullptr) market->marks[i] = (*columns.mark)[hour];
    if (columns.has_index) market->indices[i] = columns.index != nullptr ? (*columns.index)[hour] : Ray{};
    if (columns.has_rate) market->rates[i] = columns.rate != nullptr ? (*columns.rate)[hour] : Ray{};
    if (columns.market_rate != nullptr) market->market_rates[i] = (*columns.market_rate)[hour];
    if (columns.funding == nullptr) continue;
    market->funding_settled[i] = (*columns.funding)[hour];
    market->funding_known[i] = columns.funding_known[hour];
  }
  market->earning = earned_between(market->time - kBarLength, market->time);
  market->ended = ended_bars(hour);
  market->depth = depth(hour);
  if (const auto paid = rewards_.find(hour); paid != rewards_.end()) market->rewards = paid->second;
  if (gas_ != nullptr) {
    market->gas_price = gas_->base_fee[hour] + gas_->priority_fee_p50[hour];
    market->gas_token_price = (*eth_)[hour];
  }
  return market;
}

}  // namespace basis
