#include "tests/venues/sim/on_chain.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kEth = "wallet:BaseToken:ETH";
const char* const kWeth = "wallet:BaseToken:WETH";
const char* const kPool = "aave_v3:aToken:aweETH";
const char* const kDebt = "aave_v3:debtToken:debtWETH";

struct Levered : OnChain {
  Levered() : OnChain({}, "20") {
    const OrderAnswer entered = send(atomic(lever_up(), "atomic_entry"));
    REQUIRE_MESSAGE(entered.status == OrderStatus::accepted, entered.reason);
  }
};

}  // namespace

TEST_CASE("atomic: a levered position in one transaction, and half of it back in another") {
  OnChain on({}, "20");
  OrderAnswer answer = on.send(on.atomic(on.lever_up(), "atomic_entry"));
  REQUIRE_MESSAGE(answer.status == OrderStatus::accepted, answer.reason);
  CHECK(answer.report.entries.size() == 7);  // the eMode posts nothing, gas is one
  CHECK(answer.fills.empty());
  CHECK(on.chain.state().emode);
  CHECK(on.amount_of(kEth) == amount("9.97"));  // 20 - 10 and 1.25 million units of gas
  CHECK(on.amount_of(kWeth).is_zero());
  CHECK(on.amount_of(kPool) == amount("64"));   // 80 / 1.25
  CHECK(on.amount_of(kDebt) == amount("-75"));  // 90 / 1.2
  CHECK(on.lending().ltv() == doctest::Approx(0.9));
  CHECK(on.lending().health_factor() == doctest::Approx(0.95 / 0.9));

  answer = on.send(on.atomic(on.deleverage(), "atomic_deleverage"));
  REQUIRE_MESSAGE(answer.status == OrderStatus::accepted, answer.reason);
  CHECK(on.amount_of(kEth) == amount("13.8516"));  // 9.97 + 3.902 - 0.0204
  CHECK(on.amount_of(kWeth).is_zero());
  CHECK(on.amount_of(kPool) == amount("32"));
  CHECK(on.amount_of(kDebt) == amount("-37.5"));
  REQUIRE(answer.fills.size() == 1);
  CHECK(answer.fills[0].instrument == on.id("etherfi:LST:weETH"));
  CHECK_FALSE(answer.fills[0].buy);
}

TEST_CASE("atomic: whichever step of a lever-up fails, nothing has happened") {
  OnChain on({}, "20");
  for (const Sabotage& sabotage : lever_up_sabotage(on)) {
    CAPTURE(sabotage.at);
    auto steps = on.lever_up();
    steps[sabotage.at] = sabotage.instead;
    const OrderAnswer answer = on.send(on.atomic(steps, "atomic_entry"));
    CHECK(answer.status == OrderStatus::refused);
    CHECK(answer.reason == sabotage.reason);
    CHECK(on.amount_of(kEth) == amount("20"));
    CHECK_FALSE(on.chain.state().emode);
  }
  CHECK(on.send(on.atomic(on.lever_up(), "atomic_entry")).status == OrderStatus::accepted);
}

TEST_CASE("atomic: whichever step of a deleverage fails, nothing has happened") {
  Levered on;
  for (const Sabotage& sabotage : deleverage_sabotage(on)) {
    CAPTURE(sabotage.at);
    auto steps = on.deleverage();
    steps[sabotage.at] = sabotage.instead;
    const OrderAnswer answer = on.send(on.atomic(steps, "atomic_deleverage"));
    CHECK(answer.status == OrderStatus::refused);
    CHECK(answer.reason == sabotage.reason);
    CHECK(on.amount_of(kDebt) == amount("-75"));
  }
  CHECK(on.send(on.atomic(on.deleverage(), "atomic_deleverage")).status == OrderStatus::accepted);
}

TEST_CASE("atomic: with any one step left out, or a second loan, the whole is refused") {
  OnChain on({}, "20");
  for (std::size_t i = 0; i < on.lever_up().size(); ++i) {
    CAPTURE(i);
    auto steps = on.lever_up();
    steps.erase(steps.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(on.send(on.atomic(steps, "atomic_entry")).status == OrderStatus::refused);
    CHECK(on.amount_of(kEth) == amount("20"));
  }
  auto twice = on.lever_up();
  twice.insert(twice.begin(), twice.front());
  CHECK(on.send(on.atomic(twice, "atomic_entry")).reason == "a flash loan of 90 is already open");
}

TEST_CASE("atomic: gas that cannot be paid, and gas over the middleware's limit") {
  OnChain poor({}, "10.029999999999999999");
  CHECK(poor.send(poor.atomic(poor.lever_up(), "atomic_entry")).reason ==
        "gas of 0.03 needed, wallet has 0.029999999999999999");
  OnChain just({}, "10.03");
  CHECK(just.send(just.atomic(just.lever_up(), "atomic_entry")).status == OrderStatus::accepted);
  CHECK(just.amount_of(kEth).is_zero());
  for (const char* costs : {"execution.costs=model", "execution.costs=none"}) {
    OnChain limited({"venues.instadapp.max_gas=1249999", costs}, "20");
    CHECK(limited.send(limited.atomic(limited.lever_up(), "atomic_entry")).reason ==
          "atomic_entry needs 1250000 units of gas, instadapp takes 1249999");
    OnChain enough({"venues.instadapp.max_gas=1250000", costs}, "20");
    CHECK(enough.send(enough.atomic(enough.lever_up(), "atomic_entry")).status == OrderStatus::accepted);
  }
}

TEST_CASE("atomic: the slippage limit is against the quote, so a dear swap passes at its quote") {
  Levered on;
  on.set_price("ETH", "12000");  // 588,000 dollars: 60 basis points
  auto steps = on.deleverage();
  steps.back().size = amount("3.706");  // 49 less 60 basis points and the loan of 45
  const OrderAnswer answer = on.send(on.atomic(steps, "atomic_deleverage"));
  CHECK_MESSAGE(answer.status == OrderStatus::accepted, answer.reason);
}

TEST_CASE("atomic: two swaps in one transaction have a fill each") {
  Levered on;
  auto steps = on.deleverage();
  steps.back() = on.step(ActionType::swap, "uniswap", kWeth, "3.902", "wallet:BaseToken:USDT");
  const OrderAnswer answer = on.send(on.atomic(steps, "atomic_deleverage_two_swaps"));
  REQUIRE_MESSAGE(answer.status == OrderStatus::accepted, answer.reason);
  REQUIRE(answer.fills.size() == 2);
  CHECK(answer.fills[0].instrument == on.id("etherfi:LST:weETH"));
  CHECK(answer.fills[1].instrument == on.id(kWeth));
  CHECK(on.amount_of("wallet:BaseToken:USDT") == amount("9753.049"));  // 9755 less 2 basis points
}

TEST_CASE("atomic: what the middleware refuses to pass on") {
  OnChain on;
  const auto says = [&](const ContractStep& step) {
    return on.protocols.at("instadapp")->call(step, on.chain.state(), on.market).revert;
  };
  CHECK(says(on.step(ActionType::flash_repay, "morpho", kWeth, "1")).empty());
  CHECK(says(on.step(ActionType::wrap, "wallet", kEth, "1")).empty());
  CHECK(says(on.step(ActionType::unwrap_rewards, "etherfi", "etherfi:BaseToken:EIGEN", "1")) ==
        "instadapp has no operation unwrap_rewards");
  CHECK(says(on.step(ActionType::supply, "wallet", kPool, "1")) == "instadapp takes no supply to wallet");
  CHECK(says(on.step(ActionType::wrap, "aave_v3", kEth, "1")) == "instadapp takes no wrap to aave_v3");
  CHECK(says(on.step(ActionType::swap, "morpho", kEth, "1", "wallet:BaseToken:USDT")) == "morpho makes no swaps");
}
