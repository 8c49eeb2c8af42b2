#include "core/history/plausible.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/base/int128.hpp"
#include "core/history/price_outliers.hpp"

namespace basis {
namespace {

constexpr std::string_view kDollars[] = {"USDT", "USDC", "USD"};

/// The asset that a price series is about, `BTC` of `perp/okx_BTCUSDT`; empty for one that is not in dollars. A wrapped
/// asset is worth what it wraps.
std::string priced_asset(std::string_view series) {
  std::string_view symbol = series.substr(series.rfind('_') + 1);
  const auto quote = std::ranges::find_if(kDollars, [&](std::string_view dollar) { return symbol.ends_with(dollar); });
  if (quote == std::end(kDollars)) return {};
  symbol.remove_suffix(quote->size());
  if (symbol == "WETH" || symbol == "WBTC") symbol.remove_prefix(1);
  return std::string(symbol);
}

/// A share as percent with two decimals: "12.34 %". Rounded down.
std::string percent(i128 part, i128 whole) {
  return format_decimal(mul_div(part, 10'000, whole, Rounding::toward_zero), 2) + " %";
}

std::string percent(Ratio ratio) { return percent(ratio.raw(), Ratio::kOne); }

using Position = std::vector<Row>::const_iterator;

/// The price series of one asset, read side by side.
class PeerSeries {
 public:
  PeerSeries(SeriesStore& store, std::vector<std::string> names, const std::optional<HourRange>& range)
      : store_(store), names_(std::move(names)), range_(range) {
    for (const std::string& name : names_) {
      const std::vector<Row>& rows = store.table(name).rows;
      at_.push_back(range ? std::ranges::lower_bound(rows, range->from, {}, &Row::time) : rows.begin());
      end_.push_back(rows.end());
    }
  }

  void check() {
    while (const auto time = earliest()) {
      if (range_ && *time > range_->to) return;
      std::vector<PeerPrice> prices;
      for (std::size_t i = 0; i < names_.size(); ++i) {
        if (at_[i] == end_[i] || at_[i]->time != *time) continue;
        // A row with a fault of its own has no price.
        if (at_[i]->values[0] > 0) prices.push_back({i, at_[i]->line, at_[i]->values[0]});
        ++at_[i];
      }
      for (const PriceOutlier& outlier : price_outliers(std::move(prices), store_.rules().max_deviation))
        tell(outlier, *time);
    }
  }

 private:
  std::optional<UtcTime> earliest() const {
    std::optional<UtcTime> first;
    for (std::size_t i = 0; i < names_.size(); ++i)
      if (at_[i] != end_[i]) first = first ? std::min(*first, at_[i]->time) : at_[i]->time;
    return first;
  }

  static std::string text(i128 price) { return format_decimal(price, Price::kDecimals); }

  void tell(const PriceOutlier& outlier, UtcTime time) {
    const std::string allowed = percent(store_.rules().max_deviation);
    const i128 price = outlier.price.price * 2;
    const i128 apart = std::max(price, outlier.twice_median) - std::min(price, outlier.twice_median);
    const std::string deviation = percent(apart, outlier.twice_median);
    std::string what;
    if (outlier.others.size() == 1) {
      const PeerPrice& other = outlier.others.front();
      what = fmt::format("open {} at {} is {} from {} of {} ({}:{}), data.max_deviation allows {}; either may be wrong",
                         text(outlier.price.price), time.to_string(), deviation, text(other.price),
                         names_[other.series], store_.file_of(names_[other.series]), other.line, allowed);
    } else {
      std::vector<std::string> others;
      for (const PeerPrice& other : outlier.others) others.push_back(names_[other.series]);
      what =
          fmt::format("open {} at {} is {} from {}, the median of {}; data.max_deviation allows {}",
                      text(outlier.price.price), time.to_string(), deviation,
                      format_decimal(outlier.twice_median * 5, Price::kDecimals + 1), fmt::join(others, ", "), allowed);
    }
    const std::string& series = names_[outlier.price.series];
    store_.faults().add(store_.file_of(series), outlier.price.line, std::move(what));
  }

  SeriesStore& store_;
  const std::vector<std::string> names_;
  const std::optional<HourRange> range_;
  std::vector<Position> at_;
  std::vector<Position> end_;
};

void check_funding(SeriesStore& store, const std::string& series, const std::optional<HourRange>& range) {
  const Ratio limit = store.rules().max_funding;
  const i128 most = mul_div(limit.raw(), Ray::kOne, Ratio::kOne, Rounding::toward_zero);
  for (const Row& row : store.table(series).rows) {
    const i128 rate = row.values[0];
    if ((rate <= most && rate >= -most) || (range && !range->contains(row.time))) continue;
    store.faults().add(store.file_of(series), row.line,
                       fmt::format("funding rate {} at {} is {} of the position, data.max_funding allows {} either way",
                                   format_decimal(rate, Ray::kDecimals), row.time.to_string(), percent(rate, Ray::kOne),
                                   percent(limit)));
  }
}

}  // namespace

void check_plausible(SeriesStore& store, const std::optional<HourRange>& range) {
  std::map<std::string, std::vector<std::string>> by_asset;
  for (const std::string& series : store.loaded()) {
    const SeriesKind kind = store.dataset().series.at(series).kind;
    if (kind == SeriesKind::funding_8h) check_funding(store, series, range);
    if (kind != SeriesKind::ohlcv_1h) continue;
    if (std::string asset = priced_asset(series); !asset.empty()) by_asset[std::move(asset)].push_back(series);
  }
  for (auto& [asset, names] : by_asset) PeerSeries(store, std::move(names), range).check();
}

}  // namespace basis
