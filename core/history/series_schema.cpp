#include "core/history/series_schema.hpp"

#include <algorithm>
#include <array>

namespace basis {
namespace {

constexpr std::array kOhlcv = {
    ColumnSpec{"open", SignRule::positive, 0}, ColumnSpec{"high", SignRule::positive, 1, Presence::optional},
    ColumnSpec{"low", SignRule::positive, 2, Presence::optional}, ColumnSpec{"close", SignRule::positive, -1},
    ColumnSpec{"volume", SignRule::not_negative, 3, Presence::needed, Amount::kDecimals}};
constexpr std::array kFunding = {ColumnSpec{"rate", SignRule::any, 0}};
// OKX publishes both rates; the settled rate is the one that is paid.
constexpr std::array kSettledFunding = {ColumnSpec{"predicted_rate", SignRule::any, -1},
                                        ColumnSpec{"settled_rate", SignRule::any, 0}};
constexpr std::array kIndices = {
    ColumnSpec{"liquidity_index", SignRule::positive, 0},
    ColumnSpec{"variable_borrow_index", SignRule::positive, 1},
    ColumnSpec{"liquidity_rate", SignRule::not_negative, -1},
    ColumnSpec{"variable_borrow_rate", SignRule::not_negative, -1},
    ColumnSpec{"total_supplied", SignRule::not_negative, 2, Presence::optional, Amount::kDecimals},
    ColumnSpec{"total_variable_debt", SignRule::not_negative, 3, Presence::optional, Amount::kDecimals},
    ColumnSpec{"price_usd", SignRule::positive, -1}};
constexpr std::array kRates = {ColumnSpec{"eth_per_token", SignRule::positive, 0}};
constexpr std::array kGas = {ColumnSpec{"base_fee_gwei", SignRule::positive, 0},
                             ColumnSpec{"priority_fee_p50_gwei", SignRule::not_negative, 1}};

// A gwei is 1e-9 ETH, so a gas fee at 1e-9 gwei is an `Amount` at 1e-18 ETH.
constexpr int kGweiDecimals = Amount::kDecimals - 9;

constexpr std::array kSeriesKinds = {
    KindSpec{SeriesKind::ohlcv_1h,
             "ohlcv_1h",
             "_1h",
             kHour,
             StampRule::on_the_hour,
             Sampling::exact,
             Price::kDecimals,
             kOhlcv,
             {}},
    KindSpec{SeriesKind::funding_8h, "funding_8h", "", kHour * 8, StampRule::snap_to_hour, Sampling::on_schedule,
             Ray::kDecimals, kFunding, kSettledFunding},
    KindSpec{SeriesKind::aave_index_1d,
             "aave_index_1d",
             "_1d",
             kDay,
             StampRule::as_it_is,
             Sampling::interpolated,
             Ray::kDecimals,
             kIndices,
             {}},
    KindSpec{SeriesKind::rate_1h,
             "rate_1h",
             "_1h",
             kHour,
             StampRule::as_it_is,
             Sampling::interpolated,
             Ray::kDecimals,
             kRates,
             {}},
    KindSpec{
        SeriesKind::gas_1h, "gas_1h", "_1h", kHour, StampRule::as_it_is, Sampling::last_known, kGweiDecimals, kGas, {}},
    KindSpec{SeriesKind::reward_events, "reward_events", "", Nanos{}, StampRule::as_it_is, Sampling::none, 0, {}, {}},
    KindSpec{SeriesKind::cost_table, "cost_table", "", Nanos{}, StampRule::as_it_is, Sampling::none, 0, {}, {}}};

}  // namespace

const KindSpec& kind_spec(SeriesKind kind) { return kSeriesKinds.at(static_cast<std::size_t>(kind)); }

std::optional<SeriesKind> kind_named(std::string_view name) {
  const auto found = std::ranges::find(kSeriesKinds, name, &KindSpec::name);
  if (found == kSeriesKinds.end()) return std::nullopt;
  return found->kind;
}

std::span<const KindSpec> all_kinds() { return kSeriesKinds; }

bool is_token_ratio(std::string_view series) {
  return series.starts_with("spot/uniswap_v3_") && series.ends_with("WETH");
}

bool is_market_rate(std::string_view series) { return series.starts_with("lst/") && series.ends_with("_market"); }

KindSpec series_spec(SeriesKind kind, std::string_view series) {
  KindSpec spec = kind_spec(kind);
  if (is_token_ratio(series)) {
    spec.decimals = Ray::kDecimals;
    spec.may_begin_late = true;
  } else if (is_market_rate(series)) {
    spec.stamps = StampRule::on_the_hour;
    spec.sampling = Sampling::exact;
    spec.may_begin_late = true;
  }
  return spec;
}

std::string series_file(SeriesKind kind, std::string_view series) {
  return std::string(series) + std::string(kind_spec(kind).suffix) + ".csv";
}

}  // namespace basis
