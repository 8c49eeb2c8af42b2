#include "tests/venues/support.hpp"
#include "venues/etherfi/simulator.hpp"
#include "venues/lido/simulator.hpp"
#include "venues/uniswap/simulator.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// A wallet of 100 ETH with both staking protocols and a DEX; weETH at 1.25 ETH by its own rate.
struct Stakes : Floor {
  Stakes() : Floor("eth_staking_only", kIdeal), chain(universe, costs, amount("100")) {
    market.rates.assign(universe.instruments().size(), from_text<Ray>("1.25"));
    market.market_rates.resize(universe.instruments().size());
    set_price("ETH", "2000");
    positions = chain.state().holdings;
    conservation.record(
        {market.time, EntryKind::capital, {{Outside::capital, id("wallet:BaseToken:ETH"), amount("100"), {}}}});
  }
  OrderAnswer call(const SimulatedProtocol& protocol, ActionType action, const char* key, const char* size,
                   const char* into = nullptr) {
    auto wanted = std::make_shared<Order>(*order(action, key, size));
    if (into != nullptr) wanted->steps.front().into = id(into);
    OrderAnswer answer = chain.mine(wanted, {protocol.call(wanted->steps.front(), chain.state(), market)}, market);
    if (answer.status == OrderStatus::refused) CHECK(answer.report.entries.empty());
    follow(answer.report);
    conservation.check(positions);
    return answer;
  }
  SimulatedChain chain;
};

}  // namespace

TEST_CASE("staking: tokens are ETH over the protocol's rate, and only what is held can be staked") {
  Stakes stakes;
  const SimulatedEtherFi etherfi({stakes.universe, stakes.settings, stakes.costs});
  CHECK(stakes.call(etherfi, ActionType::stake, "etherfi:LST:weETH", "100.000000000000000001").reason ==
        "stake of 100.000000000000000001 ETH, wallet has 100");
  CHECK(stakes.call(etherfi, ActionType::stake, "etherfi:LST:weETH", "0.0009").reason ==
        "stake of 0.0009 ETH is under the minimum of 0.001");
  CHECK(stakes.call(etherfi, ActionType::stake, "etherfi:LST:weETH", "90").status == OrderStatus::accepted);
  CHECK(stakes.held("etherfi:LST:weETH").amount == amount("72"));
  CHECK(stakes.held("wallet:BaseToken:ETH").amount == amount("10"));
}

TEST_CASE("staking: the exit queue fixes its ETH at the request and pays after its longest wait, not an hour before") {
  Stakes stakes;
  const SimulatedLido lido({stakes.universe, stakes.settings, stakes.costs});
  stakes.call(lido, ActionType::stake, "lido:LST:wstETH", "50");
  CHECK(stakes.call(lido, ActionType::unstake, "lido:LST:wstETH", "41").reason == "exit of 41 wstETH, held is 40");
  CHECK(stakes.call(lido, ActionType::unstake, "lido:LST:wstETH", "16").status == OrderStatus::accepted);
  CHECK(stakes.held("lido:BaseToken:ETH").amount == amount("20"));
  stakes.market.rates.assign(stakes.universe.instruments().size(), from_text<Ray>("2"));
  const UtcTime asked = stakes.market.time;
  for (const auto& [wait, paid] : {std::pair{kDay * 5 - kHour, false}, std::pair{kDay * 5, true}}) {
    stakes.market.time = asked + wait;
    stakes.follow(stakes.chain.settle({stakes.chain.due(stakes.market)}, stakes.market.time));
    CHECK(stakes.held("wallet:BaseToken:ETH").amount == amount(paid ? "70" : "50"));
    CHECK(stakes.held("lido:BaseToken:ETH").amount == amount(paid ? "0" : "20"));
  }
  stakes.conservation.check(stakes.positions);
}

TEST_CASE("swap: a staked token sells at the market's rate, and not at all while none is known") {
  Stakes stakes;
  const SimulatedEtherFi etherfi({stakes.universe, stakes.settings, stakes.costs});
  const SimulatedUniswap uniswap({stakes.universe, stakes.settings, stakes.costs});
  stakes.call(etherfi, ActionType::stake, "etherfi:LST:weETH", "100");
  const auto sell = [&] {
    return stakes.call(uniswap, ActionType::swap, "etherfi:LST:weETH", "10", "wallet:BaseToken:ETH");
  };
  CHECK(sell().reason == "no market rate of weETH is known yet");
  CHECK(stakes.held("etherfi:LST:weETH").amount == amount("80"));
  stakes.market.market_rates[stakes.id("etherfi:LST:weETH").index()] = from_text<Ray>("1.2");
  const OrderAnswer sold = sell();
  REQUIRE(sold.fill);
  CHECK(sold.fill->price == price("2400"));
  CHECK(sold.fill->cost.is_zero());
  CHECK(stakes.held("wallet:BaseToken:ETH").amount == amount("12"));
  CHECK(stakes.held("etherfi:LST:weETH").amount == amount("70"));
}
