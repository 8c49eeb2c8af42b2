#include "core/market/timeline.hpp"

namespace basis {
namespace {

template <class Map>
const typename Map::mapped_type& column(const Map& columns, const std::string& name) {
  const auto found = columns.find(name);
  if (found == columns.end()) broken_invariant("history lacks " + name);
  return found->second;
}

std::string_view token_of(LstType type) { return type == LstType::wsteth ? "wstETH" : "weETH"; }

std::string spot_series(const std::string& asset) { return "spot/binance_" + asset + std::string(kQuoteAsset); }

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

/// The price series of an asset; none for the dollar, and for tokens that are
/// declared but cannot come to be held, such as rewards that are not credited.
const std::vector<Price>* price_column(const Universe& universe, AssetId asset, const History& history) {
  if (asset == universe.quote_asset()) return nullptr;
  const std::string series = spot_series(universe.name(asset));
  if (asset == universe.share_asset() || asset == universe.delta_asset()) return &column(history.prices, series);
  const auto found = history.prices.find(series);
  return found == history.prices.end() ? nullptr : &found->second;
}

}  // namespace

Timeline::Timeline(const Universe& universe, const Settings& settings, const History& history)
    : history_(history), quote_(universe.quote_asset()) {
  prices_.resize(universe.assets().size(), nullptr);
  for (std::size_t i = 0; i < prices_.size(); ++i)
    prices_[i] = price_column(universe, AssetId{static_cast<std::uint16_t>(i)}, history);
  instruments_.resize(universe.instruments().size());
  for (const Instrument& instrument : universe.instruments()) bind(instrument, universe, settings);
  if (settings.mode.execution.costs == CostModel::none) return;
  gas_ = &column(history.gas, "gas/ethereum");
  gas_token_ = &column(history.prices, spot_series("ETH"));
}

void Timeline::bind(const Instrument& instrument, const Universe& universe, const Settings& settings) {
  InstrumentColumns& columns = instruments_[instrument.id.index()];
  if (instrument.type == PositionType::perp) {
    const std::string& venue = universe.name(instrument.account);
    const auto share = settings.mode.hedge_allocation.find(venue);
    // A venue the hedge skips needs no data and never holds a position.
    if (share == settings.mode.hedge_allocation.end() || share->second.is_zero()) return;
    columns.mark = &column(history_.prices, "perp/" + venue + "_" + instrument.symbol);
    columns.funding = &column(history_.funding, "funding/" + venue + "_" + instrument.symbol);
    columns.funding_known = last_known(*columns.funding);
  }
  // The mode lists the tokens of both staking protocols; only the chosen one is held.
  if (instrument.has_rate && instrument.token != token_of(settings.mode.lst_type)) return;
  if (instrument.has_index) {
    const IndexColumn& index = column(history_.indices, "aave_v3/" + instrument.token);
    columns.index = instrument.type == PositionType::debt_token ? &index.variable_borrow : &index.liquidity;
  }
  if (!instrument.has_rate) return;
  columns.rate = &column(history_.rates, "lst/" + instrument.token + "_oracle");
  const auto market = history_.market_rates.find("lst/" + instrument.token + "_market");
  if (market != history_.market_rates.end()) columns.market_rate = &market->second;
}

MarketPtr Timeline::at(std::size_t hour) const {
  require(hour < history_.hours, "the timeline has ended");
  auto market = std::make_shared<MarketSnapshot>();
  market->time = time(hour);
  market->prices.reserve(prices_.size());
  for (std::size_t i = 0; i < prices_.size(); ++i) {
    const Price fixed = i == quote_.index() ? Price::from_int(1) : Price{};
    market->prices.push_back(prices_[i] == nullptr ? fixed : (*prices_[i])[hour]);
  }
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
    if (columns.index != nullptr) market->indices[i] = (*columns.index)[hour];
    if (columns.rate != nullptr) market->rates[i] = (*columns.rate)[hour];
    if (columns.market_rate != nullptr) market->market_rates[i] = (*columns.market_rate)[hour];
    if (columns.funding == nullptr) continue;
    market->funding_settled[i] = (*columns.funding)[hour];
    market->funding_known[i] = columns.funding_known[hour];
  }
  if (gas_ != nullptr) {
    market->gas_price = gas_->base_fee[hour] + gas_->priority_fee_p50[hour];
    market->gas_token_price = (*gas_token_)[hour];
  }
  return market;
}

}  // namespace basis
