#include "core/execution/swap_quote.hpp"
#include "tests/venues/sim/on_chain.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kEth = "wallet:BaseToken:ETH";
const char* const kWeth = "wallet:BaseToken:WETH";
const char* const kUsdt = "wallet:BaseToken:USDT";
const char* const kEigen = "wallet:BaseToken:EIGEN";
const char* const kLst = "etherfi:LST:weETH";

/// A wallet with plenty of everything; weETH sells for 1.2 ETH of 2,500 USDT, EIGEN for 4 USDT.
struct Pools : OnChain {
  explicit Pools(const std::vector<std::string>& overrides = {}) : OnChain(overrides), state(chain.state()) {
    for (const char* key : {kEth, kWeth, kUsdt, kEigen, kLst})
      state.holdings[id(key).index()].amount = amount("1000000");
    set_market_rate("1.2");
    set_price("EIGEN", "4");
  }
  [[nodiscard]] ProtocolAnswer swap(std::string_view size, std::string_view sold, std::string_view bought) const {
    return call(step(ActionType::swap, "uniswap", sold, size, bought), state);
  }
  [[nodiscard]] Amount out(std::string_view size, std::string_view sold, std::string_view bought) const {
    const ProtocolAnswer answer = swap(size, sold, bought);
    REQUIRE_MESSAGE(answer.revert.empty(), answer.revert);
    REQUIRE(answer.entries.size() == 1);
    CHECK(answer.entries[0].kind == EntryKind::swap);
    CHECK(answer.entries[0].movements.at(0).amount == amount(size));
    return answer.entries[0].movements.at(1).amount;
  }
  ChainState state;
};

}  // namespace

TEST_CASE("swap: a staking token at its market rate, the cost by the order's size in dollars") {
  const Pools pools;
  struct Row {
    const char *size, *out;
  };
  for (const Row& row : {Row{"10", "11.988"},   // 30,000 dollars: 10 basis points of 12
                         Row{"20", "23.952"},   // 60,000 dollars: 20 of 24
                         Row{"200", "238.56"},  // 600,000 dollars: 60 of 240
                         // 6 m dollars: 60 * sqrt(6) = 146.96938457 of 2,400
                         Row{"2000", "2364.7273477032"}}) {
    CAPTURE(std::string(row.size));
    CHECK(pools.out(row.size, kLst, kWeth) == amount(row.out));
    CHECK(pools.out(row.size, kLst, kEth) == amount(row.out));
  }
}

TEST_CASE("swap: the size whose sale brings what is wanted, however large, or none") {
  const Pools pools;
  const auto size_for = [&](const char* wanted) {
    return tokens_for(pools.universe, pools.settings, pools.costs, pools.market, pools.id(kLst), pools.id(kEth),
                      amount(wanted));
  };
  // 833,333.3 tokens are 2.5e9 dollars: 60 * 50 = 3,000 basis points of 1,000,000 ETH.
  for (const auto& [wanted, tokens] :
       {std::pair{"11.988", 10.0}, std::pair{"2364.7273477032", 2000.0}, std::pair{"700000", 2.5e6 / 3}}) {
    CAPTURE(std::string(wanted));
    const auto size = size_for(wanted);
    REQUIRE(size.has_value());
    CHECK(size->to_double() == doctest::Approx(tokens).epsilon(1e-10));
    CHECK(pools.out(size->to_string().c_str(), kLst, kEth) >= amount(wanted));
  }
  // Where two thirds go to costs (12.3e9 dollars), 4,938,272 ETH sell for a third, 1,646,090; nothing brings more.
  CHECK(size_for("1600000").has_value());
  CHECK_FALSE(size_for("1646100").has_value());
  CHECK_FALSE(size_for("100000000").has_value());
}

TEST_CASE("swap: the columns begin at 50,000 and 500,000 dollars exactly") {
  const Pools pools;
  CHECK(pools.out("20", kEth, kUsdt) == amount("49980"));             // 4 basis points of 50,000
  CHECK(pools.out("19.9999", kEth, kUsdt) == amount("49989.75005"));  // 2 of 49,999.75
  CHECK(pools.out("200", kWeth, kUsdt) == amount("499600"));          // 8 of 500,000
  CHECK(pools.out("199.9999", kWeth, kUsdt) == amount("499799.7501"));
}

TEST_CASE("swap: the fill is in dollars per token sold, or bought with dollars") {
  const Pools pools;
  Fill fill = *pools.swap("10", kLst, kWeth).fill;
  CHECK(fill.instrument == pools.id(kLst));
  CHECK_FALSE(fill.buy);
  CHECK(fill.size == amount("10"));
  CHECK(fill.arrival == price("3000"));
  CHECK(fill.price == price("2997"));
  CHECK(fill.notional == amount("29970"));
  CHECK(fill.cost == amount("30"));
  fill = *pools.swap("2500", kUsdt, kEth).fill;
  CHECK(fill.instrument == pools.id(kEth));
  CHECK(fill.buy);
  CHECK(fill.size == amount("0.9998"));
  CHECK(fill.arrival == price("2500"));
  CHECK(fill.price == price("2500.50010003"));  // 2500 / 0.9998
  CHECK(fill.notional == amount("2500"));
  CHECK(fill.cost == amount("0.5"));
}

TEST_CASE("swap: rewards, dollars and pairs without a pool of their own") {
  const Pools pools;
  CHECK(pools.out("100", kEigen, kUsdt) == amount("399.76"));  // 6 basis points
  CHECK(pools.out("2500", kUsdt, kWeth) == amount("0.9998"));
  CHECK(pools.out("100", kEigen, kEth) == amount("0.159888"));  // the default of 7 on 0.16
  CHECK(pools.out("3000", kUsdt, kLst) == amount("0.9993"));
  CHECK(pools.out("1.2", kEth, kLst) == amount("0.999"));
  const Pools free(kNoCosts);
  CHECK(free.out("10", kLst, kWeth) == amount("12"));
  CHECK(free.swap("10", kLst, kWeth).fill->cost.is_zero());
}

TEST_CASE("swap: what has no price reverts by name, and so does a swap that is none") {
  Pools pools;
  CHECK(pools.swap("1", kLst, kLst).revert == "swap of weETH into weETH");
  CHECK(pools.swap("1", kEth, kWeth).revert == "swap of ETH into WETH");
  CHECK(pools.swap("1000001", kEth, kUsdt).revert == "swap of 1000001 ETH, wallet has 1000000");
  CHECK(pools.swap("0", kEth, kUsdt).revert == "swap of nothing");
  CHECK(pools.swap("0.000000000000000001", kUsdt, kEth).revert == "swap of 0.000000000000000001 USDT brings nothing");
  CHECK(pools.swap("1", kEth, "etherfi:BaseToken:ETH").revert ==
        "swap of etherfi:BaseToken:ETH, which the wallet does not hold itself");
  pools.market.market_rates[pools.id(kLst).index()].reset();
  CHECK(pools.swap("1", kLst, kWeth).revert == "no market price of weETH");
  CHECK(pools.swap("1", kUsdt, kLst).revert == "no market price of weETH");
  pools.set_price("EIGEN", "0");
  CHECK(pools.swap("1", kEigen, kUsdt).revert == "no market price of EIGEN");
  CHECK(pools.call(pools.step(ActionType::stake, "uniswap", kEth, "1"), pools.state).revert ==
        "uniswap has no operation stake");
}

TEST_CASE("swap: worth is never made, over random swaps of every pair") {
  const std::vector<const char*> keys = {kEth, kWeth, kUsdt, kEigen, kLst};
  Pools pools;
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    pools.set_market_rate(draw.ray_between("1", "1.3").to_string());
    pools.set_price("ETH", draw.price_between("1000", "5000").to_string());
    pools.set_price("EIGEN", draw.price_between("0.1", "10").to_string());
    const char* const sold = keys[draw.below(keys.size())];
    const char* const bought = keys[draw.below(keys.size())];
    const ProtocolAnswer answer = pools.swap(draw.amount_between("0.001", "1000").to_string(), sold, bought);
    if (!answer.revert.empty()) {
      REQUIRE(answer.revert.find("swap of") == 0);
      continue;
    }
    const Fill& fill = *answer.fill;
    REQUIRE(fill.cost.sign() >= 0);
    // At least the smallest cost of the table, at most the largest at 6.5 m dollars, 60 * sqrt(6.5), and the last
    // units of rounding.
    const Amount worth = fill.buy ? fill.notional : fill.notional + fill.cost;
    REQUIRE(fill.cost >= mul(worth, from_text<BasisPoints>("2"), Rounding::floor));
    REQUIRE(fill.cost.raw() <= mul(worth, from_text<BasisPoints>("153"), Rounding::ceil).raw() + 20'000);
    const bool dearer = fill.price >= fill.arrival;
    REQUIRE(dearer == fill.buy);
  }
}
