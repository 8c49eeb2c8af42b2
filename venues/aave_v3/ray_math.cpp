#include "venues/aave_v3/ray_math.hpp"

namespace basis::aave_v3 {
namespace {

/// MathUtils.sol, SECONDS_PER_YEAR.
constexpr std::uint64_t kSecondsInYear = 365ULL * 24 * 60 * 60;

u256 ceil_div(const u256& a, const u256& b) { return a / b + (a % b != 0 ? 1U : 0U); }

}  // namespace

u256 ray_mul(const u256& a, const u256& b) { return (a * b + kRay / 2) / kRay; }
u256 ray_mul_floor(const u256& a, const u256& b) { return a * b / kRay; }
u256 ray_mul_ceil(const u256& a, const u256& b) { return ceil_div(a * b, kRay); }
u256 ray_div_floor(const u256& a, const u256& b) { return a * kRay / b; }
u256 ray_div_ceil(const u256& a, const u256& b) { return ceil_div(a * kRay, b); }

u256 linear_interest(const u256& rate, std::uint64_t seconds) { return kRay + rate * seconds / kSecondsInYear; }

u256 compounded_interest(const u256& rate, std::uint64_t seconds) {
  if (seconds == 0) return kRay;
  const u256 x = rate * seconds / kSecondsInYear;
  return kRay + x + ray_mul(x, x / 2 + ray_mul(x, x / 6));
}

u256 supply_index_after(const u256& index, const u256& rate, std::uint64_t seconds) {
  return seconds == 0 ? index : ray_mul(linear_interest(rate, seconds), index);
}

u256 debt_index_after(const u256& index, const u256& rate, std::uint64_t seconds) {
  return seconds == 0 ? index : ray_mul(compounded_interest(rate, seconds), index);
}

}  // namespace basis::aave_v3
