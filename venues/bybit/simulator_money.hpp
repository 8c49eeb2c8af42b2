#pragma once

#include "venues/bybit/simulator_words.hpp"

namespace basis::bybit::simulated {

/// How a coin leaves and arrives.
struct NetworkRow {
  std::string_view asset;
  std::string_view chain;
  std::string_view name;
  std::string_view fee;
  std::string_view minimum;
};
std::span<const NetworkRow> coin_networks();

/// The pool of "UNIFIED" or "FUND"; empty: there is none.
std::string_view pool_of(std::string_view word);
/// What may leave a pool.
Amount movable_in(const sim::ClientAccount& account, std::string_view pool, AssetId asset);
/// What a listing wants of the movements of one kind, the newest first.
std::vector<const sim::ClientMovement*> listed(const Call& call, sim::ClientMovement::Kind kind,
                                               std::string_view id_name);

}  // namespace basis::bybit::simulated
