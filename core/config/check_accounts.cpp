#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/config/cross_checks.hpp"
#include "core/config/tree_read.hpp"
#include "core/config/venue_accounts.hpp"

namespace basis {
namespace {

constexpr std::string_view kKeys[] = {"accounts.spot", "accounts.perp"};
constexpr std::string_view kWallet = "wallet";

bool is_name(const std::string& text) {
  const auto lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return !text.empty() && lower(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return lower(c) || (c >= '0' && c <= '9') || c == '_'; });
}

/// What is wrong with an account's name by itself; empty when nothing is.
std::string name_problem(const std::string& name) {
  if (name == kWallet) return "'wallet' is the account of the wallet";
  return is_name(name) ? std::string() : fmt::format("'{}' is not a name", name);
}

}  // namespace

void reject_accounts(const std::string& kind, ConfigTree& venue, Faults& faults) {
  for (const std::string_view key : kKeys) {
    const ConfigValue* value = venue.find(key);
    if (value == nullptr) continue;
    faults.push_back(
        fmt::format("{}: {} ({}): a venue of kind {} has one account, of its own name (allowed: only in kind cex)",
                    venue.place_of(key), key, value->shown(), kind));
    venue.values.erase(std::string(key));
  }
}

void check_accounts(const ConfigTrees& trees, Faults& faults) {
  std::map<std::string, std::string> owners;  // account or venue -> venue
  for (const auto& [name, venue] : trees.venues) owners.emplace(name, name);
  for (const auto& [name, venue] : trees.venues) {
    const AccountNames accounts = account_names(name, venue);
    for (const auto& [key, account] : {std::pair{kKeys[0], accounts.spot}, std::pair{kKeys[1], accounts.perp}}) {
      if (venue.find(key) == nullptr) continue;
      std::string problem = name_problem(account);
      const auto [owner, is_new] = owners.emplace(account, name);
      if (problem.empty() && owner->second != name)
        problem = fmt::format("'{}' belongs to venue {}", account, owner->second);
      if (!problem.empty())
        faults.push_back(
            fmt::format("{}: {}: {} (allowed: lower-case letters, digits and _, a name that no other venue "
                        "has)",
                        venue.place_of(key), key, problem));
    }
  }
}

}  // namespace basis
