#include "core/history/data_rules.hpp"

namespace basis {

DataRules data_rules(const Settings& settings) {
  DataRules rules;
  rules.max_deviation = settings.mode.data.max_deviation;
  rules.max_funding = settings.mode.data.max_funding;
  for (const auto& [name, venue] : settings.venues)
    for (const auto& [symbol, market] : venue.perp) {
      rules.funding_intervals.emplace(name + "_" + symbol, market.funding_interval);
      if (market.contract_size) rules.contract_sizes.emplace(name + "_" + symbol, *market.contract_size);
    }
  return rules;
}

}  // namespace basis
