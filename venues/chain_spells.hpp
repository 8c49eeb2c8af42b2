#pragma once

#include <vector>

#include "venues/chain_group.hpp"
#include "venues/instadapp/calls.hpp"

namespace basis {

/// What a group is planned on, through an Instadapp account.
struct SpellTerms {
  /// Supplies and debts are the account's; what is allowed, is allowed to it. Spells know no deadline and no least
  /// health factor: whoever sends them tries them before, and looks after them.
  GroupTerms common;
  chain::Address account;  ///< that casts: of the wallet alone
  bool build = false;      ///< it is not built yet: this is the address that it will have
};

/// What is sent for a group: what comes first, and the one transaction.
struct SpellPlan {
  std::vector<chain::ContractCall> before{};  ///< the account is built, what the wallet gives is allowed
  std::vector<instadapp::Spell> spells{};
  chain::ContractCall transaction{};
};

/// Plans steps as one cast of an Instadapp account. What a step takes and no step before it has made comes from the
/// wallet, at the start, by exact allowances. Positions are the account's: it supplies and owes. What is loose at the
/// end goes back to the wallet, but for a rounded unit of eETH or stETH. A swap's least amount binds as the price of a
/// whole token. Usage errors name the step: the chain has no such contract or token, a step takes all of what is not
/// there, a swap sells all of what nobody can know before, a stake with Lido whose amount is not known (LIDO-STETH-A
/// takes it as it is written), a loan that is not repaid or not the first step, an action that no connector has.
Result<SpellPlan> plan_spells(const chain::ContractBook& book, const std::vector<GroupStep>& steps,
                              const SpellTerms& terms);

}  // namespace basis
