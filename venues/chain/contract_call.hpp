#pragma once

#include <string>

#include "venues/chain/address.hpp"

namespace basis::chain {

/// One call of a contract, or a payment: what a transaction, a step of an executor or a read consists of.
struct ContractCall {
  Address to;
  u256 value = 0;  ///< wei
  Bytes data{};
  std::string text{};  ///< for a person: "aave_v3 supply 1.5 weETH for 0x..."

  /// Whether both do the same, whatever is said of them.
  friend bool operator==(const ContractCall& a, const ContractCall& b) {
    return a.to == b.to && a.value == b.value && a.data == b.data;
  }
};

}  // namespace basis::chain
