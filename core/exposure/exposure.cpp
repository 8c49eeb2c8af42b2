#include "core/exposure/exposure.hpp"

#include "core/market/valuation.hpp"

namespace basis {

Exposure measure_exposure(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market) {
  Exposure exposure;
  const bool watched = universe.delta_asset() != universe.share_asset();
  for (const Instrument& instrument : universe.instruments()) {
    const Holding& holding = positions[instrument.id.index()];
    if (holding.amount.is_zero()) continue;
    const ExposureRow row{instrument.id, underlying(instrument, holding, market), in_asset(instrument, holding, market),
                          value(universe, instrument, holding, market)};
    exposure.equity += row.value;
    if (watched && instrument.asset == universe.delta_asset()) {
      (instrument.on_chain ? exposure.delta_on_chain : exposure.delta_cex) += row.in_asset;
      exposure.gross_delta += row.in_asset.abs();
    }
    exposure.rows.push_back(row);
  }
  exposure.net_delta = exposure.delta_on_chain + exposure.delta_cex;
  if (exposure.gross_delta.sign() > 0) exposure.net_delta_of_gross = ratio(exposure.net_delta, exposure.gross_delta);
  if (watched && exposure.equity.sign() > 0) {
    const Amount worth = convert(exposure.net_delta, market.prices[universe.delta_asset().index()],
                                 market.prices[universe.share_asset().index()]);
    exposure.net_delta_of_equity = ratio(worth, exposure.equity);
  }
  return exposure;
}

}  // namespace basis
