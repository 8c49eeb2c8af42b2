#pragma once

#include <span>
#include <vector>

#include "core/execution/pair_order.hpp"
#include "core/instruments/market.hpp"

namespace basis {

/// What is held in a market of one node.
struct HeldMarket {
  const Market* market = nullptr;
  Quantity position;  ///< signed coins
  Quantity owed;      ///< coins of it that workers are to trade away already
};

/// What evens a position that its venue closed (liquidation, ADL) by trades of `side` in `closed`: the same coins of
/// the markets of the same asset that are held the other way, the largest first. All of them are urgent, and reduce;
/// ids are not set. Nothing where nothing is held the other way.
std::vector<PairOrder> twin_pairs(const Market& closed, OrderSide side, Quantity coins,
                                  std::span<const HeldMarket> held, const PairTerms& terms);

/// Terms of a twin, from those that close a pair: at once, at any edge.
PairTerms twin_terms(const PairTerms& exit);

/// Twins are made on the hot lane; their ids are none of the execution manager's.
constexpr std::uint64_t kTwinIds = 1'000'000'000'000;
/// A boot numbers its twins from its own multiple of this on.
constexpr std::uint64_t kTwinsOfBoot = 1'000'000;
constexpr bool is_twin(std::uint64_t pair) { return pair > kTwinIds; }

}  // namespace basis
