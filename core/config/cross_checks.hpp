#pragma once

#include "core/config/config_tree.hpp"
#include "core/num/types.hpp"

namespace basis {

/// All files of one run, each past `apply_schema`. Values that were faulty are
/// absent, and a check that needs an absent value says nothing about it.
struct ConfigTrees {
  ConfigTree mode;
  std::map<std::string, ConfigTree> venues;         ///< by name, all files
  std::map<std::string, ConfigTree> share_classes;  ///< by name, all files

  /// The venue's tree, or null.
  [[nodiscard]] const ConfigTree* venue(std::string_view name) const;
  [[nodiscard]] bool has_capability(std::string_view venue_name, std::string_view capability) const;
  /// The venue files the mode names and that exist.
  [[nodiscard]] std::vector<std::string> mode_venues() const;
  /// The mode's venue whose `staking.lst_type` is the mode's `lst_type`; empty when there is none.
  [[nodiscard]] std::string staking_venue() const;
  /// The mode's venue that the action is routed to when it is one venue; empty otherwise.
  [[nodiscard]] std::string routed_venue(std::string_view action) const;
};

/// A fault unless lower < upper (or <=, where `may_equal`). It names both keys
/// and both values. Silent when either is absent.
void require_below(const ConfigTree& tree, std::string_view lower, std::string_view upper, bool may_equal,
                   Faults& faults);

/// Thresholds of the mode that contradict each other, and the hedge allocation's sum.
void check_thresholds(const ConfigTrees& trees, Faults& faults);
/// Venues, capabilities and routes the mode names.
void check_references(const ConfigTrees& trees, Faults& faults);
/// Instrument keys the mode names, and the routes and venues they need.
void check_instruments(const ConfigTrees& trees, Faults& faults);
/// Numbers of one venue file that contradict each other, and sections its capabilities need.
void check_venue(const std::string& name, const ConfigTree& venue, Faults& faults);

/// Puts a value into a tree that has none at `key`; one that stands there stays.
void derive_value(ConfigTree& tree, std::string_view key, Ratio value);

/// Derives `margin_ratio.donor` where it is left out: half as much again as the
/// warning, so that an even split does not warn on the next small move.
void settle_margin(ConfigTree& mode);

/// Derives `target_ltv` and `health_factor.*` where a mode that borrows leaves
/// them out, and checks LT/L > warning > critical > 1 and L <= eMode LTV.
void settle_leverage(ConfigTrees& trees, Faults& faults, std::vector<std::string>& warnings);

}  // namespace basis
