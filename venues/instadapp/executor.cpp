#include "venues/instadapp/executor.hpp"

#include <fmt/format.h>

#include <limits>

#include "venues/chain/abi_function.hpp"

namespace basis::instadapp {
namespace {

using chain::AbiValue;

const chain::Function& execute_function() {
  static const chain::Function kExecute(
      "execute((address token,uint256 amount),(address target,uint256 value,bytes data,address token,address spender,"
      "uint256 amount,uint256 patchAt)[],address[] tokens,(address target,bytes data,uint256 word,uint256 minimum,"
      "uint256 maximum)[],uint256 deadline)");
  return kExecute;
}

AbiValue step_value(const ExecutorStep& step) {
  return AbiValue(AbiValue::List{AbiValue(step.call.to), AbiValue(step.call.value), AbiValue(step.call.data),
                                 AbiValue(step.token), AbiValue(step.spender), AbiValue(step.amount),
                                 AbiValue(step.patch_at)});
}

AbiValue assertion_value(const ExecutorAssertion& assertion) {
  return AbiValue(AbiValue::List{AbiValue(assertion.read.to), AbiValue(assertion.read.data), AbiValue(assertion.word),
                                 AbiValue(assertion.minimum), AbiValue(assertion.maximum)});
}

/// The text of what an error names by its place.
template <class List>
std::string text_at(const List& list, const AbiValue& place, std::string chain::ContractCall::*text,
                    chain::ContractCall List::value_type::*call) {
  const u256& at = place.uint();
  return at < list.size() ? list[static_cast<std::size_t>(at)].*call.*text : "none of ours";
}

}  // namespace

const u256& executor_all() {
  static const u256 kAll = std::numeric_limits<u256>::max();
  return kAll;
}

Result<chain::ContractCall> execute(const chain::ContractBook& book, const ExecutorGroup& group) {
  chain::ContractCall call;
  BASIS_TRY(call.to, book.contract("instadapp", "executor"));
  call.value = group.value;
  AbiValue::List steps, tokens, assertions;
  for (const ExecutorStep& step : group.steps) steps.push_back(step_value(step));
  for (const chain::Address& token : group.tokens) tokens.emplace_back(token);
  for (const ExecutorAssertion& assertion : group.assertions) assertions.push_back(assertion_value(assertion));
  const std::uint64_t deadline = static_cast<std::uint64_t>(group.deadline.nanos() / kSecond.count);
  BASIS_TRY(call.data, execute_function().call(AbiValue::List{AbiValue(group.loan_token), AbiValue(group.loan)},
                                               std::move(steps), std::move(tokens), std::move(assertions), deadline));
  call.text = fmt::format("executor: {} steps in one transaction", group.steps.size());
  return call;
}

std::string executor_reason(const chain::RevertReader& reverts, const ExecutorGroup& group, chain::ByteView revert) {
  const chain::Revert read = reverts.read(revert);
  if (read.name == "StepFailed" && read.values.size() == 2)
    return fmt::format("step {} ({}): {}", (read.values[0].uint() + 1).str(),
                       text_at(group.steps, read.values[0], &chain::ContractCall::text, &ExecutorStep::call),
                       reverts.read(read.values[1].bytes()).text);
  if (read.name == "AssertionFailed" && read.values.size() == 4)
    return fmt::format("{} would be {}, and must be from {} to {}",
                       text_at(group.assertions, read.values[0], &chain::ContractCall::text, &ExecutorAssertion::read),
                       read.values[1].uint().str(), read.values[2].uint().str(), read.values[3].uint().str());
  if (read.name == "LoanShort" && read.values.size() == 2)
    return fmt::format("{} of the flash loan's {} are there at the end", read.values[0].uint().str(),
                       read.values[1].uint().str());
  return read.text;
}

}  // namespace basis::instadapp
