#include "core/results/event_line.hpp"
#include "tests/actors/chain_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const char* const kEth = "wallet:BaseToken:ETH";
const char* const kDebt = "aave_v3:debtToken:debtWETH";

/// The chain's actor beside a plain simulation that goes the same way.
struct Pair {
  Pair() : on({}, "20"), stage(on, amount("20")) { stage.connect_chain(); }

  /// The actor's answer; it must be the plain one's to the last entry.
  AnswerPtr send(const OrderPtr& order) {
    const AnswerPtr answer = stage.execute(order, on.market);
    const OrderAnswer plain = on.send(order);
    CHECK(answer->status == plain.status);
    CHECK(answer->reason == plain.reason);
    CHECK(answer->report.entries.size() == plain.report.entries.size());
    CHECK(answer->fills.size() == plain.fills.size());
    for (const AccountState& account : answer->report.accounts)
      for (const auto& [id, holding] : account.holdings) {
        CAPTURE(on.universe[id].key);
        CHECK(holding == on.positions[id.index()]);
      }
    return answer;
  }
  OnChain on;
  Stage stage;
};

}  // namespace

TEST_CASE("chain actor: a lever-up and a deleverage, whichever step fails, happen whole or not at all") {
  Pair pair;
  const auto try_all = [&](const std::vector<ContractStep>& whole, const std::vector<Sabotage>& faults,
                           const char* gas_operation) {
    for (const Sabotage& sabotage : faults) {
      CAPTURE(sabotage.at);
      auto steps = whole;
      steps[sabotage.at] = sabotage.instead;
      const AnswerPtr answer = pair.send(pair.on.atomic(steps, gas_operation));
      CHECK(answer->status == OrderStatus::refused);
      CHECK(answer->reason == sabotage.reason);
      CHECK(answer->report.entries.empty());
      CHECK(answer->fills.empty());
    }
    CHECK(pair.send(pair.on.atomic(whole, gas_operation))->status == OrderStatus::accepted);
  };
  try_all(pair.on.lever_up(), lever_up_sabotage(pair.on), "atomic_entry");
  CHECK(pair.on.amount_of(kEth) == amount("9.97"));
  try_all(pair.on.deleverage(), deleverage_sabotage(pair.on), "atomic_deleverage");
  CHECK(pair.on.amount_of(kEth) == amount("13.8516"));
  CHECK(pair.on.amount_of(kDebt) == amount("-37.5"));
}

TEST_CASE("chain actor: single calls go to their protocol, wrapping to the wallet") {
  Pair pair;
  const auto send = [&](ActionType action, const char* at, const char* key, const char* size, const char* gas) {
    return pair.send(pair.on.order_of({pair.on.step(action, at, key, size)}, gas, false))->status;
  };
  CHECK(send(ActionType::stake, "etherfi", kEth, "10", "stake") == OrderStatus::accepted);
  CHECK(send(ActionType::wrap, "wallet", kEth, "1", "wrap") == OrderStatus::accepted);
  CHECK(send(ActionType::supply, "aave_v3", "aave_v3:aToken:aweETH", "9", "supply") == OrderStatus::refused);
  CHECK(send(ActionType::supply, "aave_v3", "aave_v3:aToken:aweETH", "8", "supply") == OrderStatus::accepted);
}

TEST_CASE("chain actor: settling pays the queue and rewards, and liquidates") {
  Pair pair;
  REQUIRE(pair.send(pair.on.atomic(pair.on.lever_up(), "atomic_entry"))->status == OrderStatus::accepted);
  pair.send(pair.on.order_of({pair.on.step(ActionType::stake, "etherfi", kEth, "5")}, "stake", false));
  pair.send(
      pair.on.order_of({pair.on.step(ActionType::unstake, "etherfi", "etherfi:LST:weETH", "2")}, "unstake", false));
  pair.stage.settle(pair.on.market);
  pair.on.settle();
  pair.stage.heard.settled.clear();
  pair.on.market.time = pair.on.market.time + kDay * std::int64_t{7};
  pair.on.market.rewards = {{"EIGEN", amount("0.01"), true, ""}};
  pair.on.set_index(kDebt, "1.28");
  pair.stage.settle(pair.on.market);
  const VenueReport plain = pair.on.settle();
  REQUIRE(pair.stage.heard.settled.size() == 1);
  const VenueReport& report = *pair.stage.heard.settled.front();
  std::vector<EntryKind> kinds;
  for (const LedgerEntry& entry : report.entries) kinds.push_back(entry.kind);
  CHECK(kinds == std::vector<EntryKind>{EntryKind::claim, EntryKind::reward, EntryKind::liquidation});
  CHECK(report.notices.size() == 1);
  for (std::size_t i = 0; i < report.accounts.size(); ++i)
    CHECK(report.accounts[i].holdings == plain.accounts.at(i).holdings);
  pair.on.market.rewards.clear();
  pair.stage.settle(pair.on.market);
  CHECK(pair.stage.heard.settled.back()->entries.empty());
}

TEST_CASE("position monitor: every swap is a fill with its own instrument and side, other calls are entries") {
  OnChain on({}, "20");
  Stage stage(on, amount("20"));
  stage.connect_monitor();
  const auto events = [&](std::string_view type) {
    return std::count_if(stage.heard.events.begin(), stage.heard.events.end(),
                         [&](const JournalEntry& entry) { return event_type(entry) == type; });
  };
  const OrderAnswer entered = on.send(on.atomic(on.lever_up(), "atomic_entry"));
  auto capital = std::make_shared<OrderAnswer>(entered);
  capital->report.entries.insert(
      capital->report.entries.begin(),
      {on.market.time, EntryKind::capital, {{Outside::capital, on.id(kEth), amount("20"), Amount{}}}});
  stage.done(capital, on.market);
  CHECK(events("fill") == 0);
  CHECK(events("flash_loan") == 2);
  CHECK(events("supply") == 1);

  auto steps = on.deleverage();
  steps.back() = on.step(ActionType::swap, "uniswap", "wallet:BaseToken:WETH", "2", "wallet:BaseToken:USDT");
  steps.push_back(on.step(ActionType::swap, "uniswap", "wallet:BaseToken:USDT", "2500", kEth));
  const OrderAnswer left = on.send(on.atomic(steps, "atomic_deleverage_two_swaps"));
  REQUIRE_MESSAGE(left.status == OrderStatus::accepted, left.reason);
  stage.done(std::make_shared<const OrderAnswer>(left), on.market);
  REQUIRE(events("fill") == 3);
  CHECK(events("swap") == 0);
  std::vector<TradeRecord> trades;
  for (const JournalEntry& entry : stage.heard.events)
    if (const auto trade = trade_of(entry, journal_names(on.universe))) trades.push_back(*trade);
  REQUIRE(trades.size() == 3);
  CHECK(trades[0].instrument == "etherfi:LST:weETH");
  CHECK(trades[0].size == amount("40"));
  CHECK(trades[1].instrument == "wallet:BaseToken:WETH");
  CHECK_FALSE(trades[1].buy);
  CHECK(trades[2].instrument == kEth);
  CHECK(trades[2].buy);
  CHECK(trades[2].cost == amount("0.5"));
  REQUIRE(stage.heard.views.size() == 2);
  CHECK(stage.heard.views.back()->positions == on.positions);
}
