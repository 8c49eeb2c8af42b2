#include <fmt/format.h>

#include <algorithm>

#include "core/config/cross_checks.hpp"
#include "core/config/text_distance.hpp"
#include "core/config/tree_read.hpp"

namespace basis {
namespace {

struct ActionRow {
  std::string_view action;
  std::string_view capability;  ///< the capability that the venue must have
  std::string_view by_setting;  ///< the setting that may choose the venue instead
};

constexpr ActionRow kActions[] = {
    {"wallet_transfer", "wallet", ""},
    {"spot_trade", "spot", ""},
    {"perp_trade", "perp", "hedge_allocation"},
    {"supply", "lend", ""},
    {"withdraw", "lend", ""},
    {"borrow", "lend", ""},
    {"repay", "lend", ""},
    {"approve", "wallet", ""},
    {"stake", "stake", "lst_type"},
    {"unstake", "stake", "lst_type"},
    {"swap", "swap", ""},
    {"flash_loan", "flash_loan", ""},
    {"atomic", "atomic", ""},
};

std::vector<std::string> names_of(const std::map<std::string, ConfigTree>& trees) {
  std::vector<std::string> names;
  for (const auto& [name, tree] : trees) names.push_back(name);
  return names;
}

/// Why the mode cannot use this venue for this capability: the venue has no file, is not among the mode's `venues`
/// or does not have the capability. Empty when it can.
std::string venue_problem(const ConfigTrees& trees, const std::string& name, std::string_view capability) {
  if (!trees.venues.contains(name)) {
    const std::vector<std::string> known = names_of(trees.venues);
    return fmt::format("no venue '{}'{} (allowed: {})", name, suggestion(name, known), fmt::join(known, " | "));
  }
  const std::vector<std::string> used = find_list(trees.mode, "venues");
  if (std::find(used.begin(), used.end(), name) == used.end())
    return fmt::format("venue '{}' is not among the mode's venues (allowed: {})", name, fmt::join(used, " | "));
  const ConfigTree& venue = trees.venues.at(name);
  if (venue.find("capabilities") != nullptr && !trees.has_capability(name, capability)) {
    return fmt::format("venue '{}' cannot do '{}' ({} gives capabilities {})", name, capability,
                       venue.place_of("capabilities"), fmt::join(find_list(venue, "capabilities"), ", "));
  }
  return {};
}

void check_venue_names(const ConfigTrees& trees, Faults& faults) {
  const std::vector<std::string> known = names_of(trees.venues);
  for (const std::string& name : find_list(trees.mode, "venues")) {
    if (trees.venues.contains(name)) continue;
    faults.push_back(fmt::format("{}: venues: no venue '{}'{} (allowed: {})", trees.mode.place_of("venues"), name,
                                 suggestion(name, known), fmt::join(known, " | ")));
  }
}

void check_route(const ConfigTrees& trees, const std::string& action, Faults& faults) {
  const std::string key = "routing." + action;
  const std::string place = trees.mode.place_of(key);
  const auto row = std::find_if(std::begin(kActions), std::end(kActions),
                                [&](const ActionRow& candidate) { return candidate.action == action; });
  if (row == std::end(kActions)) {
    std::vector<std::string> actions;
    for (const ActionRow& candidate : kActions) actions.emplace_back(candidate.action);
    faults.push_back(fmt::format("{}: unknown key '{}': no action '{}'{} (allowed: {})", place, key, action,
                                 suggestion(action, actions), fmt::join(actions, " | ")));
    return;
  }
  const std::string target = find_text(trees.mode, key);
  if (!row->by_setting.empty() && target == row->by_setting) return;
  const std::string problem = venue_problem(trees, target, row->capability);
  if (!problem.empty()) faults.push_back(fmt::format("{}: {}: {}", place, key, problem));
}

void check_staking_choice(const ConfigTrees& trees, Faults& faults) {
  const bool chosen_by_lst = find_text(trees.mode, "routing.stake") == "lst_type";
  if (!chosen_by_lst || trees.mode.find("lst_type") == nullptr || !trees.staking_venue().empty()) return;
  faults.push_back(fmt::format("{}: lst_type: no venue of the mode stakes '{}' (venues: {})",
                               trees.mode.place_of("lst_type"), find_text(trees.mode, "lst_type"),
                               fmt::join(find_list(trees.mode, "venues"), ", ")));
}

void check_allocation_venues(const ConfigTrees& trees, Faults& faults) {
  const bool hedges = find_text(trees.mode, "routing.perp_trade") == "hedge_allocation";
  for (const std::string& name : trees.mode.children("hedge_allocation")) {
    const std::string key = "hedge_allocation." + name;
    const auto share = find_number<Ratio>(trees.mode, key);
    const bool is_default = trees.mode.find(key)->origin.place == kFromDefault;
    if (!share || (!hedges && (is_default || trees.venues.contains(name)))) continue;
    if (share->is_zero() && trees.venues.contains(name)) continue;
    const std::string problem = venue_problem(trees, name, "perp");
    if (!problem.empty())
      faults.push_back(
          fmt::format("{}: {}: {} given, but {}", trees.mode.place_of(key), key, share->to_string(), problem));
  }
}

void check_share_class(const ConfigTrees& trees, Faults& faults) {
  const std::string currency = find_text(trees.mode, "share_class");
  if (currency.empty()) return;
  for (const auto& [name, tree] : trees.share_classes) {
    if (tree.find("currency") == nullptr) return;
    if (find_text(tree, "currency") != currency) continue;
    const bool needs_hedge = find_text(tree, "market_neutral") == "true" && find_text(trees.mode, "asset") != currency;
    if (needs_hedge && trees.mode.find("asset") != nullptr && trees.mode.find("routing.perp_trade") == nullptr)
      faults.push_back(fmt::format(
          "{}: asset ({}) needs a hedge in the market-neutral share class {} ({}), but "
          "routing.perp_trade is missing",
          trees.mode.place_of("asset"), find_text(trees.mode, "asset"), currency, tree.place_of("market_neutral")));
    return;
  }
  faults.push_back(fmt::format("{}: share_class: no valid file under share_classes/ has the currency {}",
                               trees.mode.place_of("share_class"), currency));
}

}  // namespace

void check_references(const ConfigTrees& trees, Faults& faults) {
  check_venue_names(trees, faults);
  for (const std::string& action : trees.mode.children("routing")) check_route(trees, action, faults);
  check_staking_choice(trees, faults);
  check_allocation_venues(trees, faults);
  check_share_class(trees, faults);
}

}  // namespace basis
