#include <fmt/format.h>

#include <algorithm>

#include "core/config/cross_checks.hpp"
#include "core/config/tree_read.hpp"

namespace basis {
namespace {

struct OrderRow {
  std::string_view lower;
  std::string_view upper;
  bool may_equal;
};

// A warning threshold above the initial margin would be crossed permanently from the entry on.
constexpr OrderRow kOrder[] = {
    {"margin_ratio.critical", "margin_ratio.warning", false}, {"margin_ratio.warning", "margin_ratio.target", false},
    {"margin_ratio.warning", "margin_fraction", false},       {"margin_ratio.warning", "margin_ratio.donor", false},
    {"margin_ratio.donor", "margin_ratio.target", true},      {"delta_drift.warning", "delta_drift.act", false},
    {"transfer.minimum", "transfer.maximum", true},
};

/// What the costs of an entry take of the capital, at most.
const Ratio kEntryCosts = Ratio::from_raw(Ratio::kOne / 1000 * 4);

void check_allocation_sum(const ConfigTree& mode, Faults& faults) {
  if (find_text(mode, "routing.perp_trade") != "hedge_allocation") return;
  Ratio sum;
  std::vector<std::string> parts;
  std::string place = mode.file;
  for (const std::string& venue : mode.children("hedge_allocation")) {
    const std::string key = "hedge_allocation." + venue;
    const auto share = find_number<Ratio>(mode, key);
    if (!share) return;
    sum += *share;
    parts.push_back(fmt::format("{} {}", venue, share->to_string()));
    // The fault names one place: the last key, by venue name, that is set explicitly.
    if (mode.find(key)->origin.place != kFromDefault) place = mode.place_of(key);
  }
  if (sum == Ratio::from_int(1)) return;
  faults.push_back(fmt::format("{}: hedge_allocation: {} sum to {} (allowed: exactly 1)", place, fmt::join(parts, ", "),
                               sum.to_string()));
}

/// An account that a venue liquidates before it is critical could never be helped.
void check_maintenance(const ConfigTrees& trees, Faults& faults) {
  constexpr std::string_view kCritical = "margin_ratio.critical";
  const auto critical = find_number<Ratio>(trees.mode, kCritical);
  if (!critical || find_text(trees.mode, "routing.perp_trade").empty()) return;
  for (const std::string& name : trees.mode_venues()) {
    const ConfigTree& venue = trees.venues.at(name);
    for (const std::string& symbol : venue.children("perp")) {
      const std::string key = fmt::format("perp.{}.margin_tiers.1.maintenance_margin", symbol);
      const auto maintenance = find_number<Ratio>(venue, key);
      if (!maintenance || *maintenance < *critical) continue;
      faults.push_back(fmt::format("{}: {} ({}) must be over venues.{}.{} ({}, {})", trees.mode.place_of(kCritical),
                                   kCritical, critical->to_string(), name, key, maintenance->to_string(),
                                   venue.place_of(key)));
    }
  }
}

/// Of deployed capital the share a buys coins that are sold short; the rest is their margin. The
/// warning ratio w and the costs of the entry allow a * (1 + w) up to 1 less costs.
void check_stake_allocation(const ConfigTree& mode, Faults& faults) {
  constexpr std::string_view kKey = "stake_allocation_eth";
  const auto share = find_number<Ratio>(mode, kKey);
  const auto warning = find_number<Ratio>(mode, "margin_ratio.warning");
  if (!share || !warning || find_text(mode, "routing.perp_trade").empty()) return;
  const Ratio one = Ratio::from_int(1);
  const auto cents = mul_div((one - kEntryCosts).raw(), 100, (one + *warning).raw(), Rounding::floor);
  const Ratio highest = Ratio::from_raw_checked(cents * (Ratio::kOne / 100));
  if (*share <= highest) return;
  faults.push_back(fmt::format("{}: {} ({}) leaves less margin than margin_ratio.warning ({}) asks for (highest: {})",
                               mode.place_of(kKey), kKey, share->to_string(), warning->to_string(),
                               highest.to_string()));
}

/// In a mode that holds spot against its hedge, the costs of the entry come out of the margin it starts with.
void check_margin_fraction(const ConfigTree& mode, Faults& faults) {
  constexpr std::string_view kKey = "margin_fraction";
  const auto given = find_number<Ratio>(mode, kKey);
  const auto warning = find_number<Ratio>(mode, "margin_ratio.warning");
  const bool holds_spot = mode.find("routing.perp_trade") != nullptr && mode.find("routing.stake") == nullptr;
  if (!given || !warning || !holds_spot || *given <= *warning || find_text(mode, "execution.costs") == "none") return;
  const Ratio lowest = *warning + kEntryCosts;
  if (*given >= lowest) return;
  faults.push_back(
      fmt::format("{}: {} ({}) starts under margin_ratio.warning ({}) after the costs of the entry "
                  "(lowest: {})",
                  mode.place_of(kKey), kKey, given->to_string(), warning->to_string(), lowest.to_string()));
}

/// A position that the exit gate leaves must not be entered again at once.
void check_gates(const ConfigTree& mode, Faults& faults) {
  constexpr std::string_view kExit = "exit_gate.carry_bps";
  if (find_text(mode, "exit_gate.enabled") != "true") return;
  if (find_text(mode, "entry_gate.enabled") != "true") {
    faults.push_back(
        fmt::format("{}: exit_gate.enabled: true needs entry_gate.enabled: true, or what is left would be "
                    "entered again at once",
                    mode.place_of("exit_gate.enabled")));
    return;
  }
  const auto exit = find_number<Ratio>(mode, kExit);
  const auto carry = find_number<Ratio>(mode, "entry_gate.least_carry_bps");
  const auto funding = find_number<Ratio>(mode, "entry_gate.funding_threshold");
  if (!exit || !funding) return;
  // A rate per eight hours as bps a year: three a day, 365 days.
  const double opens = funding->to_double() * 10'000 * 3 * 365;
  const double least = carry ? std::max(opens, carry->to_double()) : opens;
  if (exit->to_double() >= least)
    faults.push_back(fmt::format("{}: {} ({}) is not under what the entry gate asks for ({:g} bps a year)",
                                 mode.place_of(kExit), kExit, exit->to_string(), least));
}

}  // namespace

void check_thresholds(const ConfigTrees& trees, Faults& faults) {
  for (const OrderRow& row : kOrder) require_below(trees.mode, row.lower, row.upper, row.may_equal, faults);
  check_allocation_sum(trees.mode, faults);
  check_maintenance(trees, faults);
  check_stake_allocation(trees.mode, faults);
  check_margin_fraction(trees.mode, faults);
  check_gates(trees.mode, faults);
}

}  // namespace basis
