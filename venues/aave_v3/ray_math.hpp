#pragma once

#include "core/base/wei.hpp"

/// Aave's arithmetic (aave-v3-origin 3.6.0, WadRayMath.sol, MathUtils.sol, TokenMath.sol). A ray has 27 decimals.
/// Factors are below 2^128, rates below 1,000 a year; throws `std::overflow_error` where a result is no u256.
namespace basis::aave_v3 {

inline const u256 kRay("1000000000000000000000000000");

/// a * b, rounded half up; down; up.
u256 ray_mul(const u256& a, const u256& b);
u256 ray_mul_floor(const u256& a, const u256& b);
u256 ray_mul_ceil(const u256& a, const u256& b);
/// a / b, rounded down; up. `b` is above zero.
u256 ray_div_floor(const u256& a, const u256& b);
u256 ray_div_ceil(const u256& a, const u256& b);

/// The factor by which an index grows at a yearly rate (a ray) in so many seconds: of supply, which is linear, and of
/// debt, which compounds each second by three terms of the binomial series.
u256 linear_interest(const u256& rate, std::uint64_t seconds);
u256 compounded_interest(const u256& rate, std::uint64_t seconds);

/// The factor, times the index.
u256 supply_index_after(const u256& index, const u256& rate, std::uint64_t seconds);
u256 debt_index_after(const u256& index, const u256& rate, std::uint64_t seconds);

}  // namespace basis::aave_v3
