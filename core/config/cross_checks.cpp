#include "core/config/cross_checks.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/config/tree_read.hpp"
#include "core/config/venue_accounts.hpp"

namespace basis {

const ConfigTree* ConfigTrees::venue(std::string_view name) const {
  const auto at = venues.find(std::string(name));
  return at == venues.end() ? nullptr : &at->second;
}

bool ConfigTrees::has_capability(std::string_view venue_name, std::string_view capability) const {
  const ConfigTree* tree = venue(venue_name);
  return tree != nullptr && find_set(*tree, "capabilities").contains(std::string(capability));
}

AccountNames ConfigTrees::accounts_of(const std::string& venue_name) const {
  if (has_capability(venue_name, "wallet")) return {"wallet", "wallet"};
  return account_names(venue_name, venues.at(venue_name));
}

std::string ConfigTrees::venue_of_account(std::string_view account) const {
  for (const std::string& name : mode_venues()) {
    const AccountNames names = accounts_of(name);
    if (names.spot == account || names.perp == account) return name;
  }
  return {};
}

std::vector<std::string> ConfigTrees::mode_venues() const {
  std::vector<std::string> names = find_list(mode, "venues");
  std::erase_if(names, [&](const std::string& name) { return !venues.contains(name); });
  return names;
}

std::string ConfigTrees::staking_venue() const {
  const std::string wanted = find_text(mode, "lst_type");
  for (const std::string& name : mode_venues())
    if (!wanted.empty() && find_text(venues.at(name), "staking.lst_type") == wanted) return name;
  return {};
}

std::string ConfigTrees::routed_venue(std::string_view action) const {
  const std::string target = find_text(mode, fmt::format("routing.{}", action));
  return venues.contains(target) ? target : std::string();
}

void require_below(const ConfigTree& tree, std::string_view lower, std::string_view upper, bool may_equal,
                   Faults& faults) {
  const auto low = find_number<Amount>(tree, lower);
  const auto high = find_number<Amount>(tree, upper);
  if (!low || !high || *low < *high || (may_equal && *low == *high)) return;
  faults.push_back(fmt::format("{}: {} ({}) must be {} {} ({}, {})", tree.place_of(lower), lower, low->to_string(),
                               may_equal ? "at most" : "below", upper, high->to_string(), tree.place_of(upper)));
}

void derive_value(ConfigTree& tree, std::string_view key, Ratio value) {
  ConfigValue derived;
  derived.text = value.to_string();
  derived.origin.place = kFromDerivation;
  tree.values.emplace(key, std::move(derived));
}

void settle_margin(ConfigTree& mode) {
  const auto warning = find_number<Ratio>(mode, "margin_ratio.warning");
  const auto target = find_number<Ratio>(mode, "margin_ratio.target");
  if (!warning || !target) return;
  const Ratio clear = Ratio::from_raw_checked(mul_div(warning->raw(), 3, 2, Rounding::ceil));
  derive_value(mode, "margin_ratio.donor", std::min(clear, *target));
}

}  // namespace basis
