#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/execution/instruction.hpp"
#include "venues/instadapp/executor.hpp"

namespace basis {

/// One action of an atomic group.
struct GroupStep {
  ActionType action = ActionType::supply;
  std::string venue{};  ///< of a stake: "lido" or "etherfi"
  std::string token{};  ///< what is taken: supplied, borrowed, sold, ...; of a stake the token that comes of it
  std::string into{};   ///< swap: what is bought
  std::optional<Amount> amount{};        ///< absent: all that is there
  std::optional<Amount> minimum_out{};   ///< swap: less reverts the group
  std::uint32_t fee_hundredths_bps = 0;  ///< swap: the pool's fee
  std::uint8_t category = 0;             ///< set_emode
};

/// What a group is planned on.
struct GroupTerms {
  chain::Address wallet;
  UtcTime deadline{};  ///< of the block's time
  /// Of the wallet, in smallest units, as they are now: tokens by symbol, supplies and debts by the token's symbol.
  /// Only "all" of a withdrawal or a repayment, and tokens whose allowance has to be zero first, need theirs.
  std::map<std::string, Wei> supplied{};
  std::map<std::string, Wei> owed{};
  std::map<std::string, Wei> allowed{};  ///< to the executor
  /// What must hold at the end, or nothing happens. Absent: it is not looked at.
  std::optional<Ratio> least_health{};
};

/// What is sent for a group: what the wallet allows first, the one transaction, and what it does after it.
struct GroupPlan {
  std::vector<chain::ContractCall> before{};
  instadapp::ExecutorGroup group{};
  chain::ContractCall transaction{};
  std::vector<GroupStep> after{};  ///< of the wallet alone, each on what is there then
};

/// Plans steps as one transaction of our executor. What a step takes and no step before it has made comes from the
/// wallet, by exact allowances. Positions are the wallet's: what is supplied is its own, what is borrowed is its debt.
/// What follows `flash_repay` is for the wallet to do, since the executor repays at its end. Usage errors name the
/// step: the chain has no such contract or token, a step takes all of what is not there, no loan is repaid or the loan
/// is not the first step, an action that no executor has.
Result<GroupPlan> plan_group(const chain::ContractBook& book, const std::vector<GroupStep>& steps,
                             const GroupTerms& terms);

}  // namespace basis
