#pragma once

#include <vector>

#include "core/base/utc_time.hpp"
#include "venues/chain/contract_book.hpp"
#include "venues/chain/contract_call.hpp"
#include "venues/chain/revert.hpp"

/// Our own executor contract (venues/instadapp/BasisExecutor.sol): the wallet's calls in one transaction, on a flash
/// loan where there is one.
namespace basis::instadapp {

/// 2^256 - 1: all that is there, of a value or an amount; no patch.
const u256& executor_all();

/// One call of the executor. The fields are those of BasisExecutor.Step.
struct ExecutorStep {
  chain::ContractCall call;        ///< its `value` may be `executor_all()`
  chain::Address token{};          ///< what `spender` may take, and whose balance is patched in; zero: ether
  chain::Address spender{};        ///< zero: nobody may take anything
  u256 amount = 0;                 ///< what it may take
  u256 patch_at = executor_all();  ///< the byte of the call's data that the balance is written over, 32 bytes of it
};

/// What must hold after all steps, or nothing of them does: a word of the answer of a read, within limits.
struct ExecutorAssertion {
  chain::ContractCall read;
  std::uint64_t word = 0;  ///< counted from 0
  u256 minimum = 0;
  u256 maximum = executor_all();
};

struct ExecutorGroup {
  chain::Address loan_token{};
  u256 loan = 0;   ///< zero: no loan
  u256 value = 0;  ///< ether that the wallet gives along, wei
  std::vector<ExecutorStep> steps{};
  std::vector<chain::Address> tokens{};  ///< that may be left besides those of the steps; all goes back to the wallet
  std::vector<ExecutorAssertion> assertions{};
  UtcTime deadline{};  ///< of the block's time, in whole seconds
};

/// The one transaction of a group. Usage error: the chain has no executor.
Result<chain::ContractCall> execute(const chain::ContractBook& book, const ExecutorGroup& group);

/// A group's revert as one line: the number and text of the step that failed, and why. Steps count from 1.
std::string executor_reason(const chain::RevertReader& reverts, const ExecutorGroup& group, chain::ByteView revert);

}  // namespace basis::instadapp
