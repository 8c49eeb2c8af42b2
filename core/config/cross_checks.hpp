#pragma once

#include "core/base/types.hpp"
#include "core/config/config_tree.hpp"
#include "core/config/settings.hpp"

namespace basis {

/// All configuration files of one run. After `apply_schema` faulty values are absent;
/// a check that needs an absent value reports nothing.
struct ConfigTrees {
  ConfigTree mode;
  std::map<std::string, ConfigTree> venues;         ///< by name, all files
  std::map<std::string, ConfigTree> share_classes;  ///< by name, all files

  /// The venue's tree, or null.
  [[nodiscard]] const ConfigTree* venue(std::string_view name) const;
  [[nodiscard]] bool has_capability(std::string_view venue_name, std::string_view capability) const;
  /// The accounts of a venue that has a file. That of the venue behind which the wallet stands is `wallet`.
  [[nodiscard]] AccountNames accounts_of(const std::string& venue_name) const;
  /// The venue of the mode that an account belongs to; empty when there is none.
  [[nodiscard]] std::string venue_of_account(std::string_view account) const;
  /// The mode's venues that have a file.
  [[nodiscard]] std::vector<std::string> mode_venues() const;
  /// The mode's venue whose `staking.lst_type` is the mode's `lst_type`; empty when there is none.
  [[nodiscard]] std::string staking_venue() const;
  /// The venue that the mode routes the action to; empty when the route names no venue that has a file.
  [[nodiscard]] std::string routed_venue(std::string_view action) const;
};

/// Adds a fault unless lower < upper (<= when `may_equal`). The fault names both keys
/// and both values. Adds nothing when either value is absent.
void require_below(const ConfigTree& tree, std::string_view lower, std::string_view upper, bool may_equal,
                   Faults& faults);

/// Checks that the mode's thresholds do not contradict each other and that the hedge allocation sums to 1.
void check_thresholds(const ConfigTrees& trees, Faults& faults);
/// Checks the venues, capabilities, routes and the share class that the mode names.
void check_references(const ConfigTrees& trees, Faults& faults);
/// Checks the mode's instrument keys, and the routes and venues that they need.
void check_instruments(const ConfigTrees& trees, Faults& faults);
/// Checks that the numbers of one venue file do not contradict each other and that the file has the sections that its
/// capabilities need.
void check_venue(const std::string& name, const ConfigTree& venue, Faults& faults);

/// Refuses the names of accounts in the file of a venue that is no exchange, and removes them.
void reject_accounts(const std::string& kind, ConfigTree& venue, Faults& faults);
/// Checks the names of the exchanges' accounts: they are names, and no two venues have the same.
void check_accounts(const ConfigTrees& trees, Faults& faults);

/// Adds a derived value at `key`. A value that is present already is kept.
void derive_value(ConfigTree& tree, std::string_view key, Ratio value);

/// Derives `margin_ratio.donor` where it is left out: 1.5 times the warning ratio, at
/// most the target, so that after an even split a small price move does not warn.
void settle_margin(ConfigTree& mode);

/// Derives `target_ltv` (L) and `health_factor.*` where a mode that borrows leaves them
/// out, and checks LT/L > warning > critical and L <= eMode LTV, where LT is the
/// liquidation threshold of the eMode. A given L above the derived one is a warning.
void settle_leverage(ConfigTrees& trees, Faults& faults, std::vector<std::string>& warnings);

}  // namespace basis
