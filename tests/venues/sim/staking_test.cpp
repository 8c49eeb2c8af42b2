#include "tests/support/rounds.hpp"
#include "tests/venues/sim/on_chain.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kEth = "wallet:BaseToken:ETH";
const char* const kLst = "etherfi:LST:weETH";
const char* const kQueue = "etherfi:BaseToken:ETH";

std::vector<std::string> with_lido(std::vector<std::string> more = {"execution.costs=none"}) {
  more.emplace_back("lst_type=wsteth");
  return more;
}

UtcTime days_later(const OnChain& on, std::int64_t days) { return on.market.time + kDay * days; }

}  // namespace

TEST_CASE("staking: tokens are ETH over the oracle rate, rounded down") {
  OnChain on(kNoCosts);
  on.must(ActionType::stake, "etherfi", kEth, "10");
  CHECK(on.amount_of(kLst) == amount("8"));
  CHECK(on.amount_of(kEth) == amount("90"));
  on.set_rate(kLst, "1.3");
  on.must(ActionType::stake, "etherfi", kEth, "1");
  CHECK(on.amount_of(kLst) == amount("8.769230769230769230"));
  OnChain lido(with_lido());
  lido.set_rate("lido:LST:wstETH", "1.16");
  lido.must(ActionType::stake, "lido", kEth, "58");
  CHECK(lido.amount_of("lido:LST:wstETH") == amount("50"));
}

TEST_CASE("staking: minimums, what is not there, and the token the mode does not hold") {
  OnChain on(kNoCosts);
  CHECK(on.send(ActionType::stake, "etherfi", kEth, "0.000999999999999999").reason ==
        "stake of 0.000999999999999999 ETH is under the minimum of 0.001");
  on.must(ActionType::stake, "etherfi", kEth, "0.001");
  CHECK(on.send(ActionType::stake, "etherfi", kEth, "100").reason == "stake of 100 ETH, wallet has 99.999");
  CHECK(on.send(ActionType::stake, "etherfi", kEth, "0").status == OrderStatus::refused);
  CHECK(on.send(ActionType::unstake, "etherfi", kLst, "0.000800000000000001").reason ==
        "unstake of 0.000800000000000001 weETH, wallet has 0.0008");
  CHECK(on.send(ActionType::unstake, "etherfi", kLst, "0.0007").reason ==
        "request of 0.000875 ETH is under the minimum of 0.001");
  CHECK(on.send(ActionType::stake, "lido", kEth, "1").reason == "the mode does not hold wstETH");
  CHECK(on.send(ActionType::swap, "etherfi", kEth, "1").reason == "etherfi has no operation swap");
  OnChain lido(with_lido());
  CHECK(lido.send(ActionType::stake, "etherfi", kEth, "1").reason == "the mode does not hold weETH");
  lido.set_rate("lido:LST:wstETH", "1.16");
  CHECK(lido.send(ActionType::stake, "lido", kEth, "0.000000000000000001").status == OrderStatus::refused);
}

TEST_CASE("exit queue: pays at the hour it is due and at the rate of the request") {
  OnChain on(kNoCosts);
  on.must(ActionType::stake, "etherfi", kEth, "10");
  on.set_rate(kLst, "1.3");
  on.must(ActionType::unstake, "etherfi", kLst, "8");
  CHECK(on.amount_of(kLst).is_zero());
  CHECK(on.amount_of(kQueue) == amount("10.4"));
  CHECK(on.amount_of(kEth) == amount("90"));
  on.set_rate(kLst, "1.4");
  const UtcTime due = days_later(on, 7);
  on.market.time = due - kHour;
  CHECK(on.settle().entries.empty());
  on.market.time = due;
  const VenueReport paid = on.settle();
  REQUIRE(paid.entries.size() == 1);
  CHECK(paid.entries[0].kind == EntryKind::claim);
  CHECK(on.amount_of(kQueue).is_zero());
  CHECK(on.amount_of(kEth) == amount("100.4"));
  on.market.time = due + kHour;
  CHECK(on.settle().entries.empty());
  CHECK(on.chain.state().claims.empty());
}

TEST_CASE("exit queue: a large request is split, all parts due together after the longest wait") {
  OnChain on(with_lido(), "5000");
  const char* const token = "lido:LST:wstETH";
  const char* const queue = "lido:BaseToken:ETH";
  on.set_rate(token, "1.25");
  on.must(ActionType::stake, "lido", kEth, "5000");
  on.must(ActionType::unstake, "lido", token, "2000.4");
  REQUIRE(on.chain.state().claims.size() == 3);
  Amount sum;
  for (const Claim& claim : on.chain.state().claims) {
    CHECK(claim.due == days_later(on, 5));
    CHECK(claim.movements.at(0).amount <= amount("1000"));
    sum += claim.movements.at(0).amount;
  }
  CHECK(sum == amount("2500.5"));
  CHECK(on.amount_of(queue) == sum);
  on.market.time = days_later(on, 5);
  CHECK(on.settle().entries.size() == 3);
  CHECK(on.amount_of(kEth) == amount("2500.5"));
  // The last part may not fall under the minimum of 100 wei either.
  on.set_rate(token, "1");
  on.must(ActionType::unstake, "lido", token, "1000.00000000000000005");
  REQUIRE(on.chain.state().claims.size() == 2);
  CHECK(on.chain.state().claims[0].movements.at(0).amount == amount("999.99999999999999995"));
  CHECK(on.chain.state().claims[1].movements.at(0).amount == amount("0.0000000000000001"));
  on.must(ActionType::unstake, "lido", token, "500");
  CHECK(on.chain.state().claims.size() == 3);
}

TEST_CASE("exit queue: a refused transaction leaves no claim behind") {
  OnChain on(kNoCosts);
  on.must(ActionType::stake, "etherfi", kEth, "10");
  const auto twice = on.step(ActionType::unstake, "etherfi", kLst, "5");
  CHECK(on.send(on.order_of({twice, twice}, "unstake", false)).status == OrderStatus::refused);
  CHECK(on.chain.state().claims.empty());
  CHECK(on.amount_of(kLst) == amount("8"));
}

TEST_CASE("rewards: by the eETH behind tokens in the wallet and tokens supplied") {
  OnChain on(kNoCosts);
  on.must(ActionType::stake, "etherfi", kEth, "25");
  on.must(ActionType::supply, "aave_v3", "aave_v3:aToken:aweETH", "16");
  CHECK(on.amount_of("aave_v3:aToken:aweETH") == amount("12.8"));
  on.settle();
  on.market.rewards = {{"EIGEN", amount("0.003"), true, "EIGEN_via_KING"}, {"ETHFI", amount("0.1"), false, "top_up"}};
  const VenueReport paid = on.settle();  // 20 weETH are 25 eETH
  REQUIRE(paid.entries.size() == 2);
  CHECK(paid.entries[0].kind == EntryKind::reward);
  CHECK(on.amount_of("etherfi:BaseToken:EIGEN") == amount("0.075"));
  CHECK(on.amount_of("wallet:BaseToken:EIGEN").is_zero());
  CHECK(on.amount_of("wallet:BaseToken:ETHFI") == amount("2.5"));
  on.market.rewards.clear();
  on.set_rate(kLst, "1.2749");
  CHECK(on.settle().entries.empty());
  // The last unit is rounded down.
  on.market.rewards = {{"ETHFI", amount("0.000000000000000001"), false, ""}};
  on.settle();
  CHECK(on.amount_of("wallet:BaseToken:ETHFI") == amount("2.500000000000000025"));
}

TEST_CASE("rewards: for the time held in the period, not to whoever holds at the payout") {
  OnChain on(kNoCosts);
  const auto hour = [&](bool earning, bool pays = false) {
    on.market.time = on.market.time + kHour;
    on.market.earning.clear();
    on.market.rewards.clear();
    if (earning) on.market.earning = {{7, kHour}};
    if (pays) on.market.rewards = {{"EIGEN", amount("0.01"), false, "", 7, kHour * 5}};
    return on.settle();
  };
  hour(true);  // nothing is held in the first hour of five
  on.must(ActionType::stake, "etherfi", kEth, "25");
  hour(true);  // 25 eETH
  on.must(ActionType::unstake, "etherfi", kLst, "16");
  hour(true);  // 5 eETH
  on.must(ActionType::stake, "etherfi", kEth, "15");
  hour(true);                                 // 20 eETH
  const VenueReport paid = hour(true, true);  // 20 eETH again: 70 eETH hours of 5 hours, 14 on average
  REQUIRE(paid.entries.size() == 1);
  CHECK(on.amount_of("wallet:BaseToken:EIGEN") == amount("0.14"));
  CHECK(on.chain.state().earned.empty());
  // Who comes after the period gets nothing of it, whatever is held at the payout.
  OnChain late(kNoCosts);
  late.must(ActionType::stake, "etherfi", kEth, "25");
  late.settle();
  late.market.rewards = {{"EIGEN", amount("0.01"), false, "", 7, kHour * 5}};
  CHECK(late.settle().entries.empty());
}

TEST_CASE("rewards: of two periods at a time each counts its own hours") {
  OnChain on(kNoCosts);
  on.must(ActionType::stake, "etherfi", kEth, "10");
  on.settle();
  on.market.earning = {{0, kHour}, {1, Nanos{kHour.count / 2}}};
  on.settle();
  on.market.earning = {{1, kHour}};
  on.market.rewards = {{"EIGEN", amount("1"), false, "", 0, kHour * 2},
                       {"ETHFI", amount("1"), false, "", 1, kHour * 2}};
  on.settle();
  CHECK(on.amount_of("wallet:BaseToken:EIGEN") == amount("5"));    // an hour of two
  CHECK(on.amount_of("wallet:BaseToken:ETHFI") == amount("7.5"));  // one and a half
}

TEST_CASE("rewards: a position opened at the instant, one in the queue and Lido's get nothing") {
  OnChain on(kNoCosts);
  on.market.rewards = {{"EIGEN", amount("1"), false, ""}};
  CHECK(on.settle().entries.empty());
  on.must(ActionType::stake, "etherfi", kEth, "10");
  on.must(ActionType::unstake, "etherfi", kLst, "8");
  CHECK(on.settle().entries.empty());
  OnChain lido(with_lido());
  lido.set_rate("lido:LST:wstETH", "1.16");
  lido.must(ActionType::stake, "lido", kEth, "58");
  lido.market.rewards = {{"EIGEN", amount("1"), false, ""}};
  CHECK(lido.settle().entries.empty());
}

TEST_CASE("rewards: unwrapping brings all of one token to the wallet") {
  OnChain on;
  on.must(ActionType::stake, "etherfi", kEth, "25");
  on.settle();
  on.market.rewards = {{"EIGEN", amount("2"), true, ""}, {"ETHFI", amount("3"), true, ""}};
  on.settle();
  const auto unwrap = [&](const char* key) {
    return on.send(on.order_of({on.step(ActionType::unwrap_rewards, "etherfi", key, "50")}, "unwrap_king", false));
  };
  const Amount before = on.amount_of(kEth);
  CHECK(unwrap("etherfi:BaseToken:EIGEN").status == OrderStatus::accepted);
  CHECK(on.amount_of("wallet:BaseToken:EIGEN") == amount("50"));
  CHECK(on.amount_of("etherfi:BaseToken:EIGEN").is_zero());
  CHECK(on.amount_of("etherfi:BaseToken:ETHFI") == amount("75"));
  CHECK(on.amount_of(kEth) == before - amount("0.0036"));
  CHECK(unwrap("etherfi:BaseToken:EIGEN").reason == "no EIGEN to unwrap");
  CHECK(unwrap("etherfi:BaseToken:ETH").reason == "etherfi:BaseToken:ETH is no reward to unwrap");
  CHECK(unwrap("wallet:BaseToken:EIGEN").reason == "wallet:BaseToken:EIGEN is no reward to unwrap");
}

TEST_CASE("staking: over random stakes and requests ETH is never made") {
  for (std::uint64_t seed = 1; seed <= test::rounds(100); ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    OnChain on(kNoCosts);
    for (int i = 0; i < 12; ++i) {
      const Amount before = equity(on.universe, on.positions, on.market);
      const bool in = draw.chance(60);
      const Amount size = draw.amount_between("0.000000000000000001", "20");
      on.send(in ? ActionType::stake : ActionType::unstake, "etherfi", in ? kEth : kLst, size.to_string());
      const Amount after = equity(on.universe, on.positions, on.market);
      REQUIRE(after <= before);
      REQUIRE(before.raw() - after.raw() <= 4);
      const std::string rate = draw.ray_between("1.2", "1.4").to_string();
      for (const char* token : {kLst, "aave_v3:aToken:aweETH"}) on.set_rate(token, rate);
    }
    on.market.time = days_later(on, 8);
    on.settle();
    REQUIRE(on.amount_of(kQueue).is_zero());
  }
}
