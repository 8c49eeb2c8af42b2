#include "venues/sim_chain/pool_price.hpp"

#include <doctest/doctest.h>

#include "venues/sim_chain/contracts.hpp"

namespace basis {
namespace {

using namespace sim;

chain::Token token(const char* symbol, const char* address, int decimals) {
  return {symbol, chain::address_of(address), decimals};
}

/// WETH as token 0 of a pool with USDT, or as token 1.
LocalPool pool(bool weth_first) {
  const char* const low = "0x00000000000000000000000000000000000000aa";
  const char* const high = "0x00000000000000000000000000000000000000bb";
  LocalPool made;
  made.base = token("WETH", weth_first ? low : high, 18);
  made.quote = token("USDT", weth_first ? high : low, 6);
  made.fee = 500;
  return made;
}

/// So many USDT for 10 WETH.
PoolPrice price(std::uint64_t dollars) {
  return {u256(10) * u256(1'000'000'000'000'000'000U), u256(dollars) * u256(1'000'000U)};
}

TEST_CASE("pool price: the root of token 1 for a token 0, by integers of Python") {
  // isqrt((30000 * 10**6 << 192) // 10**19) and isqrt((10**19 << 192) // (30000 * 10**6))
  CHECK(pool_root(pool(true), price(30'000)) == u256("4339505179874779489431521"));
  CHECK(pool_root(pool(false), price(30'000)) == u256("1446501726624926496477173928747177"));
}

TEST_CASE("pool price: a pool is moved when it is off by more than its fee, by what lowers or raises it") {
  for (const bool first : {true, false}) {
    CAPTURE(first);
    const LocalPool of = pool(first);
    const u256 at = pool_root(of, price(30'000));
    CHECK_FALSE(beyond_fee(of, at, at));
    CHECK_FALSE(beyond_fee(of, at, pool_root(of, price(30'014))));
    CHECK_FALSE(beyond_fee(of, at, pool_root(of, price(29'986))));
    CHECK(beyond_fee(of, at, pool_root(of, price(30'016))));
    CHECK(beyond_fee(of, at, pool_root(of, price(29'984))));
    CHECK(sells_base(of, at, pool_root(of, price(29'000))));
    CHECK_FALSE(sells_base(of, at, pool_root(of, price(31'000))));
  }
}

TEST_CASE("pool price: the selectors of the owner's calls are those of the contracts") {
  // ethers: id(...).slice(0, 10)
  CHECK(chain::to_hex(owner_calls().slot0.selector()) == "0x3850c7bd");
  CHECK(chain::to_hex(owner_calls().swap.selector()) == "0x414bf389");
  CHECK(chain::to_hex(owner_calls().deposit_weth.selector()) == "0xd0e30db0");
  CHECK(chain::to_hex(owner_calls().issue_usdt.selector()) == "0xcc872b66");
}

}  // namespace
}  // namespace basis
