#include "core/portfolio/exposure.hpp"

#include "core/portfolio/valuation.hpp"

namespace basis {

namespace {

/// The delta of a holding, in units of the monitored asset (see `Exposure`).
Amount delta_of(const Universe& universe, const Instrument& instrument, const ExposureRow& row) {
  if (universe.delta_asset() != universe.share_asset())
    return instrument.asset == universe.delta_asset() ? row.in_asset : Amount{};
  // A perp on the share asset consists of `in_asset` units of that asset and a dollar part. Only the dollar part is
  // exposure.
  return instrument.asset == universe.share_asset() ? row.value - row.in_asset : row.value;
}

/// In the share class. Without a delta no price is needed.
Amount delta_value(const Universe& universe, Amount delta, const MarketSnapshot& market) {
  const AssetId asset = universe.delta_asset();
  const AssetId share = universe.share_asset();
  if (asset == share || delta.is_zero()) return delta;
  return convert(delta, price_of(universe, asset, market), price_of(universe, share, market));
}

}  // namespace

Exposure measure_exposure(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market) {
  Exposure exposure;
  for (const Instrument& instrument : universe.instruments()) {
    const Holding& holding = positions[instrument.id.index()];
    if (holding.amount.is_zero()) continue;
    const ExposureRow row{instrument.id, underlying(instrument, holding, market), in_asset(instrument, holding, market),
                          value(universe, instrument, holding, market)};
    exposure.equity += row.value;
    exposure.equity_at_market += row.value - over_market(universe, instrument, holding, market);
    const Amount delta = delta_of(universe, instrument, row);
    (instrument.on_chain ? exposure.delta_on_chain : exposure.delta_cex) += delta;
    exposure.gross_delta += delta.abs();
    exposure.rows.push_back(row);
  }
  exposure.net_delta = exposure.delta_on_chain + exposure.delta_cex;
  exposure.net_delta_value = delta_value(universe, exposure.net_delta, market);
  if (exposure.gross_delta.sign() > 0) exposure.net_delta_of_gross = ratio(exposure.net_delta, exposure.gross_delta);
  if (exposure.equity.sign() > 0) exposure.net_delta_of_equity = ratio(exposure.net_delta_value, exposure.equity);
  return exposure;
}

}  // namespace basis
