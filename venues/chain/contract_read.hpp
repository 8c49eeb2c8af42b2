#pragma once

#include "venues/chain/abi_function.hpp"

namespace basis::chain {

/// A question to a contract, which changes nothing. The function is one of the code's own tables.
struct ContractRead {
  Address to;
  const Function* function = nullptr;
  AbiValue::List arguments{};
  bool may_fail = false;  ///< a revert is an answer, and so is silence: there is no contract
};

/// `ContractRead` with these arguments, each as `AbiValue` takes it.
template <class... T>
ContractRead contract_read(const Address& to, const Function& function, const T&... arguments) {
  return {to, &function, abi_values(arguments...), false};
}

}  // namespace basis::chain
