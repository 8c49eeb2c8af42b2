#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "tools/wallet/wallet_state.hpp"
#include "venues/chain_group.hpp"

namespace basis {

/// How a group becomes one transaction.
enum class Through : std::uint8_t { spells, executor };

/// `asked` ("spells", "executor"), or else what the venue file says, or else spells where the chain has Instadapp.
/// Usage error: it is neither.
Result<Through> choose_route(const std::string& asked, const Settings& settings, const chain::ContractBook& book);

/// What a group is routed on.
struct RouteTerms {
  Through through = Through::executor;
  chain::Address wallet;
  UtcTime deadline{};
  std::optional<Ratio> least_health{};
  std::optional<chain::Address> account{};  ///< through spells: that casts
  bool build = false;                       ///< it is not built yet
};

/// What is sent for a group, whichever way.
struct RoutedGroup {
  std::vector<chain::ContractCall> before{};
  chain::ContractCall transaction{};
  std::vector<std::string> lines{};  ///< of the transaction, for a person
  std::vector<GroupStep> after{};    ///< of the wallet alone, each on what is there then
  /// Why the transaction reverted, in one line.
  std::function<std::string(chain::ByteView revert)> reason{};
};

/// Plans a group on a state. Errors: see `plan_group` and `plan_spells`.
Result<RoutedGroup> route_group(const chain::ContractBook& book, const std::vector<GroupStep>& steps,
                                const RouteTerms& terms, const WalletState& state);

}  // namespace basis
