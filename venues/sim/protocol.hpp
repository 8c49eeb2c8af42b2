#pragma once

#include "core/domain/order.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// A protocol's part in one on-chain step: what it would book on the given
/// state, or why the call reverts. It changes nothing itself, so a step or a
/// group of steps can be tried and thrown away.
struct ProtocolAnswer {
  std::optional<LedgerEntry> entry;
  std::string revert;  ///< reason; empty when there is an entry
};

}  // namespace basis
