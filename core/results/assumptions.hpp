#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "core/history/snapshot.hpp"

namespace basis {

/// What a reader must know to trust the figures of a backtest, one sentence a line: what is modelled and how, what is
/// left out, and which series stood in for which. `fills_from` counts the rows that each fill rule supplied. `step` is
/// the time between two steps of the run.
std::vector<std::string> run_assumptions(const Settings& settings, const std::map<std::string, std::size_t>& fills_from,
                                         Nanos step = kBarLength);

}  // namespace basis
