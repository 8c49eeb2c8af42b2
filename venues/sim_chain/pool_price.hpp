#pragma once

#include "venues/sim_chain/local_chain.hpp"

namespace basis::sim {

/// A price of a pool as two amounts in smallest units that are worth the same.
struct PoolPrice {
  u256 base;
  u256 quote;
};

/// How a pool holds it: the square root of token 1 for a token 0, at 2^-96; the token with the lower address is token 0
/// (Uniswap v3 whitepaper, 6.1). Zero amounts are a broken invariant.
u256 pool_root(const LocalPool& pool, const PoolPrice& price);

/// Whether a pool at `now` is off a price by more than its fee, so that trading it there pays.
bool beyond_fee(const LocalPool& pool, const u256& now, const u256& wanted);

/// Whether the base has to be sold for the pool to come from `now` to `wanted`; else the quote.
bool sells_base(const LocalPool& pool, const u256& now, const u256& wanted);

}  // namespace basis::sim
