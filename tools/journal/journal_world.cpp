#include "tools/journal/journal_world.hpp"

#include <fmt/format.h>

#include "core/results/event_line.hpp"

namespace basis {
namespace {

/// Follows the configured market of a key: "binance_usdm:Perp:BTCUSDT". False: none is configured.
Result<bool> follow(Universe& universe, const Settings& settings, const std::string& key) {
  const std::size_t first = key.find(':');
  const std::size_t second = key.find(':', first + 1);
  if (first == key.npos || second == key.npos) return false;
  const bool spot = key.substr(first + 1, second - first - 1) == "Spot";
  for (const auto& [name, venue] : settings.venues) {
    if (venue.kind != "cex" || venue.account(spot) != key.substr(0, first)) continue;
    const auto& markets = spot ? venue.spot : venue.perp;
    const auto rules = markets.find(key.substr(second + 1));
    if (rules == markets.end()) continue;
    BASIS_TRY(Market market, configured_market(rules->second, spot ? Product::spot : Product::linear, name));
    universe.follow(std::move(market), &rules->second, &venue);
    return true;
  }
  return false;
}

}  // namespace

Result<Universe> journal_universe(const Settings& settings, const JournalNames& names) {
  BASIS_TRY(Universe universe, Universe::build(settings));
  for (std::size_t i = universe.markets().size(); i < names.markets.size(); ++i) {
    BASIS_TRY(const bool found, follow(universe, settings, names.markets[i]));
    if (!found) return Error(ErrorKind::usage, fmt::format("the configuration has no market {}", names.markets[i]));
  }
  if (journal_names(universe) != names)
    return Error(ErrorKind::usage, "the configuration has other accounts, instruments or markets");
  return universe;
}

}  // namespace basis
