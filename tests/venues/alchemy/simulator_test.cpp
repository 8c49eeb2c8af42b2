#include "tests/venues/sim/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kWallet = "wallet:BaseToken:USDT";
const char* const kPool = "aave_v3:aToken:aUSDT";

/// A wallet of 100,000 USDT on a chain with Aave on it; gas: approve 3.3, supply 15, withdraw 13.2, transfer 6 USDT.
struct Chain : Floor {
  explicit Chain(const std::vector<std::string>& overrides = {}, const char* capital = "100000")
      : Floor("pure_lending", overrides),
        chain(universe, settings, costs, amount(capital)),
        aave({universe, settings, costs}) {
    positions = chain.state().holdings;
    conservation.record({market.time, EntryKind::capital, {{Outside::capital, id(kWallet), amount(capital), {}}}});
  }
  OrderAnswer call(ActionType action, std::string_view size) {
    const OrderPtr wanted = order(action, kPool, size);
    OrderAnswer answer = chain.mine(wanted, {aave.call(wanted->steps.front(), chain.state(), market)}, market);
    CHECK(answer.order == wanted);
    if (answer.status == OrderStatus::refused) CHECK(answer.report.entries.empty());
    follow(answer.report);
    CHECK(positions == chain.state().holdings);
    conservation.check(positions);
    return answer;
  }
  [[nodiscard]] Amount wallet() const { return held(kWallet).amount; }
  [[nodiscard]] Amount scaled() const { return held(kPool).amount; }
  [[nodiscard]] Amount worth() const { return underlying(instrument(kPool), held(kPool), market); }

  SimulatedChain chain;
  SimulatedAave aave;
};

const std::vector<std::string> kFree = {"execution.costs=none"};

}  // namespace

TEST_CASE("chain: starts with the capital in the wallet and reports wallet and protocols") {
  Chain chain;
  const VenueReport report = chain.chain.report(chain.market.time);
  CHECK(report.entries.empty());
  REQUIRE(report.accounts.size() == 2);
  CHECK(report.accounts[0].account == chain.account("wallet"));
  REQUIRE(report.accounts[0].holdings.size() == 1);
  CHECK(report.accounts[0].holdings[0].second.amount == amount("100000"));
  CHECK(report.accounts[1].account == chain.account("aave_v3"));
  Floor floor("btc_basis");
  const SimulatedChain only_wallet(floor.universe, floor.settings, floor.costs, amount("5"));
  CHECK(only_wallet.report(floor.market.time).accounts.size() == 1);
}

TEST_CASE("chain: gas of each operation, on top of what it moves") {
  Chain chain;
  chain.follow(chain.chain.mine(chain.order(ActionType::approve, kPool, "1"), {}, chain.market).report);
  CHECK(chain.wallet() == amount("99996.7"));
  const OrderAnswer supplied = chain.call(ActionType::supply, "50000");
  CHECK(supplied.status == OrderStatus::accepted);
  REQUIRE(supplied.report.entries.size() == 2);
  CHECK(supplied.report.entries[0].kind == EntryKind::supply);
  CHECK(supplied.report.entries[1].kind == EntryKind::gas);
  CHECK(chain.wallet() == amount("49981.7"));
  chain.call(ActionType::withdraw, "50000");
  CHECK(chain.wallet() == amount("99968.5"));
  Chain free(kFree);
  CHECK(free.call(ActionType::supply, "50000").report.entries.size() == 1);
  CHECK(free.wallet() == amount("50000"));
}

TEST_CASE("chain: gas that cannot be paid refuses the call and changes nothing") {
  Chain chain;
  const OrderAnswer refused = chain.call(ActionType::supply, "99985.000000000000000001");
  CHECK(refused.status == OrderStatus::refused);
  CHECK(refused.reason.find("gas of 15 needed") == 0);
  CHECK(chain.wallet() == amount("100000"));
  CHECK(chain.scaled().is_zero());
  CHECK(chain.call(ActionType::supply, "99985").status == OrderStatus::accepted);
  CHECK(chain.wallet().is_zero());
  // A withdrawal brings what its own gas is paid with.
  CHECK(chain.call(ActionType::withdraw, "13.2").status == OrderStatus::accepted);
  CHECK(chain.wallet().is_zero());
  CHECK(chain.call(ActionType::withdraw, "13.1").status == OrderStatus::refused);
}

TEST_CASE("chain: a call that reverts is refused with its reason") {
  Chain chain;
  const OrderAnswer supply = chain.call(ActionType::supply, "100000.000000000000000001");
  CHECK(supply.reason == "supply of 100000.000000000000000001 USDT, wallet has 100000");
  const OrderAnswer withdrawal = chain.call(ActionType::withdraw, "0.000000000000000001");
  CHECK(withdrawal.reason == "withdrawal of 0.000000000000000001 USDT, supplied is 0");
  CHECK(withdrawal.status == OrderStatus::refused);
  const OrderAnswer trade = chain.call(ActionType::spot_trade, "1");
  CHECK(trade.reason == "aave_v3 has no operation spot_trade");
  CHECK(chain.wallet() == amount("100000"));
}

TEST_CASE("chain: transfers out pay gas and must be covered, transfers in do not") {
  Floor floor("btc_basis");
  SimulatedChain chain(floor.universe, floor.settings, floor.costs, amount("1000"));
  floor.positions = chain.state().holdings;
  const OrderAnswer refused = chain.transfer(floor.transfer("wallet", "okx", "994.01"), floor.market);
  CHECK(refused.status == OrderStatus::refused);
  CHECK(refused.reason == "transfer needs 1000.01 USDT, wallet has 1000");
  CHECK(chain.state().holdings == floor.positions);
  const OrderAnswer sent = chain.transfer(floor.transfer("wallet", "okx", "994"), floor.market);
  CHECK(sent.status == OrderStatus::accepted);
  REQUIRE(sent.report.entries.size() == 2);
  floor.follow(sent.report);
  CHECK(floor.held(kWallet).amount.is_zero());
  floor.follow(chain.transfer(floor.transfer("okx", "wallet", "10"), floor.market).report);
  CHECK(floor.held(kWallet).amount == amount("10"));
}

TEST_CASE("aave: scaled is amount over index, worth scaled times the later index") {
  Chain chain(kFree);
  chain.set_index(kPool, "1.25");
  chain.call(ActionType::supply, "1000");
  CHECK(chain.scaled() == amount("800"));
  CHECK(chain.worth() == amount("1000"));
  chain.set_index(kPool, "1.3");
  CHECK(chain.scaled() == amount("800"));
  CHECK(chain.worth() == amount("1040"));
  chain.call(ActionType::supply, "260");
  CHECK(chain.scaled() == amount("1000"));
  chain.call(ActionType::withdraw, "650");
  CHECK(chain.scaled() == amount("500"));
  CHECK(chain.wallet() == amount("99390"));
}

TEST_CASE("aave: roundings go against the user, and withdrawing all leaves nothing") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    INFO("seed ", seed);
    Draw draw(seed);
    Chain chain(kFree);
    const auto index = [&] { return chain.market.indices[chain.id(kPool).index()]; };
    chain.market.indices[chain.id(kPool).index()] = draw.ray_between("1", "1.5");
    const Amount supplied = draw.amount_between("0.000000000000000002", "90000");
    chain.call(ActionType::supply, supplied.to_string());
    REQUIRE(chain.worth() <= supplied);
    REQUIRE(supplied.raw() - chain.worth().raw() <= 2);
    chain.market.indices[chain.id(kPool).index()] = index() + draw.ray_between("0", "0.1");
    const Amount before = chain.worth();
    const Amount part = Amount::from_raw(draw.between(0, before.raw()));
    chain.call(ActionType::withdraw, part.to_string());
    REQUIRE(chain.worth() <= before - part);
    REQUIRE((before - part).raw() - chain.worth().raw() <= 2);
    const Amount rest = chain.worth();
    REQUIRE(chain.call(ActionType::withdraw, (rest + kUnit).to_string()).status == OrderStatus::refused);
    REQUIRE(chain.call(ActionType::withdraw, rest.to_string()).status == OrderStatus::accepted);
    REQUIRE(chain.scaled().is_zero());
    REQUIRE(chain.worth().is_zero());
  }
}

TEST_CASE("aave: answering a call changes nothing") {
  Chain chain;
  const PositionSet before = chain.chain.state().holdings;
  const ProtocolAnswer answer =
      chain.aave.call(chain.order(ActionType::supply, kPool, "5")->steps.front(), chain.chain.state(), chain.market);
  CHECK(answer.entries.size() == 1);
  CHECK(answer.revert.empty());
  CHECK(chain.chain.state().holdings == before);
}
