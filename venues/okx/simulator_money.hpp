#pragma once

#include "venues/okx/simulator_desk.hpp"

namespace basis::okx::simulated {

/// A way out of an asset.
struct ChainRow {
  std::string_view asset;
  std::string_view chain;
  std::string_view fee;
  std::string_view minimum;
};
/// The asset's way out by this chain, or its first; null: there is none.
const ChainRow* chain_of(std::string_view asset, std::string_view chain);
/// The movement of a kind with this id of the client; null: there is none.
const sim::ClientMovement* movement_with(const Call& call, sim::ClientMovement::Kind kind, std::string_view client_id);
/// When money that leaves now arrives.
UtcTime arrival(const Desk& desk, UtcTime now);

}  // namespace basis::okx::simulated
