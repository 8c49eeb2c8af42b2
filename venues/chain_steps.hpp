#pragma once

#include <functional>
#include <string>
#include <vector>

#include "venues/chain_group.hpp"

namespace basis {

/// What plans of a group share, whichever contract runs it.

/// The amount of a step, which has one, in smallest units of a token; rounded down, never more than was said. Usage
/// errors: the chain does not know the token; less than one unit.
Result<u256> step_units(const chain::ContractBook& book, const GroupStep& step, const std::string& symbol);
/// The least that a swap has to bring, in smallest units of what is bought, rounded up. Usage error: it has none.
Result<Wei> least_out(const chain::ContractBook& book, const GroupStep& step);
/// Usage error: nobody is staked with.
Error no_such_staking(const GroupStep& step);

/// Calls `take` for each step; an error is told with the step's number and action.
Result<void> for_each_step(const std::vector<GroupStep>& steps,
                           const std::function<Result<void>(const GroupStep& step, std::size_t index)>& take);

/// Puts other words into a call's text, once.
void say(chain::ContractCall& call, std::string_view instead_of, std::string_view words);

}  // namespace basis
