#include "core/strategy/carry.hpp"

#include "tests/core/strategy/support.hpp"

namespace basis {
namespace {

using namespace test;

void know_rates(Desk& desk, const char* binance, const char* bybit, const char* okx) {
  const char* rates[] = {binance, bybit, okx};
  for (std::size_t i = 0; i < kBtcPerps.size(); ++i)
    if (rates[i] != nullptr) desk.market.funding_known[desk.id(kBtcPerps[i]).index()] = ray(rates[i]);
}

TEST_CASE("carry: rates and basis by the hedge allocation, each rate as of eight hours") {
  Desk desk("btc_basis", {"venues.bybit.perp.BTCUSDT.funding_interval_hours=4"});
  know_rates(desk, "0.0004", "0.0001", "-0.0001");
  // Bybit's four hours count twice: 0.4 * 0.0004 + 0.3 * 0.0002 - 0.3 * 0.0001 = 0.00019.
  CarryFigures carry = measure_carry(desk.view(), desk.settings.mode);
  CHECK(carry.unknown.empty());
  CHECK(carry.funding_per_8h == ray("0.00019"));
  CHECK(carry.funding_annual_bps == doctest::Approx(0.00019 * 3 * 365 * 10'000));
  CHECK(carry.basis_bps == doctest::Approx(0));
  // Binance 100 over 50,000 is 20 bps, OKX 50 under it is 10: 0.4 * 20 - 0.3 * 10 = 5.
  desk.set_mark(kBtcPerps[0], "50100");
  desk.set_mark(kBtcPerps[2], "49950");
  CHECK(measure_carry(desk.view(), desk.settings.mode).basis_bps == doctest::Approx(5));
}

TEST_CASE("carry: a venue without a share is not asked, one with a share has to be known") {
  Desk desk("btc_basis", {"hedge_allocation.binance=1", "hedge_allocation.bybit=0", "hedge_allocation.okx=0"});
  CHECK(measure_carry(desk.view(), desk.settings.mode).unknown == kBtcPerps[0]);
  know_rates(desk, "0.0002", nullptr, nullptr);
  const CarryFigures carry = measure_carry(desk.view(), desk.settings.mode);
  CHECK(carry.unknown.empty());
  CHECK(carry.funding_per_8h == ray("0.0002"));
}

TEST_CASE("carry: the entry weighs the cost of both ways over the horizon") {
  CarryFigures carry;
  carry.funding_per_8h = ray("0.0002");
  carry.funding_annual_bps = 2'190;
  carry.basis_bps = 3;
  EntryGateSettings gate;
  gate.funding_threshold = from_text<Ratio>("0.0001");
  gate.horizon = kHour * 168;
  // 20 bps of the notional every 168 h are 20 * 8760 / 168 = 1042.857 a year.
  const Amount cost = amount("100");
  const Amount notional = amount("50000");
  CHECK(cost_annual_bps(cost, notional, gate.horizon) == doctest::Approx(1'042.857).epsilon(1e-6));
  CHECK(cost_annual_bps(cost, Amount{}, gate.horizon) == 0);
  const auto fault = [&] { return entry_gate_fault(carry, gate, cost, notional); };
  CHECK(fault().empty());
  gate.least_carry_bps = 1'147;
  CHECK(fault().empty());
  gate.least_carry_bps = 1'148;
  CHECK(fault() ==
        "entry gate: carry of 1147.1 bps a year (funding 2190.0 less 1042.9 for entering and leaving within 168 h) is "
        "under 1148");
  gate.horizon = kHour * 336;
  CHECK(fault().empty());
  gate.least_basis_bps = 3;
  CHECK(fault().empty());
  gate.least_basis_bps = 3.5;
  CHECK(fault() == "entry gate: basis of 3.00 bps is under 3.5");
  carry.unknown = "okx:Perp:BTCUSDT";
  CHECK(fault() == "entry gate: no funding rate of okx:Perp:BTCUSDT is known yet");
}

TEST_CASE("carry: without a gate an unknown rate is remarked at the first entry, and never refuses it") {
  Desk desk("btc_basis");
  desk.hold("wallet:BaseToken:USDT", "100000");
  know_rates(desk, "0.0001", "0.0001", nullptr);
  const Decision unknown = desk.strategy()->decide(desk.view());
  CHECK(unknown.kind == DecisionKind::entry_full);
  CHECK(unknown.remark.find("The mode was entered before a funding rate of okx:Perp:BTCUSDT was known.") !=
        std::string::npos);
  know_rates(desk, "0.0001", "0.0001", "0.0001");
  CHECK(desk.strategy()->decide(desk.view()).remark.find("funding rate") == std::string::npos);
}

TEST_CASE("carry: the exit gate leaves after its hours without a break, and an unknown rate is no low one") {
  const std::vector<std::string> gates = {"entry_gate.enabled=true", "exit_gate.enabled=true",
                                          "exit_gate.carry_bps=100", "exit_gate.hours=3"};
  Desk desk("btc_basis", gates);
  desk.hedge("1", "0.4", "0.3", "0.3");
  desk.fund("16000", "12000", "12000");
  const auto strategy = desk.strategy();
  const auto decide = [&] {
    const Decision decision = strategy->decide(desk.view());
    desk.market.time = desk.market.time + kHour;
    return decision;
  };
  // 0.000009 every eight hours is 98.55 bps a year.
  know_rates(desk, "0.000009", "0.000009", "0.000009");
  CHECK(decide().kind == DecisionKind::hold);
  CHECK(decide().kind == DecisionKind::hold);
  desk.market.funding_known[desk.id(kBtcPerps[0]).index()].reset();
  CHECK(decide().kind == DecisionKind::hold);
  know_rates(desk, "0.000009", "0.000009", "0.000009");
  for (int hour = 0; hour < 3; ++hour) CHECK(decide().kind == DecisionKind::hold);
  const Decision left = decide();
  CHECK(left.kind == DecisionKind::exit_full);
  CHECK(left.reason.find("exit gate: funding has been at or under 100 bps a year since ") == 0);
  CHECK_FALSE(left.urgent);
}

}  // namespace
}  // namespace basis
