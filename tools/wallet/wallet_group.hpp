#pragma once

#include "tools/wallet/group_file.hpp"
#include "tools/wallet/group_route.hpp"
#include "tools/wallet/wallet_actions.hpp"

namespace basis {

struct GroupRun {
  GroupFile file;
  Through through = Through::executor;
  std::optional<Ratio> least_health{};  ///< at the end; absent: it is not looked at
  Nanos deadline = kMinute * 30;        ///< how long after now the transaction is still good
};

/// A group that was tried: what would be sent, and what it would come to.
struct TriedGroup {
  RoutedGroup plan;
  bool builds = false;  ///< an Instadapp account first, whose address is known for certain when it is there
  WalletState before;
  WalletState after;
  std::uint64_t gas = 0;                              ///< of the one transaction
  std::vector<std::vector<std::string>> transfers{};  ///< of tokens in it: token, from, to, amount
  std::vector<std::string> tree{};  ///< its calls; empty where the node does not trace, or allowances lack yet
};

/// Plans a group on the wallet's state and tries it on the last block: allowances, the transaction, and the state after
/// it, in which the least health factor holds. Swaps with a slippage get the least amount that what they paid in the
/// trial allows. Usage error: the group is none, or would revert; it says why.
Result<TriedGroup> try_group(WalletDesk& desk, const GroupRun& run);

/// Whether the health factor of the wallet's account is what it has to be at least.
bool healthy(const WalletState& state, const GroupRun& run);

/// What `basis chain dry-run` tells.
TradeReport dry_run_report(const TriedGroup& group);
/// Sends a group: an account where it needs one and there is none, what the wallet allows, the transaction, what
/// follows it.
Result<TradeReport> send_group(WalletDesk& desk, const GroupRun& run, const std::string& id);

}  // namespace basis
