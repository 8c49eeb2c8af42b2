#include "venues/sim_chain/pool_price.hpp"

namespace basis::sim {
namespace {

using Whole = boost::multiprecision::cpp_int;

/// A fee's unit is a hundredth of a basis point.
constexpr std::uint32_t kFeeUnits = 1'000'000;

bool base_is_token0(const LocalPool& pool) { return pool.base.address < pool.quote.address; }

}  // namespace

u256 pool_root(const LocalPool& pool, const PoolPrice& price) {
  require(price.base != 0 && price.quote != 0, "a pool's price is no zero");
  const bool first = base_is_token0(pool);
  const Whole token0(first ? price.base : price.quote), token1(first ? price.quote : price.base);
  return u256(Whole(boost::multiprecision::sqrt(Whole((token1 << 192) / token0))));
}

bool beyond_fee(const LocalPool& pool, const u256& now, const u256& wanted) {
  const Whole is = Whole(now) * now, should = Whole(wanted) * wanted;
  const Whole off = is > should ? Whole(is - should) : Whole(should - is);
  return off * kFeeUnits > should * pool.fee;
}

bool sells_base(const LocalPool& pool, const u256& now, const u256& wanted) {
  // Token 0 sold lowers the root.
  return (wanted < now) == base_is_token0(pool);
}

}  // namespace basis::sim
