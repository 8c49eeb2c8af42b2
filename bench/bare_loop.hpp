#pragma once

#include <filesystem>
#include <fstream>
#include <string>

#include "actors/run_context.hpp"
#include "bench/readings.hpp"
#include "core/portfolio/pnl_account.hpp"
#include "core/risk/risk.hpp"

namespace basis::bench {

/// The holdings at the last time of a `positions.csv`, computed from its underlying amounts. Perps
/// count as opened at the first hour's mark.
inline PositionSet final_holdings(const std::filesystem::path& positions_csv, const Universe& universe,
                                  const Timeline& timeline) {
  const MarketPtr first = timeline.at(0);
  const MarketPtr last = timeline.at(timeline.hours() - 1);
  const std::string stamp = last->time.to_string() + ",";
  PositionSet holdings(universe.instruments().size());
  std::ifstream file(positions_csv);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(stamp)) continue;
    const std::size_t key_end = line.find(',', stamp.size());
    const auto id = universe.find(line.substr(stamp.size(), key_end - stamp.size()));
    require(id.has_value(), "positions.csv holds an instrument the mode has not");
    const auto underlying = Amount::parse(line.substr(key_end + 1, line.find(',', key_end + 1) - key_end - 1));
    require(underlying.has_value(), "positions.csv holds no amount");
    const std::size_t at = id->index();
    const Instrument& instrument = universe[*id];
    holdings[at].amount =
        instrument.has_index ? div(underlying.value(), last->indices[at], Rounding::floor) : underlying.value();
    if (instrument.type == PositionType::perp)
      holdings[at].entry_cost = mul(holdings[at].amount, first->marks[at], Rounding::floor);
  }
  return holdings;
}

/// Seconds that the calculations of the monitors need for all hours (market, exposure, risk, P&L)
/// with constant holdings, without actors, venues, decisions and records.
inline double bare_loop(const RunContext& context, const Timeline& timeline, const PositionSet& holdings) {
  const Universe& universe = context.universe;
  const RiskLimits limits = risk_limits(universe, context.settings);
  std::vector<LedgerEntry> entries;
  for (const Instrument& instrument : universe.instruments()) {
    const Holding& holding = holdings[instrument.id.index()];
    entries.push_back({timeline.time(0),
                       EntryKind::capital,
                       {{Outside::capital, instrument.id, holding.amount, holding.entry_cost}}});
  }
  PnlAccount account(universe);
  const Timer timer;
  for (std::size_t hour = 0; hour < timeline.hours(); ++hour) {
    const MarketPtr market = timeline.at(hour);
    const Exposure exposure = measure_exposure(universe, holdings, *market);
    const RiskReport risk = assess_risk(universe, holdings, *market, exposure, limits);
    require(risk.margins.size() <= universe.accounts().size(), "an account has one margin");
    account.advance(market, entries, holdings, exposure.equity);
    entries.clear();
  }
  return timer.seconds();
}

}  // namespace basis::bench
