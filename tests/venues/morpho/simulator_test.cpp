#include "tests/venues/sim/on_chain.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kWeth = "wallet:BaseToken:WETH";

struct Loan : OnChain {
  explicit Loan(const std::vector<std::string>& overrides = {}) : OnChain(overrides), state(chain.state()) {}
  ProtocolAnswer ask(ActionType action, std::string_view size, std::string_view key = kWeth) {
    ProtocolAnswer answer = call(step(action, "morpho", key, size), state);
    if (answer.revert.empty()) apply_answer(answer, state);
    return answer;
  }
  [[nodiscard]] Amount weth() const { return state.holdings[id(kWeth).index()].amount; }
  ChainState state;
};

}  // namespace

TEST_CASE("flash loan: lent, owed and taken back") {
  Loan loan;
  const ProtocolAnswer lent = loan.ask(ActionType::flash_loan, "90");
  REQUIRE(lent.entries.size() == 1);
  CHECK(lent.entries[0].kind == EntryKind::flash_loan);
  CHECK(loan.weth() == amount("90"));
  CHECK(loan.state.flash_owed == amount("90"));
  CHECK(loan.ask(ActionType::flash_loan, "1").revert == "a flash loan of 90 is already open");
  CHECK(loan.ask(ActionType::flash_repay, "90.1").revert == "repayment of 90.1 WETH, the flash loan is 90");
  CHECK(loan.ask(ActionType::flash_repay, "40").revert.empty());
  CHECK(loan.state.flash_owed == amount("50"));
  CHECK(loan.ask(ActionType::flash_repay, "50").revert.empty());
  CHECK(loan.state.flash_owed.is_zero());
  CHECK(loan.weth().is_zero());
  CHECK(loan.ask(ActionType::flash_repay, "1").revert == "repayment of 1 WETH, the flash loan is 0");
  CHECK(loan.ask(ActionType::flash_loan, "2").revert.empty());
}

TEST_CASE("flash loan: the fee is owed on top, rounded up") {
  Loan loan({"venues.morpho.flash_loan.fee_bps=9"});
  loan.ask(ActionType::flash_loan, "90");
  CHECK(loan.weth() == amount("90"));
  CHECK(loan.state.flash_owed == amount("90.081"));
  CHECK(loan.ask(ActionType::flash_repay, "90.081").revert == "flash_repay of 90.081 WETH, wallet has 90");
  Loan least({"venues.morpho.flash_loan.fee_bps=9"});
  least.ask(ActionType::flash_loan, "0.000000000000000001");
  CHECK(least.state.flash_owed == amount("0.000000000000000002"));
}

TEST_CASE("flash loan: only what is lent, and only these calls") {
  Loan loan;
  CHECK(loan.ask(ActionType::flash_loan, "1", "wallet:BaseToken:USDT").revert == "morpho lends no USDT");
  CHECK(loan.ask(ActionType::flash_loan, "0").revert == "flash_loan of nothing");
  CHECK(loan.ask(ActionType::flash_loan, "-1").revert == "flash_loan of nothing");
  CHECK(loan.ask(ActionType::supply, "1").revert == "morpho has no operation supply");
  CHECK(loan.state.flash_owed.is_zero());
}

TEST_CASE("flash loan: a transaction that ends owing is refused") {
  OnChain on(kNoCosts);
  const auto loan = on.step(ActionType::flash_loan, "morpho", kWeth, "5");
  CHECK(on.send(on.atomic({loan}, "atomic_entry")).reason == "a flash loan of 5 is not repaid");
  CHECK(on.send(on.order_of({loan}, "atomic_entry", false)).reason == "a flash loan of 5 is not repaid");
}
