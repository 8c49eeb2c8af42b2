#include <map>

#include "tests/tools/trade/trade_world.hpp"
#include "tools/trade/acceptance.hpp"

namespace basis {
namespace {

using namespace test;
using Outcome = AcceptanceStep::Outcome;

std::map<std::string, AcceptanceStep> accept(TradeWorld& world, const char* market = "BTCUSDT") {
  Acceptance::Parts parts;
  parts.open = [&] { return TradeDesk::open(world.parts()); };
  parts.market = market;
  parts.network = &world.network;
  parts.limits = world.limits();
  std::map<std::string, AcceptanceStep> steps;
  for (AcceptanceStep& step : Acceptance(std::move(parts)).run()) {
    const std::string name = step.step;
    steps.emplace(name, std::move(step));
  }
  return steps;
}

TEST_CASE("an acceptance of a perp account passes every step, and leaves nothing") {
  TradeWorld world("binance_usdm");
  const auto steps = accept(world);
  REQUIRE(steps.size() == 14);
  for (const auto& [name, step] : steps) CHECK_MESSAGE(step.outcome == Outcome::passed, name << ": " << step.figure);
  world.connect();
  CHECK(world.desk->open_orders().empty());
  CHECK(positions_report(*world.desk).tables.front().rows.empty());
}

TEST_CASE("of a spot account the switch that it has not is left out, and only the size is amended") {
  TradeWorld world("binance");
  const auto steps = accept(world);
  for (const auto& [name, step] : steps)
    CHECK_MESSAGE(step.outcome == (name == "dead man acts" ? Outcome::skipped : Outcome::passed),
                  name << ": " << step.figure);
  CHECK(steps.at("amend").figure.starts_with("size to "));
  world.connect();
  CHECK(world.desk->open_orders().empty());
}

TEST_CASE("of a unified account both products pass every step that they have") {
  for (const char* account : {"bybit", "okx"})
    for (const char* market : {"Perp:BTCUSDT", "Spot:BTCUSDT"}) {
      TradeWorld world(account);
      for (const auto& [name, step] : accept(world, market))
        CHECK_MESSAGE(step.outcome == Outcome::passed, account << ' ' << market << ": " << name << ": " << step.figure);
      world.connect();
      CHECK(world.desk->open_orders().empty());
    }
}

TEST_CASE("a step that fails does not stop the others, and orders of others are left alone") {
  TradeWorld world("binance_usdm");
  world.connect();
  OrderCommand other = world.command({"buy", "0.02", "40000"});
  other.id = ClientOrderId::parse("nodeab000001000000000007").value();
  REQUIRE(world.desk->create(other, kTradeWait).value().status == OrderStatus::accepted);
  world.fault(sim::ExchangeFaultKind::refuse, "order.modify", 100);
  const auto steps = accept(world);
  CHECK(steps.at("amend").outcome == Outcome::failed);
  CHECK(steps.at("cancel").outcome == Outcome::passed);
  CHECK(steps.at("dead man set").outcome == Outcome::skipped);
  CHECK(steps.at("round trip").outcome == Outcome::passed);
  CHECK(steps.at("nothing left").outcome == Outcome::passed);
  world.connect();
  REQUIRE(world.desk->open_orders().size() == 1);
  CHECK(world.desk->open_orders().front().client == "nodeab000001000000000007");
}

TEST_CASE("a word to stop leaves the other steps out, and no order open") {
  TradeWorld world("binance_usdm");
  Acceptance::Parts parts;
  parts.open = [&] { return TradeDesk::open(world.parts()); };
  parts.market = "Perp:BTCUSDT";
  parts.network = &world.network;
  parts.limits = world.limits();
  parts.interrupted = [&] { return world.interrupted; };
  parts.obeyed = [&] { world.interrupted = false; };
  parts.told = [&](const AcceptanceStep& step) { world.interrupted = world.interrupted || step.step == "place"; };
  const std::vector<AcceptanceStep> steps = Acceptance(std::move(parts)).run();
  REQUIRE(steps.size() == 14);
  CHECK(steps[6].outcome == Outcome::passed);
  for (std::size_t i = 7; i < 13; ++i) CHECK(steps[i].figure == "interrupted");
  CHECK(steps[13].outcome == Outcome::passed);
  world.connect();
  CHECK(world.desk->open_orders().empty());
}

TEST_CASE("an account that cannot be reached fails its first step, and the others are left out") {
  TradeWorld world("binance");
  world.network.refuse("venue.test", true);
  const auto steps = accept(world);
  CHECK(steps.at("connect").outcome == Outcome::failed);
  CHECK(steps.at("round trip").outcome == Outcome::skipped);
  CHECK(steps.at("reconnect").outcome == Outcome::failed);
  CHECK(steps.at("nothing left").outcome == Outcome::skipped);
}

}  // namespace
}  // namespace basis
