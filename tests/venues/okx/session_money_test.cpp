#include "tests/venues/binance/simulated_world.hpp"

// Money of a session of OKX: deposits and withdrawals go through the venue's funding account.

namespace basis {
namespace {

using namespace test;
using Fault = sim::ExchangeFaultKind;

TEST_CASE("OKX conformance 53: a deposit reaches trading, a withdrawal goes through funding, each once") {
  SimulatedWorld world(simulated_venue("okx", Product::spot), 6);
  world.start();
  REQUIRE(world.ready());
  const AssetId there = *world.exchanges->universe().find_asset("USDT");
  const Amount before = world.pool().held(there);
  CHECK(world.client().pay_in("funding", there, amount("250"), world.network.now_utc()));
  world.run(kMinute);
  CHECK(world.client().funding()->empty());
  CHECK(world.pool().held(there) == before + amount("250"));
  MoneyOrder money;
  money.kind = MoneyOrder::Kind::withdrawal;
  money.id = "out1";
  money.asset = *world.world.universe->find_asset("USDT");
  money.amount = amount("1000");
  money.address = "0xabc";
  money.network = "ETH";
  SUBCASE("as it should") {}
  SUBCASE("with the answers of both steps lost") {
    world.fault(Fault::no_answer, "POST /api/v5/asset/transfer");
    world.fault(Fault::no_answer, "POST /api/v5/asset/withdrawal");
  }
  world.session->move(money);
  world.run(kMinute * 2);
  CHECK(world.client().funding()->empty());
  CHECK(world.pool().held(there) == before - amount("750"));
  int withdrawals = 0;
  for (const sim::ClientMovement& one : world.client().movements())
    if (one.kind == sim::ClientMovement::Kind::withdrawal) {
      ++withdrawals;
      // What leaves is the whole amount, the fee with it.
      CHECK(one.amount == amount("1000"));
      CHECK(one.done);
    }
  CHECK(withdrawals == 1);
  CHECK(world.owner->accounts.back().kind != AccountReportKind::transfer);
  int done = 0;
  for (const AccountReport& report : world.owner->accounts)
    if (report.kind == AccountReportKind::transfer && report.state == TransferState::done) ++done;
  CHECK(done == 1);
}

TEST_CASE("OKX conformance 53: a withdrawal that the venue refuses brings its money back to trading") {
  SimulatedWorld world(simulated_venue("okx", Product::spot), 6);
  world.start();
  REQUIRE(world.ready());
  sim::ExchangeFault refusal;
  refusal.kind = Fault::refuse;
  refusal.on = "POST /api/v5/asset/withdrawal";
  refusal.status = 200;
  refusal.code = 58207;
  refusal.message = "Withdrawal address is not on the verified address list.";
  world.fault(refusal);
  const AssetId there = *world.exchanges->universe().find_asset("USDT");
  const Amount before = world.pool().held(there);
  MoneyOrder money;
  money.kind = MoneyOrder::Kind::withdrawal;
  money.id = "out2";
  money.asset = *world.world.universe->find_asset("USDT");
  money.amount = amount("1000");
  money.address = "0xabc";
  money.network = "ETH";
  world.session->move(money);
  world.run(kMinute * 2);
  CHECK(world.pool().held(there) == before);
  CHECK(world.client().funding()->empty());
  CHECK(world.owner->alert("movement") != nullptr);
}

}  // namespace
}  // namespace basis
