#include "core/config/venue_accounts.hpp"

#include "core/config/tree_read.hpp"

namespace basis {

AccountNames account_names(const std::string& venue, const ConfigTree& file) {
  const auto given = [&](const char* key) {
    const std::string name = find_text(file, key);
    return name.empty() ? venue : name;
  };
  return {given("accounts.spot"), given("accounts.perp")};
}

std::string venue_of_account(const Settings& settings, std::string_view account) {
  for (const auto& [name, venue] : settings.venues)
    if (venue.kind == "wallet" && account == "wallet") return name;
  for (const auto& [name, venue] : settings.venues)
    if (venue.kind == "cex" && (venue.accounts.spot == account || venue.accounts.perp == account)) return name;
  return std::string(account);
}

}  // namespace basis
