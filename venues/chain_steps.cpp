#include "venues/chain_steps.hpp"

#include <fmt/format.h>

namespace basis {

Result<u256> step_units(const chain::ContractBook& book, const GroupStep& step, const std::string& symbol) {
  BASIS_TRY(const auto token, book.token(symbol));
  const Rounding down = Rounding::floor;
  BASIS_TRY(const auto wei, Wei::from_amount(*step.amount, token.decimals, &down));
  if (wei.value() == 0) return Error(ErrorKind::usage, fmt::format("{} {} are none", step.amount->to_string(), symbol));
  return wei.value();
}

Result<Wei> least_out(const chain::ContractBook& book, const GroupStep& step) {
  if (!step.minimum_out) return Error(ErrorKind::usage, "a swap has a minimum_out");
  BASIS_TRY(const auto into, book.token(step.into));
  const Rounding up = Rounding::ceil;
  return Wei::from_amount(*step.minimum_out, into.decimals, &up);
}

Error no_such_staking(const GroupStep& step) {
  return {ErrorKind::usage, fmt::format("'{}' stakes nothing (allowed: etherfi, lido)", step.venue)};
}

Result<void> for_each_step(const std::vector<GroupStep>& steps,
                           const std::function<Result<void>(const GroupStep& step, std::size_t index)>& take) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const auto taken = take(steps[i], i);
    if (!taken)
      return Error(taken.error().kind,
                   fmt::format("step {} ({}): {}", i + 1, action_name(steps[i].action), taken.error().text()));
  }
  return ok();
}

void say(chain::ContractCall& call, std::string_view instead_of, std::string_view words) {
  const std::size_t at = call.text.find(instead_of);
  if (at != std::string::npos) call.text.replace(at, instead_of.size(), words);
}

}  // namespace basis
