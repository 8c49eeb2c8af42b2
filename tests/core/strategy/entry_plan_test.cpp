#include "core/strategy/entry_plan.hpp"

#include "tests/core/strategy/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// The first decision of a mode that has this much in the wallet.
/// Every funding rate is known.
Decision first_decision(Desk& desk, const char* capital) {
  for (const Instrument& one : desk.universe.instruments())
    if (one.type == PositionType::perp) desk.market.funding_known[one.id.index()] = ray("0.0001");
  desk.hold("wallet:BaseToken:USDT", capital);
  return desk.strategy()->decide(desk.view());
}

}  // namespace

TEST_CASE("entry plan: a move must be worth ten times its gas") {
  CHECK(under_gas("okx would be sent", amount("60"), amount("6"), "USDT").empty());
  CHECK(under_gas("okx would be sent", amount("59.99"), amount("6"), "USDT") ==
        "okx would be sent 59.99 USDT, under 10 times the gas for it of 6.00");
  // Without gas anything over zero is enough.
  CHECK(under_gas("x", amount("0.01"), Amount{}, "USDT").empty());
  CHECK_FALSE(under_gas("x", Amount{}, Amount{}, "USDT").empty());
}

TEST_CASE("entry plan: the least capital is found to two digits") {
  const auto over = [](const char* limit) { return [=](Amount capital) { return capital >= amount(limit); }; };
  CHECK(least_capital(amount("1"), over("437")) == amount("440"));
  CHECK(least_capital(amount("0.00001"), over("0.0123")) == amount("0.013"));
  CHECK(least_capital(amount("500"), over("437")) == amount("500"));
  CHECK_FALSE(least_capital(amount("1"), [](Amount) { return false; }).has_value());
}

// A transfer costs 6 USDT, so the three cost 18, and 72 stay in the wallet. Binance takes a hedge of at least 100 USDT
// in steps of 0.001 coins: 0.002 coins are 40 % of 97 % of N = 257.74 USDT, and N = (E - 72) / 1.8 for E = 535.93.
TEST_CASE("entry plan: capital under a leg's minimum waits, before the first transfer, and says what is enough") {
  Desk desk("btc_basis");
  const Decision decision = first_decision(desk, "530");
  CHECK(decision.kind == DecisionKind::hold);
  CHECK(decision.blocks.empty());
  CHECK(decision.infeasible.empty());
  CHECK(decision.waits_for.find("530.00 USDT is too little: binance hedge of 0.001974 BTC (98.72 USDT) is under its "
                                "smallest order; about 540.00 USDT are enough") == 0);
  Desk enough("btc_basis");
  CHECK(first_decision(enough, "540").kind == DecisionKind::entry_full);
}

TEST_CASE("entry plan: a venue whose share is zero asks for nothing") {
  Desk desk("btc_basis", {"hedge_allocation.binance=0", "hedge_allocation.bybit=0.5", "hedge_allocation.okx=0.5"});
  CHECK(first_decision(desk, "530").kind == DecisionKind::entry_full);
}

// Of 100,000 the reserve of 0.999 leaves 99.98; 0.4 * 97 % of 1 / 1.8 of it is 21.55 USDT. The hedge of 0.002 coins
// needs N = 257.74, that is 463.93 of 99,982: a reserve of 0.99536.
TEST_CASE("entry plan: a reserve that leaves too little is infeasible, with the highest that works") {
  Desk desk("btc_basis", {"reserve_ratio=0.999"});
  const Decision decision = first_decision(desk, "100000");
  CHECK(
      decision.infeasible ==
      "reserve_ratio: 0.999 leaves too little of 100,000.00 USDT: binance hedge of 0.000431 BTC (21.55 USDT) is under "
      "its smallest order (highest that works at this capital: 0.9953)");
  Desk works("btc_basis", {"reserve_ratio=0.9953"});
  CHECK(first_decision(works, "100000").kind == DecisionKind::entry_full);
  // With this little the reserve is not the reason.
  Desk small("btc_basis", {"reserve_ratio=0.999"});
  CHECK(first_decision(small, "300").infeasible.empty());
}

TEST_CASE("entry plan: a round trip that costs over one percent is remarked, with the capital from which it is cheap") {
  // Six transfers cost 36 USDT, trading costs between 0.1 and 0.3 percent of N: over 1 % of 1,000 and under it of
  // 10,000.
  Desk desk("btc_basis");
  const std::string remark = first_decision(desk, "1000").remark;
  CHECK(remark.find("A round trip at this capital costs 3.") == 0);
  CHECK(remark.find(" %; under 1 % from about ") != std::string::npos);
  // The entry may have waited, so the hour is told.
  CHECK(remark.ends_with(" USDT, at the prices and the gas of " + desk.market.time.to_string() + "."));
  Desk large("btc_basis");
  CHECK(first_decision(large, "10000").remark.empty());
  Desk free("btc_basis", {"execution.costs=none"});
  CHECK(first_decision(free, "1000").remark.empty());
}

TEST_CASE("entry plan: lending waits until gas is a tenth of what is supplied") {
  // Approval, supply and withdrawal: 525,000 units * 20 gwei * 1.2 * 2,500 = 31.5 USDT. (E - 31.5) * 0.9 is 315 at
  // 381.5.
  Desk desk("pure_lending");
  CHECK(first_decision(desk, "381").waits_for.find("there would be supplied 255.00 USDT") != std::string::npos);
  Desk enough("pure_lending");
  CHECK(first_decision(enough, "442").kind == DecisionKind::entry_full);
}

// Of 100 coins, 0.0504 are the gas of entry and exit (2.1 million units * 20 gwei * 1.2) and a tenth of the rest is the
// reserve: 89.95464 hold a collateral of 899.5464 at a multiple of 1 / (1 - 0.9), which costs 0.2 % to sell.
TEST_CASE("entry plan: a sale on the DEX is counted before its rate is known") {
  Desk desk("eth_leveraged", {"target_ltv=0.9", "execution.default_cost_bps=20"});
  desk.set_price("ETH", "2500");
  desk.hold("wallet:BaseToken:ETH", "100");
  const std::string known_later = desk.strategy()->decide(desk.view()).remark;
  // (0.0504 + 899.5464 * 0.002) / 100
  CHECK(known_later.find("A round trip at this capital costs 1.85 %") == 0);
}
